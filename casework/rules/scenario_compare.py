"""What was expected of a scenario beside what came of it, in lines that a person can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from casework.data import Check, Difference
from revenues.kernel.money import pounds
from revenues.kernel.periods import Period

Year = Mapping[str, Any]
Account = Mapping[str, Any]
LINE_KINDS = ("charge", "disabled", "premium", "discount", "reduction", "exempt")
MONEY = ("charged", "received", "brought", "balance")
NONE = "nothing"


def compare(
    check: Check, *, accounts: Sequence[Account], refusals: Sequence[str], file: str
) -> list[Difference]:
    """Every difference between one check and the accounts as they stand; none when all is as expected."""
    wanted = dict(check.wanted)
    found: list[Difference] = []

    def differ(what: str, expected: Sequence[str], got: Sequence[str]) -> None:
        found.append(Difference(file, check.line, what, tuple(expected), tuple(got)))

    if "refusals" in wanted:
        expected = wanted.pop("refusals")
        if not _each_within(expected, refusals):
            differ("refusals", expected, refusals)
    if not wanted:
        return found
    year, why = _year(check, accounts)
    if wanted.pop("nothing_billed", False):
        if year is not None:
            differ(why, ["nothing billed"], [f"charged {pounds(year['charged'])}"])
        return found
    if year is None:
        differ("account and year", ["one that is billed"], [why])
        return found
    for name, value in wanted.items():
        expected, got = _TELLERS.get(name, _plain)(name, value, year)
        if expected != got:
            differ(f"{why}, {name}", expected, got)
    return found


def _year(check: Check, accounts: Sequence[Account]) -> tuple[Year | None, str]:
    """The year that a check means, and what to call it; or None and why there is none."""
    if not check.account and len(accounts) != 1:
        return None, f"there are {len(accounts)} accounts: the check must name one"
    account = next((row for row in accounts if row["account"] == (check.account or row["account"])), None)
    if account is None:
        return None, f"there is no account {check.account}"
    years = account["years"]
    if check.year is None and len(years) != 1:
        return None, f"account {account['account']} has {len(years)} years: the check must name one"
    year = next((row for row in years if row["year"] == (check.year or row["year"])), None)
    if year is None:
        return None, f"account {account['account']} has no year {check.year}"
    return year, f"account {account['account']} {year['year']}"


def _each_within(expected: Sequence[str], got: Sequence[str]) -> bool:
    return all(
        part is not None and whole is not None and part in whole for part, whole in zip_longest(expected, got)
    )


# -- one teller a name: what is expected and what was got, both as lines of words --------------------------------

Lines = list[str]


def _plain(name: str, value: Any, year: Year) -> tuple[Lines, Lines]:
    got = len(year["notices"]) if name == "notices" else year[name]
    return [str(value)], [str(got)]


def _money(name: str, value: Any, year: Year) -> tuple[Lines, Lines]:
    return [pounds(value)], [pounds(year[name])]


def _lines(_name: str, value: Any, year: Year) -> tuple[Lines, Lines]:
    expected, got = [], []
    for wanted, line in zip_longest(value, year["lines"]):
        parts = _parts_of(wanted) if wanted else dict.fromkeys(("days", "detail", "pounds", "rule"))
        if wanted:
            expected.append(_joined(parts))
        if line:
            told = _parts_of_line(line)
            got.append(_joined({"kind": told["kind"], **{key: told.get(key) for key in parts}}))
    return expected, got


def _parts_of(wanted: Mapping[str, Any]) -> dict[str, str | None]:
    kind = next((key for key in LINE_KINDS if key in wanted), "")
    parts: dict[str, str | None] = {"kind": kind, "days": _days(wanted[kind]) if kind else None}
    detail = wanted.get("band") or wanted.get("class") or wanted.get("percent")
    if detail is not None:
        parts["detail"] = str(detail)
    if "pounds" in wanted:
        parts["pounds"] = pounds(wanted["pounds"])
    if "rule" in wanted:
        parts["rule"] = wanted["rule"]
    return parts


def _parts_of_line(line: Mapping[str, Any]) -> dict[str, str]:
    days = f"{line['from']}..{line['last']}"
    return {
        "kind": line["kind"], "days": days, "detail": line["detail"],
        "pounds": pounds(line["pence"]), "rule": line["rule"],
    }  # fmt: skip


def _days(period: Period) -> str:
    return f"{period.start}..{period.last}"


def _joined(parts: Mapping[str, str | None]) -> str:
    return " ".join(part for part in parts.values() if part)


def _dated(value: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> tuple[Lines, Lines]:
    """Rows written as ``{kind: pounds, on: day}``; the day is compared where it is written."""
    expected, got = [], []
    for wanted, row in zip_longest(value, rows):
        dated = wanted is None or "on" in wanted
        if wanted:
            kind = next(key for key in wanted if key != "on")
            day = f"{wanted['on']} " if dated else ""
            expected.append(f"{day}{kind} {pounds(wanted[kind])}")
        if row:
            got.append(f"{row['on'] + ' ' if dated else ''}{row['kind']} {pounds(row['pence'])}")
    return expected, got


def _ledger(_name: str, value: Any, year: Year) -> tuple[Lines, Lines]:
    return _dated(value, year["ledger"])


def _demands(_name: str, value: Any, year: Year) -> tuple[Lines, Lines]:
    return _dated(value, year["demands"])


def _instalments(_name: str, value: Any, year: Year) -> tuple[Lines, Lines]:
    expected = [f"{row['due']} {pounds(row['pounds'])}" for row in value]
    return expected, [f"{row['due']} {pounds(row['pence'])}" for row in year["instalments"]]


def _explained(_name: str, value: Any, year: Year) -> tuple[Lines, Lines]:
    told = [words for line in year["lines"] for words in line["words"]]
    missing = [part for part in value if not any(part in words for words in told)]
    return ([*missing], told or [NONE]) if missing else ([], [])


def _addressed(_name: str, value: Any, year: Year) -> tuple[Lines, Lines]:
    notices = year["notices"]
    return list(value), list(notices[-1]["payload"].get("names", ())) if notices else [NONE]


_TELLERS: Mapping[str, Callable[[str, Any, Year], tuple[Lines, Lines]]] = {
    **dict.fromkeys(MONEY, _money),
    "lines": _lines,
    "ledger": _ledger,
    "demands": _demands,
    "instalments": _instalments,
    "explained": _explained,
    "addressed_to": _addressed,
}
