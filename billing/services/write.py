"""Writing bills: one implementation for one account and for a chunk of thousands. Rows only, by COPY."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from billing.data import ENGINE
from billing.models import AssessmentRecord, Demand, Instalment, InstalmentPlan
from billing.services.prepare import TEMPLATE, Prepared, Setting
from ledger.data import Leg
from ledger.models import ChargeYear, DebtItem
from ledger.services import allocate, lock_down_the_line, open_charge_years, post, take_back_credits
from notices.data import TEMPLATES
from notices.models import Notice, NoticeService, NoticeTable
from revenues.audit.data import Actor
from revenues.kernel.errors import Conflict
from revenues.runs import bulk

TEMPLATE_VERSION = TEMPLATES[TEMPLATE]


@dataclass(frozen=True, slots=True)
class Written:
    """Ids of what was written for one account; None where nothing of the kind was."""

    account_id: int
    charge_year_id: int
    version: int
    demand_id: int | None


@dataclass(frozen=True, slots=True)
class _Row:
    """One prepared bill with the ids reserved for what it writes."""

    done: Prepared
    charge_year_id: int
    version: int
    assessment_id: int
    new_assessment: bool
    notice_id: int
    demand_id: int
    debt_item_id: int
    plan_id: int


def write(
    prepared: Sequence[Prepared],
    setting: Setting,
    *,
    source: str,
    by: Actor,
    reason: str = "",
    run_id: int | None = None,
) -> list[Written]:
    """Write bills of one authority and year in the caller's transaction, under their accounts' locks.

    One entry carries the lines of all with one contra leg. Bills that change nothing and ask for nothing write
    nothing.

    Args:
        source: what makes this writing this one; the ledger refuses it twice.

    Raises:
        Conflict: an account is held, or was billed again since its bill was prepared.
    """
    lock_down_the_line([one.account_id for one in prepared], year=setting.year, by=by)
    years = open_charge_years(
        {one.account_id: setting.authority_id for one in prepared}, year=setting.year, calculation=ENGINE
    )
    _check_versions(prepared, years)
    rows = _reserve(prepared, years)
    _take_versions(rows)
    _post(rows, setting, source=source, by=by, reason=reason)
    billed_up = [row.charge_year_id for row in rows if row.done.bill.posted > 0]
    take_back_credits(
        billed_up, on=setting.as_at, reason="The year that the credit left was billed up", by=by
    )
    _copy_assessments(rows, setting, by=by, reason=reason)
    issued = [row for row in rows if row.done.payload is not None]
    if issued and setting.issued:
        _copy_notices(issued, setting, setting.issued)
        _copy_demands(issued, setting, setting.issued, run_id)
        _copy_plans(issued, setting)
        paid = [row.charge_year_id for row in issued if row.done.position.received]
        if paid:
            allocate(paid)
    return [
        Written(
            row.done.account_id, row.charge_year_id, row.version, row.demand_id if row.done.payload else None
        )
        for row in rows
    ]


def _check_versions(prepared: Sequence[Prepared], years: dict[int, int]) -> None:
    """Nobody has billed one of these accounts between the reading and the lock."""
    rows = ChargeYear.objects.everywhere("their accounts are locked").filter(pk__in=years.values())
    now = dict(rows.values_list("account_id", "version"))
    for one in prepared:
        if now[one.account_id] != one.position.version:
            raise Conflict(
                f"Account {one.facts.account} was billed again a moment ago. Look at it again.",
                account=one.facts.account,
            )


def _reserve(prepared: Sequence[Prepared], years: dict[int, int]) -> list[_Row]:
    ids: dict[Any, Iterator[int]] = {
        model: iter(bulk.reserve(model, len(prepared)))
        for model in (AssessmentRecord, Notice, Demand, DebtItem, InstalmentPlan)
    }
    last = _last_assessments(prepared)
    rows = []
    for one in prepared:
        changed = one.bill.changed
        rows.append(
            _Row(
                done=one,
                charge_year_id=years[one.account_id],
                version=one.position.version + 1 if changed else one.position.version,
                assessment_id=next(ids[AssessmentRecord]) if changed else last[years[one.account_id]],
                new_assessment=changed,
                notice_id=next(ids[Notice]),
                demand_id=next(ids[Demand]),
                debt_item_id=next(ids[DebtItem]),
                plan_id=next(ids[InstalmentPlan]),
            )
        )
    return rows


def _last_assessments(prepared: Sequence[Prepared]) -> dict[int, int]:
    """The assessments on which bills without a change stand."""
    same = [one.position.charge_year_id for one in prepared if not one.bill.changed]
    rows = AssessmentRecord.objects.everywhere("their accounts are locked").filter(charge_year_id__in=same)
    return dict(rows.order_by("version").values_list("charge_year_id", "pk"))


def _take_versions(rows: Sequence[_Row]) -> None:
    """Each new assessment takes its charge year's next version, all in one statement."""
    taken = [(row.charge_year_id, row.version) for row in rows if row.new_assessment]
    if not taken:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_chargeyear AS cy SET version = t.version "
            "FROM unnest(%s::bigint[], %s::int[]) AS t(id, version) WHERE cy.id = t.id",
            [[pk for pk, _ in taken], [version for _, version in taken]],
        )


def _post(rows: Sequence[_Row], setting: Setting, *, source: str, by: Actor, reason: str) -> None:
    """The lines of all bills and one contra leg a kind, as one entry."""
    legs = [
        Leg(
            pence, key.kind, setting.year, row.charge_year_id, "", key.detail, key.start, key.end, row.version
        )
        for row in rows
        for key, pence in row.done.bill.change.items()
    ]
    contra = -sum(leg.amount for leg in legs)
    if contra:
        legs.append(Leg(contra, "charge", setting.year, control="tax_raised"))
    if legs:
        post(
            authority_id=setting.authority_id, kind="charge", source=source, legs=legs,
            value_date=setting.as_at, accounting_date=setting.as_at, by=by, reason=reason,
        )  # fmt: skip


def _copy_assessments(rows: Sequence[_Row], setting: Setting, *, by: Actor, reason: str) -> None:
    bulk.copy(
        AssessmentRecord,
        ("id", "authority_id", "charge_year_id", "version", "as_at", "engine", "law_digest", "total", "posted",
         "working", "reason", "actor"),
        (
            (
                row.assessment_id, setting.authority_id, row.charge_year_id, row.version, setting.as_at,
                row.done.bill.assessment.engine, row.done.bill.assessment.law_digest,
                row.done.bill.assessment.total, row.done.bill.posted, row.done.bill.working, reason[:200], by.ref,
            )
            for row in rows
            if row.new_assessment
        ),
    )  # fmt: skip


def _copy_notices(rows: Sequence[_Row], setting: Setting, issued: date) -> None:
    tables = _tables({row.done.table for row in rows}, setting)
    bulk.copy(
        Notice,
        ("id", "authority_id", "template", "version", "reference", "subject_kind", "subject_id", "issued_on",
         "payload", "table_id"),
        (
            (
                row.notice_id, setting.authority_id, TEMPLATE, TEMPLATE_VERSION, row.done.facts.account, "account",
                row.done.account_id, issued, row.done.payload, tables[row.done.table],
            )
            for row in rows
        ),
    )  # fmt: skip
    bulk.copy(
        NoticeService,
        ("notice_id", "party_id", "name", "address", "channel"),
        (
            (row.notice_id, person.party_id, person.name, list(person.address), "post")
            for row in rows
            for person in row.done.to.served
        ),
    )


def _tables(digests: set[str], setting: Setting) -> dict[str, int]:
    """The shared tables of these notices, written where they are new; ids by digest."""
    contents = {digest: content for digest, content in setting.tables.values() if digest in digests}
    NoticeTable.objects.bulk_create(
        [NoticeTable(authority_id=setting.authority_id, digest=d, content=c) for d, c in contents.items()],
        ignore_conflicts=True,
    )
    rows = NoticeTable.objects.everywhere("by digest").filter(
        authority_id=setting.authority_id, digest__in=contents
    )
    return dict(rows.values_list("digest", "pk"))


def _copy_demands(rows: Sequence[_Row], setting: Setting, issued: date, run_id: int | None) -> None:
    bulk.copy(
        DebtItem,
        ("id", "authority_id", "charge_year_id", "pence", "due_on", "notice_id"),
        (
            (row.debt_item_id, setting.authority_id, row.charge_year_id, row.done.bill.demanded,
             row.done.bill.plan[0].due if row.done.bill.plan else issued, row.notice_id)
            for row in rows
            if row.done.bill.demanded
        ),
    )  # fmt: skip
    bulk.copy(
        Demand,
        ("id", "authority_id", "charge_year_id", "assessment_id", "notice_id", "debt_item_id", "kind", "issued_on",
         "pence", "run_id"),
        (
            (
                row.demand_id, setting.authority_id, row.charge_year_id, row.assessment_id, row.notice_id,
                row.debt_item_id if row.done.bill.demanded else None, row.done.bill.kind, issued,
                row.done.bill.to_pay, run_id,
            )
            for row in rows
        ),
    )  # fmt: skip


def _copy_plans(rows: Sequence[_Row], setting: Setting) -> None:
    """The new plan of each, in the place of the one before it."""
    before = [row.charge_year_id for row in rows if row.done.position.plan is not None]
    if before:
        InstalmentPlan.objects.everywhere("their accounts are locked").filter(
            charge_year_id__in=before, current=True
        ).update(current=False)
    bulk.copy(
        InstalmentPlan,
        ("id", "authority_id", "charge_year_id", "demand_id", "basis", "pence", "pay_day", "asked", "frequency",
         "current"),
        (
            (
                row.plan_id, setting.authority_id, row.charge_year_id, row.demand_id, row.done.bill.terms.basis,
                sum(item.amount for item in row.done.bill.plan), row.done.bill.terms.day,
                row.done.bill.terms.number, row.done.bill.terms.frequency, True,
            )
            for row in rows
        ),
    )  # fmt: skip
    bulk.copy(
        Instalment,
        ("plan_id", "number", "due_on", "pence"),
        (
            (row.plan_id, number, item.due, item.amount)
            for row in rows
            for number, item in enumerate(row.done.bill.plan, start=1)
        ),
    )
