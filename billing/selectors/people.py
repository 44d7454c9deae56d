"""The names and addresses that a bill is sent to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Account, LiableParty, PartyAddress, PartyName

WHY = "the ids were reached through a scope or a run"
CAPACITIES = {
    "own": "{name}",
    "executor": "Executors of {name}",
    "trustee": "{name} (trustee)",
    "agent": "{name} (agent)",
}


@dataclass(frozen=True, slots=True)
class Served:
    """One person to be served: party id, the name as written, and where."""

    party_id: int
    name: str
    address: tuple[str, ...]


@dataclass(slots=True)
class Addressed:
    """Whom an account's bill is for, where it lies, and whether it is held back."""

    number: str
    authority_id: int
    property_id: int
    reference: str
    dwelling: tuple[str, ...]
    suppressed_because: str
    served: list[Served] = field(default_factory=list)


def addressed(account_ids: Sequence[int], *, on: date) -> dict[int, Addressed]:
    """Whom to write to on a day, by account id: in the order of the account, at their own address or the dwelling."""
    found = _accounts(account_ids)
    liable: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for account_id, party_id, capacity in (
        LiableParty.objects.filter(account_id__in=account_ids)
        .order_by("account_id", "position")
        .values_list("account_id", "party_id", "capacity")
    ):
        liable[account_id].append((party_id, capacity))
    parties = {party_id for people in liable.values() for party_id, _ in people}
    names, addresses = _names(parties, on), _addresses(parties, on)
    for account_id, people in liable.items():
        account = found[account_id]
        for party_id, capacity in people:
            name = CAPACITIES[capacity].format(name=names.get(party_id, "The person liable"))
            account.served.append(Served(party_id, name, addresses.get(party_id) or account.dwelling))
    return found


def _accounts(account_ids: Sequence[int]) -> dict[int, Addressed]:
    rows = Account.objects.everywhere(WHY).filter(pk__in=account_ids).values_list(
        "id", "number", "authority_id", "property_id", "property__reference", "property__address",
        "property__postcode", "suppressed_because",
    )  # fmt: skip
    return {
        pk: Addressed(number, authority, prop, reference, _lines(address, postcode), held)
        for pk, number, authority, prop, reference, address, postcode, held in rows
    }


def _names(parties: set[int], on: date) -> dict[int, str]:
    rows = PartyName.objects.filter(party_id__in=parties, period__contains=on)
    return {
        party_id: " ".join(part for part in (title, given, family) if part)
        for party_id, title, given, family in rows.values_list("party_id", "title", "given", "family")
    }


def _addresses(parties: set[int], on: date) -> dict[int, tuple[str, ...]]:
    rows = PartyAddress.objects.filter(party_id__in=parties, period__contains=on)
    return {
        party_id: (*_lines(lines, postcode), *([country] if country else []))
        for party_id, lines, postcode, country in rows.values_list("party_id", "lines", "postcode", "country")
    }


def _lines(lines: Sequence[str], postcode: str) -> tuple[str, ...]:
    return tuple(part for part in (*lines, postcode) if part)
