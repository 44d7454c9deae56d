"""Why a figure is what it is: the sum as it was done, the rule, the provision, the facts and who recorded them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from accounts.models import Account
from billing.data import BANDS, Line
from billing.models import Rate
from billing.rules import words
from casework.rules.plan_words import basis_words, how_often
from casework.selectors.facts import Cited, actors, cited
from casework.selectors.money import TAKEN_OFF, YearView, year_view
from ledger.data import BROUGHT_KINDS, RECEIPT_KINDS
from ledger.models import ChargeYear, Posting
from revenues.kernel.law import Law
from revenues.kernel.money import pounds
from revenues.kernel.rules import Rule, all_rules
from revenues.kernel.years import label
from valuation.models import PropertyArea

MOST = 50


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a sum: what, how it came about, how many pence, and where its own working is."""

    words: str
    arithmetic: str = ""
    pence: int | None = None
    what: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Working:
    """The working of one figure, ready to be shown in place."""

    title: str
    pence: int
    steps: tuple[Step, ...]
    sentence: str = ""
    rules: tuple[Rule, ...] = ()
    facts: tuple[Cited, ...] = ()
    tax: tuple[tuple[str, int], ...] = ()
    tax_words: str = ""
    engine: str = ""
    law_digest: str = ""
    version: int | None = None
    as_at: date | None = None
    recorded_at: datetime | None = None
    recorded_by: str = ""
    because: str = ""


def working_of(
    account: Account, *, year: int, what: str, version: int | None = None, law: Law | None = None
) -> Working | None:
    """The working of one figure of a charge year; None when there is no such figure.

    Args:
        account: reached through a scope.
        what: ``charged``, ``gross``, ``discount``, ``paid``, ``brought``, ``left``, ``owes``, ``plan``, or ``line-2``.
        version: an earlier assessment; None for the latest.
    """
    row = account.charge_years.filter(year=year, tax="council_tax").first()
    if row is None:
        return None
    view = year_view(row, version=version)
    if what.startswith("line-"):
        return _line(account, view, what.removeprefix("line-"), law)
    found = FIGURES.get(what)
    return found(account, view, law) if found else None


def _line(account: Account, view: YearView, number: str, law: Law | None) -> Working | None:
    lines = view.assessment.lines if view.assessment else ()
    if not number.isdigit() or not 1 <= int(number) <= len(lines):
        return None
    line = lines[int(number) - 1]
    said = words.explain(line, law=law)
    tax, tax_words = _tax(account, view, line)
    return _assessed(
        view,
        Working(
            title=said.label,
            pence=line.amount,
            steps=(Step(said.label, said.arithmetic, line.amount),),
            sentence=said.resident,
            rules=rules_called([line.rule]),
            facts=tuple(cited(line.facts, property_id=account.property_id)),
            tax=tax,
            tax_words=tax_words,
        ),
    )


def _tax(account: Account, view: YearView, line: Line) -> tuple[tuple[tuple[str, int], ...], str]:
    """The bodies whose published amounts make up the year's price of a charge line, in pence."""
    if line.kind != "charge" or line.detail not in BANDS:
        return (), ""
    places = PropertyArea.objects.filter(property_id=account.property_id, period__contains=line.period.start)
    place = places.select_related("area").first()
    if place is None:
        return (), ""
    rates = (
        Rate.objects.filter(tax_year__authority_id=account.authority_id, tax_year__year=view.row.year)
        .filter(Q(area=None) | Q(area_id=place.area_id))
        .order_by("body__position", "body__code")
        .values_list("body__name", "amounts")
    )
    at = BANDS.index(line.detail)
    said = f"{label(view.row.year)}, {words.band_name(line.detail)}, {place.area.name}"
    return tuple((name, amounts[at]) for name, amounts in rates), said


def _gross(account: Account, view: YearView, law: Law | None) -> Working:
    return _sum(
        account, view, law, "Charge before discounts", view.gross, lambda line: line.kind not in TAKEN_OFF
    )


def _discount(account: Account, view: YearView, law: Law | None) -> Working:
    return _sum(
        account, view, law, "Discounts and reductions", view.taken_off, lambda line: line.kind in TAKEN_OFF
    )


def _charged(account: Account, view: YearView, law: Law | None) -> Working:
    return _sum(account, view, law, f"Charge for {label(view.row.year)}", view.row.charged, lambda _: True)


def _sum(
    account: Account, view: YearView, law: Law | None, title: str, pence: int, wanted: Callable[[Line], bool]
) -> Working:
    """Lines of the assessment that make up a figure, and whatever else the ledger holds."""
    lines = view.assessment.lines if view.assessment else ()
    steps = []
    for number, line in enumerate(lines, start=1):
        if wanted(line):
            said = words.explain(line, law=law)
            steps.append(Step(said.label, said.arithmetic, line.amount, f"line-{number}"))
    other = pence - sum(step.pence or 0 for step in steps)
    if other:
        steps.append(Step("Carried from an earlier calculation or another system", "", other))
    if not steps:
        steps.append(
            Step("Nothing has been taken off" if "Discount" in title else "Nothing has been charged")
        )
    return _assessed(
        view,
        Working(
            title=title,
            pence=pence,
            steps=tuple(steps),
            rules=rules_called(line.rule for line in lines if wanted(line)),
        ),
    )


def _paid(account: Account, view: YearView, law: Law | None) -> Working:
    """Every receipt, refund and transfer of the year, newest first."""
    return Working(
        title=f"Paid for {label(view.row.year)}",
        pence=view.paid,
        steps=_postings(view.row, RECEIPT_KINDS) or (Step("Nothing has been received yet"),),
        sentence="Everything that was received, refunded or transferred for the year, as the ledger holds it.",
    )


def _brought(account: Account, view: YearView, law: Law | None) -> Working:
    return Working(
        title=f"Brought in for {label(view.row.year)}",
        pence=view.row.brought,
        steps=_postings(view.row, BROUGHT_KINDS) or (Step("Nothing was brought in"),),
        sentence="Balances, charges and payments of another system, brought in when it was replaced.",
    )


def _left(account: Account, view: YearView, law: Law | None) -> Working:
    row = view.row
    steps = [Step("Charged", "discounts and reductions taken off", row.charged, "charged")]
    if row.brought:
        steps.append(Step("Brought in from another system", "", row.brought, "brought"))
    steps.append(Step("Received", "", row.received, "paid"))
    return Working(
        title=f"Left for {label(row.year)}",
        pence=row.balance,
        steps=tuple(steps),
        sentence="What has been charged and brought in, less what has been received.",
    )


def _owes(account: Account, view: YearView, law: Law | None) -> Working:
    """Every year's balance; a credit of one year lowers what is owed in all."""
    rows = list(account.charge_years.filter(tax="council_tax").order_by("-year"))
    return Working(
        title="Owes in all",
        pence=sum(row.balance for row in rows),
        steps=tuple(Step(label(row.year), "", row.balance, "left", row.year) for row in rows),
        sentence="The balance of every year. A credit of one year is set against the others here.",
    )


def _plan(account: Account, view: YearView, law: Law | None) -> Working | None:
    if view.plan is None:
        return None
    basis, provision = basis_words(view.plan.basis)
    steps = tuple(
        Step(
            f"{one.due_on:%d %b %Y}",
            f"{pounds(one.paid)} of it paid, {pounds(one.left)} left" if one.paid else "",
            one.pence,
        )
        for one in view.payments
    )
    issued = view.plan.demand.issued_on
    return Working(
        title=f"Instalments for {label(view.row.year)}",
        pence=view.plan.pence,
        steps=steps,
        sentence=(
            f"{basis} ({provision}): {how_often(view.plan.frequency, view.plan.asked, view.plan.pay_day)}; "
            f"the notice was issued on {issued.day} {issued:%B %Y}. Money meets the oldest instalment first."
        ),
    )


FIGURES: dict[str, Callable[[Account, YearView, Law | None], Working | None]] = {
    "gross": _gross,
    "discount": _discount,
    "charged": _charged,
    "paid": _paid,
    "brought": _brought,
    "left": _left,
    "plan": _plan,
    "owes": _owes,
}


def rules_called(ids: Iterable[str]) -> tuple[Rule, ...]:
    """The rules of these ids, each once, in order."""
    known = {rule.id: rule for rule in all_rules()}
    return tuple(known[one] for one in dict.fromkeys(ids) if one in known)


def _assessed(view: YearView, working: Working) -> Working:
    """Add on which assessment a working stands: engine, law, version, by whom and why."""
    record = view.record
    if record is None:
        return working
    return replace(
        working,
        engine=record.engine,
        law_digest=record.law_digest,
        version=record.version,
        as_at=record.as_at,
        recorded_at=record.recorded_at,
        recorded_by=actors([record.actor])[record.actor],
        because=record.reason,
    )


def _postings(row: ChargeYear, kinds: frozenset[str]) -> tuple[Step, ...]:
    """The latest postings of some kinds, newest first; more than fifty are on the ledger tab."""
    legs = (
        Posting.objects.everywhere("reached through its charge year")
        .filter(charge_year=row, kind__in=kinds)
        .select_related("entry")
        .order_by("-value_date", "-pk")[:MOST]
    )
    return tuple(
        Step(f"{leg.value_date:%d %b %Y} {leg.kind.replace('_', ' ')}", leg.entry.source, leg.pence)
        for leg in legs
    )
