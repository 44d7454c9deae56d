"""Mapping files: another system's column names, code values and dates, onto ours.

One YAML file serves a whole migration, a section for each kind of file::

    system: academy                       # how its references are called; optional
    properties:
      columns: {PROP_REF: reference, ADDR1: address_1}      # theirs: ours
      ignore: [EXTRACT_DATE]                                 # theirs that are not wanted
      values: {kind: {"01": house, "02": flat}}              # our column: their code: our code
      constants: {status: listed}                            # our column that their file lacks: value
      dates: DD/MM/YYYY                                      # YYYY-MM-DD without
      ends: day_after                                        # last_day without

Every value is text: ``01`` stays ``01`` and ``no`` stays ``no``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from revenues.kernel.csvfile import read_path
from revenues.kernel.loading import Problems, refuse_if_any

MOST_BYTES = 262_144
FORMS: Mapping[str, re.Pattern[str]] = {
    "YYYY-MM-DD": re.compile(r"^(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})$"),
    "DD/MM/YYYY": re.compile(r"^(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})$"),
    "DD.MM.YYYY": re.compile(r"^(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})$"),
    "DD-MM-YYYY": re.compile(r"^(?P<d>\d{1,2})-(?P<m>\d{1,2})-(?P<y>\d{4})$"),
    "DD-Mon-YYYY": re.compile(r"^(?P<d>\d{1,2})-(?P<mon>[A-Za-z]{3})-(?P<y>\d{4})$"),
    "YYYYMMDD": re.compile(r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})$"),
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENDS = ("last_day", "day_after")
FILES = ("areas", "properties", "bands", "accounts", "people", "entitlements", "balances", "tax")
_KEYS = frozenset({"columns", "ignore", "values", "constants", "dates", "ends"})


@dataclass(frozen=True, slots=True)
class FileMapping:
    """How one kind of file of another system is read."""

    columns: Mapping[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    dates: str = "YYYY-MM-DD"
    ends_are_day_after: bool = False

    def theirs(self, ours: str) -> str:
        """What their file calls a column of ours."""
        return next((theirs for theirs, name in self.columns.items() if name == ours), ours)

    def iso(self, said: str) -> str:
        """A date of theirs as ``2026-04-01``. Raises ValueError, naming the form that the mapping promises."""
        match = FORMS[self.dates].match(said)
        if match is None:
            raise ValueError(f"{said!r} is not a date of the form {self.dates}")
        parts = match.groupdict()
        month = parts.get("m") or _month(parts["mon"], said)
        try:
            return date(int(parts["y"]), int(month), int(parts["d"])).isoformat()
        except ValueError as problem:
            raise ValueError(f"{said} is not a day of the calendar") from problem


AS_IT_IS = FileMapping()


@dataclass(frozen=True, slots=True)
class Mappings:
    """A whole mapping file: what the other system is called, and a mapping for each kind of file."""

    system: str = ""
    files: Mapping[str, FileMapping] = field(default_factory=dict)

    def of(self, kind: str) -> FileMapping:
        """The mapping of a kind of file; as it is when the mapping does not speak of it."""
        return self.files.get(kind, AS_IT_IS)


def parse(raw: bytes, *, file: str, kinds: Mapping[str, Sequence[str]]) -> tuple[Mappings, Problems]:
    """Read a mapping file. What is wrong with it is in the problems, never raised.

    Args:
        kinds: the kinds of file that are read now, with their columns; sections of others are left alone.
    """
    problems = Problems(file)
    body = _tree(raw, problems)
    system = ""
    files: dict[str, FileMapping] = {}
    for name, section in body.items():
        if name == "system":
            system = str(section)
        elif name not in FILES:
            problems.add(0, name, f"is not a kind of file: {', '.join(FILES)}")
        elif name not in kinds:
            continue
        elif not isinstance(section, dict):
            problems.add(0, name, "must hold columns, ignore, values, constants, dates or ends")
        else:
            files[name] = _section(name, section, kinds[name], problems)
    return Mappings(system, files), problems


def from_path(path: str | None, kinds: Mapping[str, Sequence[str]]) -> Mappings:
    """The mapping file at a path; everything as it is when there is none. Raises Refused, DomainError."""
    if not path:
        return Mappings()
    mappings, problems = parse(read_path(path), file=Path(path).name, kinds=kinds)
    refuse_if_any(problems)
    return mappings


def _tree(raw: bytes, problems: Problems) -> dict[str, object]:
    if len(raw) > MOST_BYTES:
        problems.add(0, "", f"{len(raw):,} bytes are more than a mapping may have ({MOST_BYTES:,})")
        return {}
    try:
        source = raw.decode("utf-8-sig")
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(source)):
            problems.add(0, "", "aliases (*name) are not read in a mapping")
            return {}
        body = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506 - makes only text, lists and tables
    except UnicodeDecodeError as error:
        problems.add(0, "", f"byte {error.start + 1} is not UTF-8")
        return {}
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problems.add(mark.line + 1 if mark else 0, "", str(getattr(error, "problem", error)))
        return {}
    if not isinstance(body, dict):
        problems.add(1, "", "a mapping holds a section for each kind of file")
        return {}
    return {str(key): value for key, value in body.items()}


def _section(name: str, section: dict[str, object], known: Sequence[str], problems: Problems) -> FileMapping:
    for key in section.keys() - _KEYS:
        problems.add(0, f"{name}.{key}", f"is not one of {', '.join(sorted(_KEYS))}")
    columns = _table(section.get("columns"), f"{name}.columns", problems)
    constants = _table(section.get("constants"), f"{name}.constants", problems)
    values = {
        ours: _table(codes, f"{name}.values.{ours}", problems)
        for ours, codes in _nested(section.get("values"), f"{name}.values", problems).items()
    }
    for ours in {*columns.values(), *constants, *values} - {*known}:
        problems.add(0, f"{name}.{ours}", f"is not a column of ours: {', '.join(known)}")
    dates = str(section.get("dates", "YYYY-MM-DD"))
    if dates not in FORMS:
        problems.add(0, f"{name}.dates", f"{dates!r} is not one of {', '.join(FORMS)}")
        dates = "YYYY-MM-DD"
    ends = str(section.get("ends", "last_day"))
    if ends not in _ENDS:
        problems.add(0, f"{name}.ends", f"{ends!r} is not one of {', '.join(_ENDS)}")
    ignore = section.get("ignore", [])
    if not isinstance(ignore, list):
        problems.add(0, f"{name}.ignore", "must be a list of their columns")
        ignore = []
    return FileMapping(
        columns, frozenset(map(str, ignore)), values, constants, dates, ends_are_day_after=ends == "day_after"
    )


def _nested(found: object, place: str, problems: Problems) -> dict[str, object]:
    if found is None:
        return {}
    if not isinstance(found, dict):
        problems.add(0, place, "must be a table")
        return {}
    return {str(key): value for key, value in found.items()}


def _table(found: object, place: str, problems: Problems) -> dict[str, str]:
    table: dict[str, str] = {}
    for key, value in _nested(found, place, problems).items():
        if isinstance(value, dict | list):
            problems.add(0, f"{place}.{key}", "must be one word or text")
        else:
            table[key] = str(value)
    return table


def _month(name: str, said: str) -> str:
    if name.lower() not in _MONTHS:
        raise ValueError(f"{said!r} has no month such as Apr")
    return str(_MONTHS.index(name.lower()) + 1)
