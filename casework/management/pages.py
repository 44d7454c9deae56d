"""Pages that are built from the code, so that they cannot fall behind it. Pure but for the registries they read."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.apps import apps

from revenues.kernel import events
from revenues.kernel.law import Parameter, national
from revenues.kernel.rules import Rule, all_rules
from revenues.runs import data as runs

STATES = {
    "done": "decides the bill",
    "partly": "in part",
    "data": "given, not decided here",
    "rule only": "a tested rule that no bill uses yet",
    "not yet": "**not yet**",
}
SHORT = 90
HEAD = """# The law in this system

Built from `docs/law-coverage.yaml`, the rules and the figures by `python manage.py build_docs`; do not edit it.
`make check` fails when it is behind them.

**S** was seen in the source named, **K** is known practice that a practitioner should confirm, **S+K** is partly
seen. The text is ours: short, and no substitute for the law. The last column marks a figure that an authority may
set for itself, from a day, on screen.
"""


def load_rules() -> None:
    """Import every module of every ``rules`` room, so that the registry is whole."""
    for config in apps.get_app_configs():
        try:
            package = importlib.import_module(f"{config.name}.rules")
        except ModuleNotFoundError as error:
            if error.name != f"{config.name}.rules":
                raise
            continue
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)


def law_page(coverage: Sequence[Mapping[str, Any]]) -> str:
    """The page of the law: what is covered, every rule, every figure."""
    load_rules()
    parts = [HEAD, "## What is covered\n", coverage_table(coverage), "## Rules\n"]
    by_app = sorted(all_rules(), key=lambda rule: (rule.module, rule.id))
    for app, rules in groupby(by_app, key=lambda rule: rule.module.split(".")[0]):
        parts += [f"### {app}\n", rules_table(rules)]
    parts.append("## Figures\n")
    by_file = sorted(national().parameters.values(), key=_file)
    for file, figures in groupby(by_file, key=_file):
        parts += [f"### {file}\n", figures_table(figures)]
    return "\n".join(parts)


def coverage_problems(coverage: Sequence[Mapping[str, Any]]) -> list[str]:
    """Entries that name no known state or rule, and rules that no entry names."""
    load_rules()
    known = {rule.id for rule in all_rules()}
    named = {name for entry in coverage for name in _rules_of(entry)}
    problems = [
        f"docs/law-coverage.yaml: {entry.get('provision')}: status is one of {', '.join(STATES)}"
        for entry in coverage
        if entry.get("status") not in STATES
    ]
    problems += [f"docs/law-coverage.yaml: no rule is called {name}" for name in sorted(named - known)]
    return problems + [
        f"docs/law-coverage.yaml: does not say where {name} belongs" for name in sorted(known - named)
    ]


def coverage_table(coverage: Iterable[Mapping[str, Any]]) -> str:
    """What of the law is here, what is not, and since when a figure was compared with published ones."""
    rows = [
        (
            str(entry["provision"]),
            str(entry.get("subject", "")),
            STATES.get(entry["status"], str(entry["status"])),
            ", ".join(f"`{name}`" for name in _rules_of(entry)),
            str(entry.get("certainty", "")),
            str(entry.get("verified_from", "")),
            str(entry.get("note", "")),
        )
        for entry in coverage
    ]
    return _table(("Provision", "About", "Here", "Rules", "Sure", "Verified from", "Note"), rows)


def rules_table(rules: Iterable[Rule]) -> str:
    """Rules with their sentence, provision, certainty and the figures they read."""
    rows = [
        (
            f"`{rule.id}`",
            rule.summary,
            rule.provision,
            rule.certainty,
            ", ".join(f"`{name.partition('.')[2]}`" for name in rule.parameters),
        )
        for rule in rules
    ]
    return _table(("Rule", "Says", "Law", "Sure", "Reads"), rows)


def figures_table(figures: Iterable[Parameter]) -> str:
    """Figures with their values by day, provision, source and limits."""
    rows = [
        (
            f"`{figure.id.rpartition('.')[2]}`",
            figure.description,
            "; ".join(
                f"{_value(value)} from {_day(day)}"
                for day, value in zip(figure.days, figure.values, strict=True)
            ),
            figure.unit.replace("_", " "),
            "; ".join(figure.reference),
            figure.source,
            figure.certainty,
            _limits(figure),
        )
        for figure in figures
    ]
    return _table(
        ("Figure", "Means", "Value", "Unit", "Law", "Source", "Sure", "This council may choose"), rows
    )


def events_table() -> str:
    """Every kind of event, where it is told, and who listens; every kind of run and of due work."""
    listening = events.subscribers()
    rows = [
        (
            f"`{kind.__module__}.{kind.__name__}`",
            _first_line(kind),
            ", ".join(f"`{_called(handler)}`" for handler in listening.get(kind, ())) or "nobody yet",
        )
        for kind in sorted(_kinds(events.Event), key=lambda kind: (kind.__module__, kind.__name__))
    ]
    told = _table(("Event", "Means", "Who listens"), rows)
    done = [
        (f"`{name}`", "run", kind.title, f"`{type(kind).__module__}`") for name, kind in runs.kinds().items()
    ]
    done += [
        (f"`{name}`", "due work", _first_line(handler), f"`{_called(handler)}`")
        for name, handler in runs.due_handlers().items()
    ]
    done += [
        (f"`{name}`", "watcher", _first_line(watcher.look), f"`{_called(watcher.look)}`")
        for name, watcher in runs.watchers().items()
    ]
    return f"{told}\n{_table(('Name', 'Kind', 'Does', 'Where'), done)}"


def _kinds(parent: type[events.Event]) -> Iterator[type[events.Event]]:
    """Every kind of event once: a dataclass with slots is made twice, and only the second stands in its module."""
    for config in apps.get_app_configs():
        try:
            module = importlib.import_module(f"{config.name}.events")
        except ModuleNotFoundError as error:
            if error.name != f"{config.name}.events":
                raise
            continue
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, parent) and kind is not parent:
                yield kind


def _rules_of(entry: Mapping[str, Any]) -> list[str]:
    named = entry.get("rules", entry.get("rule", ()))
    return [named] if isinstance(named, str) else list(named or ())


def _file(figure: Parameter) -> str:
    app, file, _ = figure.id.split(".", 2)
    return f"{app}/law/{file}.yaml"


def _first_line(thing: object) -> str:
    return (thing.__doc__ or "").strip().split("\n")[0]


def _called(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__name__}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _value(value: Any) -> str:
    text = _words(value)
    if len(text) > SHORT and isinstance(value, Mapping | list):
        return f"{len(value)} entries, see the file"
    return text


def _words(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_words(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    return str(value)


def _limits(figure: Parameter) -> str:
    if not figure.local:
        return ""
    if figure.choices:
        return "yes: " + " or ".join(map(str, figure.choices))
    if figure.minimum is not None and figure.maximum is not None:
        return f"yes: {figure.minimum} to {figure.maximum}"
    return "yes"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
