"""Residents who are not counted: every class, with its condition and numbers, as the law of a day has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.rules import rule

PREFIX = "accounts.disregards."
LIMITS = "accounts.disregard_limits."


@dataclass(frozen=True, slots=True)
class DisregardClass:
    """One class of people who are not counted.

    ``joint`` is what s.6(4) and s.9 call it (``smi``, ``student``) or empty. ``limits`` are the numbers
    in the condition.
    """

    code: str
    who: str
    condition: str
    provision: str
    certainty: str
    joint: str
    limits: Mapping[str, Any]


@rule(
    "lgfa92-sch1-disregards", provision="LGFA 1992 s.11(5), Sch 1; SI 1992/548; SI 1992/552", certainty="S+K"
)
def find(code: str, *, on: date, law: Law | None = None, policy: Policy | None = None) -> DisregardClass:
    """Some residents are not counted: students, carers, people with a severe mental impairment and others.

    Args:
        code: ``student``, ``smi``, ``carer`` ...
        on: the day.

    Raises:
        DomainError: no such class on that day.
    """
    law = in_force(law, policy)
    parameter = law.parameters.get(PREFIX + code)
    if parameter is None or parameter.index_on(on) < 0:
        raise DomainError(f"no class of disregarded residents is called {code!r} on {on}", code=code, on=on)
    body = law.value(parameter.id, on)
    return DisregardClass(
        code=code,
        who=parameter.description,
        condition=body["condition"],
        provision="; ".join(parameter.reference),
        certainty=parameter.certainty,
        joint=body["joint"],
        limits={name: law.value(LIMITS + name, on) for name in body["limits"]},
    )


def classes(*, on: date, law: Law | None = None, policy: Policy | None = None) -> tuple[DisregardClass, ...]:
    """Every class that the law of a day knows, by code."""
    law = in_force(law, policy)
    codes = sorted(name.removeprefix(PREFIX) for name in law.parameters if name.startswith(PREFIX))
    return tuple(
        find(code, on=on, law=law) for code in codes if law.parameters[PREFIX + code].index_on(on) >= 0
    )
