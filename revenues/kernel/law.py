"""Law as dated, referenced values in YAML; read by day; what was read has a digest.

A file ``<app>/law/<name>.yaml`` maps parameter names to parameters::

    single_adult:
      description: Discount for a day with one counted resident.
      unit: per_cent
      certainty: S                 # S seen in a source, K known practice not yet confirmed
      reference: ["LGFA 1992 s.11(1)"]
      source: "norwich.gov.uk; ealing.gov.uk"
      local: true                  # optional: an authority may set its own value (authority.Setting)
      values: {1993-04-01: 25}     # a value may be a number, a word, a list or a table
      values_wales: {...}          # optional: where Wales differs; maximum_wales likewise

The parameter's id is ``<app>.<name>.<parameter>``. A value holds from its day until the next one.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from revenues.kernel.errors import DomainError
from revenues.kernel.periods import Period

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = frozenset({"description", "unit", "certainty", "reference", "source", "values"})
OPTIONAL = frozenset({"values_wales", "local", "choices", "minimum", "maximum", "maximum_wales", "note"})
UNITS = frozenset(
    {
        "per_cent",
        "pence",
        "days",
        "months",
        "years",
        "ninths",
        "count",
        "day_of_month",
        "choice",
        "flag",
        "table",
        "date",
    }
)


Policy = Mapping[str, Any]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnknownLaw(DomainError):
    """A parameter or a value of it that is not there on that day."""


class UnlawfulSetting(DomainError):
    """A value that an authority may not choose for itself."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One dated value of the law, with where it comes from and how sure we are."""

    id: str
    description: str
    unit: str
    certainty: str
    reference: tuple[str, ...]
    source: str
    days: tuple[date, ...]
    values: tuple[Any, ...]
    local: bool = False
    choices: tuple[Any, ...] = ()
    minimum: int | None = None
    maximum: int | None = None

    def index_on(self, day: date) -> int:
        """Which of the values holds on a day; -1 when none does yet."""
        return bisect_right(self.days, day) - 1

    def problem(self, value: object) -> str:
        """Why an authority may not choose this value; empty when it may. Limits hold for whole numbers."""
        if self.choices and value not in self.choices:
            return f"{self.id} must be one of {', '.join(map(str, self.choices))}, not {value}"
        if type(value) is not int:
            return f"{self.id} must be a whole number" if self._numeric(value) else ""
        if self.minimum is not None and value < self.minimum:
            return f"{self.id} must be at least {self.minimum}, not {value}"
        if self.maximum is not None and value > self.maximum:
            return f"{self.id} must be at most {self.maximum}, not {value}"
        return ""

    def _numeric(self, value: object) -> bool:
        limited = self.minimum is not None or self.maximum is not None
        return limited and not (value is None and None in self.values)


@dataclass(slots=True)
class Law:
    """The law as it stands for one authority: national values, its own dated settings laid over.

    ``reads`` grows with every value that was looked up, so that the digest tells which law an
    assessment stood on. ``fresh()`` gives the same law with nothing read yet. ``memo`` is shared by all
    fresh copies: what follows from these parameters alone (digests, days of change) is worked out once.
    """

    parameters: Mapping[str, Parameter]
    reads: dict[tuple[str, date], Any] = field(default_factory=dict)
    memo: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def value(self, name: str, on: date) -> Any:
        """The value of a parameter on a day. Raises UnknownLaw, naming both."""
        parameter = self.parameters.get(name)
        if parameter is None:
            raise UnknownLaw(f"no parameter of the law is called {name}", name=name)
        index = parameter.index_on(on)
        if index < 0:
            raise UnknownLaw(f"{name} has no value on {on}", name=name, on=on)
        value = parameter.values[index]
        self.reads[name, parameter.days[index]] = value
        return value

    def reference(self, name: str) -> str:
        """The provision a parameter cites first."""
        return self.parameters[name].reference[0]

    def fresh(self) -> Law:
        """The same law, with nothing read yet."""
        return Law(self.parameters, memo=self.memo)

    def digest(self) -> str:
        """Sixteen hexadecimal digits that stand for exactly the values read so far."""
        key = ("digest", frozenset(self.reads))
        found = self.memo.get(key)
        if found is None:
            read = [(name, day.isoformat(), self.reads[name, day]) for name, day in sorted(self.reads)]
            text = json.dumps(read, default=str, sort_keys=True)
            found = self.memo[key] = hashlib.sha256(text.encode()).hexdigest()[:16]
        return str(found)

    def changes(self, prefix: str | tuple[str, ...], within: Period) -> tuple[date, ...]:
        """The days inside a closed period, but its first, on which a parameter ``prefix...`` gets a new value.

        Of several prefixes any does.
        """
        key = ("changes", prefix, within)
        found = self.memo.get(key)
        if found is None:
            days = {
                day
                for name, parameter in self.parameters.items()
                if name.startswith(prefix)
                for day in parameter.days
                if day in within and day != within.start
            }
            found = self.memo[key] = tuple(sorted(days))
        return tuple(found)

    def with_settings(self, settings: Mapping[str, Mapping[date, Any]]) -> Law:
        """Lay an authority's own dated values over the parameters it may set.

        From the day of its first own value the authority's values stand; before it the national ones.
        Raises UnknownLaw for a name that is no local parameter, UnlawfulSetting for a value past its limits.
        """
        changed = dict(self.parameters)
        for name, dated in settings.items():
            parameter = self.parameters.get(name)
            if parameter is None or not parameter.local:
                raise UnknownLaw(f"{name} is not a setting that an authority may choose", name=name)
            for value in dated.values():
                if problem := parameter.problem(value):
                    raise UnlawfulSetting(problem, name=name, value=value)
            changed[name] = _overlaid(parameter, dated)
        return Law(changed)


def in_force(law: Law | None = None, policy: Policy | None = None) -> Law:
    """The law that a rule shall ask: national when none is given, an authority's policy laid over.

    Args:
        law: the law as ``authority.selectors.law_for`` builds it; None for the national law of England.
        policy: parameter id to a value, or to a mapping of days to values, that an authority has chosen.
    """
    law = national() if law is None else law
    if not policy:
        return law
    return law.with_settings({name: _dated(value) for name, value in policy.items()})


def _dated(value: Any) -> Mapping[date, Any]:
    if isinstance(value, Mapping) and value and all(type(day) is date for day in value):
        return value
    return {date.min: value}


def _overlaid(parameter: Parameter, dated: Mapping[date, Any]) -> Parameter:
    if not dated:
        return parameter
    first = min(dated)
    merged = {d: v for d, v in zip(parameter.days, parameter.values, strict=True) if d < first}
    merged.update(dated)
    days = tuple(sorted(merged))
    return replace(parameter, days=days, values=tuple(merged[d] for d in days))


@lru_cache(maxsize=4)
def _national(nation: str) -> Mapping[str, Parameter]:
    found: dict[str, Parameter] = {}
    for path in sorted(ROOT.glob("*/law/*.yaml")):
        found.update(load_file(path, app=path.parts[-3], nation=nation))
    return found


def national(nation: str = "england") -> Law:
    """The law of a nation from every ``<app>/law/*.yaml``, with nothing read yet."""
    return Law(_national(nation), memo=_memo(nation))


@lru_cache(maxsize=4)
def _memo(nation: str) -> dict[Any, Any]:
    return {"nation": nation}


def load_file(path: Path, *, app: str, nation: str = "england") -> dict[str, Parameter]:
    """Read one file of parameters. Raises ValueError naming file, parameter and what is wrong."""
    with path.open(encoding="utf-8") as stream:
        raw = yaml.load(stream, Loader=_LOADER) or {}  # noqa: S506 - the C reader of the same safe subset
    return {
        f"{app}.{path.stem}.{name}": _parameter(f"{app}.{path.stem}.{name}", body, nation)
        for name, body in raw.items()
    }


def _parameter(name: str, body: Mapping[str, Any], nation: str) -> Parameter:
    missing, unknown = REQUIRED - body.keys(), body.keys() - REQUIRED - OPTIONAL
    if missing or unknown:
        raise ValueError(f"{name}: missing {sorted(missing)}, unknown {sorted(unknown)}")
    if body["certainty"] not in ("S", "K", "S+K") or body["unit"] not in UNITS or not body["reference"]:
        raise ValueError(f"{name}: needs certainty S, K or S+K, a known unit and a reference")
    dated = body.get(f"values_{nation}", body["values"])
    days = tuple(dated)
    if not days or list(days) != sorted(days) or not all(type(day) is date for day in days):
        raise ValueError(f"{name}: values must be dated, in order")
    return Parameter(
        id=name,
        description=body["description"],
        unit=body["unit"],
        certainty=body["certainty"],
        reference=tuple(body["reference"]),
        source=body["source"],
        days=days,
        values=tuple(dated.values()),
        local=bool(body.get("local", False)),
        choices=tuple(body.get("choices", ())),
        minimum=body.get("minimum"),
        maximum=body.get(f"maximum_{nation}", body.get("maximum")),
    )
