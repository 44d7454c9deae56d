"""The two councils of the demonstration: who they are, what they have chosen, who works for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from casework.rules.population import Council
from casework.rules.population.town import Place
from casework.rules.scenario_tax import published_bodies, tax_rows
from casework.services.scenario.files import published
from revenues.audit.data import SYSTEM, Actor
from revenues.audit.services import acting
from revenues.authority.models import Authority, BankAccount, User
from revenues.authority.services import grant_role, set_setting
from revenues.kernel.errors import DomainError

YEAR = 2026
SEED = 2026
BEGINNING = date(2019, 4, 1)
SET_ON = date(2026, 2, 25)
DEFAULT_PASSWORD = "demonstration-2026"  # noqa: S105 - printed for everybody; never used in production


@dataclass(frozen=True, slots=True)
class DemoCouncil:
    """A council of the demonstration. ``published`` is the district whose amounts it bills."""

    slug: str
    name: str
    published: str
    prefix: str
    postcodes: str
    size: int
    uprn_from: int
    colour: str
    payee_code: str
    weights: Mapping[str, int]
    codes: Mapping[str, str]
    bands: Mapping[str, int]
    address: tuple[str, ...]
    phone: str
    chosen: Mapping[str, Any] = field(default_factory=dict)

    def bodies(self) -> list[dict[str, Any]]:
        """Its bodies' amounts of the year, in pence."""
        return published_bodies(self.published, YEAR, published())

    def tax(self) -> list[Any]:
        """Its tax as rows."""
        return tax_rows(self.bodies(), self.codes, YEAR)

    def note(self) -> str:
        """Where its amounts come from."""
        return str(published()[self.published]["note"])

    def council(self, *, size: int | None = None) -> Council:
        """What its population is made for."""
        return Council(
            slug=self.slug,
            prefix=self.prefix,
            postcodes=self.postcodes,
            size=size or self.size,
            uprn_from=self.uprn_from,
            places=tuple(
                Place(code, name, self.weights[name], self._last_year_d(name))
                for name, code in self.codes.items()
            ),
            bands=self.bands,
            seed=SEED,
        )

    def _last_year_d(self, area: str) -> int:
        return sum(body["last_year_d"] for body in self.bodies() if body.get("area", area) == area)


ELMBRIDGE = DemoCouncil(
    slug="elmbridge",
    name="Elmbridge (demonstration)",
    published="Elmbridge",
    prefix="EB",
    postcodes="EB",
    size=5000,
    uprn_from=999_100_000_000,
    colour="#1d4f7c",
    payee_code="982601",
    weights={"Oxshott Vale": 36, "Weybrook": 46, "Claygate": 18},
    codes={"Oxshott Vale": "OXV", "Weybrook": "WEY", "Claygate": "CLAY"},
    bands={"A": 3, "B": 7, "C": 13, "D": 22, "E": 20, "F": 14, "G": 16, "H": 5},
    address=("Civic Centre (invented)", "1 High Street", "Weybrook", "EB1 1AA"),
    phone="01632 960100",
    chosen={
        "accounts.discounts.class_b_percent": 0,
        "accounts.discounts.class_c_percent": 0,
        "accounts.discounts.class_c_first_days": 28,
        "accounts.discounts.class_c_first_percent": 100,
    },
)
OVERFORD = DemoCouncil(
    slug="overford",
    name="Overford District Council (invented)",
    published="Overford",
    prefix="OV",
    postcodes="OV",
    size=1000,
    uprn_from=999_200_000_000,
    colour="#5b2d6b",
    payee_code="982602",
    weights={"Upper Overford": 45, "Marsh Ferry": 35, "St Odo's": 20},
    codes={"Upper Overford": "UPOV", "Marsh Ferry": "MAFE", "St Odo's": "ODO"},
    bands={"A": 16, "B": 20, "C": 22, "D": 17, "E": 12, "F": 7, "G": 5, "H": 1},
    address=("The Guildhall (invented)", "2 Market Place", "Upper Overford", "OV1 1AA"),
    phone="01632 960200",
)
COUNCILS = (ELMBRIDGE, OVERFORD)

# user name: full name, role, the councils where she holds it
STAFF: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "officer": ("Olu Officer", "billing_officer", ("elmbridge", "overford")),
    "leader": ("Lena Leader", "team_leader", ("elmbridge", "overford")),
    "systems": ("Sam Systems", "systems_officer", ("elmbridge", "overford")),
    "auditor": ("Aud Auditor", "auditor", ("elmbridge", "overford")),
    "recovery": ("Rae Recovery", "recovery_officer", ("elmbridge", "overford")),
    "elmbridge.officer": ("Ellis Elm", "billing_officer", ("elmbridge",)),
    "overford.officer": ("Ola Ford", "billing_officer", ("overford",)),
}


def refuse_in_production() -> None:
    """Raise DomainError where the installation is a real one."""
    if settings.PRODUCTION:
        raise DomainError("The demonstration is never put into an installation in production.")


def establish(council: DemoCouncil) -> tuple[Authority, bool]:
    """The council's authority with its bank account and choices; and whether it was made now."""
    found = Authority.objects.filter(slug=council.slug).first()
    if found is not None:
        return found, False
    with transaction.atomic(), acting(SYSTEM, "Demonstration"):
        made = Authority.objects.create(
            slug=council.slug,
            name=council.name,
            address=list(council.address),
            phone=council.phone,
            email=f"counciltax@{council.slug}.example",
            website=f"https://{council.slug}.example",
            colour=council.colour,
            payee_code=council.payee_code,
        )
        BankAccount.objects.create(
            authority=made,
            name=f"{council.slug.title()} Collection Fund",
            sort_code="000000",
            number="12345678",
        )
        for name, value in council.chosen.items():
            set_setting(
                authority_id=made.pk, name=name, value=value, applies_from=date(2013, 4, 1),
                reason="Demonstration: determined in February 2013", by=SYSTEM, on=date(2013, 2, 20),
            )  # fmt: skip
    return made, True


def employ(authorities: Mapping[str, Authority], password: str) -> tuple[dict[str, Actor], int]:
    """The officers as actors by user name, with their roles; and how many were made now.

    Where the password is another than it was they all get it, so that what is printed is true.
    """
    made, actors = 0, {}
    with transaction.atomic():
        known = User.objects.filter(username__in=STAFF)
        stale = bool(known) and not known[0].check_password(password)
        for username, (name, role, where) in STAFF.items():
            first, _, last = name.partition(" ")
            user, new = User.objects.get_or_create(
                username=username,
                defaults={"first_name": first, "last_name": last, "email": f"{username}@example.org"},
            )
            made += new
            if new or stale:
                user.set_password(password)
                user.save(update_fields=["password"])
            for slug in where:
                grant_role(
                    user_id=user.pk, authority_id=authorities[slug].pk, role=role, starts=BEGINNING, by=SYSTEM
                )
            actors[username] = Actor("user", user.pk, name)
    return actors, made
