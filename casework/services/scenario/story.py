"""Telling a scenario: everything happens for real, in one transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction

from casework.data import Case, Difference, StoryEvent, Told
from casework.rules.scenario_compare import compare
from casework.selectors.scenario import accounts_of
from casework.services.scenario import facts, money
from casework.services.scenario.world import World, build, noon
from revenues.audit.services import business_time
from revenues.kernel.errors import DomainError
from revenues.kernel.money import pounds
from valuation.data import Told as ToldBy

VERBS: Mapping[str, Callable[[World, Mapping[str, Any], ToldBy], list[str] | None]] = {
    "move_in": facts.move_in,
    "move_out": facts.move_out,
    "move_within": facts.move_within,
    "change_liable": facts.change_liable,
    "household": facts.household,
    "resident": facts.resident,
    "occupancy": facts.occupancy,
    "exemption": facts.exemption,
    "disabled": facts.disabled,
    "reduction": facts.reduction,
    "exception": facts.exception,
    "circumstance": facts.circumstance,
    "interest": facts.interest,
    "probate": facts.probate,
    "sale": facts.sale,
    "cancel": facts.cancel,
    "end": facts.end,
    "band": facts.band,
    "pay_by": facts.pay_by,
    "setting": facts.setting,
    "payment": money.payment,
    "pay_instalments": money.pay_instalments,
    "brought": money.brought,
    "bill": money.bill,
    "rebill": money.rebill,
    "rebill_years": money.rebill_years,
    "baseline": money.baseline,
    "bounce": money.bounce,
    "carry_credit": money.carry_credit,
    "annual_billing": money.annual_billing,
    "nightly": money.nightly,
}


def tell(case: Case) -> Told:
    """Run the whole case through the real services and leave nothing behind.

    The business date is that of each event, so that history shows it. A refused event changes nothing and the
    story goes on; it is a difference unless the event says that it must be refused.

    Raises:
        DomainError: the council itself cannot be set up as the scenario has it.
    """
    with transaction.atomic():
        told = _tell(case)
        transaction.set_rollback(True)
    return told


def _tell(case: Case) -> Told:
    differences: list[Difference] = []
    events: list[Mapping[str, Any]] = []
    with business_time(noon(case.story[0].on)):
        world = build(case)
    for event in case.story:
        if event.verb == "expect":
            differences += _checked(world, event.args["checks"])
            continue
        refusals = _happens(world, event)
        world.refusals += refusals
        differences += _unexpected(case, event, refusals)
        events.append({"on": str(event.on), "said": said(event), "verb": event.verb, "refusals": refusals})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    differences += _checked(world, case.checks)
    return Told(case, tuple(events), accounts_of(world.accounts), tuple(differences))


def _happens(world: World, event: StoryEvent) -> list[str]:
    """One event on its day. Gives why it, or a part of it, was refused."""
    told = ToldBy(on=event.on, source="scenario", reason=event.because)
    try:
        with business_time(noon(event.on)), transaction.atomic():
            return VERBS[event.verb](world, event.args, told) or []
    except DomainError as error:
        return [str(error)]
    except IntegrityError as error:
        return [f"The database refuses it: {str(error).splitlines()[0]}"]


def _unexpected(case: Case, event: StoryEvent, refusals: list[str]) -> list[Difference]:
    """Where an event was refused and should not have been, or the other way round."""
    what = f"{event.on} {event.verb}"
    if event.refused:
        if any(event.refused in refusal for refusal in refusals):
            return []
        return [Difference(case.file, event.line, what, (f"refused: {event.refused}",), tuple(refusals))]
    return [Difference(case.file, event.line, what, ("done",), tuple(refusals))] if refusals else []


def _checked(world: World, checks: Any) -> list[Difference]:
    accounts = accounts_of(world.accounts)
    return [
        difference
        for check in checks
        for difference in compare(check, accounts=accounts, refusals=world.refusals, file=world.case.file)
    ]


def said(event: StoryEvent) -> str:
    """An event as one line: ``move_in property home, people ana and tom, from 2020-05-01``."""
    parts = [f"{key} {_said(key, value)}" for key, value in event.args.items()]
    because = f" ({event.because})" if event.because else ""
    return f"{event.verb} {', '.join(parts)}{because}"


def _said(key: str, value: Any) -> str:
    if key == "pounds":
        return pounds(value)
    return " and ".join(map(str, value)) if isinstance(value, list) else str(value)
