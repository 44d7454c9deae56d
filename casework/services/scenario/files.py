"""Finding and reading scenario files, and the published amounts that they may name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from casework.data import Case
from casework.formats.lined_yaml import read
from casework.rules.scenario_grammar import BadScenario, parse
from revenues.kernel.errors import DomainError, Problem

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = ROOT / "docs" / "schema" / "scenario.json"
PUBLISHED = ROOT / "casework" / "demo_data" / "published.yaml"


def scenario_files(places: Iterable[str]) -> list[Path]:
    """The files named, and every ``*.yaml`` of the folders named, in order.

    Raises:
        DomainError: a place that is not there, or a folder without scenarios.
    """
    found: list[Path] = []
    for place in places:
        path = Path(place)
        if path.is_dir():
            inside = sorted(path.rglob("*.yaml"))
            if not inside:
                raise DomainError(f"There is no scenario (*.yaml) in {place}.", place=place)
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise DomainError(f"There is no file or folder {place}.", place=place)
    return found


def read_case(path: Path) -> Case:
    """Read one scenario.

    Raises:
        UnreadableYaml, BadScenario: with file, line and what is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        reason = f"this is not UTF-8 text (byte {error.start})"
        raise BadScenario([Problem(str(path), 0, "", reason)]) from error
    document = read(text, file=str(path))
    return parse(document.value, lines=document.lines, schema=schema(), file=str(path))


@lru_cache(maxsize=1)
def schema() -> Mapping[str, Any]:
    """The JSON Schema of a scenario."""
    found: Mapping[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def published() -> Mapping[str, Any]:
    """Published amounts by district: its areas, and by year its bodies."""
    found: Mapping[str, Any] = read(PUBLISHED.read_text(encoding="utf-8"), file=PUBLISHED.name).value
    return found
