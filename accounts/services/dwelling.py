"""Who lives in a dwelling, and what they hold in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from accounts.data import NewDisregard, NewInterest
from accounts.events import DwellingFactsChanged
from accounts.models import Circumstance, Household, Interest, Occupancy, Party, Resident
from accounts.rules import disregards
from accounts.rules.discounts import CIRCUMSTANCES
from revenues.audit.data import Actor
from revenues.audit.services import acting, record
from revenues.authority.selectors import law_for
from revenues.kernel.errors import Conflict, DomainError
from revenues.kernel.events import publish
from valuation.data import Told
from valuation.services import lock_property
from valuation.services.timeline import put

MOST_ADULTS = 200


def record_occupancy(
    *,
    property_id: int,
    occupied: bool,
    starts: date,
    told: Told,
    by: Actor,
    furnished: bool = True,
    ends: date | None = None,
) -> Occupancy:
    """Say whether anybody lives there and whether it is substantially furnished, from a day."""
    fact: Occupancy = _record(
        Occupancy, {"property_id": property_id}, {"occupied": occupied, "furnished": furnished},
        days=(starts, ends), told=told, by=by,
    )  # fmt: skip
    return fact


def record_household(
    *,
    property_id: int,
    adults: int,
    starts: date,
    told: Told,
    by: Actor,
    ends: date | None = None,
    review_on: date | None = None,
) -> Household:
    """Say how many adults live there, from a day. Raises DomainError for fewer than none or more than 200."""
    if not 0 <= adults <= MOST_ADULTS:
        raise DomainError(f"{adults} adults cannot be: 0 to {MOST_ADULTS}.", adults=adults)
    fact: Household = _record(
        Household, {"property_id": property_id}, {"adults": adults, "review_on": review_on},
        days=(starts, ends), told=told, by=by,
    )  # fmt: skip
    return fact


def record_resident(
    *,
    property_id: int,
    name: str,
    starts: date,
    told: Told,
    by: Actor,
    disregard: str | NewDisregard = "",
    party_id: int | None = None,
    ends: date | None = None,
) -> Resident:
    """Name an adult who lives there, with the class under which she is not counted, if any.

    Args:
        disregard: the class; with the day from which its clock runs where it has one (a school leaver).

    Raises:
        DomainError: no name, or a class of disregard that the law of that day does not know.
        Conflict: the party is another authority's.
    """
    if not name.strip():
        raise DomainError("A resident needs a name.")

    given = disregard if isinstance(disregard, NewDisregard) else NewDisregard(disregard)
    if given.since and not given.cls:
        raise DomainError("A day from which a disregard runs needs its class.", since=given.since)

    def check(authority_id: int) -> None:
        if given.cls:
            disregards.find(given.cls, on=starts, law=law_for(authority_id))
        _refuse_stranger(party_id, authority_id)

    fact: Resident = _record(
        Resident, {"property_id": property_id, "name": name},
        {"disregard": given.cls, "since": given.since, "party_id": party_id},
        days=(starts, ends), told=told, by=by, check=check,
    )  # fmt: skip
    return fact


def record_circumstance(
    *,
    property_id: int,
    kind: str,
    starts: date,
    told: Told,
    by: Actor,
    since: date | None = None,
    ends: date | None = None,
) -> Circumstance:
    """Say what is so of a dwelling in which nobody lives: ``seasonal``, ``repair``, ``job_related``, ``pitch``.

    Args:
        since: the day from which the months of repairs run; the first day when left out.

    Raises:
        DomainError: something that the law of that day does not know, or repairs that began after they were so.
    """
    if since is not None and since > starts:
        raise DomainError(f"It cannot be so from {starts} and have begun on {since}.", since=since)

    def check(authority_id: int) -> None:
        known = law_for(authority_id).value(CIRCUMSTANCES, starts)
        if kind not in known:
            raise DomainError(f"{kind!r} is nothing known of a dwelling: {', '.join(sorted(known))}.")

    fact: Circumstance = _record(
        Circumstance, {"property_id": property_id, "kind": kind}, {"since": since},
        days=(starts, ends), told=told, by=by, check=check,
    )  # fmt: skip
    return fact


def record_interest(
    *,
    property_id: int,
    party_id: int,
    interest: NewInterest,
    starts: date,
    told: Told,
    by: Actor,
    ends: date | None = None,
) -> Interest:
    """Say what a party holds in the dwelling: freehold, lease, tenancy, licence, or none.

    Raises:
        DomainError: a tenure that is none of these, the only owner of a part. Conflict: a party of another authority.
    """
    if interest.tenure not in Interest.TENURES:
        raise DomainError(f"{interest.tenure!r} is not a tenure: {', '.join(Interest.TENURES)}.")
    if interest.sole and not interest.whole:
        raise DomainError("The only owner owns the whole, not a part.")

    def check(authority_id: int) -> None:
        _refuse_stranger(party_id, authority_id)
        _refuse_stranger(interest.executor_id, authority_id)

    fact: Interest = _record(
        Interest,
        {"property_id": property_id, "party_id": party_id, "tenure": interest.tenure},
        {
            "tenancy_type": interest.tenancy_type,
            "granted_on": interest.granted_on,
            "term_months": interest.term_months,
            "term_ends": interest.term_ends,
            "whole": interest.whole,
            "sole": interest.sole,
            "superior": interest.superior,
            "executor_id": interest.executor_id,
        },
        days=(starts, ends),
        told=told,
        by=by,
        check=check,
    )
    return fact


def _record(
    model: type[Any],
    owner: Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    days: tuple[date, date | None],
    told: Told,
    by: Actor,
    check: Any = None,
) -> Any:
    kind = model._meta.model_name
    property_id = owner["property_id"]
    with transaction.atomic(), acting(by, told.reason or f"{kind} recorded"):
        home = lock_property(property_id=property_id, by=by, on=told.on)
        if check:
            check(home.authority_id)
        fact, changed = put(
            model.objects.all(), owner=owner, values=values, starts=days[0], ends=days[1], told=told
        )
        if changed:
            record(
                verb=f"record_{kind}", subject=("property", property_id), by=by, reason=told.reason,
                authority_id=home.authority_id, after={"fact": fact.ref, "from": days[0].isoformat()},
            )  # fmt: skip
            publish(DwellingFactsChanged(property_id, home.authority_id, days[0]))
    return fact


def _refuse_stranger(party_id: int | None, authority_id: int) -> None:
    if party_id is None:
        return
    held = Party.objects.everywhere("the authority is compared").filter(
        pk=party_id, authority_id=authority_id
    )
    if not held.exists():
        raise Conflict("That party is not on this authority's records.", party_id=party_id)
