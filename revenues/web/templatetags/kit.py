"""How money, days and years look on every screen."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.safestring import SafeString, mark_safe

from revenues.kernel import clock, money
from revenues.kernel.periods import ONE_DAY, Period
from revenues.kernel.years import label

register = template.Library()


@register.filter(name="money")
def money_with_credit(pence: int | None) -> SafeString | str:
    """``1,538.83``; a credit has CR after the figure as officers write it; nothing for None."""
    if pence is None:
        return ""
    figure = money.pounds(abs(pence), sign="")
    if pence >= 0:
        return figure
    return mark_safe(f'{figure}<abbr class="cr" title="credit">CR</abbr>')  # noqa: S308 only digits inside


@register.filter
def pounds(pence: int) -> str:
    """``£1,538.83`` for use in a sentence."""
    return money.pounds(pence)


@register.filter
def size(pence: int) -> int:
    """The amount without its sign, where the label says which way it goes."""
    return abs(pence)


@register.filter
def day(value: date | None) -> str:
    """``01 Apr 2026``; nothing for None."""
    return f"{value:%d %b %Y}" if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """``01 Apr 2026 09:30``, London time."""
    return f"{value.astimezone(clock.LONDON):%d %b %Y %H:%M}" if value else ""


@register.filter
def period(value: Period | None) -> str:
    """First to last day, both included; an open period says since when."""
    if value is None:
        return ""
    if value.last is None:
        return f"since {value.start:%d %b %Y}"
    return f"{value.start:%d %b %Y} to {value.last:%d %b %Y}"


@register.filter
def financial_year(year: int) -> str:
    """``2026/27``."""
    return label(year)


@register.filter
def words(identifier: str) -> str:
    """``large_print`` as people say it."""
    return identifier.replace("_", " ")


@register.filter
def number(count: int) -> str:
    """``54,310``."""
    return f"{count:,}"


@register.filter
def day_before(value: date | None) -> date | None:
    """The last day of a half-open period."""
    return value - ONE_DAY if value else None
