"""Names as people write them, taken apart into title, given names and family name."""

from __future__ import annotations

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "dame", "lord", "lady"})


def split_name(name: str) -> tuple[str, str, str]:
    """``Ms Ana Maria Iles`` gives ``("Ms", "Ana Maria", "Iles")``; one word alone is a family name."""
    words = name.split()
    title = words.pop(0) if len(words) > 1 and words[0].rstrip(".").lower() in TITLES else ""
    return title, " ".join(words[:-1]), words[-1]
