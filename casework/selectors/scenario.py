"""What came of a scenario's accounts, as plain dicts and lists: the same for print, for checks and for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import Account, PartyName
from billing.models import AssessmentRecord
from billing.rules.words import explain
from billing.rules.working import from_json
from billing.selectors.positions import current_plan
from ledger.models import ChargeYear
from notices.models import Notice
from revenues.authority.selectors import law_for
from revenues.kernel.law import Law

WHY = "the accounts are the scenario's own"
Row = dict[str, Any]


def accounts_of(accounts: Mapping[str, int]) -> tuple[Row, ...]:
    """Every account of the story, by label, with all its years."""
    return tuple(_account(label, account_id) for label, account_id in accounts.items())


def _account(label: str, account_id: int) -> Row:
    account = Account.objects.everywhere(WHY).select_related("property").get(pk=account_id)
    years = ChargeYear.objects.everywhere(WHY).filter(account=account).order_by("year")
    law = law_for(account.authority_id)
    return {
        "account": label,
        "number": account.number,
        "address": account.property.one_line,
        "days": str(account.days),
        "people": _people(account),
        "years": [_year(row, law) for row in years],
    }


def _people(account: Account) -> list[str]:
    parties = [row.party_id for row in account.liable_parties.order_by("position")]
    names = {name.party_id: name.full for name in PartyName.objects.filter(party_id__in=parties)}
    return [names[party] for party in parties]


def _year(row: ChargeYear, law: Law) -> Row:
    records = AssessmentRecord.objects.everywhere(WHY).filter(charge_year=row).order_by("version")
    last = records.last()
    notices = Notice.objects.everywhere(WHY).filter(demand__charge_year=row).order_by("issued_on", "pk")
    return {
        "year": row.year,
        "calculation": row.calculation,
        "charged": row.charged,
        "received": row.received,
        "brought": row.brought,
        "balance": row.balance,
        "assessments": records.count(),
        "law_digest": last.law_digest if last else "",
        "lines": _lines(last.working, law) if last else [],
        "ledger": _ledger(row),
        "demands": _demands(row),
        "basis": _basis(row),
        "instalments": [{"due": str(item.due), "pence": item.amount} for item in current_plan(row.pk)],
        "notices": [
            {"reference": one.reference, "issued": str(one.issued_on), "payload": one.payload}
            for one in notices
        ],
    }


def _lines(working: Any, law: Law) -> list[Row]:
    found = []
    for line in from_json(working).lines:
        words = explain(line, law=law)
        found.append(
            {
                "kind": line.kind,
                "detail": line.detail,
                "from": str(line.period.start),
                "last": str(line.period.last),
                "annual": line.annual,
                "percent": line.percent,
                "base": line.base,
                "pence": line.amount,
                "rule": line.rule,
                "facts": list(line.facts),
                "words": [words.resident, words.arithmetic],
            }
        )
    return found


def _ledger(row: ChargeYear) -> list[Row]:
    return [
        {
            "on": str(leg.accounting_date),
            "kind": leg.kind,
            "detail": leg.detail,
            "from": str(leg.period_start or ""),
            "until": str(leg.period_end or ""),
            "pence": leg.pence,
            "version": leg.version,
        }
        for leg in row.postings.order_by("pk")
    ]


def _basis(row: ChargeYear) -> str:
    plan = row.plans.filter(current=True).first()
    return plan.basis if plan else ""


def _demands(row: ChargeYear) -> list[Row]:
    """Every bill with what it added to the sums demanded."""
    demands = row.demands.select_related("debt_item").order_by("issued_on", "pk")
    return [
        {
            "on": str(one.issued_on),
            "kind": one.kind,
            "pence": one.debt_item.pence if one.debt_item else 0,
            "to_pay": one.pence,
        }
        for one in demands
    ]
