"""Facts of accounts that contradict one another, in words for an officer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from psycopg.types.range import DateRange

from accounts.models import Account, Circumstance, Entitlement, Interest, Occupancy, Resident
from accounts.rules import contradictions
from accounts.rules.contradictions import Contradiction
from billing.data import AccountFacts
from billing.models import TaxYear
from billing.selectors.facts import facts_for, rates_for
from revenues.authority.selectors import law_for
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law
from revenues.kernel.years import year_of, year_period

WHY = "contradictions are looked for at every authority"
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An account of which facts contradict one another, in words."""

    authority_id: int
    account_id: int
    words: str


def doubtful(*, on: date) -> Iterator[Doubtful]:
    """Every account liable in the year of a day or the next, as far as its tax is set, whose facts contradict.

    Only dwellings with something that can contradict are looked through; a few queries for a thousand of them.
    """
    found: dict[int, Doubtful] = {}
    years = TaxYear.objects.everywhere(WHY).filter(year__in=(year_of(on), year_of(on) + 1))
    for authority_id, year in years.order_by("authority_id", "year").values_list("authority_id", "year"):
        law, rates = law_for(authority_id), rates_for([authority_id], year=year)
        ids = _worth_a_look(authority_id, year)
        for first in range(0, len(ids), AT_ONCE):
            facts = facts_for(ids[first : first + AT_ONCE], year=year, as_at=on, rates=rates)
            for account_id, known in facts.items():
                if account_id not in found and (words := in_words(known, as_at=on, law=law)):
                    found[account_id] = Doubtful(authority_id, account_id, words)
    yield from found.values()


def in_words(facts: AccountFacts, *, as_at: date, law: Law) -> str:
    """What contradicts in the facts of an account and year; empty when nothing does."""
    try:
        every = contradictions.find(facts, as_at=as_at, law=law)
    except DomainError as error:  # a class or circumstance that the law does not know: it says so itself
        return f"Account {facts.account}: {error}."
    if not every:
        return ""
    held = "It cannot be charged until that is decided." if any(one.parks for one in every) else ""
    return " ".join(filter(None, (*_sentences(facts.account, every), held)))


def _sentences(account: str, every: Iterable[Contradiction]) -> Iterator[str]:
    for one in every:
        yield f"Account {account}, {one.period}: {one.words} ({', '.join(one.facts)})."


def _worth_a_look(authority_id: int, year: int) -> list[int]:
    days = year_period(year)
    window = DateRange(days.start, days.end)
    rows = Account.objects.everywhere(WHY).filter(authority_id=authority_id, period__overlap=window)
    rows = rows.filter(
        Exists(_there(Entitlement, window).filter(state="granted"))
        | Exists(_there(Occupancy, window).filter(occupied=False))
        | Exists(_there(Resident, window).exclude(disregard=""))
        | Exists(_there(Circumstance, window))
        | Exists(_there(Interest, window).filter(Q(sole=True) | Q(term_ends__isnull=False)))
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _there(
    model: type[Entitlement | Occupancy | Resident | Circumstance | Interest], window: DateRange
) -> QuerySet:
    return model.objects.filter(property_id=OuterRef("property_id"), period__overlap=window)
