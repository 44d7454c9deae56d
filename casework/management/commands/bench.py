"""Measures of the heavy work, one JSON line each."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from statistics import median
from typing import Any

from django.core.management.base import BaseCommand

from casework.services.bench import Measured, measure_annual_billing, scratch_database


class Command(BaseCommand):
    help = "Measure annual billing against a bare COPY of the rows it writes; prints one JSON line."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", type=int, default=5000, metavar="N", help="accounts (5,000)")

    def handle(self, *_: Any, **options: Any) -> None:
        with scratch_database():
            measured = measure_annual_billing(options["size"])
        self.stdout.write(json.dumps(told(measured)))


def told(measured: Measured) -> dict[str, Any]:
    """The line: ``ratio`` is the seconds of the release over the median seconds of the bare COPY."""
    copy = median(measured.copies)
    return {
        "name": "annual_billing",
        "ratio": round(measured.release / copy, 2),
        "size": measured.size,
        "seconds": round(measured.release, 2),
        "copy_seconds": round(copy, 2),
        "copies": [round(seconds, 2) for seconds in measured.copies],
        "rows": measured.rows,
        "accounts_a_second": round(measured.size / measured.release),
        "peak_mib": measured.peak_kib // 1024,
    }
