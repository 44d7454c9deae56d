"""The page of a dwelling: its bands and areas, and whose account it has been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import Account
from casework.selectors.facts import Cited, facts_of
from casework.selectors.heads import Person, people_of
from revenues.authority.data import Scope
from valuation.models import Property


@dataclass(frozen=True, slots=True)
class Dwelling:
    """A dwelling with its facts and accounts, newest first."""

    home: Property
    facts: tuple[Cited, ...]
    accounts: tuple[tuple[Account, tuple[Person, ...]], ...]


def dwelling(property_id: int, *, scope: Scope, on: date) -> Dwelling | None:
    """A dwelling within the scope; None when it is not there. A fixed number of queries."""
    home = (
        Property.objects.within(scope).select_related("authority", "annexe_of").filter(pk=property_id).first()
    )
    if home is None:
        return None
    accounts = list(Account.objects.within(scope).filter(property=home).order_by("-period"))
    people = people_of([account.pk for account in accounts], on=on)
    return Dwelling(
        home=home,
        facts=tuple(facts_of(home.pk)),
        accounts=tuple((account, people.get(account.pk, ())) for account in accounts),
    )
