"""The council of a scenario: an authority of its own with areas, tax, dwellings, people and two officers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from accounts.data import NewParty
from accounts.services import create_party
from billing.services import set_tax
from casework.data import Case
from casework.rules.scenario_names import split_name
from casework.rules.scenario_tax import areas_of, tax_of
from casework.services.scenario.files import published
from revenues.audit.data import SYSTEM, Actor
from revenues.authority.models import Authority, BankAccount, User
from revenues.authority.services import grant_role, set_setting
from revenues.kernel.errors import DomainError
from valuation.data import NewProperty, Told
from valuation.services import create_area, create_property, record_area, record_band

BEGINNING = date(1993, 4, 1)
WHY = "As the scenario has it"


@dataclass(slots=True)
class World:
    """What the story moves in: ids by label, and the two officers."""

    case: Case
    authority_id: int
    officer: Actor
    releaser: Actor
    areas: dict[str, int] = field(default_factory=dict)
    properties: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)


def noon(day: date) -> datetime:
    """The instant at which what happens on a day of the story happens."""
    return datetime.combine(day, time(12, tzinfo=UTC))


def build(case: Case) -> World:
    """Everything that is there before the story begins. Inside the caller's transaction.

    Raises:
        DomainError: a tax that nothing is known of, an area or a setting that is none.
    """
    on = case.story[0].on
    authority = _authority(case)
    officer, releaser = _officers(authority)
    world = World(case, authority.pk, officer, releaser)
    for name, dated in case.settings.items():
        for applies_from, value in dated.items():
            set_setting(
                authority_id=authority.pk, name=name, value=value, applies_from=applies_from,
                reason=WHY, by=SYSTEM, on=BEGINNING,
            )  # fmt: skip
    told = Told(on=on, source="scenario", reason=WHY)
    codes = {name: f"A{place}" for place, name in enumerate(areas_of(case, published()), start=1)}
    for name, code in codes.items():
        made = create_area(authority_id=authority.pk, code=code, name=name, told=told, by=SYSTEM)
        world.areas[name] = made.pk
    _set_taxes(world, codes)
    for label, about in case.properties.items():
        world.properties[label] = _dwelling(world, label, about, told)
    for label, about in case.people.items():
        world.people[label] = _party(world, about, told)
    return world


def _authority(case: Case) -> Authority:
    slug = f"scenario-{os.getpid()}"
    authority = Authority.objects.create(
        slug=slug,
        name=f"Scenario Council {os.getpid()}",
        address=["Civic Centre", "1 High Street", "Weybrook", "WB1 1AA"],
        phone="01632 960100",
        email="counciltax@scenario.example",
        website="https://scenario.example",
        payee_code="999999",
    )
    BankAccount.objects.create(
        authority=authority, name="Scenario Council", sort_code="000000", number="00000000"
    )
    return authority


def _officers(authority: Authority) -> tuple[Actor, Actor]:
    found = []
    for name, roles in (("officer", ("billing_officer", "systems_officer")), ("releaser", ("team_leader",))):
        user = User.objects.create(username=f"{authority.slug}-{name}", first_name="Scenario", last_name=name)
        for role in roles:
            grant_role(user_id=user.pk, authority_id=authority.pk, role=role, starts=BEGINNING, by=SYSTEM)
        found.append(Actor("user", user.pk, f"Scenario {name}"))
    return found[0], found[1]


def _set_taxes(world: World, codes: Mapping[str, str]) -> None:
    for year in world.case.tax:
        rows = tax_of(world.case, year, codes, published())
        set_on = world.case.tax[year].get("set_on") or date(year, 2, 25)
        set_tax(authority_id=world.authority_id, year=year, rows=rows, set_on=set_on, by=SYSTEM)


def _dwelling(world: World, label: str, about: Mapping[str, Any], told: Told) -> int:
    area = about.get("area") or next(iter(world.areas))
    if area not in world.areas:
        raise DomainError(f"{area} is not an area; there are: {', '.join(world.areas)}.", area=area)
    number = len(world.properties) + 1
    main = about.get("annexe_of")
    made = create_property(
        authority_id=world.authority_id,
        facts=NewProperty(
            reference=f"S{number:07d}",
            address=tuple(about.get("address") or (f"{number} Mill Lane", area)),
            postcode=about.get("postcode", "WB1 2AB"),
            kind=about.get("kind", "house"),
            annexe_of_id=world.properties.get(main) if main else None,
        ),
        told=told,
        by=SYSTEM,
    )
    record_area(property_id=made.pk, area_id=world.areas[area], starts=BEGINNING, told=told, by=SYSTEM)
    bands = about.get("bands") or ([{"from": BEGINNING, "band": about["band"]}] if "band" in about else [])
    for entry in bands:
        record_band(
            property_id=made.pk, band=entry["band"], starts=entry["from"], told=told, by=SYSTEM,
            ends=entry.get("until"),
        )  # fmt: skip
    return made.pk


def _party(world: World, about: Mapping[str, Any], told: Told) -> int:
    organisation = about.get("organisation", False)
    title, given, family = ("", "", about["name"]) if organisation else split_name(about["name"])
    party = NewParty(
        family=family,
        given=given,
        title=title,
        kind="organisation" if organisation else "person",
        born_on=about.get("born"),
        died_on=about.get("died"),
        address=tuple(about.get("address", ())),
        postcode=about.get("postcode", ""),
    )
    return create_party(authority_id=world.authority_id, party=party, told=told, by=SYSTEM).pk
