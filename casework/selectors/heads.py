"""Who and what an account is: its persons, dwelling, band, area, and what must be known before speaking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from accounts.models import Account, ContactPoint, Entitlement, Household, LiableParty, Party, PartyName
from billing.models import PaymentChoice
from revenues.authority.data import Scope
from revenues.authority.models import Authority
from revenues.authority.models.facts import Fact
from revenues.kernel.periods import Period
from valuation.models import BandEntry, PropertyArea

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Person:
    """One person liable on an account, as she is called on the day, and how she is to be reached."""

    party: Party
    name: str
    capacity: str
    contacts: tuple[ContactPoint, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The top of an account page on a day. A fact of None is not known on that day."""

    account: Account
    people: tuple[Person, ...]
    band: BandEntry | None
    area: PropertyArea | None
    household: Household | None
    entitlements: tuple[Entitlement, ...]
    choice: PaymentChoice | None
    day: date

    @property
    def authority(self) -> Authority:
        """Whose account it is."""
        return self.account.authority

    @property
    def names(self) -> str:
        """``Ms Ana Iles & Mr Tom Iles``."""
        return " & ".join(person.name for person in self.people) or "Nobody named"

    @property
    def ended(self) -> bool:
        """Whether the account had ended by the day of asking."""
        return self.account.days.end is not None and self.account.days.end <= self.day


def account_numbered(number: str, *, scope: Scope) -> Account | None:
    """The account of that number within the scope, with its dwelling and authority. One query."""
    rows = Account.objects.within(scope).select_related("property", "authority")
    return rows.filter(number=number).first()


def head_of(account: Account, *, on: date) -> Head:
    """The head of an account that was reached through a scope. Seven queries, whatever its history.

    An account that has ended is shown as it was on its last day, one to come as it will be on its first.
    """
    day = _within(account.days, on)
    home = account.property_id
    bands = BandEntry.objects.filter(property_id=home)
    areas = PropertyArea.objects.filter(property_id=home).select_related("area")
    granted = Entitlement.objects.filter(property_id=home, state="granted", period__contains=day)
    return Head(
        account=account,
        people=people_of([account.pk], on=day).get(account.pk, ()),
        band=_first(bands.filter(period__contains=day)),
        area=_first(areas.filter(period__contains=day)),
        household=_first(Household.objects.filter(property_id=home, period__contains=day)),
        entitlements=tuple(granted.order_by("kind", "cls")),
        choice=_first(PaymentChoice.objects.filter(account=account, period__contains=day)),
        day=on,
    )


def people_of(account_ids: Sequence[int], *, on: date) -> dict[int, tuple[Person, ...]]:
    """The persons liable on each account in their order, with names and contacts of the day. Three queries."""
    liable = list(
        LiableParty.objects.filter(account_id__in=account_ids)
        .select_related("party")
        .order_by("account_id", "position")
    )
    parties = {row.party_id for row in liable}
    names = names_of(parties, on=on)
    contacts: dict[int, list[ContactPoint]] = {}
    for point in ContactPoint.objects.filter(party_id__in=parties, period__contains=on).order_by(
        "kind", "pk"
    ):
        contacts.setdefault(point.party_id, []).append(point)
    found: dict[int, list[Person]] = {}
    for row in liable:
        person = Person(
            row.party,
            names.get(row.party_id, "Name not known"),
            row.capacity,
            tuple(contacts.get(row.party_id, ())),
        )
        found.setdefault(row.account_id, []).append(person)
    return {account_id: tuple(people) for account_id, people in found.items()}


def names_of(parties: Iterable[int], *, on: date) -> dict[int, str]:
    """What each party is called on a day, else by the name nearest before it, else the first. One query."""
    found: dict[int, PartyName] = {}
    for row in PartyName.objects.filter(party_id__in=list(parties)).order_by("party_id", "period"):
        if row.party_id not in found or row.days.start <= on:
            found[row.party_id] = row
    return {party_id: row.full for party_id, row in found.items()}


def _within(period: Period, day: date) -> date:
    if day < period.start:
        return period.start
    last = period.last
    return last if last is not None and day > last else day


def _first(rows: Iterable[F]) -> F | None:
    return next(iter(rows), None)
