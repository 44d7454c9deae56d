"""Load dwellings, bands and areas from CSV files: see docs/loaders.md."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from revenues.audit.data import Actor
from revenues.authority.selectors import authority_called
from revenues.kernel.csvfile import read_path
from revenues.kernel.errors import DomainError
from revenues.kernel.loading import Refused
from revenues.kernel.mapping import from_path
from valuation.formats.properties import LAYOUTS
from valuation.services.load import LoadFile, PropertyFiles, load_properties

KINDS = {layout.kind: layout.names for layout in LAYOUTS}


class Command(BaseCommand):
    help = "Load dwellings with their bands and areas from CSV files (docs/loaders.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="dwellings, with present band and area")
        parser.add_argument("--authority", required=True, metavar="SLUG")
        parser.add_argument("--bands", metavar="CSV", help="bands over time")
        parser.add_argument("--areas", metavar="CSV", help="areas to create or rename first")
        parser.add_argument("--mapping", metavar="YAML", help="another system's columns and codes")
        parser.add_argument("--dry-run", action="store_true", help="do everything, keep nothing")
        parser.add_argument("--json", action="store_true", help="print the result for programs")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            loaded = load_properties(
                authority=authority_called(options["authority"]),
                files=PropertyFiles(
                    _file(options["file"]), _other(options["bands"]), _other(options["areas"])
                ),
                by=Actor("loader", None, "load_properties"),
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
