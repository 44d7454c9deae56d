"""Granting what lowers a charge, ending it, and taking it back."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from psycopg.types.range import DateRange

from accounts.data import NewEntitlement
from accounts.events import DwellingFactsChanged
from accounts.models import Entitlement
from accounts.rules.entitlements import ANNEXE, may_stand_together
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

CLASS_PREFIX = {
    "exemption": "accounts.exemptions.class_",
    "premium_exception": "accounts.premium_exceptions.class_",
}


def grant_entitlement(*, property_id: int, entitlement: NewEntitlement, told: Told, by: Actor) -> Entitlement:
    """Grant an exemption, discount, reduction or premium exception for a dwelling and a period.

    The same one granted again for the same period changes nothing.

    Raises:
        NotPermitted: the actor may not change facts at the authority.
        DomainError: an unknown kind or class, a percentage that is none, a period that ends before it begins.
        Conflict: it cannot stand beside one that is granted for some of the same days.
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
        made: Entitlement = Entitlement.objects.create(
            property_id=property_id,
            kind=entitlement.kind,
            cls=entitlement.cls,
            percent=entitlement.percent,
            review_on=entitlement.review_on,
            state="granted",
            period=DateRange(period.start, period.end),
            **provenance(told),
        )
        _tell(made, "grant_entitlement", period.start, home.authority_id, told=told, by=by)
    return made


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


def class_problem(entitlement: NewEntitlement, law: Law) -> str:
    """Why the law of its first day does not know this kind or class; empty when it does."""
    if entitlement.kind not in Entitlement.KINDS:
        return f"{entitlement.kind!r} is not a kind of entitlement: {', '.join(Entitlement.KINDS)}"
    percent = entitlement.percent
    if percent is not None and not 0 < percent <= 100:
        return f"{percent} is not a percentage from 1 to 100"
    if entitlement.kind == "discretionary" and percent is None:
        return "a discretionary reduction needs its percentage"
    if entitlement.kind == "discount" and entitlement.cls != ANNEXE:
        return f"{entitlement.cls!r} is not a discount that is granted: {ANNEXE}; others follow from who lives there"
    return _letter_problem(entitlement, law)


def _letter_problem(entitlement: NewEntitlement, law: Law) -> str:
    """Why a lettered class is not in the law of its first day; empty when it is, or the kind has no letters."""
    prefix, cls = CLASS_PREFIX.get(entitlement.kind), entitlement.cls
    if prefix is None:
        return ""
    parameter = law.parameters.get(prefix + cls.lower()) if len(cls) == 1 and cls.isupper() else None
    if parameter is None:
        return f"{cls!r} is not a class of {entitlement.kind.replace('_', ' ')} such as F"
    if parameter.index_on(entitlement.starts) < 0 or law.value(parameter.id, entitlement.starts) is None:
        return f"class {cls} was not in force on {entitlement.starts}"
    return ""


def together_kind(kind: str, cls: str) -> str:
    """How the table of what may stand together calls an entitlement."""
    return ANNEXE if kind == "discount" and cls == ANNEXE else kind


def clash(first: tuple[str, str], second: tuple[str, str], *, on: date, law: Law) -> str:
    """Why two entitlements (kind, class) cannot hold on one day; empty when they can."""
    if first[0] == second[0] == "exemption":
        return "A dwelling is exempt by one class at a time."
    if first == second:
        return "It is granted already for some of these days."
    decision = may_stand_together(together_kind(*first), together_kind(*second), on=on, law=law)
    return "" if decision else decision.reasons[0]


def _period(entitlement: NewEntitlement) -> Period:
    try:
        return Period(entitlement.starts, entitlement.ends)
    except ValueError as problem:
        raise DomainError(f"{problem}.") from problem


def _same(held: Entitlement, wanted: NewEntitlement, period: Period) -> bool:
    same = (held.kind, held.cls, held.percent) == (wanted.kind, wanted.cls, wanted.percent)
    return same and held.days == period


def _refuse_conflict(held: Entitlement, wanted: NewEntitlement, period: Period, law: Law) -> None:
    common = held.days.intersect(period)
    if common is None:
        return
    if why := clash((held.kind, held.cls), (wanted.kind, wanted.cls), on=common.start, law=law):
        name = f"{held.kind.replace('_', ' ')} {held.cls}".strip()
        raise Conflict(f"{why} There is {name}, {held.days}.", entitlement=held.pk)


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
