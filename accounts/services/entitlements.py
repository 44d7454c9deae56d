"""Granting what lowers a charge, dating its clock, ending it, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from psycopg.types.range import DateRange

from accounts.data import NewEntitlement
from accounts.events import DwellingFactsChanged
from accounts.models import Entitlement, Party
from accounts.rules.exceptions import may_be_given
from accounts.services.claims import clash, class_problem, excepted
from revenues.audit.data import Actor
from revenues.audit.services import acting, record
from revenues.authority.selectors import law_for
from revenues.kernel.errors import Conflict, DomainError
from revenues.kernel.events import publish
from revenues.kernel.law import Law
from revenues.kernel.periods import Period
from valuation.data import Told
from valuation.services import lock_property
from valuation.services.timeline import provenance

CLOCK = ("amount", "since", "grant_on", "ended_on", "owner_id")
EXEMPTION = "accounts.exemptions.class_"
EXCEPTION = "accounts.premium_exceptions.class_"


def grant_entitlement(*, property_id: int, entitlement: NewEntitlement, told: Told, by: Actor) -> Entitlement:
    """Grant an exemption, discount, reduction or premium exception for a dwelling and a period.

    The same one granted again for the same period changes nothing.

    Raises:
        NotPermitted: the actor may not change facts at the authority.
        DomainError: an unknown kind or class, a percentage that is none, a period that ends before it begins, a day
            or person that a claim of its kind does not have.
        Conflict: it cannot stand beside one that is granted for some of the same days; an exception from a premium
            that may not be given again; an owner of another authority.
    """
    period = _period(entitlement)
    with transaction.atomic(), acting(by, told.reason or "entitlement granted"):
        home = lock_property(property_id=property_id, by=by, on=told.on)
        law = law_for(home.authority_id)
        if problem := class_problem(entitlement, law):
            raise DomainError(problem, kind=entitlement.kind, cls=entitlement.cls)
        held = list(Entitlement.objects.filter(property_id=property_id, state="granted").order_by("period"))
        for other in held:
            if _same(other, entitlement, period):
                return other
            _refuse_conflict(other, entitlement, period, law)
        _refuse_again(held, entitlement, law)
        _refuse_stranger(entitlement.owner_id, home.authority_id)
        let = entitlement.let
        made: Entitlement = Entitlement.objects.create(
            property_id=property_id,
            kind=entitlement.kind,
            cls=entitlement.cls,
            percent=entitlement.percent,
            review_on=entitlement.review_on,
            let=DateRange(let.start, let.end) if let else None,
            state="granted",
            **{name: getattr(entitlement, name) for name in CLOCK},
            period=DateRange(period.start, period.end),
            **provenance(told),
        )
        _tell(made, "grant_entitlement", period.start, home.authority_id, told=told, by=by)
    return made


def record_probate(*, entitlement_id: int, granted_on: date, told: Told, by: Actor) -> Entitlement:
    """Say on which day probate or letters were granted: the months of class F, and of class I after it, begin.

    The same day again changes nothing; another day corrects it.

    Raises:
        NotPermitted; Conflict: no such exemption, or it is not granted.
        DomainError: its class has no months from a grant, or the day is before the death.
    """
    with transaction.atomic(), acting(by, told.reason or "grant of probate recorded"):
        found, authority_id = _granted(entitlement_id, told=told, by=by)
        if not _runs_from_grant(found, law_for(authority_id)):
            raise DomainError(f"No months of {_name(found)} begin with a grant of probate.")
        if granted_on < (found.since or found.days.start):
            raise DomainError(f"The grant on {granted_on} is before the death.", granted_on=granted_on)
        before = found.grant_on
        if before != granted_on:
            found.grant_on = granted_on
            found.save(update_fields=["grant_on"])
            first = min(granted_on, before or granted_on)
            _tell(found, "record_probate", first, authority_id, told=told, by=by)
    return found


def record_sale(*, property_id: int, sold_on: date, told: Told, by: Actor) -> list[Entitlement]:
    """Say on which day a dwelling was sold or passed on: class F ends, and an exception of whoever was selling it.

    The day belongs to the new owner. What was said of the same sale before changes nothing.

    Returns:
        The entitlements that the sale ended; none where nothing depended on the old owner.

    Raises:
        NotPermitted: the actor may not change facts at the authority.
    """
    with transaction.atomic(), acting(by, told.reason or "sale recorded"):
        home = lock_property(property_id=property_id, by=by, on=told.on)
        law = law_for(home.authority_id)
        rows = Entitlement.objects.select_for_update(no_key=True).filter(
            property_id=property_id, state="granted"
        )
        over = []
        for found in rows.filter(period__contains=sold_on).order_by("pk"):
            if found.kind == "exemption" and found.ended_on is None and _runs_from_grant(found, law):
                found.ended_on = sold_on
            elif found.kind == "premium_exception" and _of_owner(found, law) and sold_on > found.days.start:
                found.period = DateRange(found.days.start, sold_on)
            else:
                continue
            found.save(update_fields=["ended_on", "period"])
            _tell(found, "record_sale", sold_on, home.authority_id, told=told, by=by)
            over.append(found)
    return over


def end_entitlement(*, entitlement_id: int, ends: date, told: Told, by: Actor) -> Entitlement:
    """Have an entitlement hold until ``ends``, the first day without it. Raises as ``cancel_entitlement``."""
    with transaction.atomic(), acting(by, told.reason or "entitlement ended"):
        found, authority_id = _granted(entitlement_id, told=told, by=by)
        before = found.days
        if ends <= before.start:
            raise DomainError(
                f"It began on {before.start}: cancel it if it should never have been.", ends=ends
            )
        if before.end == ends:
            return found
        if before.end is not None and ends > before.end:
            raise DomainError(f"It ends on {before.end}: grant it again for the days after.", ends=ends)
        found.period = DateRange(before.start, ends)
        found.save(update_fields=["period"])
        _tell(found, "end_entitlement", ends, authority_id, told=told, by=by)
    return found


def cancel_entitlement(*, entitlement_id: int, told: Told, by: Actor) -> Entitlement:
    """Take an entitlement back for the whole of its period, as if it had never been granted.

    Raises:
        NotPermitted: the actor may not change facts at the authority.
        Conflict: there is no such entitlement, or it is not granted.
    """
    with transaction.atomic(), acting(by, told.reason or "entitlement cancelled"):
        found, authority_id = _granted(entitlement_id, told=told, by=by)
        found.to("cancelled")
        found.save()
        _tell(found, "cancel_entitlement", found.days.start, authority_id, told=told, by=by)
    return found


def _period(entitlement: NewEntitlement) -> Period:
    try:
        return Period(entitlement.starts, entitlement.ends)
    except ValueError as problem:
        raise DomainError(f"{problem}.") from problem


def _same(held: Entitlement, wanted: NewEntitlement, period: Period) -> bool:
    names = ("kind", "cls", "percent", *CLOCK)
    let = Period(held.let.lower, held.let.upper) if held.let else None
    return (
        held.days == period
        and let == wanted.let
        and all(getattr(held, name) == getattr(wanted, name) for name in names)
    )


def _refuse_again(held: Sequence[Entitlement], wanted: NewEntitlement, law: Law) -> None:
    """An exception from a premium that was given before, and may not be given again without a change."""
    if wanted.kind != "premium_exception":
        return
    earlier = [excepted(one) for one in held if one.kind == wanted.kind and one.days.start < wanted.starts]
    found = may_be_given(excepted(wanted), earlier, on=wanted.starts, law=law)
    if not found:
        raise Conflict(found.reasons[0], cls=wanted.cls)


def _refuse_stranger(party_id: int | None, authority_id: int) -> None:
    parties = Party.objects.everywhere("the authority is compared")
    if party_id is not None and not parties.filter(pk=party_id, authority_id=authority_id).exists():
        raise Conflict("The owner named is not on this authority's records.", party_id=party_id)


def _runs_from_grant(found: Entitlement, law: Law) -> bool:
    body = _body(EXEMPTION, found, law) if found.kind == "exemption" else {}
    return bool(body.get("clock") == "grant")


def _of_owner(found: Entitlement, law: Law) -> bool:
    """Whether an exception is that of marketing: it ends when the dwelling is sold."""
    return "again" in _body(EXCEPTION, found, law)


def _body(prefix: str, found: Entitlement, law: Law) -> dict[str, Any]:
    """What the law of its first day says of a lettered class; nothing for one of the authority's own."""
    parameter = law.parameters.get(prefix + found.cls.lower())
    known = parameter is not None and parameter.index_on(found.days.start) >= 0
    return (law.value(prefix + found.cls.lower(), found.days.start) or {}) if known else {}


def _name(found: Entitlement) -> str:
    return f"{found.kind.replace('_', ' ')} {found.cls}".strip()


def _refuse_conflict(held: Entitlement, wanted: NewEntitlement, period: Period, law: Law) -> None:
    common = held.days.intersect(period)
    if common is None:
        return
    if why := clash((held.kind, held.cls), (wanted.kind, wanted.cls), on=common.start, law=law):
        raise Conflict(f"{why} There is {_name(held)}, {held.days}.", entitlement=held.pk)


def _granted(entitlement_id: int, *, told: Told, by: Actor) -> tuple[Entitlement, int]:
    found = Entitlement.objects.filter(pk=entitlement_id).first()
    if found is None:
        raise Conflict(f"There is no entitlement with id {entitlement_id}.", entitlement_id=entitlement_id)
    home = lock_property(property_id=found.property_id, by=by, on=told.on)
    locked = Entitlement.objects.select_for_update(no_key=True).get(pk=entitlement_id)
    if locked.state != "granted":
        raise Conflict(f"This entitlement is {locked.state}, not granted.", state=locked.state)
    return locked, home.authority_id


def _tell(made: Entitlement, verb: str, from_day: date, authority_id: int, *, told: Told, by: Actor) -> None:
    record(
        verb=verb, subject=("entitlement", made.pk), by=by, authority_id=authority_id, reason=told.reason,
        after={"kind": made.kind, "class": made.cls, "from": from_day.isoformat()},
    )  # fmt: skip
    publish(DwellingFactsChanged(made.property_id, authority_id, from_day))
