"""One account worked through: a discount in June, a move within the district in September, its instalments paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count

from accounts.models import Account, AccountLink, Household, Occupancy
from accounts.services import close_account, open_account, record_household, record_occupancy
from billing.selectors.positions import current_plan
from billing.services import issue_demand
from casework.services.demo.clock import on_day
from casework.services.demo.councils import YEAR
from casework.services.demo.receipts import UNTIL
from ledger.selectors import charge_years_of
from ledger.services import post_receipt
from revenues.audit.data import Actor
from revenues.authority.models import Authority
from revenues.runs.services import work_due
from valuation.data import Told

WHY = "the demonstration's own accounts, of one authority"
ALONE_FROM, TOLD_ALONE, BILLED_ALONE = date(2026, 6, 14), date(2026, 6, 17), date(2026, 6, 18)
MOVED_ON, TOLD_MOVED, BILLED_MOVED = date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 10)
MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Worked:
    """The account before the move, the one after it, and the one of the owner who let them in."""

    before: Account
    after: Account
    owner: Account
    new: bool

    @property
    def ids(self) -> set[int]:
        """All three, which have paid in their own way."""
        return {self.before.pk, self.after.pk, self.owner.pk}


def work_through(authority: Authority, *, officer: Actor, cashier: Actor) -> Worked:
    """The discount and the move, with their bills, and the payments between. Done before, it changes nothing."""
    links = AccountLink.objects.filter(before__authority=authority, because=MOVED)
    done = links.filter(after__period__startswith=MOVED_ON).select_related("before", "after").first()
    if done is not None:
        owner = done.after.property.accounts.get(period__endswith=MOVED_ON)
        return Worked(done.before, done.after, owner, new=False)
    account = _chosen(authority)
    with transaction.atomic():
        _pay(account, date(2026, 6, 15), cashier)
        _left_alone(account, officer)
        _night_after(BILLED_ALONE)
        _pay(account, date(2026, 9, 1), cashier)
        after, owner = _move(account, authority, officer)
        _night_after(BILLED_MOVED)
        _pay(after, UNTIL, cashier)
    return Worked(account, after, owner, new=True)


def _chosen(authority: Authority) -> Account:
    """The first account of somebody who alone is liable for a house and lives there with one other adult.

    Were the other liable too, her leaving would end the account: nothing else may be about it but the year's bill.
    """
    couples = Household.objects.filter(property__authority=authority, adults=2, period__endswith=None)
    accounts = Account.objects.everywhere(WHY).filter(
        authority=authority, liability_class="a", property__kind="house", property__in=couples.values("property"),
        charge_years__year=YEAR, charge_years__demands__kind="demand", period__startswith__lt=date(2025, 4, 1),
        period__endswith=None, property__entitlements=None,
    )  # fmt: skip
    alone = accounts.annotate(people=Count("liable_parties", distinct=True)).filter(people=1)
    found: Account = alone.exclude(property__residents__disregard__gt="").order_by("pk")[0]
    return found


def _night_after(day: date) -> None:
    """The nightly work: what the officer has billed already says nothing new, and is marked as done."""
    with on_day(day):
        work_due(on=day)


def _left_alone(account: Account, officer: Actor) -> None:
    """The other adult left: 25% from that day, an adjusted notice."""
    told = Told(
        on=BILLED_ALONE, told_on=TOLD_ALONE, source="telephone", evidence="Call of 17 June 2026",
        reason="A grown-up child has moved out",
    )  # fmt: skip
    with on_day(BILLED_ALONE):
        record_household(property_id=account.property_id, adults=1, starts=ALONE_FROM, told=told, by=officer)
        issue_demand(
            account_id=account.pk,
            year=YEAR,
            issued_on=BILLED_ALONE,
            reason="Single adult discount",
            by=officer,
        )


def _move(account: Account, authority: Authority, officer: Actor) -> tuple[Account, Account]:
    """The same person moves into a home that stood empty: its owner's account ends, a new one follows."""
    told = Told(
        on=BILLED_MOVED, told_on=TOLD_MOVED, source="web form", evidence="Form of 8 September 2026",
        reason="Moved within the district",
    )  # fmt: skip
    empty = Occupancy.objects.filter(
        property__authority=authority, occupied=False, furnished=False, period__endswith=None,
        property__entitlements=None, property__accounts__period__endswith=None,
    ).order_by("pk")  # fmt: skip
    home = empty[0].property
    owner = home.accounts.get(period__endswith=None)
    people = list(account.liable_parties.order_by("position").values_list("party_id", flat=True))
    with on_day(BILLED_MOVED):
        close_account(account_id=account.pk, ends=MOVED_ON, told=told, by=officer)
        record_occupancy(
            property_id=account.property_id,
            occupied=False,
            furnished=False,
            starts=MOVED_ON,
            told=told,
            by=officer,
        )
        close_account(account_id=owner.pk, ends=MOVED_ON, told=told, by=officer)
        after = open_account(
            property_id=home.pk, party_ids=people, starts=MOVED_ON, told=told, by=officer, liability_class="a",
            follows=(account.pk, MOVED),
        )  # fmt: skip
        record_occupancy(property_id=home.pk, occupied=True, starts=MOVED_ON, told=told, by=officer)
        record_household(property_id=home.pk, adults=1, starts=MOVED_ON, told=told, by=officer)
        for one in (account, owner, after):
            issue_demand(account_id=one.pk, year=YEAR, issued_on=BILLED_MOVED, reason="Moved", by=officer)
    return after, owner


def _pay(account: Account, until: date, cashier: Actor) -> None:
    """Every instalment due by a day and not covered yet, paid on its day."""
    charge_year = charge_years_of([account.pk], year=YEAR)[account.pk]
    paid = -charge_year.received
    for item in current_plan(charge_year.pk):
        covered = min(paid, item.amount)
        paid -= covered
        if item.due <= until and covered < item.amount:
            post_receipt(
                account_id=account.pk, year=YEAR, pence=item.amount - covered, received_on=item.due,
                source=f"demo till {account.number} {item.due}", by=cashier,
            )  # fmt: skip
