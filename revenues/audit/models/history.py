"""History of facts: every insert, change and deletion, by statement trigger, stamped by ``app_now()``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pghistory
from django.db.models import DateTimeField, Func


class AppNow(Func):
    """The database's business instant: the session's ``app.now`` when set, else ``now()``."""

    function = "app_now"
    template = "%(function)s()"
    output_field = DateTimeField()


def fact_history() -> Callable[[Any], Any]:
    """Track a table of facts, so that "as known on a day" is a query. Not for postings, plans or run rows."""
    return pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
