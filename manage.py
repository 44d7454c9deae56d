#!/usr/bin/env python
"""Django's command line, with the embedded services up when none are given from outside."""

import os
import sys

from django.core.management import execute_from_command_line

from revenues.config.services import ServiceError, Supervisor

WITHOUT_SERVICES = {
    "help",
    "--help",
    "version",
    "--version",
    "build_docs",
    "check",
    "collectstatic",
    "findstatic",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "revenues.config.settings")
    given = os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")
    if given or not WITHOUT_SERVICES.isdisjoint(sys.argv[1:2] or ["help"]):
        execute_from_command_line(sys.argv)
        return
    try:
        with Supervisor().lease() as variables:
            os.environ.update(variables)
            execute_from_command_line(sys.argv)
    except ServiceError as problem:
        sys.exit(f"The services cannot be run: {problem}")


if __name__ == "__main__":
    main()
