"""A scenario as an officer reads it on a screen or on paper: plain lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casework.data import Difference, Told
from revenues.kernel.money import pounds
from revenues.kernel.years import label


def printed(told: Told) -> str:
    """The whole case: what happened, then every account with its charge, ledger, bills and instalments."""
    return "\n".join(_printed(told))


def verdict(told: Told) -> str:
    """One line: passed, or what differs."""
    word = "ok    " if told.passed else "FAILED"
    return f"{word} {told.case.file}: {told.case.name}"


def differences(told: Told) -> str:
    """What was expected beside what came of it."""
    return "\n".join(line for difference in told.differences for line in _difference(difference))


def _printed(told: Told) -> Iterator[str]:
    yield told.case.name
    yield "=" * len(told.case.name)
    if told.case.about:
        yield told.case.about.strip()
    yield ""
    for event in told.events:
        yield f"{event['on']}  {event['said']}"
        for refusal in event["refusals"]:
            yield f"            refused: {refusal}"
    for account in told.accounts:
        yield ""
        yield from _account(account)


def _account(account: Mapping[str, Any]) -> Iterator[str]:
    people = " and ".join(account["people"])
    yield f"Account {account['account']} ({account['number']}): {people}, {account['address']}, {account['days']}"
    if not account["years"]:
        yield "  nothing billed"
    for year in account["years"]:
        yield from _year(year)


def _year(year: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {label(year['year'])}"
    for line in year["lines"]:
        days = f"{line['from']} to {line['last']}"
        yield f"    {line['kind']:<10} {line['detail']:<9} {days:<24} {pounds(line['pence']):>12}  {line['rule']}"
        for words in line["words"]:
            yield f"               {words}"
    yield f"    {'charged':<45} {pounds(year['charged']):>12}"
    for name in ("received", "brought"):
        if year[name]:
            yield f"    {name:<45} {pounds(year[name]):>12}"
    yield f"    {'balance':<45} {pounds(year['balance']):>12}"
    for name, rows in (("Ledger", year["ledger"]), ("Bills", year["demands"])):
        if rows:
            yield f"    {name}"
        for row in rows:
            yield f"      {row['on']}  {row['kind'] + ' ' + row.get('detail', ''):<31} {pounds(row['pence']):>12}"
    if year["instalments"]:
        yield "    Instalments"
    for row in year["instalments"]:
        yield f"      {row['due']}  {'':<31} {pounds(row['pence']):>12}"


def _difference(difference: Difference) -> Iterator[str]:
    yield f"  {difference.file}:{difference.line}: {difference.what}"
    both = set(difference.expected) & set(difference.got)
    for word, rows in (("expected", difference.expected), ("got", difference.got)):
        for row in rows or ("nothing",):
            mark = " " if row in both else ">"
            yield f"    {mark} {word:<9} {row}"
