"""When a run holds itself, and how a failure is told."""
