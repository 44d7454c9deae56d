"""Whether the demonstration that is being served is whole."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casework.services.demo.browser import NoAnswer
from casework.services.demo.check import check_pages, wait_for_workers
from casework.services.demo.councils import DEFAULT_PASSWORD
from revenues.kernel.errors import DomainError


class Command(BaseCommand):
    help = "Sign in over HTTP, look at the main pages, and see that worker and schedule live."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--base-url", required=True, metavar="URL", help="http://127.0.0.1:8000")
        parser.add_argument("--pages-only", action="store_true", help="leave worker and schedule out")
        parser.add_argument(
            "--wait", type=int, default=75, metavar="SECONDS", help="for the schedule to ring"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        password = os.environ.get("DEMO_PASSWORD") or DEFAULT_PASSWORD
        try:
            for line in check_pages(options["base_url"], password=password):
                self.stdout.write(f"  {line}")
            if not options["pages_only"]:
                self.stdout.write(f"  worker {wait_for_workers(options['wait'])} has heard the schedule")
        except (DomainError, NoAnswer) as problem:
            raise CommandError(str(problem)) from None
