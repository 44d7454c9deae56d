"""Residents who are not counted: every class, with its condition and numbers, as the law of a day has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.data import Disregarded
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.periods import ONE_DAY, after_months
from revenues.kernel.rules import rule

PREFIX = "accounts.disregards."
LEAVER = "leaver"
CLOCKED = (LEAVER, "young_student", "youth_trainee")
AGES = ("leaver_age", "young_student_age", "youth_trainee_age")
MONTHS_A_YEAR = 12
LIMITS = "accounts.disregard_limits."
CODES = (
    "apprentice", "care_home_patient", "care_worker", "carer", "child_benefit", "detention", "diplomat",
    "homes_for_ukraine", "hospital_patient", "hostel", "international_headquarters", "language_assistant", "leaver",
    "religious_community", "smi", "student", "student_dependant", "student_nurse", "visiting_forces", "young_student",
    "youth_trainee",
)  # fmt: skip
NUMBERS = (
    "apprentice_pay", "care_worker_hours", "care_worker_pay", "carer_hours", "child_benefit_age", "detention_hours",
    "leaver_age", "leaver_first_day", "leaver_last_day", "student_hours", "student_weeks", "young_student_age",
    "young_student_hours", "youth_trainee_age",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DisregardClass:
    """One class of people who are not counted.

    ``joint`` is what s.6(4) and s.9 call it (``smi``, ``student``) or empty. ``limits`` are the numbers
    in the condition, ``evidence`` what usually shows it, ``clock`` what ends it: ``leaver``, ``age:leaver_age``.
    """

    code: str
    who: str
    condition: str
    provision: str
    certainty: str
    joint: str
    limits: Mapping[str, Any]
    evidence: tuple[str, ...] = ()
    clock: str = ""


@rule(
    "lgfa92-sch1-disregards",
    provision="LGFA 1992 s.11(5), Sch 1; SI 1992/548; SI 1992/552",
    certainty="S+K",
    parameters=(*(PREFIX + code for code in CODES), *(LIMITS + name for name in NUMBERS)),
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
        evidence=tuple(body["evidence"]),
        clock=body.get("clock", ""),
    )


@rule(
    "lgfa92-sch1-clocks",
    provision="LGFA 1992 Sch 1 paras 4, 5; SI 1992/548",
    certainty="S",
    parameters=(
        *(PREFIX + code for code in CLOCKED),
        *(LIMITS + name for name in (*AGES, "leaver_first_day", "leaver_last_day")),
    ),
)
def window(
    given: Disregarded, *, on: date, law: Law | None = None, policy: Policy | None = None
) -> tuple[date | None, date | None]:
    """A school leaver is not counted from May to October; some classes end at an age.

    Args:
        given: the resident with her class, the day from which its clock runs and the day of birth, where known.
        on: a day of the period that was decided.

    Returns:
        The first day on which the class can hold and the first on which it no longer can; None where no clock says.
    """
    law = in_force(law, policy)
    parameter = law.parameters.get(PREFIX + given.cls)
    if parameter is None or parameter.index_on(on) < 0 or (given.since is None and given.born_on is None):
        return None, None
    clocks = str(law.value(parameter.id, on).get("clock", "")).split()
    starts, ends = None, []
    if LEAVER in clocks and given.since is not None:
        year, starts = given.since.year, given.since
        first = date(year, *law.value(LIMITS + "leaver_first_day", on))
        last = date(year, *law.value(LIMITS + "leaver_last_day", on))
        ends.append(last + ONE_DAY if starts >= first else starts)
    for clock in clocks:
        if clock.startswith("age:") and given.born_on is not None:
            years = law.value(LIMITS + clock.removeprefix("age:"), on)
            ends.append(after_months(given.born_on, years * MONTHS_A_YEAR))
    return starts, min(ends, default=None)


def holds(given: Disregarded, *, on: date, counted: date, law: Law) -> bool:
    """Whether a resident is left out of the count on a day, as far as clocks have run by ``counted``."""
    if given.since is None and given.born_on is None:
        return True
    starts, ends = window(given, on=on, law=law)
    return (starts is None or starts <= on) and (ends is None or min(on, counted) < ends)


def classes(*, on: date, law: Law | None = None, policy: Policy | None = None) -> tuple[DisregardClass, ...]:
    """Every class that the law of a day knows, by code."""
    law = in_force(law, policy)
    return tuple(
        find(code, on=on, law=law) for code in CODES if law.parameters[PREFIX + code].index_on(on) >= 0
    )
