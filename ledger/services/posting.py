"""Posting: an entry whose legs sum to zero, once for each source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.data import CONTROLS, KINDS, Leg
from ledger.models import Entry, Posting
from ledger.selectors import entry_total
from revenues.audit.data import Actor
from revenues.kernel.errors import Conflict, ensure
from revenues.runs import bulk

COLUMNS = (
    "entry_id", "leg", "authority_id", "year", "charge_year_id", "control", "kind", "detail",
    "period_start", "period_end", "pence", "value_date", "accounting_date", "version", "fund",
)  # fmt: skip
COLLECTION_FUND = "C"


@dataclass(frozen=True, slots=True)
class Posted:
    """The entry of a source, and whether it had been posted before."""

    entry_id: int
    already: bool


def post(
    *,
    authority_id: int,
    kind: str,
    source: str,
    legs: Sequence[Leg],
    value_date: date,
    accounting_date: date,
    by: Actor,
    reason: str = "",
) -> Posted:
    """Post one entry. The caller holds the locks of the accounts whose charge years the legs touch.

    The same source with the same legs changes nothing and says so. Legs are written by one COPY, so that the
    database checks that they sum to zero.

    Raises:
        InvariantBroken: legs that do not sum to zero, a leg of nought, or an unknown kind or control account.
        Conflict: the source has been posted before with other legs.
    """
    _check(legs)
    before = Entry.objects.everywhere("a source is unique within its authority").filter(
        authority_id=authority_id, source=source
    )
    if known := before.first():
        return _same(known, legs)
    entry = Entry.objects.create(
        authority_id=authority_id,
        kind=kind,
        source=source,
        value_date=value_date,
        accounting_date=accounting_date,
        actor=by.ref,
        reason=reason[:200],
    )
    bulk.copy(Posting, COLUMNS, (_row(entry, number, leg) for number, leg in enumerate(legs, start=1)))
    ensure(entry_total(entry.pk) == 0, "the entry does not sum to zero", entry=entry.pk)
    return Posted(entry.pk, already=False)


def _row(entry: Entry, number: int, leg: Leg) -> tuple[object, ...]:
    return (
        entry.pk, number, entry.authority_id, leg.year, leg.charge_year_id, leg.control, leg.kind, leg.detail,
        leg.start, leg.end, leg.amount, entry.value_date, entry.accounting_date, leg.version, COLLECTION_FUND,
    )  # fmt: skip


def _check(legs: Sequence[Leg]) -> None:
    ensure(legs, "an entry needs legs")
    ensure(sum(leg.amount for leg in legs) == 0, "the legs do not sum to zero")
    for leg in legs:
        ensure(leg.amount, "a leg of nought", kind=leg.kind)
        ensure(leg.kind in KINDS, "an unknown kind of posting", kind=leg.kind)
        ensure(
            (leg.charge_year_id is None) == (leg.control in CONTROLS),
            "a leg stands on one side",
            kind=leg.kind,
        )


def _same(known: Entry, legs: Sequence[Leg]) -> Posted:
    posted = Counter(
        known.postings.values_list(
            "charge_year_id", "control", "kind", "detail", "period_start", "period_end", "pence"
        )
    )
    asked = Counter((g.charge_year_id, g.control, g.kind, g.detail, g.start, g.end, g.amount) for g in legs)
    if posted != asked:
        raise Conflict(f"{known.source} has been posted before with other amounts.", source=known.source)
    return Posted(known.pk, already=True)
