"""Work that is due, and what a watcher found."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from revenues.audit.models import AppNow
from revenues.authority.models import Authority, ScopedManager


class DueWork(models.Model):
    """One thing to do for one subject: unique while open, the earliest day kept. A message is only its bell."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    due_on = models.DateField()
    params: Any = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(db_default=AppNow())
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.IntegerField(default=0)
    parked = models.BooleanField(default=False)
    error = models.TextField(blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name_plural = "due work"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=Q(done_at=None), name="due_once_while_open"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"], condition=Q(done_at=None, parked=False), name="due_work_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class Finding(models.Model):
    """Something that should have happened and did not, or should not be so; with its runbook. Closed, not deleted."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    message = models.TextField()
    runbook = models.CharField(max_length=100)
    found_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closed_because = models.TextField(blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id"],
                condition=Q(closed_on=None),
                name="one_open_finding_a_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind} {self.subject_id}"
