"""Whether an authority may choose a value, and how chosen values are kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from revenues.kernel.law import Parameter

WHOLE = frozenset({"per_cent", "pence", "days", "months", "years", "ninths", "count", "day_of_month"})
KINDS: Mapping[str, tuple[Any, str]] = MappingProxyType(
    {"flag": (bool, "yes or no"), "date": (date, "a date"), "table": (dict | list, "a table")}
)
LAST_PER_CENT = 1000
LAST_DAY_OF_MONTH = 28


def problem_with(parameter: Parameter, value: Any) -> str:
    """Why this value may not be set, in words for an officer; empty when it may.

    A value of None means "not determined" and is open to parameters whose national value may be None.
    """
    if not parameter.local:
        return f"{parameter.id} is set by law; an authority may not choose it."
    if value is None and None in parameter.values:
        return ""
    if wrong := _wrong_type(parameter, value):
        return wrong
    told = parameter.problem(value)
    return f"{told}." if told else ""


def _wrong_type(parameter: Parameter, value: Any) -> str:
    unit = parameter.unit
    if unit in WHOLE:
        return _wrong_number(parameter, value)
    kind, words = KINDS.get(unit, (object, ""))
    return "" if isinstance(value, kind) else f"{parameter.id} must be {words}, not {value!r}."


def _wrong_number(parameter: Parameter, value: Any) -> str:
    name, unit = parameter.id, parameter.unit
    if type(value) is not int or value < 0:
        return f"{name} must be a whole number ({unit.replace('_', ' ')}), not {value!r}."
    if unit == "per_cent" and value > LAST_PER_CENT:
        return f"{name} must be at most {LAST_PER_CENT} per cent, not {value}."
    if unit == "day_of_month" and not 1 <= value <= LAST_DAY_OF_MONTH:
        return f"{name} must be a day of the month from 1 to {LAST_DAY_OF_MONTH}, not {value}."
    return ""


def to_json(value: Any) -> Any:
    """The value as the row keeps it: dates as ISO text, table keys as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): to_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(inner) for inner in value]
    return value


def from_json(parameter: Parameter, stored: Any) -> Any:
    """The value as rules read it; the shape of the national value tells which keys are numbers."""
    if parameter.unit == "date" and isinstance(stored, str):
        return date.fromisoformat(stored)
    if isinstance(stored, dict) and _keys_are_numbers(parameter):
        return {int(key): inner for key, inner in stored.items()}
    return stored


def _keys_are_numbers(parameter: Parameter) -> bool:
    return any(
        isinstance(value, dict) and value and all(type(key) is int for key in value)
        for value in parameter.values
    )
