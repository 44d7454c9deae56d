"""Loading accounts with their people, facts, way of paying and balances: all of the files, or nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import partial

from accounts.services.loading import AccountFiles, Load, parse, proofs, want, write
from billing.rules.plans import STEPS, WEEK
from billing.services.choices import choices_of, write_choices
from ledger.selectors.brought import brought_of, times_brought
from ledger.services.money_in import Brought, post_brought_many
from revenues.audit.data import Actor
from revenues.authority.models import Authority
from revenues.authority.rules.roles import LOAD_FILE
from revenues.authority.selectors import require
from revenues.kernel.loading import Loaded, Proof, compare, ensure_balance, refuse_if_any
from revenues.kernel.mapping import Mappings
from revenues.kernel.tracks import Track
from revenues.kernel.years import label
from revenues.runs.services.loads import loading, record_load

Place = tuple[int, int, str]
USUAL = (10, 1, "cash", "monthly", "part_i")
SIGNS = {"charged_elsewhere": 1, "paid_elsewhere": -1}


def load_accounts(
    *,
    authority: Authority,
    files: AccountFiles,
    on: date,
    by: Actor,
    mappings: Mappings | None = None,
    dry_run: bool = False,
) -> Loaded:
    """Load accounts, people, entitlements and balances; see docs/loaders.md for every column.

    An account is known by its reference in the other system, kept as an alias, or by our own number; new ones are
    given our numbers. What is held and said again changes nothing; balances are posted once, and a balance that
    differs is brought to the file's figure by a further posting of the difference.

    Args:
        on: the day on which balances are booked.

    Raises:
        Refused: with every problem of the files, by line, column and reason. Nothing is written.
        Conflict: another load of accounts runs for this authority. NotPermitted.
    """
    require(by, LOAD_FILE, authority_id=authority.pk, on=on)
    load = parse(authority, files, mappings or Mappings())
    reason = f"load_accounts {files.accounts.name}"
    with loading(authority_id=authority.pk, kind="accounts", by=by, reason=reason, dry_run=dry_run):
        want(load)
        _say_choices(load)
        balances = _want_balances(load)
        refuse_if_any(*load.problems)
        write(load)
        write_choices(load.tracks["choice"], common={"source": f"File {files.accounts.name}"[:60]})
        _post(load, balances, on, by)
        found = [*proofs(load), *_balance_proofs(balances)]
        ensure_balance(found)
        loaded = Loaded(
            "accounts",
            authority.name,
            tuple(load.tallies.values()),
            tuple(found),
            tuple(load.warnings),
            dry_run=dry_run,
        )
        tables = (load.accounts, load.people, load.entitlements, load.balances)
        digests = [table.sha256 for table in tables if table.sha256]
        record_load(loaded, authority_id=authority.pk, sha256=digests, by=by)
    return loaded


def _say_choices(load: Load) -> None:
    """State how each account pays, where its row says anything about it."""
    load.tracks["choice"] = choices_of([wanted.account_id for wanted in load.wanted.values()])
    for wanted in load.wanted.values():
        row = wanted.row
        given = (row["instalments"], row["pay_day"], row["method"])
        if given == (None, None, None):
            if row["choice_from"]:
                load.accounts.problems.add(row.line, "choice_from", "is given without a way of paying")
            continue
        if row["instalments"] == 11:
            load.accounts.problems.add(row.line, "instalments", "11 is neither 10 nor 12")
            continue
        held = load.tracks["choice"][wanted.account_id].on(row["choice_from"] or wanted.period.start)
        usual = held.value if held else USUAL
        # a number in the file is one of the two of the statute; what was agreed otherwise stays as it is
        agreed = usual[len(given) :] if row["instalments"] is None else USUAL[len(given) :]
        value = (*(ours if said is None else said for said, ours in zip(given, usual, strict=False)), *agreed)
        if value[3] in STEPS and value[1] > WEEK:
            told = f"{value[1]} is no day of the week, and this account pays {value[3]}"
            load.accounts.problems.add(row.line, "pay_day", told)
            continue
        start = row["choice_from"] or wanted.period.start
        statement = partial(Track.state, value=value, start=start)
        load.say("choice", wanted.account_id, load.accounts, row, "choice_from", statement)


def _want_balances(load: Load) -> dict[Place, tuple[int, int]]:
    """Pence and line by account, year and kind."""
    problems = load.balances.problems
    wanted: dict[Place, tuple[int, int]] = {}
    for row in load.balances.rows:
        account_id = load.account_ids.get(row["account"])
        if account_id is None:
            if load.whole:
                problems.add(row.line, "account", f"{row['account']} is neither held nor in the file")
            continue
        place = (account_id, row["year"], row["kind"])
        sign = SIGNS.get(row["kind"])
        if place in wanted:
            problems.add(row.line, "kind", f"is on line {wanted[place][1]} already for this account and year")
        elif sign and row["amount"] * sign < 0:
            wrong = "a payment has a minus, since it lowers the debt" if sign < 0 else "a charge has no minus"
            problems.add(row.line, "amount", wrong)
        else:
            wanted[place] = (row["amount"], row.line)
    return wanted


def _post(load: Load, balances: Mapping[Place, tuple[int, int]], on: date, by: Actor) -> None:
    """Post what the ledger does not hold yet, as one entry; a figure that differs by its difference."""
    if not balances:
        return
    held = brought_of({place[0] for place in balances})
    tally = load.tallies[load.balances.file]
    rows = []
    for place, (pence, line) in balances.items():
        if difference := pence - held.get(place, 0):
            account_id, year, kind = place
            rows.append(Brought(account_id, year, kind, difference))
            (tally.change if place in held else tally.create)(line)
    if rows:
        times = times_brought(load.authority.pk)
        told = repr([(row.account_id, row.year, row.kind, row.pence) for row in rows])
        digest = hashlib.sha256(told.encode()).hexdigest()[:16]
        post_brought_many(rows=rows, source=f"load:{load.authority.slug}:{times}:{digest}", on=on, by=by)


def _balance_proofs(balances: Mapping[Place, tuple[int, int]]) -> list[Proof]:
    """Pence by year and kind: in the file, and in the ledger now."""
    ledger = brought_of({place[0] for place in balances})
    file: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for place, (pence, _) in balances.items():
        name = f"{label(place[1])} {place[2].replace('_', ' ')}"
        file[name] += pence
        held[name] += ledger.get(place, 0)
    return compare("brought in", file, held, "pence")
