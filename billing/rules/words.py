"""Each line of a charge in words: for the resident, for the officer, and as arithmetic. One source for
screen, bill and API.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from accounts.rules import discounts, premiums
from billing.data import Line
from billing.rules import charge
from revenues.kernel.law import Law, in_force
from revenues.kernel.money import pounds
from revenues.kernel.rules import find
from revenues.kernel.years import days_in, year_of

CLASS = "accounts.exemptions.class_"
LOCAL = {
    discounts.SEASONAL: "this home may not be lived in for part of each year, as the council has decided",
    discounts.REPAIRS: "this home is empty and under major repair, as the council has decided",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a line says: ``label`` for a column, sentences for resident and officer, and the sum as text."""

    label: str
    resident: str
    officer: str
    arithmetic: str


def explain(line: Line, *, law: Law | None = None) -> Words:
    """A line in words.

    Args:
        line: of an ``Assessment``.
        law: for the names of exempt classes; None for the national law.

    Raises:
        KeyError: a kind of line that nobody has put in words.
    """
    label, resident = _SAID[line.kind](line, in_force(law))
    return Words(label, resident, _officer(line, label), _arithmetic(line))


def band_name(band: str) -> str:
    """``band D``; the band below A in words."""
    return "five-ninths of band D" if band == charge.BELOW_A else f"band {band}"


def _charge(line: Line, _: Law) -> tuple[str, str]:
    return (
        f"Council Tax, {band_name(line.detail)}",
        f"Council Tax for {band_name(line.detail)}, {_span(line)}.",
    )


def _disabled(line: Line, _: Law) -> tuple[str, str]:
    return (
        "Disabled band reduction",
        f"You are charged as {band_name(line.detail)} because your home is adapted for a disabled person.",
    )


def _discount(line: Line, law: Law) -> tuple[str, str]:
    usual = law.value(discounts.APPROPRIATE, line.period.start)
    if line.rule in LOCAL:
        why, label = LOCAL[line.rule], "Discount, nobody living there"
    elif line.rule == discounts.DETERMINED:
        why, label = "nobody lives in this home, as the council has decided", "Discount, nobody living there"
    elif line.rule == discounts.NO_RESIDENT:
        why, label = "nobody lives in this home", "Discount, nobody living there"
    elif line.percent == usual:
        why, label = "one adult counts", "Discount, one adult"
    else:
        why, label = "none of the adults who live here counts", "Discount, no adult counts"
    return f"{label} ({line.percent}%)", f"You pay {line.percent}% less because {why}."


def _reduction(line: Line, _: Law) -> tuple[str, str]:
    if line.rule == charge.ANNEXE:
        return (
            f"Annexe reduction ({line.percent}%)",
            f"You pay {line.percent}% less of what is left because this is a family annexe.",
        )
    if line.rule == charge.BY_AMOUNT:
        return (
            f"Council's reduction, {line.detail}",
            f"The council has taken {pounds(-line.amount)} off what is left ({line.detail}).",
        )
    return (
        f"Council's reduction, {line.detail} ({line.percent}%)",
        f"The council has taken {line.percent}% off what is left ({line.detail}).",
    )


def _premium(line: Line, _: Law) -> tuple[str, str]:
    if line.rule == premiums.SECOND_HOME:
        return (
            f"Second home premium ({line.percent}%)",
            f"You pay {line.percent}% more, {_span(line)}, because this home is furnished and nobody's main home.",
        )
    return (
        f"Long-term empty premium ({line.percent}%)",
        f"You pay {line.percent}% more, {_span(line)}, because this home has long been empty and unfurnished.",
    )


def _support(line: Line, _: Law) -> tuple[str, str]:
    return (
        "Council Tax Reduction",
        f"Council Tax Reduction takes {pounds(-line.amount)} off what you pay, {_span(line)}.",
    )


def _exempt(line: Line, law: Law) -> tuple[str, str]:
    known = law.parameters.get(CLASS + line.detail.lower())
    why = f": {known.description[0].lower()}{known.description[1:]}" if known else ""
    return (
        f"Exempt, class {line.detail}",
        f"There is nothing to pay, {_span(line)}, as your home is exempt{why}.",
    )


_SAID: dict[str, Callable[[Line, Law], tuple[str, str]]] = {
    "charge": _charge,
    "disabled": _disabled,
    "discount": _discount,
    "reduction": _reduction,
    "exempt": _exempt,
    "premium": _premium,
    "support": _support,
}


def _officer(line: Line, label: str) -> str:
    """The line with its days, rule and facts, as somebody checks it."""
    known = find(line.rule)
    provision = f"; {known.provision}" if known else ""
    relied = f"; facts {', '.join(line.facts)}" if line.facts else ""
    return f"{label}, {_span(line)}, {line.period.days} days{provision} ({line.rule}){relied}."


def _arithmetic(line: Line) -> str:
    """``182 days x £2,556.87 / 365 = £1,274.93; 25% = £318.73``; the sum as it was done."""
    if line.kind == "exempt":
        return f"{line.period.days} days x nothing = {pounds(0)}"
    days = f"{line.period.days} days x {pounds(line.annual)} / {days_in(year_of(line.period.start))}"
    left, taken = f"{pounds(line.base)} left of {line.period.days} days", pounds(-line.amount)
    if line.kind == "charge":
        return f"{days} = {pounds(line.amount)}"
    if line.kind == "disabled":
        return f"{days} = {pounds(line.base + line.amount)}; less {pounds(line.base)} = {pounds(line.amount)}"
    if line.kind in ("discount", "premium"):
        return f"{days} = {pounds(line.base)}; {line.percent}% = {pounds(abs(line.amount))}"
    if line.kind == "support" or line.rule == charge.BY_AMOUNT:
        return f"{left}; {taken} taken off"
    return f"{left}; {line.percent}% = {taken}"


def _span(line: Line) -> str:
    last = line.period.last or line.period.start
    return f"{line.period.start.day} {line.period.start:%B %Y} to {last.day} {last:%B %Y}"
