"""The demonstration: two councils, loaded, billed and partly paid."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casework.services.demo.councils import DEFAULT_PASSWORD
from casework.services.demo.play import play
from revenues.kernel.errors import DomainError
from revenues.kernel.loading import Refused


class Command(BaseCommand):
    help = "Set the demonstration councils up. A second run changes nothing and says what is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", type=int, metavar="N", help="dwellings of the larger council (5,000)")

    def handle(self, *_: Any, **options: Any) -> None:
        password = os.environ.get("DEMO_PASSWORD") or DEFAULT_PASSWORD
        size = options["size"]
        sizes = {"elmbridge": size, "overford": max(size // 5, 50)} if size else None
        try:
            played = play(password=password, say=self.stdout.write, sizes=sizes)
        except Refused as refused:
            raise CommandError("\n".join(refused.lines())) from None
        except DomainError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write("")
        self.stdout.write(f"Sign in with the password {password} as one of")
        for username, role, where in played.sign_ins:
            self.stdout.write(f"  {username:<20} {role.replace('_', ' '):<18} {where}")
        self.stdout.write(f"An account to look at first: {played.account}")
