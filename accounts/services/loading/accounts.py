"""The accounts of the files: whose they are, for which days, and what cannot be."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import Any

from accounts.models import Account, AccountAlias, LiableParty
from accounts.rules import numbers
from accounts.services.loading.state import Load, Wanted
from accounts.services.numbering import new_numbers
from revenues.authority.data import Scope
from revenues.kernel.columns import Row
from revenues.kernel.periods import Period
from revenues.runs.services.loads import Among
from valuation.models import BandEntry, Property, PropertyArea
from valuation.services.tracks import held_tracks


def find_accounts(load: Load) -> None:
    """Which of the accounts named are held, by alias or by our own number, and all others of their dwellings."""
    scope = Scope.of(load.authority.pk)
    homes = {row["property"] for row in load.accounts.rows + load.entitlements.rows}
    load.property_ids = dict(
        Property.objects.within(scope).filter(Among("reference", homes)).values_list("reference", "pk")
    )
    tables = (load.accounts, load.people, load.balances)
    named = {row["account"] for table in tables for row in table.rows}
    aliases = AccountAlias.objects.within(scope).filter(Among("reference", named), system=load.system)
    load.account_ids = dict(aliases.values_list("reference", "account_id"))
    ours = {numbers.normalise(name): name for name in named if len(name) > 8 and numbers.is_valid(name)}
    for pk, number in Account.objects.within(scope).filter(Among("number", ours)).values_list("pk", "number"):
        load.account_ids.setdefault(ours[number], pk)
    of_homes = Account.objects.within(scope).filter(Among("property_id", load.property_ids.values()))
    by_name = Account.objects.within(scope).filter(Among("pk", load.account_ids.values()))
    columns = ("pk", "property_id", "period", "number", "liability_class", "suppressed_because")
    load.held_accounts = {row["pk"]: row for rows in (of_homes, by_name) for row in rows.values(*columns)}
    liable = LiableParty.objects.filter(Among("account_id", load.account_ids.values())).order_by("position")
    for account_id, party_id, capacity in liable.values_list("account_id", "party_id", "capacity"):
        load.held_liable[account_id].append((party_id, capacity))


def want_accounts(load: Load) -> None:
    """Each row as the account it asks for; new ones are given ids and numbers."""
    problems = load.accounts.problems
    rows: dict[str, Row] = {}
    for row in load.accounts.rows:
        reference = row["account"]
        if reference in rows:
            problems.add(row.line, "account", f"{reference} is on line {rows[reference].line} already")
            continue
        rows[reference] = row
    new = [reference for reference in rows if reference not in load.account_ids]
    given = dict(zip(new, new_numbers(len(new)), strict=True))
    for reference, row in rows.items():
        wanted = _wanted(load, reference, row, given)
        if wanted is not None:
            load.wanted[reference] = wanted
    load.account_ids.update({reference: wanted.account_id for reference, wanted in load.wanted.items()})
    _refuse_overlaps(load)
    _refuse_uncovered(load)


def _wanted(load: Load, reference: str, row: Row, given: dict[str, tuple[int, str]]) -> Wanted | None:
    problems = load.accounts.problems
    property_id = load.property_ids.get(row["property"])
    if property_id is None:
        problems.add(row.line, "property", f"{row['property']} is not a property of {load.authority.name}")
        return None
    if row["to"] and row["to"] <= row["from"]:
        problems.add(row.line, "to", "is before from")
        return None
    held = load.held_accounts.get(load.account_ids.get(reference, 0))
    if held is None:
        pk, number = given[reference]
        return Wanted(reference, row, pk, number, property_id, Period(row["from"], row["to"]), held=False)
    if held["property_id"] != property_id:
        problems.add(row.line, "property", f"account {held['number']} is of another property")
        return None
    ends = row["to"] or held["period"].upper
    if ends is not None and ends <= row["from"]:
        problems.add(row.line, "from", f"account {held['number']} ended before that day")
        return None
    if ends is not None and row["to"] is None:
        load.warnings.append(
            f"{load.accounts.file}:{row.line}: account {held['number']} is closed here and open in the file"
        )
    return Wanted(
        reference, row, held["pk"], held["number"], property_id, Period(row["from"], ends), held=True
    )


def _refuse_overlaps(load: Load) -> None:
    """No day of a dwelling is charged to two accounts, in the file or with what is held."""
    spans: dict[int, list[tuple[Period, str, int]]] = defaultdict(list)
    mine = {wanted.account_id for wanted in load.wanted.values()}
    for held in load.held_accounts.values():
        if held["pk"] not in mine:
            period = Period(held["period"].lower, held["period"].upper)
            spans[held["property_id"]].append((period, f"account {held['number']}, held {period}", 0))
    for wanted in load.wanted.values():
        told = f"account {wanted.reference} on line {wanted.row.line}"
        spans[wanted.property_id].append((wanted.period, told, wanted.row.line))
    for found in spans.values():
        found.sort(key=lambda span: (span[0].start, span[2]))
        for before, after in pairwise(found):
            if before[0].overlaps(after[0]):
                line, other = (after[2], before[1]) if after[2] else (before[2], after[1])
                load.accounts.problems.add(line, "from", f"overlaps {other}: a day is charged to one account")


def _refuse_uncovered(load: Load) -> None:
    """Every day that is charged here has a band and an area: from the first day on which the authority bills."""
    homes = {wanted.property_id for wanted in load.wanted.values()}
    bands = held_tracks(BandEntry, owner=["property_id"], values=["band"], among=homes)
    areas = held_tracks(PropertyArea, owner=["property_id"], values=["area_id"], among=homes)
    first = load.authority.bills_from or date.min
    for wanted in load.wanted.values():
        start = max(wanted.period.start, first)
        if wanted.period.end is not None and wanted.period.end <= start:
            continue
        charged = Period(start, wanted.period.end)
        for what, tracks in (("band", bands), ("area", areas)):
            day = tracks[wanted.property_id].covers(charged)
            if day is not None:
                load.accounts.problems.add(
                    wanted.row.line,
                    "property",
                    f"{wanted.row['property']} has no {what} on {day}, a charged day",
                )


def account_values(wanted: Wanted, held: dict[str, Any] | None) -> tuple[Any, ...]:
    """Period, class and suppression as the row has them; what it leaves blank stays as it is held."""
    row = wanted.row
    cls = row["liability_class"] or (held["liability_class"] if held else "a")
    suppressed = held["suppressed_because"] if held and row["suppressed"] is None else row["suppressed"] or ""
    return wanted.period, cls, suppressed
