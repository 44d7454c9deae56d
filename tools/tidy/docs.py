"""Pages lead somewhere: every link and picture is there, every page is reached, code names pages that exist."""

from __future__ import annotations

import re
from pathlib import Path

from tools.tidy.tree import apps, files

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
NAMED = re.compile(r"\bdocs/[\w./-]+\.(?:md|yaml|json)\b")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def check(root: Path) -> list[str]:
    """Links of README.md and docs/ that lead nowhere, pages to which none links, pages that only code knows."""
    pages = [
        name
        for name in files(root)
        if name == "README.md" or (name.startswith("docs/") and name.endswith(".md"))
    ]
    problems, reached = [], set()
    for name in pages:
        text = FENCE.sub("", (root / name).read_text(encoding="utf-8"))
        for target in LINK.findall(text):
            if "://" in target or target.startswith(("#", "mailto:")):
                continue
            place = (root / name).parent / target.split("#")[0]
            if not place.exists():
                problems.append(f"{name}: links to {target}, which is not there")
            reached.add(place.resolve())
    lonely = [
        name
        for name in pages
        if name != "README.md"
        and (root / name).resolve() not in reached
        and (root / name).resolve().parent not in reached
    ]
    problems += [f"{name}: no page links to it" for name in lonely]
    return problems + _named_in_code(root)


def _named_in_code(root: Path) -> list[str]:
    """Pages that docstrings and runbook references name and that are not there."""
    return [
        f"{source.path}: names {page}, which is not there"
        for source in apps(root)
        for page in sorted(set(NAMED.findall(source.text)))
        if not (root / page).exists()
    ]
