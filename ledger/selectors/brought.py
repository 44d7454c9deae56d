"""What has been brought in from other systems."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Sum

from ledger.data import BROUGHT_KINDS
from ledger.models import Entry, Posting
from revenues.authority.data import Scope
from revenues.runs.services.loads import Among

WHY = "the ids were reached through a scope or a run"


def brought_of(account_ids: Collection[int]) -> dict[tuple[int, int, str], int]:
    """Signed pence by account id, year and kind, as all that was brought in adds up. One query."""
    rows = (
        Posting.objects.everywhere(WHY)
        .filter(Among("charge_year__account_id", account_ids), kind__in=BROUGHT_KINDS)
        .values_list("charge_year__account_id", "year", "kind")
        .annotate(total=Sum("pence"))
        .order_by()
    )
    return {(account_id, year, kind): int(total) for account_id, year, kind, total in rows}


def times_brought(authority_id: int) -> int:
    """How many entries have brought something in at an authority."""
    return Entry.objects.within(Scope.of(authority_id)).filter(kind="brought").count()
