"""Premiums: what is added for long-term empty dwellings and for second homes, and what lifts it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.data import Excepted
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.periods import ONE_DAY, after_months
from revenues.kernel.rules import Decision, rule

LAW = "accounts.premiums."
EXCEPTIONS = "accounts.premium_exceptions.class_"
EMPTY = "lgfa92-s11b-empty-premium"
SECOND_HOME = "lgfa92-s11c-second-home-premium"
LIFTED = "si2003-3011-premium-exceptions"
STEPS = LAW + "empty_steps"
STARTS = LAW + "starts"
AFTER_MONTHS = LAW + "second_home_after_months"
LOCAL_EXCEPTIONS = LAW + "local_exceptions"
EXCEPTION_CLASSES = "EFGHIJKLM"
MONTHS_A_YEAR = 12


@rule("lgfa92-s11b-s11c-premium", provision="LGFA 1992 ss.11B, 11C", parameters=(STEPS, STARTS))
def premium(
    *,
    occupied: bool,
    furnished: bool,
    since: date | None,
    on: date,
    exceptions: Iterable[str | Excepted] = (),
    counted: date | None = None,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Decision:
    """A home in which nobody lives may cost more: by its years if unfurnished, at once if furnished.

    Args:
        occupied: whether anybody lives there.
        furnished: whether it is substantially furnished.
        since: the first day of the present state, breaks of six weeks ignored (``clocks.empty_since``).
        on: the day.
        exceptions: classes E to M in force: a letter, or the class with the day from which its months run.
        counted: the day up to which months and years are counted, where that is before ``on``: an estimate takes
            no anniversary ahead.

    Returns:
        Decision whose value is the per cent added to the day's amount; 0 where none is, with the reason.

    Raises:
        DomainError: an exception class that the law of the day does not know.
    """
    law = in_force(law, policy)
    if occupied:
        return Decision(0, EMPTY, "LGFA 1992 ss.11B, 11C", ("Somebody lives there.",))
    found = (
        second_home_premium(since=since, on=on, counted=counted, law=law)
        if furnished
        else empty_premium(since=since, on=on, counted=counted, law=law)
    )
    if not found:
        return found
    kind = "second_home" if furnished else "empty"
    spared = lifted(kind, exceptions, on=on, counted=counted, law=law)
    return found if spared is None else spared


@rule(
    EMPTY,
    provision="LGFA 1992 s.11B",
    parameters=(STEPS, STARTS, *(LAW + f"empty_percent{tail}" for tail in ("", "_5_years", "_10_years"))),
)
def empty_premium(
    *,
    since: date | None,
    on: date,
    counted: date | None = None,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Decision:
    """A home long empty and unfurnished costs more, and more again after some further years.

    Args and result as for ``premium``. The percentage is the authority's, never above the statutory step.
    """
    law = in_force(law, policy)
    provision = "LGFA 1992 s.11B"
    if since is None or since > on:
        return Decision(0, EMPTY, provision, ("Since when it is empty is not known.",))
    percent, years = 0, 0
    until = _earlier(on, counted)
    for step in law.value(STEPS, on) if law.parameters[STEPS].index_on(on) >= 0 else ():
        if step_day(since, years=step["years"], on=on, law=law) <= until:
            own = law.value(LAW + step["setting"], on)
            percent = min(percent if own is None else own, step["maximum"])
            years = step["years"]
    if not years:
        return Decision(0, EMPTY, provision, (f"Empty since {since}: not long enough for a premium.",))
    if not percent:
        return Decision(0, EMPTY, provision, ("The authority has determined no premium.",))
    return Decision(
        percent, EMPTY, provision, (f"Empty and unfurnished since {since}, {years} years or more.",)
    )


def step_day(since: date, *, years: int, on: date, law: Law) -> date:
    """The first day of the step of so many years: the anniversary, or by a setting the day before it."""
    day = after_months(since, years * MONTHS_A_YEAR)
    return day - ONE_DAY if law.value(STARTS, on) == "day_before" else day


def turning_days(since: date, *, furnished: bool, on: date, law: Law) -> list[date]:
    """The days on which the premium of an unoccupied period may change by its length, as the law of a day has it."""
    if furnished:
        months = law.value(AFTER_MONTHS, on)
        return [after_months(since, months)] if months else []
    if law.parameters[STEPS].index_on(on) < 0:
        return []
    return [step_day(since, years=step["years"], on=on, law=law) for step in law.value(STEPS, on)]


def _earlier(on: date, counted: date | None) -> date:
    return on if counted is None else min(on, counted)


@rule(
    SECOND_HOME,
    provision="LGFA 1992 s.11C",
    parameters=tuple(
        LAW + name for name in ("second_home_maximum", "second_home_percent", "second_home_after_months")
    ),
)
def second_home_premium(
    *,
    since: date | None,
    on: date,
    counted: date | None = None,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Decision:
    """A furnished home that is nobody's main home may cost more, where the council has so determined.

    Args and result as for ``premium``; ``since`` matters only where the authority lets some months pass first.
    """
    law = in_force(law, policy)
    provision = "LGFA 1992 s.11C"
    own = law.value(LAW + "second_home_percent", on)
    percent = min(own or 0, law.value(LAW + "second_home_maximum", on))
    if not percent:
        return Decision(0, SECOND_HOME, provision, ("The authority has determined no premium.",))
    months = law.value(AFTER_MONTHS, on)
    if months and (since is None or _earlier(on, counted) < after_months(since, months)):
        return Decision(
            0, SECOND_HOME, provision, (f"The first {months} months are left without a premium.",)
        )
    return Decision(percent, SECOND_HOME, provision, ("Furnished and nobody's main home.",))


@rule(
    LIFTED,
    provision="SI 2003/3011; SI 2024/1007",
    parameters=(*(EXCEPTIONS + cls.lower() for cls in EXCEPTION_CLASSES), LOCAL_EXCEPTIONS),
)
def lifted(
    kind: str,
    exceptions: Iterable[str | Excepted],
    *,
    on: date,
    counted: date | None = None,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Decision | None:
    """Some homes are spared the premium, for good or for twelve months; the ordinary charge stays.

    Args:
        kind: ``empty`` or ``second_home``.
        exceptions, counted: as for ``premium``.

    Returns:
        A Decision of 0 per cent that names the class; None when no exception bites.
    """
    law = in_force(law, policy)
    for given in exceptions:
        exception = Excepted(given) if isinstance(given, str) else given
        body, reference, words = exception_class(exception.cls, on=on, law=law)
        end = exception_end(exception, on=on, law=law)
        begun = exception.since is None or exception.since <= on
        if kind in body.get("lifts", ()) and begun and (end is None or _earlier(on, counted) < end):
            return Decision(0, LIFTED, reference, (f"Class {exception.cls}: {words}.",))
    return None


def exception_class(cls: str, *, on: date, law: Law) -> tuple[dict[str, Any], str, str]:
    """A class of exception on a day: its figures (none before its time), its provision, what it is.

    Raises:
        DomainError: neither a class of the law nor one that the authority has determined for itself.
    """
    parameter = law.parameters.get(EXCEPTIONS + cls.lower())
    if parameter is not None:
        body = law.value(parameter.id, on) if parameter.index_on(on) >= 0 else {}
        return body, parameter.reference[0], parameter.description
    own = law.value(LOCAL_EXCEPTIONS, on) if law.parameters[LOCAL_EXCEPTIONS].index_on(on) >= 0 else {}
    if cls not in own:
        raise DomainError(f"there is no premium exception class {cls!r}", cls=cls)
    return own[cls], law.reference(LOCAL_EXCEPTIONS), "determined by the authority"


def exception_end(exception: Excepted, *, on: date, law: Law | None = None) -> date | None:
    """The first day on which an exception no longer lifts the premium; None when it has no limit."""
    law = in_force(law, None)
    months = exception_class(exception.cls, on=on, law=law)[0].get("months")
    return after_months(exception.since, months) if months and exception.since else None
