"""Load accounts, people, entitlements and balances from CSV files: see docs/loaders.md."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.formats.accounts import LAYOUTS
from accounts.services.loading import AccountFiles
from casework.services.load_accounts import load_accounts
from revenues.audit.data import Actor
from revenues.authority.selectors import authority_called
from revenues.kernel import clock
from revenues.kernel.csvfile import read_path
from revenues.kernel.errors import DomainError
from revenues.kernel.loading import Refused
from revenues.kernel.mapping import from_path
from valuation.services.load import LoadFile

KINDS = {layout.kind: layout.names for layout in LAYOUTS}
OTHERS = ("people", "entitlements", "balances")


class Command(BaseCommand):
    help = "Load accounts with their people, entitlements and balances from CSV files (docs/loaders.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="accounts, with the first person liable on each")
        parser.add_argument("--authority", required=True, metavar="SLUG")
        for name in OTHERS:
            parser.add_argument(f"--{name}", metavar="CSV")
        parser.add_argument("--mapping", metavar="YAML", help="another system's columns and codes")
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="day to book balances on")
        parser.add_argument("--dry-run", action="store_true", help="do everything, keep nothing")
        parser.add_argument("--json", action="store_true", help="print the result for programs")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            loaded = load_accounts(
                authority=authority_called(options["authority"]),
                files=AccountFiles(
                    _file(options["file"]), **{name: _other(options[name]) for name in OTHERS}
                ),
                on=options["on"] or clock.today(),
                by=Actor("loader", None, "load_accounts"),
                mappings=from_path(options["mapping"], KINDS),
                dry_run=options["dry_run"],
            )
        except Refused as refused:
            raise CommandError("\n".join(refused.lines())) from None
        except DomainError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(json.dumps(loaded.as_json()) if options["json"] else "\n".join(loaded.lines()))


def _file(path: str) -> LoadFile:
    return LoadFile(Path(path).name, read_path(path))


def _other(path: str | None) -> LoadFile | None:
    return _file(path) if path else None
