"""Loading a demonstration council: its invented population as files, through the loaders that every council uses."""

from __future__ import annotations

from django.db import transaction

from accounts.models import AccountAlias, AccountLink
from accounts.services.loading import AccountFiles
from billing.formats.tax import write_rows
from billing.services.tax import load_tax
from casework.formats.lined_yaml import read
from casework.rules.population import Population, populate
from casework.rules.population.files import Files, files_of
from casework.services.demo.councils import SET_ON, YEAR, DemoCouncil
from casework.services.demo.year import RUN_ON
from casework.services.load_accounts import load_accounts
from casework.services.scenario.files import ROOT
from revenues.audit.data import Actor
from revenues.audit.models import Event
from revenues.authority.data import Scope
from revenues.authority.models import Authority
from revenues.runs import bulk
from valuation.services.load import LoadFile, PropertyFiles, load_properties

WORDS = ROOT / "casework" / "demo_data" / "words.yaml"


def people_of(council: DemoCouncil, *, size: int | None = None) -> Population:
    """The council's invented population."""
    words = read(WORDS.read_text(encoding="utf-8"), file=WORDS.name).value
    return populate(council.council(size=size), words)


def files(council: DemoCouncil, population: Population) -> tuple[Files, bytes]:
    """The council's files as another system would hand them over, and its tax."""
    parishes = {body["area"] for body in council.bodies() if body["kind"] == "parish"}
    areas = [(code, name, name in parishes) for name, code in council.codes.items()]
    return files_of(population, areas), write_rows(council.tax())


def load(council: DemoCouncil, authority: Authority, *, by: Actor, size: int | None = None) -> str:
    """Load what has not been loaded before; gives what was done in words.

    A file that has been loaded is not loaded again, since the council has moved on from it.
    """
    known = set(
        Event.objects.filter(authority_id=authority.pk, verb__startswith="load_").values_list(
            "verb", flat=True
        )
    )
    if {"load_properties", "load_tax", "load_accounts"} <= known:
        return "loaded before"
    population = people_of(council, size=size)
    made, tax = files(council, population)
    done = []
    if "load_properties" not in known:
        parts = PropertyFiles(_file("properties", made), _file("bands", made), _file("areas", made))
        load_properties(authority=authority, files=parts, by=by, on=RUN_ON)
        done.append("dwellings")
    if "load_tax" not in known:
        load_tax(
            authority=authority, year=YEAR, raw=tax, file=f"{council.slug}_tax.csv", set_on=SET_ON, by=by
        )
        done.append("tax")
    if "load_accounts" not in known:
        accounts = AccountFiles(
            *(_file(name, made) for name in ("accounts", "people", "entitlements", "balances"))
        )
        with transaction.atomic():
            load_accounts(authority=authority, files=accounts, on=RUN_ON, by=by)
            _link(population, authority)
        done.append("accounts")
    return f"{', '.join(done)} loaded"


def _link(population: Population, authority: Authority) -> None:
    """Which account followed which: no file has a place for it, so it is written from what the other system knew."""
    wanted = {one.reference: one for one in population.accounts if one.follows}
    aliases = AccountAlias.objects.within(Scope.of(authority.pk))
    ids = dict(aliases.values_list("reference", "account_id"))
    rows = [(ids[one.follows], ids[one.reference], one.because) for one in wanted.values()]
    bulk.copy(AccountLink, ("before_id", "after_id", "because"), rows)


def _file(name: str, made: Files) -> LoadFile:
    return LoadFile(f"{name}.csv", getattr(made, name))
