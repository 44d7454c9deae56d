"""Tell scenarios: what would happen if. With ``expect:`` they are tests."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from casework.data import Told
from casework.rules import scenario_print
from casework.services.scenario import read_case, scenario_files, tell
from revenues.kernel.errors import DomainError


class Command(BaseCommand):
    """``scenario FILE-or-FOLDER ... [--json] [--full]``; ends with 1 when something is not as expected."""

    help = "Run whole cases through the real services, print what came of them, and leave nothing behind."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("places", nargs="+", metavar="FILE-or-FOLDER", help="scenarios (*.yaml)")
        parser.add_argument(
            "--json", action="store_true", help="print ledger, plan, notices and working as JSON"
        )
        parser.add_argument(
            "--full", action="store_true", help="print every case in full, not only a single one"
        )

    def handle(self, *, places: list[str], **options: Any) -> None:
        """Tell every case; one that cannot be read or told counts as failed."""
        try:
            files = scenario_files(places)
        except DomainError as error:
            sys.exit(str(error))
        migrate_what_is_missing()
        told, failed = [], 0
        for path in files:
            try:
                told.append(tell(read_case(path)))
            except DomainError as error:
                failed += 1
                self.stderr.write(str(error))
                continue
            failed += not told[-1].passed
            if not options["json"]:
                self._show(told[-1], full=options["full"] or len(files) == 1)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(told, failed), indent=1, ensure_ascii=False))
        elif len(files) > 1:
            self.stdout.write(f"{len(files) - failed} of {len(files)} scenarios as expected")
        if failed:
            sys.exit(1)

    def _show(self, told: Told, *, full: bool) -> None:
        if full:
            self.stdout.write(scenario_print.printed(told))
            self.stdout.write("")
        self.stdout.write(scenario_print.verdict(told))
        if told.differences:
            self.stdout.write(scenario_print.differences(told))


def migrate_what_is_missing() -> None:
    """Bring the database up to date, quietly, where it is not: a bare command works on a fresh machine."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def as_json(told: list[Told], failed: int) -> dict[str, Any]:
    """All cases with ledger, plan, notices and working, amounts in pence."""
    return {
        "passed": not failed,
        "failed": failed,
        "cases": [
            {
                "file": str(Path(one.case.file)),
                "name": one.case.name,
                "passed": one.passed,
                "differences": [
                    {
                        "line": part.line,
                        "what": part.what,
                        "expected": list(part.expected),
                        "got": list(part.got),
                    }
                    for part in one.differences
                ],
                "events": list(one.events),
                "accounts": list(one.accounts),
            }
            for one in told
        ],
    }
