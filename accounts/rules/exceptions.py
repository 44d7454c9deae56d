"""Premium exceptions of a dwelling: those that follow from other facts, and those that may not be given again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from accounts.data import Circumstance, Excepted, Exempted
from accounts.rules.premiums import EXCEPTION_CLASSES, EXCEPTIONS, exception_class
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.periods import Dated, Period, after_months
from revenues.kernel.rules import Decision, rule

CIRCUMSTANCES = "accounts.discounts.circumstances"
AFTER_GRANT = "si2003-3011-class-i-after-grant"
ONCE = "si2003-3011-given-again"
MARKETED = tuple(EXCEPTIONS + cls for cls in ("g", "h"))


@rule(
    AFTER_GRANT, provision="SI 2003/3011 class I; SI 2024/1007", parameters=(EXCEPTIONS + "i",), certainty="S"
)
def after_grant(
    claims: Iterable[Dated[Exempted]], *, on: date, law: Law | None = None, policy: Policy | None = None
) -> list[Dated[Excepted]]:
    """After probate or letters a home that was exempt class F is spared the premium for twelve months.

    Args:
        claims: exempt classes that were granted, each with the day of the grant where it is known.
        on: a day whose law says which class leads to which exception.

    Returns:
        The exceptions that follow, from the grant; a sale, or a claim that ended before its limit, ends them.
    """
    law = in_force(law, policy)
    found = []
    for cls in EXCEPTION_CLASSES:
        body = exception_class(cls, on=on, law=law)[0]
        for claim in claims if body.get("after") else ():
            given = claim.value
            if given.cls == body["after"] and given.grant is not None:
                period = _from_grant(claim, given.grant, on, law)
                found += [Dated(period, Excepted(cls, given.grant), claim.fact)] if period else []
    return found


def _from_grant(claim: Dated[Exempted], grant: date, on: date, law: Law) -> Period | None:
    """From the grant to the sale; a claim that was closed at its very limit goes on into the exception."""
    limit = law.value(f"accounts.exemptions.class_{claim.value.cls.lower()}", on)
    closed = claim.period.end
    over = claim.value.ended
    if closed is not None and closed < after_months(grant, limit["months"]):
        over = min(closed, over) if over else closed
    return Period(grant, over) if over is None or grant < over else None


def from_circumstances(
    timeline: Iterable[Dated[Circumstance]], *, on: date, law: Law
) -> list[tuple[Excepted, str]]:
    """The exceptions that a dwelling's circumstances of a day make, with the facts that say so."""
    table = law.value(CIRCUMSTANCES, on)
    return [
        (
            Excepted(table[entry.value.kind]["exception"], entry.value.since or entry.period.start),
            entry.fact,
        )
        for entry in timeline
        if on in entry.period and entry.value.kind in table
    ]


@rule(
    ONCE,
    provision="SI 2003/3011 classes G and H; SI 2024/1007",
    certainty="S+K",
    parameters=MARKETED,
)
def may_be_given(
    exception: Excepted,
    earlier: Sequence[Excepted],
    *,
    on: date,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Decision:
    """A home for sale is spared the premium once for an owner, one to let again after it was let for six months.

    Args:
        exception: the one that is asked about.
        earlier: those given for the dwelling before it, of any class; the same marketing under way is no other.
        on: the day.

    Returns:
        Decision that is true when it may stand; else its reason says what must change first.
    """
    law = in_force(law, policy)
    body = exception_class(exception.cls, on=on, law=law)[0]
    provision = f"SI 2003/3011 class {exception.cls}"
    before = [one for one in earlier if one.cls == exception.cls and one.since != exception.since]
    if body.get("again") == "owner" and any(_same_owner(one, exception) for one in before):
        why = f"Class {exception.cls} was given to this owner before; it is given again after a sale."
        return Decision(False, ONCE, provision, (why,))
    if body.get("again") == "letting" and before and not _let_long(exception, body["letting_months"]):
        months = body["letting_months"]
        why = f"Class {exception.cls} was given before; it is given again after a letting of {months} months."
        return Decision(False, ONCE, provision, (why,))
    return Decision(True, ONCE, provision)


def repeated(
    timeline: Sequence[Dated[Excepted]], *, on: date, law: Law
) -> list[tuple[Dated[Excepted], Decision]]:
    """The exceptions in force on a day that may not be given again, each with the reason."""
    refused = []
    for entry in timeline:
        if on in entry.period:
            earlier = [one.value for one in timeline if one.period.start < entry.period.start]
            found = may_be_given(entry.value, earlier, on=on, law=law) if earlier else None
            if found is not None and not found:
                refused.append((entry, found))
    return refused


def _same_owner(one: Excepted, other: Excepted) -> bool:
    """Nobody named is nobody known to have changed."""
    return not one.owner or not other.owner or one.owner == other.owner


def _let_long(exception: Excepted, months: int) -> bool:
    let = exception.let
    return let is not None and let.end is not None and after_months(let.start, months) <= let.end
