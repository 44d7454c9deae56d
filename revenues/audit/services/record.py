"""One act, one row."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from revenues.audit.data import Actor
from revenues.audit.models import Event


def record(
    *,
    verb: str,
    subject: tuple[str, object],
    by: Actor,
    authority_id: int | None = None,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    law_digest: str = "",
) -> Event:
    """Write down that ``by`` did ``verb`` to ``subject`` (kind, id). Part of the caller's transaction."""
    return Event.objects.create(
        authority_id=authority_id,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        verb=verb,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        reason=reason,
        before=before,
        after=after,
        law_digest=law_digest,
        commit=settings.GIT_COMMIT,
    )
