"""Which events have been posted."""

from __future__ import annotations

from ledger.models import Entry


def posted_from(*, authority_id: int, source: str) -> bool:
    """Whether any entry of an authority has a source that begins so."""
    entries = Entry.objects.everywhere("a source is unique within its authority")
    return bool(entries.filter(authority_id=authority_id, source__startswith=source).exists())
