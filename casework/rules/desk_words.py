"""What the account page says in words, and which instalments are still to be paid. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.rules.liability import OWNER_CLASSES
from revenues.kernel.law import Law, in_force
from revenues.kernel.money import pounds
from revenues.kernel.years import label

METHODS = {"cash": "cash or card", "direct_debit": "Direct Debit", "standing_order": "standing order"}
CAPACITIES = {"own": "", "executor": "as executor", "trustee": "as trustee", "agent": "as agent"}
CLASSES = {
    "a": ("resident freeholder", "LGFA 1992 s.6(2)(a)"),
    "b": ("resident leaseholder", "LGFA 1992 s.6(2)(b)"),
    "c": ("resident statutory or secure tenant", "LGFA 1992 s.6(2)(c)"),
    "d": ("resident by contract or licence", "LGFA 1992 s.6(2)(d)"),
    "e": ("resident", "LGFA 1992 s.6(2)(e)"),
    "f": ("owner", "LGFA 1992 s.6(2)(f)"),
}
NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
PAID_TOO_MUCH = {"owes": "has", "owe": "have"}


@dataclass(frozen=True, slots=True)
class Payment:
    """One instalment and what is left of it. Pence."""

    number: int
    due_on: date
    pence: int
    left: int

    @property
    def paid(self) -> int:
        """What money has met of it."""
        return self.pence - self.left


def spread(instalments: Sequence[tuple[int, date, int]], *, outstanding: int) -> tuple[Payment, ...]:
    """What is left of each instalment, when money meets the oldest first.

    Args:
        instalments: number, day and pence of each, in order of days.
        outstanding: what is still owed for the year; a credit leaves nothing.
    """
    left = max(outstanding, 0)
    found = []
    for number, due_on, pence in reversed(instalments):
        part = min(left, pence)
        left -= part
        found.append(Payment(number, due_on, pence, part))
    return tuple(reversed(found))


def class_words(liability_class: str, *, on: date, law: Law | None = None) -> tuple[str, str]:
    """Why this person is the one who is liable, in words and in law.

    Args:
        liability_class: ``a`` to ``f`` of s.6(2), or ``A`` to ``F`` of the classes whose owner is liable.
    """
    if liability_class in CLASSES:
        return CLASSES[liability_class]
    known = in_force(law).value(OWNER_CLASSES, on)
    what = known.get(liability_class, "another dwelling whose owner is liable")
    return f"owner: {what[0].lower()}{what[1:]}", f"LGFA 1992 s.8; SI 1992/551 class {liability_class}"


def in_words(
    *, names: Sequence[str], year: int, balance: int, payments: Sequence[Payment], method: str,
    others: Sequence[tuple[int, int]], on: date,
) -> str:  # fmt: skip
    """The paragraph that can be read out: what is owed, for when, by which day and how.

    Args:
        names: of the persons liable, as they are called.
        year: the year shown, with its ``balance`` in pence and the ``payments`` of its plan.
        others: years with a balance besides it, and their pence.
    """
    who, verb = _and(names) or "The person liable", "owes" if len(names) <= 1 else "owe"
    said = [_year_words(who, verb, year, balance, [one for one in payments if one.left], method, on)]
    owed = [f"{pounds(pence)} from {label(earlier)}" for earlier, pence in others if pence > 0]
    if owed:
        also = "also " if balance > 0 else ""
        said.append(f"{'They' if len(names) > 1 else who} {also}{verb} {_and(owed)}.")
    credits = [f"{pounds(-pence)} for {label(earlier)}" for earlier, pence in others if pence < 0]
    if credits:
        said.append(f"There is a credit of {_and(credits)}.")
    return " ".join(said)


def _year_words(
    who: str, verb: str, year: int, balance: int, left: Sequence[Payment], method: str, on: date
) -> str:
    if balance < 0:
        return f"{who} {PAID_TOO_MUCH[verb]} paid {pounds(-balance)} more than is due for {label(year)}."
    if balance == 0:
        return f"There is nothing left to pay for {label(year)}."
    text = f"{who} {verb} {pounds(balance)} for {label(year)}"
    if not left:
        return f"{text}, and no instalments are set."
    late = sum(one.left for one in left if one.due_on < on)
    coming = [one for one in left if one.due_on >= on]
    parts = [text]
    if late:
        parts.append(f", of which {pounds(late)} is overdue")
    if coming:
        parts.append(_coming_words(coming, method, late=bool(late)))
    return "".join(parts) + "."


def _coming_words(coming: Sequence[Payment], method: str, *, late: bool) -> str:
    by = f" by {METHODS.get(method, method)}"
    first = f"{pounds(coming[0].left)} on {_day(coming[0].due_on)}"
    if len(coming) == 1:
        return f"{'; the rest is' if late else ', due as'} {first}{by}"
    count = NUMBERS[len(coming)] if len(coming) < len(NUMBERS) else str(len(coming))
    joined = f"{'; the rest is' if late else ','} due in {count} payments{by}: {first}"
    return f"{joined}, the last on {_day(coming[-1].due_on)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _and(parts: Sequence[str]) -> str:
    if len(parts) <= 1:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
