"""What the tabs of an account page list. Each asks a fixed number of queries, whatever the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet, Sum, Window

from accounts.models import Account, AccountLink, Interest, LiableParty
from billing.models import AssessmentRecord, Demand
from casework.selectors.heads import Person, names_of
from ledger.models import ChargeYear, Posting
from notices.models import NoticeService

PAGE = 50
KINDS = {
    "demand": "Demand notice",
    "adjusted": "Adjusted demand",
    "final": "Final account",
    "nil": "Bill of nothing to pay",
}
WHY = "reached through an account of the scope"


@dataclass(frozen=True, slots=True)
class Sent:
    """A notice of an account: the demand that it carries and each person served."""

    demand: Demand
    served: tuple[NoticeService, ...]

    @property
    def kind(self) -> str:
        """What people call it."""
        return KINDS.get(self.demand.kind, self.demand.kind)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another account of the same dwelling, and who is liable on it."""

    account: Account
    names: str


@dataclass(frozen=True, slots=True)
class Household:
    """The people tab: persons liable, interests in the dwelling, accounts before and after."""

    people: tuple[Person, ...]
    interests: tuple[tuple[Interest, str], ...]
    neighbours: tuple[Neighbour, ...]
    links: tuple[AccountLink, ...]


def versions_of(row: ChargeYear) -> list[AssessmentRecord]:
    """Every assessment of a charge year without its working, newest first, fifty at most. One query."""
    records = AssessmentRecord.objects.everywhere(WHY).filter(charge_year=row)
    return list(records.defer("working").order_by("-version")[:PAGE])


def notices_of(account: Account, *, page: int) -> tuple[Page, list[Sent]]:
    """The notices of an account, newest first. Three queries a page."""
    demands: QuerySet[Demand] = (
        Demand.objects.everywhere(WHY)
        .filter(charge_year__account=account)
        .select_related("notice", "charge_year")
        .defer("notice__payload")
        .order_by("-issued_on", "-pk")
    )
    chosen = Paginator(demands, PAGE).get_page(page)
    served: dict[int, list[NoticeService]] = {}
    for one in NoticeService.objects.filter(notice_id__in=[demand.notice_id for demand in chosen]).order_by(
        "pk"
    ):
        served.setdefault(one.notice_id, []).append(one)
    return chosen, [Sent(demand, tuple(served.get(demand.notice_id, ()))) for demand in chosen]


def postings_of(account: Account, *, year: int | None, page: int) -> Page:
    """The postings of an account, newest first, each with the balance after it. Two queries a page.

    Args:
        year: of one charge year; None for all of them.
    """
    legs = Posting.objects.everywhere(WHY).filter(charge_year__account=account)
    if year is not None:
        legs = legs.filter(charge_year__year=year)
    running = Window(Sum("pence"), order_by=[F("accounting_date").asc(), F("id").asc()])
    rows = legs.annotate(balance=running).select_related("entry").order_by("-accounting_date", "-id")
    return Paginator(rows, PAGE).get_page(page)


def household_of(account: Account, people: tuple[Person, ...], *, on: date) -> Household:
    """Who is and was liable for the dwelling, and who holds what in it. Six queries."""
    interests = list(Interest.objects.filter(property_id=account.property_id).order_by("-period")[:PAGE])
    names = names_of({row.party_id for row in interests}, on=on)
    others = list(
        Account.objects.everywhere("of the same dwelling, reached through the scope")
        .filter(property_id=account.property_id)
        .exclude(pk=account.pk)
        .order_by("-period")[:PAGE]
    )
    liable = LiableParty.objects.filter(account__in=others).order_by("account_id", "position")
    by_account: dict[int, list[int]] = {}
    for row in liable:
        by_account.setdefault(row.account_id, []).append(row.party_id)
    called = names_of({party for parties in by_account.values() for party in parties}, on=on)
    neighbours = tuple(
        Neighbour(other, " & ".join(called.get(party, "") for party in by_account.get(other.pk, ())))
        for other in others
    )
    links = AccountLink.objects.filter(before=account) | AccountLink.objects.filter(after=account)
    return Household(
        people=people,
        interests=tuple((row, names.get(row.party_id, "")) for row in interests),
        neighbours=neighbours,
        links=tuple(links.select_related("before", "after")),
    )
