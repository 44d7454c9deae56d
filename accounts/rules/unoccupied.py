"""A dwelling with no resident on a day: which premium its clocks give, and what spares it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from accounts.data import EmptyDwelling, Excepted, Occupied
from accounts.rules import clocks, discounts, exceptions, premiums
from revenues.kernel.law import Law
from revenues.kernel.periods import Dated, Period
from revenues.kernel.rules import Decision

PREMIUM_LAW = ("accounts.premiums.", "accounts.premium_exceptions.")
Refused = tuple[Dated[Excepted], Decision]


class Added(NamedTuple):
    """The premium of a day: per cent, rule and facts; ``refused`` are exceptions that may not be given again."""

    percent: int
    rule: str
    facts: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()


NOTHING = Added(0, "")


def added(dwelling: EmptyDwelling, state: Dated[Occupied], *, on: date, counted: date, law: Law) -> Added:
    """The premium of a day on which nobody lives there.

    Args:
        dwelling: its timelines.
        state: the entry of its occupancies that holds on the day.
        counted: the day up to which months and years are counted; never after ``on``.

    Returns:
        Per cent, nought where nothing is added. Where only an exception that may not be given again would spare
        the dwelling, the premium stands and ``refused`` says why.
    """
    furnished = state.value.furnished
    since = since_when(dwelling, furnished, on, law)
    found = premiums.premium(
        occupied=False, furnished=furnished, since=since, on=on, counted=counted, law=law
    )
    if not found:
        return NOTHING
    spared, refused = _exceptions(dwelling, on, law)
    kind = "second_home" if furnished else "empty"
    if premiums.lifted(kind, spared, on=on, counted=counted, law=law) is not None:
        return NOTHING
    again = [
        one
        for one in refused
        if premiums.lifted(kind, [one[0].value], on=on, counted=counted, law=law) is not None
    ]
    return Added(found.value, found.rule, (state.fact,), tuple(again))


def since_when(dwelling: EmptyDwelling, furnished: bool, on: date, law: Law) -> date | None:
    """The first day of the period whose length is asked, breaks ignored."""
    since = clocks.furnished_since if furnished else clocks.empty_since
    return since(dwelling.occupancies, on=on, law=law)


def _exceptions(dwelling: EmptyDwelling, on: date, law: Law) -> tuple[list[Excepted], list[Refused]]:
    """What spares the dwelling on a day: granted, after a grant of probate, by its circumstances; and what may not."""
    given = dwelling.exceptions
    refused = exceptions.repeated(given, on=on, law=law) if given else []
    barred = {id(entry) for entry, _ in refused}
    spared = [entry.value for entry in given if on in entry.period and id(entry) not in barred]
    if dwelling.exempted:
        after = exceptions.after_grant(dwelling.exempted, on=on, law=law)
        spared += [entry.value for entry in after if on in entry.period]
    if dwelling.circumstances:
        spared += [one for one, _ in exceptions.from_circumstances(dwelling.circumstances, on=on, law=law)]
    return spared, refused


def turning_days(dwelling: EmptyDwelling, within: Period, law: Law) -> Iterable[date]:
    """Every day on which the premium of the dwelling, or a local discount by its length, may change of itself."""
    days = (within.start, *law.changes(PREMIUM_LAW, within))
    for state in dwelling.occupancies:
        if not state.value.occupied and state.period.overlaps(within):
            yield from _anniversaries(dwelling, state, within, days, law)
    for given in dwelling.exceptions:
        yield from _turns(given.value, days, law)
    for claim in dwelling.exempted:
        if claim.value.grant is not None:
            for cls in premiums.EXCEPTION_CLASSES:
                yield from _turns(Excepted(cls, claim.value.grant), days, law)
    for one in dwelling.circumstances:
        asked = max(one.period.start, within.start)
        yield discounts.repairs_over(one, on=asked, law=law)
        for exception, _ in exceptions.from_circumstances((one,), on=asked, law=law):
            yield from _turns(exception, days, law)


def _anniversaries(
    dwelling: EmptyDwelling, state: Dated[Occupied], within: Period, days: Iterable[date], law: Law
) -> Iterable[date]:
    """The days on which the length of one unoccupied period brings another premium, by the law of each change."""
    furnished = state.value.furnished
    since = since_when(dwelling, furnished, max(state.period.start, within.start), law)
    for day in days if since is not None else ():
        yield from premiums.turning_days(since or day, furnished=furnished, on=day, law=law)


def _turns(given: Excepted, days: Iterable[date], law: Law) -> Iterable[date]:
    if given.since is not None:
        yield given.since
        for day in days:
            if (end := premiums.exception_end(given, on=day, law=law)) is not None:
                yield end
