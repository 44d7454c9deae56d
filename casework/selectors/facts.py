"""The facts that a working cites, in words, with who recorded each, when and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.apps import apps
from django.db.models import Model

from accounts.models import Circumstance, Entitlement, Household, Occupancy, Resident
from revenues.authority.models import User
from revenues.authority.models.facts import Fact
from revenues.kernel.money import pounds
from revenues.kernel.periods import Period
from valuation.models import BandEntry, PropertyArea


@dataclass(frozen=True, slots=True)
class Recorded:
    """Who last recorded a fact, when and why, as its history tells."""

    at: datetime
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cited:
    """One fact in words."""

    ref: str
    kind: str
    words: str
    period: Period
    told_on: date | None
    decided_on: date | None
    source: str
    evidence: str
    review_on: date | None
    recorded: Recorded | None


def cited(refs: Iterable[str], *, property_id: int) -> list[Cited]:
    """The facts of a dwelling by reference (``bandentry:12``), in the order given; one that is gone is left out.

    Two queries for each kind of fact and one for the names of officers. The dwelling is the caller's scope.
    """
    wanted: dict[str, list[int]] = defaultdict(list)
    order = list(dict.fromkeys(refs))
    for ref in order:
        kind, _, number = ref.partition(":")
        if kind in MODELS and number.isdigit():
            wanted[kind].append(int(number))
    rows: list[Fact] = []
    for kind, ids in wanted.items():
        rows += _rows(MODELS[kind]).filter(pk__in=ids, property_id=property_id)
    by_ref = {one.ref: one for one in told(rows)}
    return [by_ref[ref] for ref in order if ref in by_ref]


def facts_of(property_id: int) -> list[Cited]:
    """Every fact about a dwelling that a charge may stand on, newest first. A fixed number of queries."""
    rows: list[Fact] = []
    for model in MODELS.values():
        rows += _rows(model).filter(property_id=property_id)
    return sorted(told(rows), key=lambda one: (one.period.start, one.kind), reverse=True)


def told(rows: Iterable[Fact]) -> list[Cited]:
    """Facts in words with their history. One query for each kind of fact, one for the names of officers."""
    rows = list(rows)
    histories = _histories(rows)
    return [
        Cited(
            ref=row.ref,
            kind=str(row._meta.verbose_name),
            words=WORDS[str(row._meta.model_name)](row),
            period=row.days,
            told_on=row.told_on,
            decided_on=row.decided_on,
            source=row.source,
            evidence=row.evidence,
            review_on=getattr(row, "review_on", None),
            recorded=histories.get(row.ref),
        )
        for row in rows
    ]


def actors(refs: Iterable[str]) -> dict[str, str]:
    """The names behind ``user:12``, ``run:5``, ``loader``. One query when there are officers among them."""
    found: dict[str, str] = {}
    officers: dict[int, str] = {}
    for ref in set(refs):
        kind, _, number = ref.partition(":")
        if kind == "user" and number.isdigit():
            officers[int(number)] = ref
        else:
            found[ref] = f"{kind} {number}".strip() or "not said"
    if officers:
        for user in User.objects.filter(pk__in=officers):
            found[officers[user.pk]] = user.get_full_name() or user.get_username()
    return found


def _histories(rows: Iterable[Fact]) -> dict[str, Recorded]:
    """The latest event of each fact: the insert, or the change that made it what it is."""
    by_model: dict[type[Model], list[int]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row.pk)
    events: dict[str, tuple[datetime, Mapping[str, Any]]] = {}
    for model, ids in by_model.items():
        history: Any = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
        latest = history.objects.filter(pgh_obj_id__in=ids).order_by("pgh_id")
        for pk, at, metadata in latest.values_list("pgh_obj_id", "pgh_created_at", "pgh_context__metadata"):
            events[f"{model._meta.model_name}:{pk}"] = at, metadata or {}
    names = actors(str(metadata.get("actor", "")) for _, metadata in events.values())
    return {
        ref: Recorded(at, names[str(metadata.get("actor", ""))], str(metadata.get("reason", "")))
        for ref, (at, metadata) in events.items()
    }


def _rows(model: type[Fact]) -> Any:
    rows = cast("Any", model).objects.all()
    return rows.select_related("area") if model is PropertyArea else rows


def _band(row: Any) -> str:
    return f"Band {row.band}" + (f", list alteration {row.alteration}" if row.alteration else "")


def _occupancy(row: Any) -> str:
    furnished = "furnished" if row.furnished else "unfurnished"
    return f"Lived in, {furnished}" if row.occupied else f"Nobody lives there, {furnished}"


def _household(row: Any) -> str:
    return "No adult lives there" if not row.adults else f"{row.adults} adult{'s' * (row.adults != 1)}"


def _resident(row: Any) -> str:
    return f"{row.name}: " + (
        f"not counted, {row.disregard.replace('_', ' ')}" if row.disregard else "resident"
    )


def _entitlement(row: Any) -> str:
    what = f"{row.kind.replace('_', ' ')} {row.cls}".strip().capitalize()
    share = f" {row.percent}%" if row.percent else f" {pounds(row.amount)} a year" if row.amount else ""
    days = (("from", row.since), ("probate granted", row.grant_on), ("sold", row.ended_on))
    clock = "".join(f", {name} {day:%d %b %Y}" for name, day in days if day)
    return f"{what}{share}, {row.state}{clock}"


def _circumstance(row: Any) -> str:
    since = f", since {row.since:%d %b %Y}" if row.since else ""
    return f"{KIND_OF_HOME[row.kind]}{since}"


KIND_OF_HOME = {
    "seasonal": "May not be lived in for part of each year",
    "repair": "Under major repair",
    "job_related": "Kept because of a job that ties to another home",
    "pitch": "A caravan pitch or mooring",
}


MODELS: dict[str, type[Fact]] = {
    "bandentry": BandEntry,
    "propertyarea": PropertyArea,
    "occupancy": Occupancy,
    "household": Household,
    "resident": Resident,
    "entitlement": Entitlement,
    "circumstance": Circumstance,
}
WORDS: dict[str, Callable[[Any], str]] = {
    "bandentry": _band,
    "propertyarea": lambda row: f"In {row.area.name}",
    "occupancy": _occupancy,
    "household": _household,
    "resident": _resident,
    "entitlement": _entitlement,
    "circumstance": _circumstance,
}
