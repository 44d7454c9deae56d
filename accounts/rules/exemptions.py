"""Exempt dwellings: whether a class holds on a day, and how long it may."""

from __future__ import annotations

from datetime import date
from typing import Any

from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, Parameter, Policy, in_force
from revenues.kernel.periods import after_months
from revenues.kernel.rules import Decision, rule

PREFIX = "accounts.exemptions.class_"
CLASSES = "ABCDEFGHIJKLMNOPQRSTUVW"
RULE = "si1992-558-exempt-classes"


@rule(
    RULE,
    provision="LGFA 1992 s.4; SI 1992/558",
    certainty="S+K",
    parameters=tuple(PREFIX + cls.lower() for cls in CLASSES),
)
def check(
    cls: str,
    *,
    on: date,
    occupied: bool,
    furnished: bool | None = None,
    since: date | None = None,
    grant: date | None = None,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Decision:
    """A home of an exempt class is not charged while its condition and its time limit hold.

    Args:
        cls: the letter of the class, ``F``.
        on: the day.
        occupied: whether anybody lives there.
        furnished: whether it is substantially furnished; asked by class C alone.
        since: the first day of the state: last occupation ended (B), death (F), left (D, E ...).
        grant: the day of probate or letters of administration (F).

    Returns:
        Decision whose value is the class when the dwelling is exempt by it, else an empty text with the reason.

    Raises:
        DomainError: no such class.
    """
    law = in_force(law, policy)
    parameter = _parameter(cls, law)
    body = law.value(parameter.id, on) if parameter.index_on(on) >= 0 else None
    refusal = _refusal(cls, body, on, occupied, furnished, since, grant)
    reasons = (refusal,) if refusal else (f"Class {cls}: {parameter.description}.",)
    return Decision("" if refusal else cls, RULE, parameter.reference[0], reasons)


def _refusal(
    cls: str,
    body: dict[str, Any] | None,
    on: date,
    occupied: bool,
    furnished: bool | None,
    since: date | None,
    grant: date | None,
) -> str:
    """Why the class does not hold; empty when it does."""
    if body is None:
        return f"Class {cls} is not in force on {on}."
    return _wrong_state(cls, body, occupied, furnished) or _out_of_time(cls, body, on, since, grant)


def _wrong_state(cls: str, body: dict[str, Any], occupied: bool, furnished: bool | None) -> str:
    if body["state"] == "unoccupied" and occupied:
        return f"Class {cls} needs that nobody lives there."
    if body["state"] == "occupied" and not occupied:
        return f"Class {cls} needs that somebody lives there."
    if body.get("unfurnished") and furnished is not False:
        return f"Class {cls} needs that it is substantially unfurnished."
    return ""


def _out_of_time(cls: str, body: dict[str, Any], on: date, since: date | None, grant: date | None) -> str:
    if since is not None and on < since:
        return f"Class {cls} begins on {since}."
    if body.get("clock") == "since" and since is None:
        return f"Class {cls} has a limit, and the day from which it runs is not known."
    end = _end(body, since, grant)
    return f"Class {cls} ended: {end} is the first day charged." if end and on >= end else ""


def first_charged_day(
    cls: str,
    *,
    on: date,
    since: date | None = None,
    grant: date | None = None,
    law: Law | None = None,
    policy: Policy | None = None,
) -> date | None:
    """The day on which a class that holds on ``on`` runs out by its limit; None when it has none (yet)."""
    law = in_force(law, policy)
    parameter = _parameter(cls, law)
    body = law.value(parameter.id, on) if parameter.index_on(on) >= 0 else None
    return _end(body, since, grant) if body else None


def _end(body: dict[str, Any], since: date | None, grant: date | None) -> date | None:
    start = {"since": since, "grant": grant}.get(body.get("clock", ""))
    return after_months(start, body["months"]) if start else None


def classes(*, on: date, law: Law | None = None, policy: Policy | None = None) -> dict[str, str]:
    """The classes in force on a day and what each is, for choosing from."""
    law = in_force(law, policy)
    return {
        cls: parameter.description
        for cls, parameter in ((cls, _parameter(cls, law)) for cls in CLASSES)
        if parameter.index_on(on) >= 0 and law.value(parameter.id, on)
    }


def _parameter(cls: str, law: Law) -> Parameter:
    parameter = law.parameters.get(PREFIX + cls.lower())
    if parameter is None:
        raise DomainError(f"there is no class {cls!r} of exempt dwellings", cls=cls)
    return parameter
