"""Plain functions that put a small council into the database, for every test that needs one.

Everything is invented. Each function takes what the test is about by keyword and fills the rest; nothing is
random, so that a failing test reads the same twice. Facts are written with history, by ``BY``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any

from django.db import transaction
from psycopg.types.range import DateRange

from accounts.models import (
    Account,
    AccountAlias,
    ContactPoint,
    Entitlement,
    Household,
    LiableParty,
    Occupancy,
    Party,
    PartyName,
    Resident,
)
from accounts.rules import names, numbers
from billing.models import AreaTax, Body, PaymentChoice, Rate, TaxYear
from billing.rules.rates import band_amounts, bill_total, disabled_band_a
from billing.services import Billed, issue_demand
from ledger.services import post_receipt
from revenues.audit.data import SYSTEM, Actor
from revenues.audit.services import acting
from revenues.authority.data import Scope
from revenues.authority.models import Authority, BankAccount, Grant, User
from revenues.kernel.periods import Period
from valuation.models import Area, BandEntry, Property, PropertyArea

BY = Actor("loader", None, "Test data")
LONG_AGO = date(2019, 4, 1)
PASSWORD = "a long enough pass phrase"
BANDS = "ABCDEFGH"

_serials = count(1)


def next_number() -> str:
    """An account number that no other test row of this process has."""
    return numbers.make(next(_serials))


def days(starts: date = LONG_AGO, ends: date | None = None) -> DateRange:
    """A half-open period as the database keeps it."""
    return DateRange(starts, ends)


def authority(slug: str = "overford", **values: Any) -> Authority:
    """A council with an address, a colour and an account at a bank."""
    name = values.pop("name", f"{slug.title()} District Council")
    made = Authority.objects.create(
        slug=slug,
        name=name,
        address=["Civic Offices", "High Street", slug.title(), "OV1 1AA"],
        phone="01632 960000",
        email=f"counciltax@{slug}.example",
        website=f"https://www.{slug}.example",
        payee_code="900123",
        **values,
    )
    BankAccount.objects.create(authority=made, name=name[:40], sort_code="000000", number="12345678")
    return made


def user(username: str, **roles: Authority | Sequence[Authority]) -> User:
    """``user("jo", billing_officer=overford, auditor=[overford, marsh])`` signs in by PASSWORD."""
    made = User.objects.create_user(
        username=username,
        password=PASSWORD,
        email=f"{username}@overford.example",
        first_name=username.title(),
        last_name="Officer",
    )
    for role, where in roles.items():
        for place in [where] if isinstance(where, Authority) else where:
            Grant.objects.create(user=made, authority=place, role=role, starts=LONG_AGO)
    return made


def area(where: Authority, code: str = "OVER", **values: Any) -> Area:
    """A parish of the authority."""
    return Area.objects.create(authority=where, code=code, name=values.pop("name", "Overford"), **values)


def tax(where: Authority, *areas: Area, year: int = 2026, band_d: int = 2_573_52) -> TaxYear:
    """The tax of a year, raised by the council alone: the same band D in every area."""
    body, _ = Body.objects.within(Scope.of(where.pk)).get_or_create(
        authority=where, code="DC", defaults={"name": where.name, "kind": "billing_authority"}
    )
    made = TaxYear.objects.create(authority=where, year=year, set_on=date(year, 2, 25), digest="0" * 16)
    amounts = band_amounts(band_d)
    totals = bill_total([amounts])
    Rate.objects.create(tax_year=made, body=body, amounts=[amounts[band] for band in BANDS])
    for place in areas:
        AreaTax.objects.create(
            tax_year=made,
            area=place,
            totals=[totals[band] for band in BANDS],
            disabled_a=disabled_band_a(totals["D"]),
            last_year_d=band_d - 119_99,
        )
    return made


def dwelling(where: Authority, place: Area | None = None, *, band: str = "D", **values: Any) -> Property:
    """A house with its band and area, known since long ago."""
    serial = next(_serials)
    address = values.pop("address", [f"{serial} Mill Lane", "Overford"])
    postcode = values.pop("postcode", "OV1 2AB")
    with transaction.atomic(), acting(BY, "Test data"):
        made = Property.objects.create(
            authority=where,
            reference=values.pop("reference", f"OV{serial:07d}"),
            address=address,
            postcode=postcode,
            search_key=names.fold(" ".join([*address, postcode])),
            **values,
        )
        BandEntry.objects.create(property=made, band=band, period=days(), source="Valuation list")
        if place:
            PropertyArea.objects.create(property=made, area=place, period=days(), source="Gazetteer")
    return made


def party(
    where: Authority,
    family: str = "Iles",
    *,
    given: str = "Ana",
    title: str = "Ms",
    phone: str = "",
    email: str = "",
    **values: Any,
) -> Party:
    """A person with a name and, where given, a telephone number and an e-mail address."""
    with transaction.atomic(), acting(BY, "Test data"):
        made = Party.objects.create(authority=where, **values)
        PartyName.objects.create(
            party=made,
            title=title,
            given=given,
            family=family,
            search_key=names.fold(f"{given} {family}"),
            period=days(),
            source="Form",
        )
        if phone:
            digits = "".join(filter(str.isdigit, phone))
            ContactPoint.objects.create(
                party=made, kind="phone", value=phone, search_key=digits, period=days()
            )
        if email:
            ContactPoint.objects.create(
                party=made, kind="email", value=email, search_key=email.lower(), period=days()
            )
    return made


def account(
    home: Property,
    *liable: Party,
    starts: date = LONG_AGO,
    ends: date | None = None,
    alias: str = "",
    **values: Any,
) -> Account:
    """An account of a dwelling; without persons named, of one Ana Iles."""
    people = liable or (party(home.authority),)
    with transaction.atomic(), acting(BY, "Test data"):
        made = Account.objects.create(
            authority=home.authority,
            property=home,
            number=values.pop("number", None) or next_number(),
            period=days(starts, ends),
            told_on=starts,
            source="Form",
            **values,
        )
        for position, person in enumerate(people, start=1):
            LiableParty.objects.create(account=made, party=person, position=position)
        if alias:
            AccountAlias.objects.create(account=made, authority=home.authority, system="old", reference=alias)
    return made


def pays(
    on: Account, *, method: str = "direct_debit", pay_day: int = 15, instalments: int = 10
) -> PaymentChoice:
    """How the persons liable have asked to pay."""
    with transaction.atomic(), acting(BY, "Test data"):
        return PaymentChoice.objects.create(
            account=on, method=method, pay_day=pay_day, instalments=instalments, period=on.period
        )


def lives(
    home: Property,
    *,
    adults: int = 2,
    starts: date = LONG_AGO,
    ends: date | None = None,
    disregards: Mapping[str, str] | None = None,
) -> Household:
    """The dwelling is occupied by so many adults; ``disregards`` maps a resident's name to her class."""
    with transaction.atomic(), acting(BY, "Test data"):
        Occupancy.objects.create(property=home, occupied=True, period=days(starts, ends), source="Form")
        for name, cls in (disregards or {}).items():
            Resident.objects.create(property=home, name=name, disregard=cls, period=days(starts, ends))
        return Household.objects.create(
            property=home, adults=adults, period=days(starts, ends), told_on=starts, source="Form"
        )


def lives_again(home: Property, *, adults: int) -> Household:
    """Somebody says again how many adults live there: what was said before is put right."""
    with transaction.atomic(), acting(BY, "Test data"):
        Household.objects.filter(property=home).delete()
        return Household.objects.create(property=home, adults=adults, period=days(), source="Form")


def entitlement(
    home: Property, kind: str, *, starts: date = LONG_AGO, ends: date | None = None, **values: Any
) -> Entitlement:
    """A granted discount, exemption or reduction of the dwelling."""
    with transaction.atomic(), acting(BY, "Test data"):
        return Entitlement.objects.create(
            property=home,
            kind=kind,
            state=values.pop("state", "granted"),
            period=days(starts, ends),
            told_on=starts,
            source="Form",
            **values,
        )


def billed(on: Account, *, year: int = 2026, issued: date = date(2026, 3, 10)) -> Billed:
    """Bill the account through the real service: assessment, postings, plan and notice. The tax must be set."""
    return issue_demand(account_id=on.pk, year=year, issued_on=issued, reason="Test data", by=SYSTEM)


def paid(on: Account, pence: int, *, year: int = 2026, day: date = date(2026, 4, 15)) -> None:
    """Money received for a year of the account."""
    source = f"test:{next(_serials)}"
    post_receipt(account_id=on.pk, year=year, pence=pence, received_on=day, source=source, by=SYSTEM)


def covering(year: int) -> Period:
    """The days of a financial year."""
    return Period(date(year, 4, 1), date(year + 1, 4, 1))
