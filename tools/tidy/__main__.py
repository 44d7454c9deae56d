"""Run the tidy checks: ``python -m tools.tidy [--root FOLDER] [NAME ...]``. Ends with 1 when something is untidy."""

import argparse
import sys
from pathlib import Path

from tools.tidy import CHECKS

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Print every problem of the chosen checks, all of them when none is named."""
    parser = argparse.ArgumentParser(prog="python -m tools.tidy")
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("names", nargs="*", choices=[[], *CHECKS], metavar="NAME")
    chosen = parser.parse_args()
    problems = [
        f"{name}: {problem}"
        for name in chosen.names or CHECKS
        for problem in CHECKS[name](chosen.root.resolve())
    ]
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
