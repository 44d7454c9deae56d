"""What an officer, or the list of the Valuation Office, changes about a dwelling."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from revenues.audit.data import Actor
from revenues.audit.services import acting, record
from revenues.authority.rules.roles import CHANGE_FACTS
from revenues.authority.selectors import require
from revenues.kernel.errors import Conflict, DomainError
from revenues.kernel.events import publish
from revenues.kernel.names import fold
from revenues.kernel.names import postcode as printed_postcode
from valuation.data import NewProperty, Told
from valuation.events import AreaChanged, BandChanged
from valuation.models import Area, BandEntry, Property, PropertyArea
from valuation.services.locks import lock_row
from valuation.services.timeline import put

WHY = "the permission is asked of the row's own authority"
BANDS = {"england": "ABCDEFGH", "wales": "ABCDEFGHI"}


def lock_property(*, property_id: int, by: Actor, on: date) -> Property:
    """The dwelling, locked until the transaction ends, once ``by`` may change facts at its authority.

    Raises:
        NotPermitted: the actor may not change facts there.
        Conflict: there is no such dwelling, or somebody is changing it.
    """
    rows = Property.objects.everywhere(WHY).select_related("authority")
    found: Property = lock_row(rows, property_id, what="property", by=by)
    require(by, CHANGE_FACTS, authority_id=found.authority_id, on=on)
    return found


def create_area(
    *, authority_id: int, code: str, name: str, told: Told, by: Actor, parished: bool = True
) -> Area:
    """Add a part of the district for which its own amounts of tax are set. Raises Conflict for a code in use."""
    require(by, CHANGE_FACTS, authority_id=authority_id, on=told.on)
    with transaction.atomic(), acting(by, told.reason or "area created"):
        made, created = Area.objects.everywhere(WHY).get_or_create(
            authority_id=authority_id, code=code, defaults={"name": name, "parished": parished}
        )
        if not created:
            raise Conflict(f"There is already an area {code}.", code=code)
        record(
            verb="create_area",
            subject=("area", made.pk),
            by=by,
            authority_id=authority_id,
            after={"code": code},
        )
    return made


def create_property(*, authority_id: int, facts: NewProperty, told: Told, by: Actor) -> Property:
    """Add a dwelling. Its band and area are recorded apart, since they are dated.

    Raises:
        NotPermitted: the actor may not change facts at the authority.
        Conflict: the reference or UPRN is in use.
        DomainError: an address without lines, an unknown kind or status, or no postcode.
    """
    require(by, CHANGE_FACTS, authority_id=authority_id, on=told.on)
    _check(facts)
    postcode = _postcode(facts.postcode)
    with transaction.atomic(), acting(by, told.reason or "property created"):
        rows = Property.objects.everywhere(WHY)
        if rows.filter(authority_id=authority_id, reference=facts.reference).exists():
            raise Conflict(f"There is already a property {facts.reference}.", reference=facts.reference)
        if facts.uprn is not None and rows.filter(uprn=facts.uprn).exists():
            raise Conflict(f"UPRN {facts.uprn} belongs to another property.", uprn=facts.uprn)
        made: Property = rows.create(
            authority_id=authority_id,
            reference=facts.reference,
            uprn=facts.uprn,
            voa_reference=facts.voa_reference,
            address=list(facts.address),
            postcode=postcode,
            kind=facts.kind,
            status=facts.status,
            annexe_of_id=facts.annexe_of_id,
            search_key=address_key(facts.address, postcode),
        )
        record(
            verb="create_property", subject=("property", made.pk), by=by, authority_id=authority_id,
            reason=told.reason, after={"reference": made.reference},
        )  # fmt: skip
    return made


def record_band(
    *,
    property_id: int,
    band: str,
    starts: date,
    told: Told,
    by: Actor,
    ends: date | None = None,
    alteration: str = "",
) -> BandEntry:
    """Put a band on a dwelling from a day: the entry before it ends, later entries stand unless ``ends`` covers them.

    Args:
        ends: the first day on which it no longer holds; None: until the next entry, or for good.
        alteration: the list alteration that put it there.

    Raises:
        DomainError: a band that the nation's list does not know.
    """
    with transaction.atomic(), acting(by, told.reason or "band recorded"):
        home = lock_property(property_id=property_id, by=by, on=told.on)
        known = BANDS[home.authority.nation]
        if band not in tuple(known):
            raise DomainError(f"{band!r} is not a band: {known[0]} to {known[-1]}.", band=band)
        values = {"band": band, "alteration": alteration}
        rows = BandEntry.objects.all()
        entry: BandEntry
        entry, changed = put(
            rows, owner={"property_id": property_id}, values=values, starts=starts, ends=ends, told=told
        )
        if changed:
            record(
                verb="record_band", subject=("property", property_id), by=by, authority_id=home.authority_id,
                reason=told.reason, after=values | {"from": starts.isoformat()},
            )  # fmt: skip
            publish(BandChanged(property_id, home.authority_id, starts))
    return entry


def record_area(
    *, property_id: int, area_id: int, starts: date, told: Told, by: Actor, ends: date | None = None
) -> PropertyArea:
    """Put a dwelling into an area from a day. Raises DomainError for an area of another authority."""
    with transaction.atomic(), acting(by, told.reason or "area recorded"):
        home = lock_property(property_id=property_id, by=by, on=told.on)
        area = Area.objects.everywhere(WHY).filter(pk=area_id, authority_id=home.authority_id).first()
        if area is None:
            raise DomainError("That area is not one of this authority's.", area_id=area_id)
        fact: PropertyArea
        fact, changed = put(
            PropertyArea.objects.all(),
            owner={"property_id": property_id},
            values={"area_id": area_id},
            starts=starts,
            ends=ends,
            told=told,
        )
        if changed:
            record(
                verb="record_area", subject=("property", property_id), by=by, authority_id=home.authority_id,
                reason=told.reason, after={"area": area.code, "from": starts.isoformat()},
            )  # fmt: skip
            publish(AreaChanged(property_id, home.authority_id, starts))
    return fact


def address_key(address: tuple[str, ...] | list[str], postcode: str) -> str:
    """The search key of a dwelling's address."""
    return fold(" ".join([*address, postcode]))[:300]


def _check(facts: NewProperty) -> None:
    if not facts.reference.strip() or not any(line.strip() for line in facts.address):
        raise DomainError("A property needs a reference and an address.")
    if facts.kind not in Property.KINDS:
        raise DomainError(f"{facts.kind!r} is not a kind of property: {', '.join(Property.KINDS)}.")
    if facts.status not in Property.STATUSES:
        raise DomainError(f"{facts.status!r} is not a status of a property: {', '.join(Property.STATUSES)}.")


def _postcode(text: str) -> str:
    try:
        return printed_postcode(text) if text else ""
    except ValueError as problem:
        raise DomainError(str(problem)) from problem
