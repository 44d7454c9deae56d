"""Whom a notice serves, and what came out of the renderer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# The version that a new notice of each template is given. A version, once used, is never edited.
TEMPLATES: Mapping[str, str] = MappingProxyType({"demand": "2026.1"})


@dataclass(frozen=True, slots=True)
class Served:
    """One person served: the party, the name and address used, and the channel (``post``, ``email``, ``portal``)."""

    party_id: int
    name: str
    address: tuple[str, ...]
    channel: str = "post"


@dataclass(frozen=True, slots=True)
class Document:
    """A notice as a PDF.

    ``same`` is False when an earlier rendering of it, made with something else, had other bytes; ``because`` says in
    words what that was, or that nothing differs.
    """

    pdf: bytes
    sha256: str
    fingerprint: str
    pages: int
    same: bool
    because: str
