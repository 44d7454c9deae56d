"""What runs and their states are called on screen."""

from __future__ import annotations

from revenues.kernel.years import label
from revenues.runs.data import kinds
from revenues.runs.models import Run

STATES = {
    "new": ("Started", "grey"),
    "trying": ("Trial is running", "blue"),
    "tried": ("Waits for release", "yellow"),
    "held": ("Held", "orange"),
    "releasing": ("Release is running", "blue"),
    "done": ("Done", "green"),
    "cancelled": ("Cancelled", "grey"),
}


def title_of(run: Run) -> str:
    """What people call the run."""
    kind = kinds().get(run.kind)
    scope = label(int(run.scope)) if run.scope.isdigit() and len(run.scope) == 4 else run.scope
    return f"{kind.title if kind else run.kind} {scope}"
