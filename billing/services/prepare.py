"""Making bills for many accounts at once: the reads, then the pure rules. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from billing.data import AccountFacts, AreaRates
from billing.rules.bill import Bill, Choice, Position, make_bill
from billing.rules.notice import Addressee, payload
from billing.selectors.facts import facts_for, rates_for
from billing.selectors.people import Addressed, addressed
from billing.selectors.positions import choices_for, positions_for
from billing.selectors.tables import bill_tables
from notices import services as notices
from notices.rules.codes import barcode, qr_text
from revenues.authority.selectors import law_for
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law
from revenues.kernel.years import year_period

TEMPLATE = "demand"


@dataclass(frozen=True, slots=True)
class Setting:
    """What all bills of one batch share: authority, year, days, law, tax, and the tables of the notices.

    ``seen`` holds the shapes of notice that were checked already: the first of each shape is read back whole.
    """

    authority_id: int
    year: int
    as_at: date
    issued: date | None
    law: Law
    rates: Mapping[str, AreaRates]
    tables: Mapping[str, tuple[str, dict[str, Any]]]
    seen: set[object] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Prepared:
    """One account's bill, ready to be written. ``payload`` None: no notice goes out. ``table`` is a digest."""

    account_id: int
    facts: AccountFacts
    position: Position
    choice: Choice
    bill: Bill
    to: Addressed
    payload: dict[str, Any] | None
    table: str


def setting_for(*, authority_id: int, year: int, as_at: date, issued: date | None) -> Setting:
    """Read once what a batch shares. Raises DomainError where no tax is set for the year."""
    rates = rates_for([authority_id], year=year)
    if not rates:
        raise DomainError(f"No tax has been set for {year}/{(year + 1) % 100:02d}: load it first.", year=year)
    tables = bill_tables(authority_id, year=year) if issued else {}
    return Setting(authority_id, year, as_at, issued, law_for(authority_id), rates, tables)


def prepare(account_ids: Sequence[int], setting: Setting) -> dict[int, Prepared | DomainError]:
    """The bill of each account, or the error that keeps it from being billed. A few queries for all of them."""
    year, issued = setting.year, setting.issued
    facts = facts_for(account_ids, year=year, as_at=setting.as_at, rates=setting.rates)
    positions = positions_for(account_ids, year=year)
    choices = choices_for(account_ids, on=max(setting.as_at, year_period(year).start))
    people = addressed(account_ids, on=issued or setting.as_at)
    found: dict[int, Prepared | DomainError] = {}
    for account_id in account_ids:
        if account_id not in facts:
            found[account_id] = DomainError("There is no such account.", account_id=account_id)
            continue
        try:
            found[account_id] = _one(
                account_id, facts[account_id], positions.get(account_id, Position()),
                choices.get(account_id, Choice()), people[account_id], setting,
            )  # fmt: skip
        except DomainError as error:
            found[account_id] = error
    return found


def _one(
    account_id: int, facts: AccountFacts, position: Position, choice: Choice, to: Addressed, setting: Setting
) -> Prepared:
    held_back = bool(to.suppressed_because)
    issued = None if held_back else setting.issued
    bill = make_bill(facts, position, choice, as_at=setting.as_at, issued=issued, law=setting.law)
    if issued is None or bill.kind in ("", "nil"):
        return Prepared(account_id, facts, position, choice, bill, to, None, "")
    digest, content = _table(facts, bill, setting)
    slots = payload(
        bill=bill,
        facts=facts,
        position=position,
        choice=choice,
        issued=issued,
        to=Addressee([person.name for person in to.served], window(to), ", ".join(to.dwelling), to.reference),
        area=content["area"],
        codes=_codes(facts, bill, content["council"]),
    )
    _check_first_of_shape(slots, content, setting)
    return Prepared(account_id, facts, position, choice, bill, to, slots, digest)


def _check_first_of_shape(slots: dict[str, Any], content: dict[str, Any], setting: Setting) -> None:
    """A notice that would not make a right bill is refused before anything is written."""
    plan = slots["plan"]
    shape = (
        slots["kind"],
        len(slots["lines"]),
        len(plan["instalments"]),
        plan["method"],
        slots["to_pay"] > 0,
    )
    if setting.issued and shape not in setting.seen:
        notices.check(TEMPLATE, payload=slots, table=content, issued_on=setting.issued)
        setting.seen.add(shape)


def window(to: Addressed) -> list[str]:
    """The address in the window: every name that is served there, then where the first person is written to."""
    if not to.served:
        raise DomainError("Nobody is liable on this account: a bill has no name to go to.", account=to.number)
    first = to.served[0]
    there = [person.name for person in to.served if person.address == first.address]
    names = there[0] if len(there) == 1 else f"{', '.join(there[:-1])} and {there[-1]}"
    return [names, *first.address]


def _table(facts: AccountFacts, bill: Bill, setting: Setting) -> tuple[str, dict[str, Any]]:
    lines = bill.assessment.lines
    day = max((line.period.start for line in lines), default=facts.liable.start)
    for entry in facts.areas:
        if day in entry.period and entry.value in setting.tables:
            return setting.tables[entry.value]
    raise DomainError(
        f"On {day:%d %B %Y} the dwelling of account {facts.account} lies in no area with a tax."
    )


def _codes(facts: AccountFacts, bill: Bill, council: Mapping[str, Any]) -> tuple[str, str]:
    owed = max(0, bill.to_pay)
    payee = council["payee_code"]
    return barcode(payee, facts.account, owed), qr_text(council["website"], facts.account, owed)
