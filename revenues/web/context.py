"""What the frame of every page needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from revenues.web.reach import Reach


def frame(request: HttpRequest) -> dict[str, Any]:
    """The officer's reach where there is one, and the name over the page. Asks the database for nothing."""
    reach: Reach | None = getattr(request, "reach", None)
    councils = reach.authorities if reach else ()
    return {
        "reach": reach,
        "councils": councils,
        "may": dict.fromkeys(reach.permissions, True) if reach else {},
        "council_name": " and ".join(council.name for council in councils) or "Council Tax",
        "council_slug": councils[0].slug if councils else "",
    }
