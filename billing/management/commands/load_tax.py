"""Set the tax of an authority and year from a CSV file: see docs/loaders.md."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing.formats.tax import LAYOUT
from billing.services.tax import load_tax
from revenues.audit.data import Actor
from revenues.authority.selectors import authority_called
from revenues.kernel.csvfile import read_path
from revenues.kernel.errors import DomainError
from revenues.kernel.loading import Refused
from revenues.kernel.mapping import from_path
from revenues.kernel.years import parse_label

KINDS = {"tax": LAYOUT.names}


class Command(BaseCommand):
    help = "Set the tax of an authority and year from a CSV file (docs/loaders.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--authority", required=True, metavar="SLUG")
        parser.add_argument("--year", required=True, help="2026 or 2026/27")
        parser.add_argument("--set-on", type=date.fromisoformat, metavar="DATE", help="day of the resolution")
        parser.add_argument("--mapping", metavar="YAML", help="another system's columns and codes")
        parser.add_argument(
            "--replace", default="", metavar="REASON", help="set it although it has been billed on"
        )
        parser.add_argument("--dry-run", action="store_true", help="do everything, keep nothing")
        parser.add_argument("--json", action="store_true", help="print the result for programs")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            loaded = load_tax(
                authority=authority_called(options["authority"]),
                year=parse_label(options["year"]),
                raw=read_path(options["file"]),
                file=Path(options["file"]).name,
                set_on=options["set_on"],
                by=Actor("loader", None, "load_tax"),
                mapping=from_path(options["mapping"], KINDS).of("tax"),
                replace_because=options["replace"],
                dry_run=options["dry_run"],
            )
        except Refused as refused:
            raise CommandError("\n".join(refused.lines())) from None
        except (DomainError, ValueError) as problem:
            raise CommandError(str(problem)) from None
        told = json.dumps(loaded.as_json()) if options["json"] else "\n".join(loaded.lines())
        self.stdout.write(told)
