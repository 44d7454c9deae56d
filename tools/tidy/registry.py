"""Prints, as JSON, every rule and parameter of the tree it is started in. Run by ``tools.tidy.law``, by itself.

Started in a fresh interpreter so that it also shows what the rules drag in: nothing of Django may be there.
"""

import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

HEAVY = ("django", "psycopg", "celery", "redis", "weasyprint")


def main(root: Path) -> None:
    """Import every module of every ``rules`` and ``formats`` room, load the law, and say what there is."""
    sys.path.insert(0, str(root))
    sys.dont_write_bytecode = True
    for path in sorted(
        [*root.glob("*/rules/**/*.py"), *root.glob("*/*/rules/**/*.py"), *root.glob("*/formats/**/*.py")]
    ):
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        importlib.import_module(name.removesuffix(".__init__"))
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
    main(Path(sys.argv[1]))
