"""Build the pages that follow from the code: ``docs/law.md``, and the tables of events in ``docs/architecture.md``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.management.pages import coverage_problems, events_table, law_page

BEGIN, END = "<!-- built: events -->", "<!-- built: end -->"


class Command(BaseCommand):
    """Write the built pages, or with ``--check`` only say which are behind; ends with 1 when one is."""

    help = "Build docs/law.md and the tables of docs/architecture.md from the code."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """``--check`` writes nothing."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is behind")

    def handle(self, *, check: bool, **_: object) -> None:
        """Build, then write or compare."""
        docs = Path(settings.BASE_DIR) / "docs"
        coverage = read_coverage(docs / "law-coverage.yaml")
        if problems := coverage_problems(coverage):
            raise CommandError("\n".join(problems))
        behind = [
            (page, text)
            for page, text in pages(docs, coverage)
            if not page.exists() or page.read_text(encoding="utf-8") != text
        ]
        for page, text in behind:
            if not check:
                page.write_text(text, encoding="utf-8")
            self.stdout.write(f"{page.relative_to(docs.parent)} {'is behind' if check else 'written'}")
        if check and behind:
            raise CommandError("Run `python manage.py build_docs` and commit what it writes.")


def read_coverage(path: Path) -> list[dict[str, Any]]:
    """The entries of the coverage file. Raises CommandError naming what is wrong with it."""
    if not path.exists():
        raise CommandError(f"{path.name} is missing")
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    if isinstance(entries, dict):
        entries = entries.get("provisions")
    if not isinstance(entries, list) or not all(
        isinstance(entry, dict) and entry.get("provision") for entry in entries
    ):
        raise CommandError(f"{path.name} is a list of entries, each with a provision")
    return entries


def pages(docs: Path, coverage: list[dict[str, Any]]) -> Iterator[tuple[Path, str]]:
    """Every built page with the text it should have."""
    yield docs / "law.md", law_page(coverage)
    architecture = docs / "architecture.md"
    text = architecture.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise CommandError(f"{architecture.name} has lost its marks {BEGIN} and {END}")
    yield architecture, f"{before}{BEGIN}\n\n{events_table()}\n{END}{after}"
