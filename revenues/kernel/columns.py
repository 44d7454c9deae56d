"""Columns of a file: what each holds, how its text is read, and how another system's file is mapped onto them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from revenues.kernel.csvfile import Cells
from revenues.kernel.loading import Problems
from revenues.kernel.mapping import AS_IT_IS, FileMapping
from revenues.kernel.money import parse_pounds, pounds
from revenues.kernel.names import postcode as printed_postcode
from revenues.kernel.periods import ONE_DAY

LONGEST_CELL = 1_000
MOST_POUNDS = 100_000_000_00
FORMULA = ("=", "+", "-", "@")
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_WHOLE = re.compile(r"^-?\d{1,18}$")
_EMAIL = re.compile(r"^[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+$")
_PHONE = re.compile(r"^\+?[0-9][0-9 ()/-]{3,28}$")
_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})

Reader = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, how its text is read, whether every row needs it, and words and example for people.

    ``last_day`` marks a day that ends something: files give the last day inclusive unless a mapping says otherwise,
    and what is read is the first day after it. ``text`` may not begin like a formula.
    """

    name: str
    read: Reader
    words: str
    example: str = ""
    required: bool = False
    last_day: bool = False
    text: bool = False
    limit: int = LONGEST_CELL


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of file: its name, its columns."""

    kind: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The names of the columns, in the order of the documentation."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class Row:
    """One record read: its line, and a value for every column of the layout, None where the cell is blank."""

    line: int
    values: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass(frozen=True, slots=True)
class Table:
    """A file read: its rows, and what is wrong with it. Rows with a problem are left out."""

    file: str
    sha256: str
    rows: tuple[Row, ...]
    problems: Problems


# Readers: text to value, ValueError with the reason


def text(value: str) -> str:
    """Any words, with accents in one form."""
    return value if value.isascii() else unicodedata.normalize("NFC", value)


def one_of(*choices: str) -> Reader:
    """One of these words, as it is written here."""

    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(f"{value!r} is not one of {', '.join(choices)}")
        return value

    return read


def flag(value: str) -> bool:
    """``yes`` or ``no``."""
    word = value.lower()
    if word not in _YES | _NO:
        raise ValueError(f"{value!r} is neither yes nor no")
    return word in _YES


def whole(least: int, most: int) -> Reader:
    """A whole number between two limits."""

    def read(value: str) -> int:
        if not _WHOLE.match(value):
            raise ValueError(f"{value!r} is not a whole number")
        number = int(value)
        if not least <= number <= most:
            raise ValueError(f"{value} is outside {least} to {most}")
        return number

    return read


def pence(value: str) -> int:
    """An amount in pounds, as pence: ``1,538.83``, ``-4.50``."""
    amount = int(parse_pounds(value))
    if abs(amount) > MOST_POUNDS:
        raise ValueError(f"{pounds(amount)} is too large to be right")
    return amount


def days(first_year: int, last_year: int) -> Reader:
    """A day as ``2026-04-01`` in a year between two limits, so that a wrong century is seen."""

    @lru_cache(maxsize=50_000)
    def read(value: str) -> date:
        if not _ISO.match(value):
            raise ValueError(f"{value!r} is not a date such as 2026-04-01")
        try:
            day = date.fromisoformat(value)
        except ValueError as problem:
            raise ValueError(f"{value} is not a day of the calendar") from problem
        if not first_year <= day.year <= last_year:
            raise ValueError(f"{value} is in the wrong century: years are {first_year} to {last_year} here")
        return day

    return read


fact_day = days(1993, 2099)
birthday = days(1880, 2099)
old_day = days(1500, 2999)


def postcode(value: str) -> str:
    """A postcode of the United Kingdom."""
    return _postcode(value)


_postcode = lru_cache(maxsize=50_000)(printed_postcode)


def phone(value: str) -> str:
    """A telephone number."""
    if not _PHONE.match(value):
        raise ValueError(f"{value!r} is not a telephone number: digits, spaces and one + in front")
    return value


def email(value: str) -> str:
    """An e-mail address."""
    if not _EMAIL.match(value):
        raise ValueError(f"{value!r} is not an e-mail address")
    return value


# Reading a whole file


def read(cells: Cells, layout: Layout, mapping: FileMapping = AS_IT_IS) -> Table:
    """Turn the cells of a file into values by a layout, through another system's mapping if there is one."""
    problems = cells.problems
    places = _places(cells, layout, mapping, problems)
    if not cells.header or (problems.count and not places):
        return Table(cells.file, cells.sha256, (), problems)
    plan = [_Cell(layout.column(name), place, mapping) for name, place in places]
    absent = {column.name: None for column in layout.columns if column.name not in dict(places)}
    given = _constants(layout, mapping, problems)
    rows: list[Row] = []
    for line, record in cells.records:
        before = problems.count
        values: dict[str, Any] = absent | given
        for cell in plan:
            values[cell.name] = cell.value(record, line, problems)
        if problems.count == before:
            rows.append(Row(line, values))
    return Table(cells.file, cells.sha256, tuple(rows), problems)


class _Cell:
    """How one column of one file is read, worked out once for all of its rows."""

    __slots__ = ("column", "limit", "name", "place", "read", "shown", "text", "values")

    def __init__(self, column: Column, place: int, mapping: FileMapping) -> None:
        self.column, self.place, self.name = column, place, column.name
        self.limit, self.text = column.limit, column.text
        self.read = _reader(column, mapping)
        self.values = mapping.values.get(column.name, {})
        theirs = mapping.theirs(column.name)
        self.shown = column.name if theirs == column.name else f"{column.name} ({theirs})"

    def value(self, record: Sequence[str], line: int, problems: Problems) -> Any:
        said = record[self.place].strip()
        if self.values:
            said = self.values.get(said, said)
        if not said:
            if self.column.required:
                problems.add(line, self.shown, "is missing")
            return None
        if len(said) > self.limit:
            reason = f"has {len(said):,} characters, more than {self.limit:,}"
        elif self.text and said[0] in FORMULA:
            reason = f"begins with {said[0]!r}, as a spreadsheet formula does: it is not taken as text"
        else:
            try:
                return self.read(said)
            except ValueError as problem:
                reason = str(problem)
        problems.add(line, self.shown, reason)
        return None


def _reader(column: Column, mapping: FileMapping) -> Reader:
    """How a column's text is read, with the mapping's form of dates and of ends."""
    plain = column.read
    if plain not in _DAY_READERS:
        return plain
    usual = mapping.dates == "YYYY-MM-DD"
    last_day = column.last_day and not mapping.ends_are_day_after

    @lru_cache(maxsize=50_000)
    def read_day(said: str) -> date:
        day: date = plain(said if usual else mapping.iso(said))
        return day + ONE_DAY if last_day else day

    return read_day


_DAY_READERS = (fact_day, birthday, old_day)


def _places(cells: Cells, layout: Layout, mapping: FileMapping, problems: Problems) -> list[tuple[str, int]]:
    """Our column names with their places in the file."""
    known = layout.names
    found: dict[str, int] = {}
    for place, theirs in enumerate(cells.header):
        ours = mapping.columns.get(theirs, theirs)
        if theirs in mapping.ignore or not theirs:
            continue
        if ours not in known:
            problems.add(1, theirs, f"is not a column of the {layout.kind} file: {', '.join(known)}")
        elif ours in found and theirs != cells.header[found[ours]]:
            problems.add(1, theirs, f"is mapped to {ours}, and so is {cells.header[found[ours]]}")
        else:
            found[ours] = place
    for column in layout.columns:
        if column.required and column.name not in found and column.name not in mapping.constants:
            problems.add(1, column.name, "the column is missing")
    return [] if _incomplete(layout, found, mapping) else list(found.items())


def _incomplete(layout: Layout, found: Iterable[str], mapping: FileMapping) -> bool:
    there = {*found, *mapping.constants}
    return any(column.required and column.name not in there for column in layout.columns)


def _constants(layout: Layout, mapping: FileMapping, problems: Problems) -> dict[str, Any]:
    """The values that a mapping gives to columns which the other system's file does not have."""
    found: dict[str, Any] = {}
    for name, said in mapping.constants.items():
        column = next((column for column in layout.columns if column.name == name), None)
        try:
            if column is None:
                raise ValueError(f"is not a column of the {layout.kind} file")
            found[name] = _reader(column, mapping)(said)
        except ValueError as problem:
            problems.add(0, name, f"constant of the mapping: {problem}")
    return found
