"""Dates as people type them. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
_NUMERIC = re.compile(r"^(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}|\d{2}))?$")
_NAMED = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)? ?([a-z]{3,9})\.?(?: ?(\d{4}|\d{2}))?$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_AWAY = re.compile(r"^([+-]) ?(\d{1,4})$")


def parse_day(text: str, *, today: date) -> date:
    """Read ``1/4/26``, ``1 apr``, ``2026-04-01``, ``today``, ``yesterday``, ``-7``. A day without a year is of this year.

    Raises:
        ValueError: in words for the person who typed it.
    """
    said = " ".join(text.lower().replace(",", " ").split())
    near = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if said in near:
        return today + timedelta(days=near[said])
    if away := _AWAY.match(said):
        return today + timedelta(days=int(away[2]) * (-1 if away[1] == "-" else 1))
    day, month, year = _parts(said, text)
    try:
        found = date(_full(year, today), month, day)
    except ValueError as error:
        raise ValueError(f"There is no such day as {text!r}.") from error
    if not EARLIEST <= found < LATEST:
        raise ValueError(f"{text!r} lies in another century.")
    return found


def _parts(said: str, text: str) -> tuple[int, int, str]:
    if iso := _ISO.match(said):
        return int(iso[3]), int(iso[2]), iso[1]
    if numeric := _NUMERIC.match(said):
        return int(numeric[1]), int(numeric[2]), numeric[3] or ""
    if named := _NAMED.match(said):
        months = [place for place, name in enumerate(MONTHS, start=1) if named[2].startswith(name)]
        if months:
            return int(named[1]), months[0], named[3] or ""
    raise ValueError(f"{text!r} is not a date such as 1/4/26, 1 apr, today or -7.")


def _full(year: str, today: date) -> int:
    if not year:
        return today.year
    return 2000 + int(year) if len(year) == 2 else int(year)
