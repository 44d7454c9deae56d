"""Search over accounts: every meaning of what was typed in one query, ranked; then names, dwellings and balances.

Five queries when something is found at once: hits, accounts, persons, their names. Where nothing is, two more
looks: name and address mixed, and the nearest spelling.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce

from accounts.models import Account, AccountAlias, ContactPoint, LiableParty, PartyAlias, PartyName
from casework.rules.terms import Terms, read
from casework.selectors.heads import names_of
from ledger.models import ChargeYear
from revenues.authority.data import Scope
from valuation.models import Property

MOST = 20
NEAREST = "0.3"
NUMBER, REFERENCE, CONTACT, PEOPLE, ADDRESS, MIXED, NEAR = range(1, 8)
GROUPS = {
    NUMBER: "Account number",
    REFERENCE: "Reference",
    CONTACT: "Phone or e-mail",
    PEOPLE: "People",
    ADDRESS: "Addresses",
    MIXED: "Name and address",
    NEAR: "Spelt alike",
}
EXACT = 1000
WHY = "reached through the scope of the search"


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the results: an account, or a dwelling without one."""

    group: int
    exact: bool
    account: Account | None
    home: Property
    names: str
    balance: int


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found, grouped in the order of rank; ``more`` when the cap cut something off."""

    terms: Terms
    hits: tuple[Hit, ...]
    more: bool
    slip: bool = False

    @property
    def groups(self) -> list[tuple[str, list[Hit]]]:
        """Hits under their headings."""
        found: dict[int, list[Hit]] = {}
        for hit in self.hits:
            found.setdefault(hit.group, []).append(hit)
        return [(GROUPS[group], hits) for group, hits in sorted(found.items())]

    @property
    def only(self) -> Account | None:
        """The one account that was meant, when an exact term found nothing but it."""
        if len(self.hits) == 1 and self.hits[0].exact and not self.slip:
            return self.hits[0].account
        return None


def search(text: str, *, scope: Scope, on: date) -> Results:
    """Find accounts by whatever was typed, within the scope, the likeliest first, twenty at most."""
    terms = read(text)
    if not terms or not scope.authority_ids:
        return Results(terms, (), more=False)
    found = _run(_branches(terms, scope))
    slip = False
    if not found and terms.near:
        found, slip = _run([_numbers(terms.near, scope)]), True
    if not found and len(terms.words) > 1:
        found = _run([_mixed(terms, scope)])
    if not found and terms.spelt:
        found = _nearest(terms, scope)
    hits = _details(found[:MOST], scope=scope, on=on)
    return Results(terms, hits, more=len(found) > MOST, slip=slip and bool(hits))


Row = tuple[int, int, int | None, int | None]


def _run(branches: Sequence[QuerySet[Any]]) -> list[Row]:
    """All branches as one query; each account or dwelling once, under the best of its meanings."""
    if not branches:
        return []
    first, *others = branches
    rows: Iterable[Row] = first.union(*others, all=True) if others else first
    best: dict[tuple[int | None, int | None], Row] = {}
    for row in sorted(rows, key=lambda one: (one[0], -one[1])):
        best.setdefault((row[2], row[3]), row)
    return list(best.values())


def _branches(terms: Terms, scope: Scope) -> list[QuerySet[Any]]:
    found = []
    if terms.number:
        found.append(_numbers((terms.number,), scope))
    if terms.starts:
        starting = Account.objects.within(scope).filter(number__startswith=terms.starts)
        found.append(_rows(starting, NUMBER, Value(0), "pk").order_by("number")[: MOST + 1])
    if terms.references:
        found += _references(terms, scope)
    if terms.phones or terms.email:
        found.append(_contacts(terms, scope))
    if terms.postcode or terms.postcode_starts:
        found.append(_postcodes(terms, scope))
    if terms.words and not terms.number and not terms.email:
        found.append(_names(terms, scope))
        found.append(_addresses(terms, scope))
    return found


def _rows(
    rows: QuerySet[Any], group: int, score: Any, account: str | None, home: str | None = None
) -> QuerySet[Any]:
    """The four columns that all branches share: group, score, account id, property id."""
    nothing = Cast(Value(None), IntegerField())
    return rows.annotate(
        hit_group=Value(group, IntegerField()),
        hit_score=Cast(score, IntegerField()),
        hit_account=F(account) if account else nothing,
        hit_home=F(home) if home else nothing,
    ).values_list("hit_group", "hit_score", "hit_account", "hit_home")


def _numbers(wanted: Sequence[str], scope: Scope) -> QuerySet[Any]:
    return _rows(Account.objects.within(scope).filter(number__in=wanted), NUMBER, Value(EXACT), "pk")[:MOST]


def _references(terms: Terms, scope: Scope) -> list[QuerySet[Any]]:
    aliases = AccountAlias.objects.within(scope).filter(reference__in=terms.references)
    parties = LiableParty.objects.filter(
        account__authority_id__in=scope.authority_ids,
        party__in=PartyAlias.objects.within(scope).filter(reference__in=terms.references).values("party_id"),
    )
    known = Q(reference__in=terms.references) | Q(voa_reference__in=terms.references)
    if terms.text.isascii() and terms.text.isdigit() and len(terms.text) <= 12:
        known |= Q(uprn=int(terms.text))
    homes = Property.objects.within(scope).filter(known)
    return [
        _rows(aliases, REFERENCE, Value(EXACT), "account_id")[:MOST],
        _rows(parties, REFERENCE, Value(EXACT), "account_id")[:MOST],
        _rows(homes, REFERENCE, Value(EXACT), None, "pk")[:MOST],
    ]


def _contacts(terms: Terms, scope: Scope) -> QuerySet[Any]:
    points = ContactPoint.objects.filter(party__authority_id__in=scope.authority_ids)
    if terms.email:
        points = points.filter(kind="email", search_key__startswith=terms.email)
    else:
        starting = Q()
        for phone in terms.phones:
            starting |= Q(search_key__startswith=phone)
        points = points.filter(starting, kind="phone")
    whole = [*terms.phones, terms.email]
    score = Case(When(search_key__in=whole, then=Value(EXACT)), default=Value(0))
    return _rows(points, CONTACT, score, "party__liabilities__account_id").filter(
        party__liabilities__account_id__isnull=False
    )[: MOST + 1]


def _postcodes(terms: Terms, scope: Scope) -> QuerySet[Any]:
    starting = Q(postcode=terms.postcode) if terms.postcode else Q()
    for start in terms.postcode_starts:
        starting |= Q(postcode__startswith=start)
    homes = Property.objects.within(scope).filter(starting)
    return _rows(homes, ADDRESS, Value(0), None, "pk").order_by("postcode", "search_key")[: MOST + 1]


def _names(terms: Terms, scope: Scope) -> QuerySet[Any]:
    """Every word begins a word of the name; whole names first, accounts that run before those that ended."""
    liable = LiableParty.objects.filter(account__authority_id__in=scope.authority_ids)
    matching = PartyName.objects.filter(_every(terms.words, "search_key"))
    liable = liable.filter(party_id__in=matching.values("party_id"))
    whole = PartyName.objects.filter(search_key=terms.folded)
    score = Case(When(party_id__in=whole.values("party_id"), then=Value(500)), default=Value(100))
    running = Case(When(account__period__endswith=None, then=Value(50)), default=Value(0))
    rows = _rows(liable, PEOPLE, score + running, "account_id")
    return rows.order_by("-hit_score", "account_id")[: MOST + 1]


def _addresses(terms: Terms, scope: Scope) -> QuerySet[Any]:
    homes = Property.objects.within(scope).filter(_every(terms.words, "search_key"))
    begins = Case(When(search_key__startswith=terms.folded, then=Value(200)), default=Value(100))
    rows = _rows(homes, ADDRESS, begins, None, "pk")
    return rows.order_by("-hit_score", "search_key")[: MOST + 1]


def _mixed(terms: Terms, scope: Scope) -> QuerySet[Any]:
    """Some words are of a name and the rest of the address: ``iles mill lane``."""
    longest = max(terms.words, key=len)
    liable = LiableParty.objects.filter(account__authority_id__in=scope.authority_ids)
    one = [longest]
    liable = liable.filter(
        Q(party_id__in=PartyName.objects.filter(_every(one, "search_key")).values("party_id"))
        | Q(
            account__property_id__in=Property.objects.within(scope)
            .filter(_every(one, "search_key"))
            .values("pk")
        )
    )
    for word in terms.words:
        liable = liable.filter(
            _every([word], "party__names__search_key") | _every([word], "account__property__search_key")
        )
    return _rows(liable, MIXED, Value(100), "account_id").order_by("account_id")[: MOST + 1]


def _nearest(terms: Terms, scope: Scope) -> list[Row]:
    """Names and addresses spelt most alike, by trigrams, with a wider net than the database's own."""
    near = TrigramWordSimilarity(terms.folded, "search_key") * 1000
    names = PartyName.objects.filter(
        party__authority_id__in=scope.authority_ids, search_key__trigram_word_similar=terms.folded
    ).filter(party__liabilities__account_id__isnull=False)
    homes = Property.objects.within(scope).filter(search_key__trigram_word_similar=terms.folded)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [NEAREST])
        return _run(
            [
                _rows(names, NEAR, near, "party__liabilities__account_id").order_by("-hit_score")[: MOST + 1],
                _rows(homes, NEAR, near, None, "pk").order_by("-hit_score")[: MOST + 1],
            ]
        )


def _every(words: Sequence[str], column: str) -> Q:
    """Each word begins a word of the column; one with a digit is a whole word: ``12`` does not find 112 or 120."""
    found = Q()
    for word in words:
        whole = r"\M" if word[0].isdigit() else ""
        found &= Q(**{f"{column}__regex": rf"\m{word}{whole}"})
    return found


def _details(rows: Sequence[Row], *, scope: Scope, on: date) -> tuple[Hit, ...]:
    """Rows as people read them: two queries for accounts and dwellings, two for names."""
    homes = {row[3] for row in rows if row[3]}
    balance = ChargeYear.objects.everywhere(WHY).filter(account_id=OuterRef("pk")).values("account_id")
    accounts = list(
        Account.objects.within(scope)
        .filter(Q(pk__in={row[2] for row in rows if row[2]}) | Q(property_id__in=homes))
        .annotate(balance=Coalesce(Subquery(balance.annotate(t=Sum("balance")).values("t")), 0))
        .select_related("property", "authority")
        .order_by("period")
    )
    by_id = {account.pk: account for account in accounts}
    latest = {account.property_id: account for account in accounts}
    bare = Property.objects.within(scope).filter(pk__in=homes - latest.keys()).select_related("authority")
    empty = {home.pk: home for home in bare} if homes - latest.keys() else {}
    shown = {row[2] for row in rows if row[2]} | {latest[home].pk for home in homes if home in latest}
    names = _called(shown, on=on)
    hits: dict[object, Hit] = {}
    for group, score, account_id, home_id in rows:
        account = by_id.get(account_id) if account_id else latest.get(home_id or 0)
        home = account.property if account else empty.get(home_id or 0)
        if home is not None:
            key = account.pk if account else ("home", home.pk)
            called = names.get(account.pk, "") if account else ""
            owed = account.balance if account else 0
            hits.setdefault(key, Hit(group, score == EXACT, account, home, called, owed))
    return tuple(sorted(hits.values(), key=_place))


def _place(hit: Hit) -> tuple[int, str, int]:
    """Within a group as found; addresses by street and then by number, so that 6 comes before 12."""
    if hit.group != ADDRESS:
        return hit.group, "", 0
    number, _, street = hit.home.search_key.partition(" ")
    return (hit.group, street, int(number)) if number.isdecimal() else (hit.group, hit.home.search_key, 0)


def _called(account_ids: Iterable[int], *, on: date) -> dict[int, str]:
    """The names of the persons liable on each account. Two queries."""
    liable = list(
        LiableParty.objects.filter(account_id__in=list(account_ids))
        .order_by("account_id", "position")
        .values_list("account_id", "party_id")
    )
    names = names_of({party for _, party in liable}, on=on)
    found: dict[int, list[str]] = {}
    for account_id, party_id in liable:
        found.setdefault(account_id, []).append(names.get(party_id, ""))
    return {account_id: " & ".join(called) for account_id, called in found.items()}
