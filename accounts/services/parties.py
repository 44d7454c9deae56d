"""People and organisations: created, renamed, moved."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from psycopg.types.range import DateRange

from accounts.data import NewParty
from accounts.events import PartyChanged
from accounts.models import ContactPoint, Party, PartyAddress, PartyName
from accounts.rules.names import fold, postcode
from revenues.audit.data import Actor
from revenues.audit.services import acting, record
from revenues.authority.rules.roles import CHANGE_FACTS
from revenues.authority.selectors import require
from revenues.kernel.errors import DomainError
from revenues.kernel.events import publish
from valuation.data import Told
from valuation.services.locks import lock_row
from valuation.services.timeline import provenance, put

WHY = "the permission is asked of the row's own authority"
BEGINNING = date(1993, 4, 1)
FORMATS = ("standard", "large_print", "braille", "audio")
KINDS = ("person", "organisation")


def create_party(
    *, authority_id: int, party: NewParty, told: Told, by: Actor, starts: date | None = None
) -> Party:
    """Record a person or organisation with name, address and contact points.

    Args:
        starts: the day from which name and address hold; None: as long as there has been the tax.

    Raises:
        NotPermitted: the actor may not change facts at the authority.
        DomainError: no family name, an unknown kind or bill format, a postcode that is none.
    """
    require(by, CHANGE_FACTS, authority_id=authority_id, on=told.on)
    _check(party)
    period = DateRange(starts or BEGINNING, None)
    common = provenance(told) | {"period": period}
    with transaction.atomic(), acting(by, told.reason or "party created"):
        made: Party = Party.objects.create(
            authority_id=authority_id,
            kind=party.kind,
            born_on=party.born_on,
            died_on=party.died_on,
            bill_format=party.bill_format,
            language_needs=party.language_needs,
            e_notices_since=party.e_notices_since,
            vulnerability=party.vulnerability,
        )
        PartyName.objects.create(party=made, **name_values(party), **common)
        if party.address:
            PartyAddress.objects.create(party=made, **address_values(party), **common)
        for kind, value in (("phone", party.phone), ("email", party.email)):
            if value:
                ContactPoint.objects.create(party=made, **contact_values(kind, value), **common)
        record(
            verb="create_party",
            subject=("party", made.pk),
            by=by,
            authority_id=authority_id,
            reason=told.reason,
        )
    return made


def correct_name(
    *,
    party_id: int,
    family: str,
    given: str = "",
    title: str = "",
    starts: date | None = None,
    told: Told,
    by: Actor,
) -> PartyName:
    """Write a party's name as it should be.

    Args:
        starts: the day from which the new name holds (a marriage); None corrects the name in place, from the day
            on which the present one began.

    Raises:
        NotPermitted; Conflict: no such party; DomainError: no family name.
    """
    if not family.strip():
        raise DomainError("A name needs its family part.")
    with transaction.atomic(), acting(by, told.reason or "name corrected"):
        party = lock_party(party_id=party_id, by=by, on=told.on)
        names = PartyName.objects.filter(party_id=party_id).order_by("period")
        present = names.last()
        begins = starts or (present.days.start if present else BEGINNING)
        values = name_values(NewParty(family=family, given=given, title=title))
        name: PartyName
        name, changed = put(
            PartyName.objects.all(),
            owner={"party_id": party_id},
            values=values,
            starts=begins,
            ends=None,
            told=told,
        )
        if changed:
            record(
                verb="correct_name", subject=("party", party_id), by=by, authority_id=party.authority_id,
                reason=told.reason, after={"from": begins.isoformat()},
            )  # fmt: skip
            publish(PartyChanged(party_id, party.authority_id, begins))
    return name


def lock_party(*, party_id: int, by: Actor, on: date) -> Party:
    """The party, locked, once ``by`` may change facts at its authority. Raises NotPermitted, Conflict."""
    found: Party = lock_row(Party.objects.everywhere(WHY), party_id, what="party", by=by)
    require(by, CHANGE_FACTS, authority_id=found.authority_id, on=on)
    return found


def name_values(party: NewParty) -> dict[str, Any]:
    """The columns of a name, with its search key."""
    return {
        "title": party.title,
        "given": party.given,
        "family": party.family,
        "search_key": fold(f"{party.given} {party.family}")[:240],
    }


def address_values(party: NewParty) -> dict[str, Any]:
    """The columns of an address. A postcode abroad stays as it is written. Raises DomainError for one that is none."""
    try:
        code = postcode(party.postcode) if party.postcode and not party.country else party.postcode
    except ValueError as problem:
        raise DomainError(str(problem)) from problem
    return {"lines": list(party.address), "postcode": code, "country": party.country}


def contact_values(kind: str, value: str) -> dict[str, str]:
    """The columns of a telephone number or e-mail address, with its search key."""
    key = "".join(filter(str.isdigit, value)) if kind == "phone" else value.lower()
    return {"kind": kind, "value": value, "search_key": key}


def _check(party: NewParty) -> None:
    if not party.family.strip():
        raise DomainError("A name needs its family part; an organisation has only that.")
    if party.kind not in KINDS:
        raise DomainError(f"{party.kind!r} is not a kind of party: {', '.join(KINDS)}.")
    if party.bill_format not in FORMATS:
        raise DomainError(f"{party.bill_format!r} is not a format of the bill: {', '.join(FORMATS)}.")
