"""What may be claimed: which kinds and classes the law knows, which days they have, and what stands together."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from accounts.data import Excepted, NewEntitlement
from accounts.models import Entitlement
from accounts.rules.entitlements import ANNEXE, may_stand_together
from accounts.rules.premiums import LOCAL_EXCEPTIONS
from revenues.kernel.law import Law
from revenues.kernel.periods import Period

CLASS_PREFIX = {
    "exemption": "accounts.exemptions.class_",
    "premium_exception": "accounts.premium_exceptions.class_",
}
ONLY = {
    "amount": ("discretionary",),
    "since": ("exemption", "premium_exception"),
    "grant_on": ("exemption",),
    "ended_on": ("exemption",),
    "owner_id": ("premium_exception",),
    "let": ("premium_exception",),
}
CALLED = {
    "amount": "a sum for a year",
    "since": "a day from which months run",
    "grant_on": "a grant of probate",
    "ended_on": "a day of sale",
    "owner_id": "an owner",
    "let": "a letting before it",
}


def class_problem(entitlement: NewEntitlement, law: Law) -> str:
    """Why the law of its first day does not know this kind or class; empty when it does."""
    if entitlement.kind not in Entitlement.KINDS:
        return f"{entitlement.kind!r} is not a kind of entitlement: {', '.join(Entitlement.KINDS)}"
    percent = entitlement.percent
    if percent is not None and not 0 < percent <= 100:
        return f"{percent} is not a percentage from 1 to 100"
    if entitlement.kind == "discretionary" and (percent is None) == (entitlement.amount is None):
        return "a discretionary reduction needs its percentage, or its sum for a year"
    if entitlement.kind == "discount" and entitlement.cls != ANNEXE:
        return f"{entitlement.cls!r} is not a discount that is granted: {ANNEXE}; others follow from who lives there"
    return _letter_problem(entitlement, law) or _clock_problem(entitlement)


def _letter_problem(entitlement: NewEntitlement, law: Law) -> str:
    """Why a lettered class is not in the law of its first day; empty when it is, or the kind has no letters."""
    prefix, cls = CLASS_PREFIX.get(entitlement.kind), entitlement.cls
    if prefix is None:
        return ""
    parameter = law.parameters.get(prefix + cls.lower()) if len(cls) == 1 and cls.isupper() else None
    if (
        parameter is None
        and entitlement.kind == "premium_exception"
        and cls in _own_exceptions(entitlement, law)
    ):
        return ""
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


def excepted(given: Entitlement | NewEntitlement) -> Excepted:
    """An exception from a premium as the rules know it; its months run from its first day where no other is known."""
    owner = str(given.owner_id) if given.owner_id else ""
    if isinstance(given, NewEntitlement):
        return Excepted(given.cls, given.since or given.starts, owner, given.let)
    let = Period(given.let.lower, given.let.upper) if given.let else None
    return Excepted(given.cls, given.since or given.days.start, owner, let)


def _own_exceptions(entitlement: NewEntitlement, law: Law) -> Collection[str]:
    """The names of the exceptions that the authority has determined for itself, on the first day."""
    known = law.parameters[LOCAL_EXCEPTIONS].index_on(entitlement.starts) >= 0
    return law.value(LOCAL_EXCEPTIONS, entitlement.starts) if known else ()


def _clock_problem(entitlement: NewEntitlement) -> str:
    """Why a day, person or sum does not belong to its kind, or comes in the wrong order; empty when all is well."""
    for name, kinds in ONLY.items():
        if getattr(entitlement, name) is not None and entitlement.kind not in kinds:
            return f"{CALLED[name]} belongs to {' or '.join(kinds).replace('_', ' ')} alone"
    if entitlement.let is not None and entitlement.let.end is None:
        return "a letting before it must have ended"
    if entitlement.amount is not None and entitlement.amount <= 0:
        return "a sum for a year is more than nothing"
    since = entitlement.since or entitlement.starts
    if entitlement.grant_on is not None and entitlement.grant_on < since:
        return f"the grant on {entitlement.grant_on} is before {since}"
    if entitlement.ended_on is not None and entitlement.ended_on < since:
        return f"the sale on {entitlement.ended_on} is before {since}"
    return ""
