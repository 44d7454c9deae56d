"""Pages lead somewhere: every relative link and picture of a page is there, and every page is reached."""

from __future__ import annotations

import re
from pathlib import Path

from tools.tidy.tree import files

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def check(root: Path) -> list[str]:
    """Links of README.md and docs/ that lead nowhere, and pages under docs/ to which no page links."""
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
    return problems + [f"{name}: no page links to it" for name in lonely]
