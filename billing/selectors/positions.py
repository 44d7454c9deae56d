"""Where charge years stand: what is posted, paid, demanded and planned; for one or for thousands alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Max, Sum

from billing.data import Instalment
from billing.models import AssessmentRecord, Demand, InstalmentPlan, PaymentChoice
from billing.models import Instalment as InstalmentRow
from billing.rules.bill import Choice, Position
from billing.rules.plans import Terms
from billing.rules.working import from_json
from ledger.data import ChargeKey
from ledger.models import ChargeYear, DebtItem
from ledger.selectors import charge_years_of, live_lines_of
from ledger.selectors.carries import carried_into

WHY = "the ids were reached through a scope or a run"
BASELINE = 0


def positions_for(account_ids: Sequence[int], *, year: int) -> dict[int, Position]:
    """The position of each account's charge year, by account id; accounts without one are left out."""
    years = charge_years_of(account_ids, year=year)
    if not years:
        return {}
    ids = [row.pk for row in years.values()]
    lines, last, baseline = live_lines_of(ids), _last_workings(ids), _baselines(ids)
    plans, demanded, issued = _plans(ids), _demanded(ids), _last_demands(ids)
    terms, carried = _terms(ids), carried_into(ids)
    return {
        account_id: Position(
            charge_year_id=row.pk,
            version=row.version,
            lines=_added(lines.get(row.pk, {}), baseline.get(row.pk, {})),
            other=row.balance - sum(lines.get(row.pk, {}).values()) - sum(baseline.get(row.pk, {}).values()),
            received=-row.received - carried.get(row.pk, 0),
            working=last.get(row.pk),
            plan=plans.get(row.pk, ()) if row.pk in terms else None,
            terms=terms.get(row.pk),
            demanded=demanded.get(row.pk, 0),
            last_demand=issued.get(row.pk),
        )
        for account_id, row in years.items()
    }


def choices_for(account_ids: Sequence[int], *, on: date) -> dict[int, Choice]:
    """How the persons liable on each account have asked to pay as at a day; those who have not are left out."""
    rows = PaymentChoice.objects.filter(account_id__in=account_ids, period__contains=on)
    return {
        row.account_id: Choice(row.instalments, row.pay_day, row.method, row.frequency, row.basis)
        for row in rows.only("account_id", "instalments", "pay_day", "method", "frequency", "basis")
    }


def current_plan(charge_year_id: int) -> tuple[Instalment, ...]:
    """The instalments of the plan that stands, in order; none where nothing was demanded."""
    return _plans([charge_year_id]).get(charge_year_id, ())


def _added(lines: Mapping[ChargeKey, int], baseline: Mapping[ChargeKey, int]) -> dict[ChargeKey, int]:
    total = dict(lines)
    for key, pence in baseline.items():
        total[key] = total.get(key, 0) + pence
    return {key: pence for key, pence in total.items() if pence}


def _last_workings(ids: Sequence[int]) -> dict[int, list[object]]:
    rows = (
        AssessmentRecord.objects.everywhere(WHY)
        .filter(charge_year_id__in=ids)
        .order_by("charge_year_id", "-version")
        .distinct("charge_year_id")
    )
    return dict(rows.values_list("charge_year_id", "working"))


def _baselines(ids: Sequence[int]) -> dict[int, dict[ChargeKey, int]]:
    """The lines that our engine gave for a year on the day it came from another system; later bills move from there."""
    elsewhere = ChargeYear.objects.everywhere(WHY).filter(pk__in=ids, calculation="elsewhere")
    rows = AssessmentRecord.objects.everywhere(WHY).filter(charge_year__in=elsewhere, version=BASELINE)
    return {
        charge_year_id: {
            ChargeKey(line.kind, line.detail, line.period.start, line.period.end): line.amount
            for line in from_json(working).lines
            if line.amount and line.period.end
        }
        for charge_year_id, working in rows.values_list("charge_year_id", "working")
    }


def _plans(ids: Sequence[int]) -> dict[int, tuple[Instalment, ...]]:
    found: dict[int, list[Instalment]] = defaultdict(list)
    rows = InstalmentRow.objects.filter(plan__charge_year_id__in=ids, plan__current=True).order_by("number")
    for charge_year_id, due, pence in rows.values_list("plan__charge_year_id", "due_on", "pence"):
        found[charge_year_id].append(Instalment(due, pence))
    return {charge_year_id: tuple(items) for charge_year_id, items in found.items()}


def _terms(ids: Sequence[int]) -> dict[int, Terms]:
    """The terms of the plan that stands, by charge year."""
    plans = InstalmentPlan.objects.everywhere(WHY).filter(charge_year_id__in=ids, current=True)
    rows = plans.values_list("charge_year_id", "asked", "pay_day", "frequency", "basis")
    return {charge_year_id: Terms(*terms) for charge_year_id, *terms in rows}


def _demanded(ids: Sequence[int]) -> dict[int, int]:
    rows = DebtItem.objects.everywhere(WHY).filter(charge_year_id__in=ids).values("charge_year_id")
    return {row["charge_year_id"]: int(row["total"]) for row in rows.annotate(total=Sum("pence")).order_by()}


def _last_demands(ids: Sequence[int]) -> dict[int, tuple[date, int]]:
    latest = (
        Demand.objects.everywhere(WHY)
        .filter(charge_year_id__in=ids)
        .values("charge_year_id")
        .annotate(last=Max("pk"))
        .order_by()
    )
    rows = Demand.objects.everywhere(WHY).filter(pk__in=latest.values("last"))
    return {
        cy: (issued, pence) for cy, issued, pence in rows.values_list("charge_year_id", "issued_on", "pence")
    }
