"""Every app's edges are its own: for each there is a front-door contract, and it names every edge there is."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tools.tidy.tree import apps

EDGES = frozenset({"web", "api", "runs", "tasks", "subscribers", "management", "urls"})
PLATFORM = frozenset({"revenues.config", "revenues.kernel", "revenues.web", "revenues"})


def check(root: Path) -> list[str]:
    """Edges that no front-door contract of pyproject.toml protects, and apps that import-linter does not see."""
    settings = root / "pyproject.toml"
    if not settings.exists():
        return [f"{settings.name} is missing"]
    linter = tomllib.loads(settings.read_text(encoding="utf-8"))["tool"]["importlinter"]
    guarded = {
        module
        for contract in linter["contracts"]
        if contract["type"] == "protected" and contract["id"].startswith("front-door")
        for module in contract["protected_modules"]
    }
    edges = {
        f"{source.app}.{source.room}"
        for source in apps(root)
        if source.room in EDGES and source.app not in PLATFORM
    }
    problems = [f"pyproject.toml: no front-door contract protects {edge}" for edge in sorted(edges - guarded)]
    unseen = {source.parts[0] for source in apps(root)} - set(linter["root_packages"])
    return problems + [f"pyproject.toml: import-linter does not see {app}" for app in sorted(unseen)]
