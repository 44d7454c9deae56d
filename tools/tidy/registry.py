"""Prints, as JSON, every rule and parameter of the tree it is started in. Run by ``tools.tidy.law``, by itself.

Started in a fresh interpreter so that it also shows what the rules drag in: nothing of Django may be there.
"""

import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

ROOMS = frozenset({"rules", "formats"})
HEAVY = ("django", "psycopg", "celery", "redis", "weasyprint")


def main(root: Path, apps: list[str]) -> None:
    """Import every module of every ``rules`` and ``formats`` room, load the law, and say what there is."""
    sys.path.insert(0, str(root))
    sys.dont_write_bytecode = True
    for app in apps:
        for path in sorted((root / app).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if ROOMS & set(parts[1:3]):
                importlib.import_module(".".join(parts).removesuffix(".__init__"))
    law = importlib.import_module("revenues.kernel.law")
    rules = importlib.import_module("revenues.kernel.rules")
    parameters = law.national().parameters
    json.dump(
        {
            "rules": [asdict(rule) for rule in rules.all_rules()],
            "parameters": {
                name: {"certainty": found.certainty, "reference": found.reference, "source": found.source}
                for name, found in parameters.items()
            },
            "heavy": sorted({module.split(".")[0] for module in sys.modules} & set(HEAVY)),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
