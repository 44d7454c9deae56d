"""What must not be in the repository: addresses of registries, paths of a machine, notes to self, the wrong package."""

from __future__ import annotations

import re
from pathlib import Path

from tools.tidy.tree import files

TEXT = frozenset(
    {".py", ".toml", ".txt", ".in", ".md", ".yaml", ".yml", ".json", ".html", ".scss", ".js", ".cfg", ".sh", ".csv",
     ".conf", ""}
)  # fmt: skip
OWN = frozenset({"tools/tidy/hygiene.py", "tests/tidy/test_hygiene.py"})  # these say what is forbidden
FORBIDDEN = {
    "the address of a registry": re.compile(
        r"registry\.[a-z]+\.[a-z]+|pypi\.[a-z]+|pythonhosted|artifactory|nexus/repository|/simple/?[\"'\s]"
        r"|--(?:extra-)?index-url|--find-links|--trusted-host|\"resolved\":|_authToken"
    ),
    "a path of one machine": re.compile(
        r"(?<![\w.:/])/(?:root|Users|home/(?!revenues)\w+|work/(?:main|shared)|tmp/(?:boot|bash_jobs))\b"
    ),
    "a note to self": re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b"),
    "an ignore without its code": re.compile(r"#\s*type:\s*ignore(?!\[)|#\s*noqa(?!:)"),
}  # fmt: skip
STATE_MACHINE = re.compile(r"^(django-fsm)(?!-2)\b", re.MULTILINE)


def check(root: Path) -> list[str]:
    """Forbidden words in text files, and any state machine package but django-fsm-2."""
    problems = []
    for name in files(root):
        path = root / name
        if path.suffix not in TEXT or name in OWN:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for what, pattern in FORBIDDEN.items():
            for found in pattern.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                problems.append(f"{name}:{line}: `{found.group().strip()}` is {what}")
        if name.startswith("requirements/") and STATE_MACHINE.search(text):
            problems.append(f"{name}: django-fsm has another licence; the package is django-fsm-2")
    return problems
