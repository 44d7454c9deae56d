"""Clocks that run on the dwelling: since when it has been empty, whoever owned it meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from accounts.data import Occupied
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.periods import Dated
from revenues.kernel.rules import rule

BREAK = "accounts.clocks.ignored_break_days"
EXEMPT_BREAK = "accounts.clocks.exempt_break_days"


@rule(
    "lgfa92-s11b-six-weeks",
    provision="LGFA 1992 s.11B(9)",
    certainty="K",
    parameters=(BREAK,),
)
def empty_since(
    timeline: Iterable[Dated[Occupied]],
    *,
    on: date,
    law: Law | None = None,
    policy: Policy | None = None,
) -> date | None:
    """An empty period counts from its first day; six weeks or less of living or furniture there is ignored.

    Args:
        timeline: occupation of the dwelling, sorted, without overlaps, from as far back as is known.
        on: the day that is asked about.

    Returns:
        The first day of the period; None when the dwelling is not empty and unfurnished on that day.
    """
    law = in_force(law, policy)
    return _since(
        timeline, on, lambda state: not state.occupied and not state.furnished, law.value(BREAK, on)
    )


def furnished_since(
    timeline: Iterable[Dated[Occupied]],
    *,
    on: date,
    law: Law | None = None,
    policy: Policy | None = None,
) -> date | None:
    """The first day of a furnished period without a resident, breaks ignored as in ``empty_since``."""
    law = in_force(law, policy)
    return _since(timeline, on, lambda state: not state.occupied and state.furnished, law.value(BREAK, on))


def unoccupied_since(
    timeline: Iterable[Dated[Occupied]],
    *,
    on: date,
    law: Law | None = None,
    policy: Policy | None = None,
) -> date | None:
    """The first day of the unoccupied period, furnished or not, breaks ignored as in ``empty_since``."""
    return _since(timeline, on, lambda state: not state.occupied, in_force(law, policy).value(BREAK, on))


@rule("si1992-558-last-occupied", provision="SI 1992/558 art 2(2)", certainty="S", parameters=(EXEMPT_BREAK,))
def last_left(
    timeline: Iterable[Dated[Occupied]],
    *,
    on: date,
    law: Law | None = None,
    policy: Policy | None = None,
) -> date | None:
    """An exempt class counts from the day the home was left; living there for less than six weeks is left out.

    Args and result as for ``empty_since``, furnished or not.
    """
    law = in_force(law, policy)
    return _since(timeline, on, lambda state: not state.occupied, law.value(EXEMPT_BREAK, on))


def _since(
    timeline: Iterable[Dated[Occupied]], on: date, holds: Callable[[Occupied], bool], ignored: int
) -> date | None:
    """Walk forward; a run goes on over a gap no longer than the law ignores."""
    longest = timedelta(days=ignored)
    start: date | None = None
    end: date | None = None
    for entry in timeline:
        if entry.period.start > on or not holds(entry.value):
            continue
        if start is None or end is None or entry.period.start - end > longest:
            start = entry.period.start
        end = entry.period.end
        if on in entry.period:
            return start
    return None
