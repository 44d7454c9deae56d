"""Who hears the bell: the workers that live now."""

from __future__ import annotations

from celery import Celery
from django.conf import settings

from revenues.runs.services.bell import PING


def who_listens(*, seconds: int = 2) -> dict[str, int]:
    """Workers that answer within so many seconds, with how many times each has heard the bell since it started."""
    asked = Celery(broker=settings.CELERY_BROKER_URL, set_as_current=False)
    stats = asked.control.inspect(timeout=seconds).stats() or {}
    return {str(name): int(told.get("total", {}).get(PING, 0)) for name, told in stats.items()}
