"""Money received, and balances and charges brought from another system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import Account
from ledger.data import BROUGHT_KINDS, Leg
from ledger.services.allocation import allocate
from ledger.services.charge_years import open_charge_years
from ledger.services.locks import lock_accounts
from ledger.services.posting import Posted, post
from revenues.audit.data import Actor
from revenues.audit.services import record
from revenues.kernel.errors import DomainError

ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Brought:
    """What another system had on an account for a year: kind and signed pence, a debit to the taxpayer plus."""

    account_id: int
    year: int
    kind: str
    pence: int


def post_receipt(
    *,
    account_id: int,
    year: int,
    pence: int,
    received_on: date,
    source: str,
    by: Actor,
    calculation: str = ELSEWHERE,
    method: str = "",
) -> Posted:
    """Post money received for a year of an account and set it against what has been demanded, oldest first.

    Args:
        pence: what was received, more than nought.
        received_on: the day it counts.
        source: what makes this receipt this one: file and line, or till and number.
        calculation: engine to pin should the year not be open yet.
        method: how it was paid, as ``ledger.credits.cleared_days`` names it; nothing where that is not known.

    Raises:
        DomainError: an amount that is not more than nought.
        Conflict: the account is held, or the source was posted with another amount.
    """
    if pence <= 0:
        raise DomainError("A receipt must be more than nought.", pence=pence)
    with transaction.atomic():
        account = lock_accounts([account_id], by=by)[account_id]
        charge_year_id = _charge_year(account, year, calculation)
        legs = (
            Leg(-pence, "receipt", year, charge_year_id=charge_year_id, detail=method),
            Leg(pence, "receipt", year, control="bank"),
        )
        posted = post(
            authority_id=account.authority_id,
            kind="receipt",
            source=f"receipt:{source}",
            legs=legs,
            value_date=received_on,
            accounting_date=received_on,
            by=by,
        )
        if not posted.already:
            allocate([charge_year_id])
    return posted


def post_brought(
    *, account_id: int, year: int, pence: int, kind: str, source: str, on: date, by: Actor
) -> Posted:
    """Bring in one balance, charge or payment; see ``post_brought_many``."""
    row = Brought(account_id, year, kind, pence)
    return post_brought_many(rows=[row], source=source, on=on, by=by)


def post_brought_many(*, rows: Sequence[Brought], source: str, on: date, by: Actor) -> Posted:
    """Bring in balances, charges and payments of years that another system billed, as one entry of one authority.

    The contra legs are one for each kind and year. The same source again changes nothing and says so.

    Raises:
        DomainError: no rows, an unknown kind, nought pence, or accounts of several authorities.
        Conflict: an account is held, or the source was posted with other amounts.
    """
    for row in rows:
        if row.kind not in BROUGHT_KINDS or not row.pence:
            raise DomainError(
                f"{row.kind} of {row.pence} pence cannot be brought in.", kind=row.kind, pence=row.pence
            )
    with transaction.atomic():
        accounts = lock_accounts([row.account_id for row in rows], by=by)
        authorities = {account.authority_id for account in accounts.values()}
        if len(authorities) != 1:
            raise DomainError("An entry is of one authority.", authorities=len(authorities))
        authority_id = authorities.pop()
        posted = post(
            authority_id=authority_id, kind="brought", source=f"brought:{source}", legs=_brought_legs(rows, authority_id),
            value_date=on, accounting_date=on, by=by,
        )  # fmt: skip
        if not posted.already:
            record(
                verb="brought_in", subject=("entry", posted.entry_id), by=by, authority_id=authority_id,
                after={"rows": len(rows), "pence": sum(row.pence for row in rows), "source": source},
            )  # fmt: skip
    return posted


def _brought_legs(rows: Sequence[Brought], authority_id: int) -> list[Leg]:
    years: dict[int, dict[int, int]] = {}
    for row in rows:
        if row.year not in years:
            wanted = {other.account_id: authority_id for other in rows if other.year == row.year}
            years[row.year] = open_charge_years(wanted, year=row.year, calculation=ELSEWHERE)
    legs = [
        Leg(row.pence, row.kind, row.year, charge_year_id=years[row.year][row.account_id]) for row in rows
    ]
    contra: Counter[tuple[str, int]] = Counter()
    for row in rows:
        contra[row.kind, row.year] -= row.pence
    controls = {kind: "opening" if kind == "opening_balance" else ELSEWHERE for kind in BROUGHT_KINDS}
    return legs + [
        Leg(pence, kind, year, control=controls[kind]) for (kind, year), pence in contra.items() if pence
    ]


def _charge_year(account: Account, year: int, calculation: str) -> int:
    return open_charge_years({account.pk: account.authority_id}, year=year, calculation=calculation)[
        account.pk
    ]
