"""Reading the audit trail and the history of facts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from revenues.audit.models import Event

DELETED = "delete"


def events_about(
    subject: tuple[str, object], *, authority_ids: Collection[int], limit: int = 200
) -> list[Event]:
    """What was done to one subject (kind, id), newest first, at the authorities that may be seen."""
    found = _within(authority_ids).filter(subject_kind=subject[0], subject_id=str(subject[1]))
    return list(found.order_by("-at", "-pk")[:limit])


def events_in(
    *,
    authority_ids: Collection[int],
    verb: str = "",
    actor_id: int | None = None,
    before: int = 0,
    limit: int = 100,
) -> list[Event]:
    """What was done at some authorities, newest first, a page at a time.

    Args:
        verb: only acts whose verb begins so (``run.``).
        actor_id: only acts of this user.
        before: only events with a smaller id than the last one of the page before.
    """
    found = _within(authority_ids)
    if verb:
        found = found.filter(verb__startswith=verb)
    if actor_id is not None:
        found = found.filter(actor_kind="user", actor_id=actor_id)
    if before:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[:limit])


def as_known(model: type[Model], at: datetime, **narrowed: Any) -> list[Any]:
    """The rows of a table of facts as they were recorded at an instant: history rows with the fact's columns.

    Args:
        model: a model with ``fact_history``. Each row's ``pgh_obj_id`` is the fact's id.
        narrowed: conditions on columns that never change, such as ``account_id=12``.
    """
    history: Any = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    until = history.objects.filter(pgh_created_at__lte=at, **narrowed)
    latest = until.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    return [row for row in latest if row.pgh_label != DELETED]


def _within(authority_ids: Collection[int]) -> QuerySet[Event]:
    return Event.objects.filter(authority_id__in=authority_ids)
