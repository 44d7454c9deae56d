"""A proposal that waits for a second person."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from revenues.audit.models import AppNow, Stateful, guard, state_field
from revenues.audit.models.states import Moves
from revenues.authority.models import Authority, ScopedManager

MOVES: Moves = {"open": ("approved", "refused", "withdrawn"), "approved": ("done",)}


class Proposal(Stateful, models.Model):
    """Something one person proposes and another must decide: a release, a setting, a refund."""

    MOVES: ClassVar[Moves] = MOVES

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    payload: Any = models.JSONField(default=dict)
    pence = models.BigIntegerField(default=0)
    reason = models.TextField()
    state = state_field("open")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=AppNow())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="second_person_is_another",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id"],
                condition=Q(state="open"),
                name="one_open_proposal_a_subject",
            ),
        ]
        triggers = [guard(MOVES)]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind} {self.subject_id}"


class Limit(models.Model):
    """How much a role may decide alone, by kind of proposal, in pence."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    role = models.CharField(max_length=20)
    pence = models.BigIntegerField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "kind", "role"], name="one_limit_a_kind_and_role"),
            models.CheckConstraint(condition=Q(pence__gte=0), name="limit_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.role}"
