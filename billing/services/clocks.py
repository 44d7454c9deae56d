"""Clocks that have run out since an account was last assessed: what must be billed again, found by assessing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from billing.data import AccountFacts
from billing.rules.turns import next_turn
from billing.selectors.clocks import Assessed, with_clocks
from billing.selectors.facts import facts_for, rates_for
from revenues.authority.selectors import law_for
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law
from revenues.runs.services import record_many_due

KIND = "rebill"
AT_ONCE = 1_000


def clocks_due(*, on: date, authority_id: int | None = None) -> int:
    """Record as due what an anniversary, a limit or an age has changed since the last assessment; gives how many.

    A demand is an estimate: a clock that raises the charge is billed when it has run out
    (``billing.rules.turns.next_turn``), on the facts as they are known today.
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
    """The day by which a clock has changed the charge since the last assessment; None where none has.

    Facts that cannot be charged are no clock: the morning's look at contradictions says so.
    """
    try:
        turn = next_turn(facts[row.account_id], after=row.as_at, law=law)
    except DomainError:
        return None
    return turn if turn is not None and turn <= on else None
