"""Carrying a credit from one year to another, and taking it back when the year it left needs it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import Account, LiableParty
from ledger.data import Leg
from ledger.events import CreditMoved
from ledger.models import Carry, ChargeYear, Entry
from ledger.rules.credits import taken_back, to_carry
from ledger.selectors import charge_years_of
from ledger.selectors.carries import Carried, accounts_down_the_line, carried_from, money_of
from ledger.services.allocation import allocate
from ledger.services.charge_years import open_charge_years
from ledger.services.locks import lock_accounts
from ledger.services.posting import Posted, post
from revenues.audit.data import Actor
from revenues.audit.services import record
from revenues.authority.rules.roles import REBILL
from revenues.authority.selectors import law_for, require
from revenues.kernel.errors import Conflict, DomainError
from revenues.kernel.events import publish
from revenues.kernel.money import pounds

WHY = "their accounts are locked"


@dataclass(frozen=True, slots=True)
class Place:
    """A year of an account."""

    account_id: int
    year: int


def carry_credit(
    *, source: Place, target: Place, pence: int, on: date, calculation: str, reason: str, by: Actor
) -> Posted:
    """Carry a credit to another year or account as a linked pair, so that it is taken off before that is demanded.

    The same carry on the same day changes nothing and says so.

    Args:
        pence: more than nought.
        on: the day on which it counts and is booked.
        calculation: engine to pin should the target's year not be open yet.

    Raises:
        DomainError: more than the credit that has cleared, to itself, to another authority, or to people who are
            not all those whose credit it is. Conflict: an account is held. NotPermitted.
    """
    if source == target or pence <= 0:
        raise DomainError(
            "A credit is carried to another year or account, and is more than nought.", pence=pence
        )
    with transaction.atomic():
        accounts = lock_accounts([source.account_id, target.account_id], by=by)
        authority_id = _one_authority(accounts[source.account_id], accounts[target.account_id], by, on)
        _same_people(source.account_id, target.account_id)
        old = _charge_year(source)
        made = open_charge_years({target.account_id: authority_id}, year=target.year, calculation=calculation)
        new = ChargeYear.objects.everywhere(WHY).get(pk=made[target.account_id])
        back = Carry.objects.everywhere(WHY).filter(source=old, target=new, takes_back__isnull=False).count()
        name = f"carry:{old.pk}:{new.pk}:{on}:{pence}:{back}"
        before = Entry.objects.everywhere(WHY).filter(authority_id=authority_id, source=name).first()
        if before:
            return Posted(before.pk, already=True)
        _check_credit(old, pence, on)
        posted = _pair(old, new, pence, on=on, source=name, reason=reason, by=by)
        Carry.objects.create(
            authority_id=authority_id, entry_id=posted.entry_id, source=old, target=new, pence=pence
        )
        allocate([old.pk])
        record(
            verb="credit_carried", subject=("account", source.account_id), by=by, authority_id=authority_id,
            reason=reason, after={"from": old.year, "to": new.year, "account": new.account_id, "pence": pence},
        )  # fmt: skip
        publish(CreditMoved(new.account_id, authority_id, new.year))
    return posted


def take_back_credits(charge_year_ids: Sequence[int], *, on: date, reason: str, by: Actor) -> int:
    """Take back carried credits of years that have come to owe, as far as they owe, and so on down the line.

    In the caller's transaction, with these accounts and all that ``accounts_down_the_line`` names locked.

    Returns:
        Pence taken back.
    """
    total, waiting = 0, list(charge_year_ids)
    while waiting:
        moved: list[int] = []
        for charge_year, carried in _carried(waiting):
            parts = taken_back(charge_year.balance, [one.pence for one in carried])
            for one, part in zip(carried, parts, strict=True):
                if part:
                    _take_back(charge_year, one, part, on=on, reason=reason, by=by)
                    moved.append(one.target_id)
                    total += part
        if moved:
            allocate([*waiting, *moved])
        waiting = moved
    return total


def lock_down_the_line(account_ids: Sequence[int], *, year: int, by: Actor) -> None:
    """Lock accounts together with those into which credits of their year have gone, all in ascending order.

    Raises:
        Conflict: one is held, or a credit was carried on while we waited.
    """
    further = _down_the_line(account_ids, year)
    lock_accounts({*account_ids, *further}, by=by)
    if _down_the_line(account_ids, year) - further:
        raise Conflict("A credit of this account was carried on a moment ago. Look at it again.")


def _down_the_line(account_ids: Sequence[int], year: int) -> set[int]:
    years = [row.pk for row in charge_years_of(account_ids, year=year).values()]
    return accounts_down_the_line(years) - set(account_ids)


def _carried(charge_year_ids: Sequence[int]) -> list[tuple[ChargeYear, list[Carried]]]:
    found: dict[int, list[Carried]] = defaultdict(list)
    for row in carried_from(charge_year_ids):
        found[row.source_id].append(row)
    rows = ChargeYear.objects.everywhere(WHY).filter(pk__in=found).order_by("pk")
    return [(row, found[row.pk]) for row in rows]


def _take_back(old: ChargeYear, one: Carried, pence: int, *, on: date, reason: str, by: Actor) -> None:
    new = ChargeYear.objects.everywhere(WHY).get(pk=one.target_id)
    times = Carry.objects.everywhere(WHY).filter(takes_back_id=one.carry_id).count()
    source = f"carry-back:{one.carry_id}:{times + 1}"
    posted = _pair(old, new, -pence, on=on, source=source, reason=reason, by=by)
    Carry.objects.create(
        authority_id=old.authority_id, entry_id=posted.entry_id, source=old, target=new, pence=-pence,
        takes_back_id=one.carry_id,
    )  # fmt: skip
    record(
        verb="credit_taken_back", subject=("account", new.account_id), by=by, authority_id=old.authority_id,
        reason=reason, after={"to": old.year, "from": new.year, "account": old.account_id, "pence": pence},
    )  # fmt: skip
    publish(CreditMoved(new.account_id, new.authority_id, new.year))


def _pair(
    old: ChargeYear, new: ChargeYear, pence: int, *, on: date, source: str, reason: str, by: Actor
) -> Posted:
    """The two legs; of two years, each with its contra, so that every year sums to nought."""
    legs = [
        Leg(pence, "transfer", old.year, charge_year_id=old.pk),
        Leg(-pence, "transfer", new.year, charge_year_id=new.pk),
    ]
    if old.year != new.year:
        legs.append(Leg(-pence, "transfer", old.year, control="transfers"))
        legs.append(Leg(pence, "transfer", new.year, control="transfers"))
    return post(
        authority_id=old.authority_id, kind="transfer", source=source, legs=legs, value_date=on,
        accounting_date=on, reason=reason, by=by,
    )  # fmt: skip


def _one_authority(source: Account, target: Account, by: Actor, on: date) -> int:
    if source.authority_id != target.authority_id:
        raise DomainError("A credit stays with the council that holds it.")
    require(by, REBILL, authority_id=source.authority_id, on=on)
    return int(source.authority_id)


def _same_people(source_id: int, target_id: int) -> None:
    """A joint account's credit is joint: it goes only where all of them are liable."""
    rows = LiableParty.objects.filter(account_id__in=(source_id, target_id))
    people: dict[int, set[int]] = defaultdict(set)
    for account_id, party_id in rows.values_list("account_id", "party_id"):
        people[account_id].add(party_id)
    if not people[source_id] <= people[target_id]:
        raise DomainError(
            "The credit belongs to all the people of its account; not all are liable on the other one."
        )


def _charge_year(place: Place) -> ChargeYear:
    found = charge_years_of([place.account_id], year=place.year).get(place.account_id)
    if found is None:
        raise DomainError("There is nothing on this account for that year.", year=place.year)
    return found


def _check_credit(old: ChargeYear, pence: int, on: date) -> None:
    most = to_carry(old.balance, money_of(old.pk), on=on, law=law_for(old.authority_id))
    if pence > most:
        credit = max(0, -old.balance)
        raise DomainError(
            f"{pounds(most)} may be carried, not {pounds(pence)}: the credit is {pounds(credit)}, "
            f"of which {pounds(credit - most)} has not cleared.",
            most=most,
        )
