"""The audit trail."""

from __future__ import annotations

import pgtrigger
from django.db import models

from revenues.audit.models.history import AppNow


class Event(models.Model):
    """One act: who, what, to what, why, when, before and after. Never updated or deleted.

    The actor is kept by id and name, since an act outlives its user. ``before`` and ``after`` hold no more than
    what changed.
    """

    at = models.DateTimeField(db_default=AppNow(), db_index=True)
    authority_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField(max_length=150)
    verb = models.CharField(max_length=60, db_index=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    law_digest = models.CharField(max_length=16, blank=True)
    commit = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "at"], name="audit_event_subject")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"
