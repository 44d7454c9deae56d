"""Reading JSON that another app hands over: a field that is missing or of the wrong kind names itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from revenues.kernel.errors import DomainError
from revenues.kernel.years import FIRST_YEAR, LAST_YEAR


class PayloadRefused(DomainError):
    """A payload or table that does not have the shape its template needs. Names the field, never its value."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One JSON object and its place in the whole (``payload.lines[2]``), read field by field."""

    fields: Mapping[str, Any]
    place: str

    @classmethod
    def of(cls, value: object, place: str) -> Reader:
        """Read a JSON object. Raises PayloadRefused when it is anything else."""
        if not isinstance(value, Mapping):
            raise PayloadRefused(f"{place} must be an object")
        return cls(value, place)

    def raw(self, name: str) -> Any:
        """The field as it is."""
        if name not in self.fields:
            raise PayloadRefused(f"{self.place}.{name} is missing")
        return self.fields[name]

    def text(self, name: str, *, among: Collection[str] = ()) -> str:
        """A text, perhaps empty; one of ``among`` where given."""
        value = self.raw(name)
        if not isinstance(value, str):
            raise self.wrong(name, "must be a text")
        if among and value not in among:
            raise self.wrong(name, f"must be one of {', '.join(among)}")
        return value

    def words(self, name: str) -> str:
        """A text that says something."""
        value = self.text(name)
        if not value.strip():
            raise self.wrong(name, "must not be empty")
        return value

    def texts(self, name: str, *, least: int = 0) -> tuple[str, ...]:
        """A list of texts that say something; blank ones are left out. At least ``least``."""
        values = self.raw(name)
        if not isinstance(values, list | tuple) or not all(isinstance(value, str) for value in values):
            raise self.wrong(name, "must be a list of texts")
        kept = tuple(value for value in values if value.strip())
        if len(kept) < least:
            raise self.wrong(name, f"needs at least {least}")
        return kept

    def year(self, name: str) -> int:
        """A financial year by its first calendar year."""
        value = self.raw(name)
        if type(value) is not int or not FIRST_YEAR <= value <= LAST_YEAR:
            raise self.wrong(name, f"must be a year from {FIRST_YEAR} to {LAST_YEAR}")
        return value

    def pence(self, name: str) -> int:
        """Whole pence, signed."""
        return _whole(self.raw(name), f"{self.place}.{name}")

    def pence_or_none(self, name: str) -> int | None:
        """Whole pence, or None where nothing is known."""
        value = self.raw(name)
        return None if value is None else _whole(value, f"{self.place}.{name}")

    def bands(self, name: str) -> tuple[int, ...]:
        """Eight amounts of pence, bands A to H."""
        values = self.raw(name)
        if not isinstance(values, list | tuple) or len(values) != 8:
            raise self.wrong(name, "must be the amounts of the eight bands A to H")
        return tuple(_whole(value, f"{self.place}.{name}[{i}]") for i, value in enumerate(values))

    def day(self, name: str) -> date:
        """A day, as an ISO date."""
        return _day(self.raw(name), f"{self.place}.{name}")

    def each(self, name: str) -> list[Reader]:
        """A list of objects."""
        values = self.raw(name)
        if not isinstance(values, list | tuple):
            raise self.wrong(name, "must be a list")
        return [Reader.of(value, f"{self.place}.{name}[{i}]") for i, value in enumerate(values)]

    def pairs(self, name: str) -> list[tuple[date, int]]:
        """A list of days with their pence."""
        values = self.raw(name)
        if not isinstance(values, list | tuple):
            raise self.wrong(name, "must be a list")
        return [_pair(value, f"{self.place}.{name}[{i}]") for i, value in enumerate(values)]

    def inside(self, name: str) -> Reader | None:
        """An object, or None."""
        value = self.raw(name)
        return None if value is None else Reader.of(value, f"{self.place}.{name}")

    def wrong(self, name: str, reason: str) -> PayloadRefused:
        """The refusal of a field."""
        return PayloadRefused(f"{self.place}.{name} {reason}")


def _whole(value: object, place: str) -> int:
    if type(value) is not int:
        raise PayloadRefused(f"{place} must be whole pence")
    return value


def _day(value: object, place: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise PayloadRefused(f"{place} must be a date such as 2026-04-01") from error


def _pair(value: object, place: str) -> tuple[date, int]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise PayloadRefused(f"{place} must be a date and its pence")
    return _day(value[0], f"{place}[0]"), _whole(value[1], f"{place}[1]")
