"""Opening and closing accounts. Any change in who is liable closes one and opens another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from psycopg.types.range import DateRange

from accounts.events import AccountClosed, AccountOpened
from accounts.models import Account, AccountLink, LiableParty, Party
from accounts.services.numbering import new_numbers
from revenues.audit.data import Actor
from revenues.audit.services import acting, record
from revenues.authority.rules.roles import CHANGE_FACTS
from revenues.authority.selectors import require
from revenues.kernel.errors import Conflict, DomainError
from revenues.kernel.events import publish
from revenues.kernel.periods import Period
from valuation.data import Told
from valuation.services import lock_property
from valuation.services.locks import lock_row
from valuation.services.timeline import provenance

WHY = "the permission is asked of the row's own authority"
CLASSES = ("a", "b", "c", "d", "e", "f", "A", "B", "C", "D", "E", "F")


def open_account(
    *,
    property_id: int,
    party_ids: Sequence[int],
    starts: date,
    told: Told,
    by: Actor,
    liability_class: str = "a",
    capacity: str | Sequence[str] = "own",
    follows: tuple[int, str] | None = None,
) -> Account:
    """Make people liable for a dwelling from a day; jointly and severally when they are several.

    Args:
        party_ids: who is liable, in the order in which the bill names them.
        liability_class: ``a`` to ``f`` of s.6(2), or ``A`` to ``F`` of SI 1992/551.
        capacity: ``own``, ``executor``, ``trustee`` or ``agent``; one for all, or one for each.
        follows: the account before it and why this one follows (``moved``, ``persons_changed``).

    Raises:
        NotPermitted: the actor may not change facts at the authority.
        Conflict: another account is charged from that day on, or a party is another authority's.
        DomainError: nobody is named, somebody twice, an unknown class or capacity.
    """
    capacities = _capacities(party_ids, capacity)
    if liability_class not in CLASSES:
        raise DomainError(f"{liability_class!r} is not a class of liability: {', '.join(CLASSES)}.")
    with transaction.atomic(), acting(by, told.reason or "account opened"):
        home = lock_property(property_id=property_id, by=by, on=told.on)
        _refuse_overlap(property_id, Period(starts))
        _refuse_strangers(party_ids, home.authority_id)
        ((pk, number),) = new_numbers(1)
        account = Account(
            pk=pk,
            authority_id=home.authority_id,
            property_id=property_id,
            number=number,
            liability_class=liability_class,
            period=DateRange(starts, None),
            **provenance(told),
        )
        account.save(force_insert=True)
        for position, (party_id, role) in enumerate(zip(party_ids, capacities, strict=True), start=1):
            LiableParty.objects.create(account=account, party_id=party_id, capacity=role, position=position)
        if follows:
            AccountLink.objects.create(before_id=follows[0], after=account, because=follows[1][:30])
        record(
            verb="open_account", subject=("account", pk), by=by, authority_id=home.authority_id,
            reason=told.reason, after={"number": number, "from": starts.isoformat(), "persons": len(party_ids)},
        )  # fmt: skip
        publish(AccountOpened(pk, property_id, home.authority_id, starts))
    return account


def close_account(*, account_id: int, ends: date, told: Told, by: Actor) -> Account:
    """End the liability on an account: ``ends`` is the first day on which it is no longer charged.

    The day of leaving, death or sale belongs to the next state (facts 16.15), so it is that day. Closing again on
    another day moves the end; on the same day it changes nothing.

    Raises:
        NotPermitted; Conflict: no such account, or another account begins before that day.
        DomainError: it would end before it began.
    """
    with transaction.atomic(), acting(by, told.reason or "account closed"):
        account = lock_account(account_id=account_id, by=by, on=told.on)
        before = account.days
        if before.end == ends:
            return account
        if ends <= before.start:
            raise DomainError(
                f"Account {account.number} began on {before.start}, so it cannot end on {ends}.", ends=ends
            )
        _refuse_overlap(account.property_id, Period(before.start, ends), besides=account_id)
        account.period = DateRange(before.start, ends)
        account.save(update_fields=["period"])
        first = ends if before.end is None else min(ends, before.end)
        record(
            verb="close_account", subject=("account", account_id), by=by, authority_id=account.authority_id,
            reason=told.reason, after={"ends": ends.isoformat()},
            before={"ends": before.end.isoformat() if before.end else None},
        )  # fmt: skip
        publish(AccountClosed(account_id, account.property_id, account.authority_id, first))
    return account


def lock_account(*, account_id: int, by: Actor, on: date) -> Account:
    """The account, locked, once ``by`` may change facts at its authority. Raises NotPermitted, Conflict."""
    found: Account = lock_row(Account.objects.everywhere(WHY), account_id, what="account", by=by)
    require(by, CHANGE_FACTS, authority_id=found.authority_id, on=on)
    return found


def _capacities(party_ids: Sequence[int], capacity: str | Sequence[str]) -> list[str]:
    if not party_ids:
        raise DomainError("An account needs somebody who is liable.")
    if len(set(party_ids)) != len(party_ids):
        raise DomainError("The same person is named twice.")
    roles = [capacity] * len(party_ids) if isinstance(capacity, str) else list(capacity)
    if len(roles) != len(party_ids):
        raise DomainError("Say in which capacity each person is liable, or one capacity for all.")
    for role in roles:
        if role not in LiableParty.CAPACITIES:
            raise DomainError(f"{role!r} is not a capacity: {', '.join(LiableParty.CAPACITIES)}.")
    return roles


def _refuse_overlap(property_id: int, period: Period, besides: int | None = None) -> None:
    others = Account.objects.everywhere(WHY).filter(
        property_id=property_id, period__overlap=DateRange(period.start, period.end)
    )
    other = others.exclude(pk=besides).order_by("period").first()
    if other:
        raise Conflict(
            f"Account {other.number} is charged for this dwelling {other.days}; two cannot be charged for a day.",
            account=other.number,
        )


def _refuse_strangers(party_ids: Sequence[int], authority_id: int) -> None:
    held = Party.objects.everywhere(WHY).filter(pk__in=party_ids, authority_id=authority_id)
    if held.count() != len(party_ids):
        raise Conflict("Somebody named is not on this authority's records.", authority_id=authority_id)
