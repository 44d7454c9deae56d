"""Clocks that have run out since an account was last assessed: what must be billed again, found by assessing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from billing.data import AccountFacts, Assessment
from billing.rules.assessment import assess
from billing.selectors.clocks import Assessed, with_clocks
from billing.selectors.facts import facts_for, rates_for
from revenues.authority.selectors import law_for
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law
from revenues.kernel.years import year_period
from revenues.runs.services import record_many_due

KIND = "rebill"
AT_ONCE = 1_000


def clocks_due(*, on: date, authority_id: int | None = None) -> int:
    """Record as due what an anniversary, a limit or an age has changed since the last assessment; gives how many.

    A demand is an estimate: a clock that raises the charge is billed when it has run out. The year is assessed on the
    facts of today as of the last assessment and as of today; where the two differ, a clock has turned in between.
    Called again it records nothing new: work that is open is one row, and what was billed no longer differs.

    Args:
        on: the business date. The year of that day, the one before and the one after are looked at.
        authority_id: only this authority's accounts; otherwise every authority's.
    """
    found: dict[int, tuple[int, int, date]] = {}
    for row, first in _turned(with_clocks(on=on, authority_id=authority_id), on):
        before = found.get(row.account_id)
        day = min(first, before[2]) if before else first
        found[row.account_id] = (row.authority_id, row.account_id, day)
    return record_many_due(kind=KIND, rows=found.values())


def _turned(rows: Iterable[Assessed], on: date) -> Iterator[tuple[Assessed, date]]:
    by_batch: dict[tuple[int, int], list[Assessed]] = defaultdict(list)
    for row in rows:
        by_batch[row.authority_id, row.year].append(row)
    for (authority_id, year), every in sorted(by_batch.items()):
        law, rates = law_for(authority_id), rates_for([authority_id], year=year)
        for part in _parts(every):
            facts = facts_for([row.account_id for row in part], year=year, as_at=on, rates=rates)
            for row in part:
                if first := _first_day(facts, row, on, law):
                    yield row, first


def _parts(rows: Sequence[Assessed]) -> Iterator[Sequence[Assessed]]:
    for first in range(0, len(rows), AT_ONCE):
        yield rows[first : first + AT_ONCE]


def _first_day(facts: Mapping[int, AccountFacts], row: Assessed, on: date, law: Law) -> date | None:
    """The first day whose charge a clock has changed since the last assessment; None where none has."""
    known = facts[row.account_id]
    now, then = _assessed(known, on, law), _assessed(known, row.as_at, law)
    if now == then:
        return None
    if now is None or then is None:  # it can be charged no longer, or again: billing it says so
        return max(year_period(row.year).start, known.liable.start)
    differ = {(line.period, line.kind, line.amount) for line in now.lines} ^ {
        (line.period, line.kind, line.amount) for line in then.lines
    }
    return min((period.start for period, _, _ in differ), default=None)


def _assessed(facts: AccountFacts, as_at: date, law: Law) -> Assessment | None:
    """The assessment; None where the facts cannot be charged. ``as_at`` itself is no difference."""
    try:
        made = assess(facts, as_at=as_at, law=law)
    except DomainError:
        return None
    return Assessment(made.year, date.min, made.lines, made.total, made.law_digest)
