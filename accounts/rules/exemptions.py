"""Exempt dwellings: whether a class holds on a day, and how long it may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.data import Disregarded, Exempted, Occupied
from accounts.rules import clocks
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, Parameter, Policy, in_force
from revenues.kernel.periods import Dated, after_months
from revenues.kernel.periods import on as entry_on
from revenues.kernel.rules import Decision, rule

PREFIX = "accounts.exemptions.class_"
CLASSES = "ABCDEFGHIJKLMNOPQRSTUVW"
RULE = "si1992-558-exempt-classes"
LIMITS = "si1992-558-limits"
BY_RESIDENTS = "si1992-558-by-residents"
HOLDS, OVER, CONTRADICTED = "holds", "over", "contradicted"


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


@rule(
    LIMITS,
    provision="SI 1992/558 art 3; SI 2012/2965",
    certainty="S+K",
    parameters=tuple(PREFIX + cls.lower() for cls in "abcf"),
)
def standing(
    claim: Dated[Exempted],
    occupancies: Iterable[Dated[Occupied]],
    *,
    on: date,
    counted: date | None = None,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Decision:
    """An exempt class that was granted ends by its limit, on a sale, and when the class is abolished.

    Args:
        claim: the class with its days, and the period for which it was granted.
        occupancies: occupation of the dwelling; where none is known of the day, its state is not asked.
        on: a day of the claim's period.
        counted: the day up to which months are counted, where that is before ``on``.

    Returns:
        Decision whose value is ``holds``, ``over`` (the dwelling is charged) or ``contradicted`` (somebody lives in
        what must be empty, or the other way round), with the reason.
    """
    law = in_force(law, policy)
    parameter = _parameter(claim.value.cls, law)
    body = law.value(parameter.id, on) if parameter.index_on(on) >= 0 else None
    given = claim.value
    if body is None:
        return _told(OVER, parameter, f"Class {given.cls} is not in force on {on}.")
    end = limit_of(claim, occupancies, on=on, law=law)
    if end is not None and (on if counted is None else min(on, counted)) >= end:
        return _told(OVER, parameter, f"Class {given.cls} ended: {end} is the first day charged.")
    if given.ended is not None and on >= given.ended:
        return _told(OVER, parameter, f"Class {given.cls} ended with the sale or transfer on {given.ended}.")
    state = entry_on(on, occupancies)
    wrong = _wrong_state(given.cls, body, state.value.occupied, state.value.furnished) if state else ""
    if (
        wrong and end is not None and on >= end
    ):  # an estimate leaves the limit uncounted, the change it does not
        return _told(OVER, parameter, f"Class {given.cls} ended: {end} is the first day charged.")
    return _told(CONTRADICTED, parameter, wrong) if wrong else _told(HOLDS, parameter, parameter.description)


def limit_of(
    claim: Dated[Exempted], occupancies: Iterable[Dated[Occupied]], *, on: date, law: Law
) -> date | None:
    """The first day that the limit of a class leaves charged; None without a limit, or where its day is not known."""
    parameter = _parameter(claim.value.cls, law)
    body = law.value(parameter.id, on) if parameter.index_on(on) >= 0 else None
    if not body or "months" not in body:
        return None
    since = claim.value.since
    if since is None and body["clock"] == "since":
        since = clocks.last_left(occupancies, on=on, law=law)
    return _end(body, since, claim.value.grant)


def _told(value: str, parameter: Parameter, reason: str) -> Decision:
    return Decision(value, LIMITS, parameter.reference[0], (reason,))


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


@rule(
    BY_RESIDENTS,
    provision="SI 1992/558 art 3 classes N and U",
    certainty="S+K",
    parameters=(PREFIX + "n", PREFIX + "u"),
)
def by_residents(
    adults: int,
    disregards: Iterable[Disregarded],
    *,
    on: date,
    law: Law | None = None,
    policy: Policy | None = None,
) -> Decision:
    """A home in which only students, or only severely impaired people, live is exempt and not merely discounted.

    Args:
        adults: how many live there.
        disregards: who of them is left out of the count, and as what; a person may be so in several classes.

    Returns:
        Decision whose value is the letter of the class to be claimed; empty, with the reason, where there is none.
    """
    law = in_force(law, policy)
    classes: dict[str, set[str]] = {}
    for one in disregards:
        classes.setdefault(one.resident, set()).add(one.cls)
    if not adults or len(classes) < adults:
        return Decision(
            "", BY_RESIDENTS, "SI 1992/558 art 3", ("Somebody who counts lives there, or nobody.",)
        )
    for cls in CLASSES:
        parameter = _parameter(cls, law)
        body = (law.value(parameter.id, on) if parameter.index_on(on) >= 0 else None) or {}
        everybody = all(held & set(body.get("residents", ())) for held in classes.values())
        needed = set(body.get("one_of", body.get("residents", ())))
        if everybody and any(held & needed for held in classes.values()):
            return Decision(cls, BY_RESIDENTS, parameter.reference[0], (f"{parameter.description}.",))
    return Decision(
        "", BY_RESIDENTS, "SI 1992/558 art 3", ("None of them counts, by reasons that do not go together.",)
    )


def is_known(cls: str, law: Law) -> bool:
    """Whether the law knows a class of this name; loaded codes may be others."""
    return PREFIX + cls.lower() in law.parameters


def _parameter(cls: str, law: Law) -> Parameter:
    parameter = law.parameters.get(PREFIX + cls.lower())
    if parameter is None:
        raise DomainError(f"there is no class {cls!r} of exempt dwellings", cls=cls)
    return parameter
