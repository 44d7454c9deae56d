"""Which events have been posted."""

from __future__ import annotations

from ledger.models import Entry, Posting


def posted_from(*, authority_id: int, source: str) -> bool:
    """Whether any entry of an authority has a source that begins so."""
    entries = Entry.objects.everywhere("a source is unique within its authority")
    return bool(entries.filter(authority_id=authority_id, source__startswith=source).exists())


def receipt_of(*, account_id: int, year: int, source: str) -> int | None:
    """The id of the receipt's leg on a year of an account, by the end of its source; None where there is none."""
    legs = Posting.objects.everywhere("the account was reached through a scope").filter(
        charge_year__account_id=account_id,
        year=year,
        kind="receipt",
        pence__lt=0,
        entry__source__endswith=source,
    )
    return legs.order_by("-pk").values_list("pk", flat=True).first()
