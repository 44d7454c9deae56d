"""The notices about one thing."""

from __future__ import annotations

from collections.abc import Sequence

from notices.models import Notice
from revenues.authority.data import Scope


def about(*, kind: str, ids: Sequence[int], scope: Scope) -> list[Notice]:
    """The notices about these subjects, newest first, without their payloads: one query whatever the number."""
    found = Notice.objects.within(scope).filter(subject_kind=kind, subject_id__in=ids)
    return list(found.defer("payload").order_by("-issued_on", "-id"))
