"""A run, cut in chunks, with an outcome for each thing it picked."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from revenues.audit.models import AppNow, Stateful, guard, state_field
from revenues.audit.models.states import Moves
from revenues.authority.models import Authority, ScopedManager

LIVE = ("new", "trying", "tried", "held", "releasing")
RUN_MOVES: Moves = {
    "new": ("trying", "cancelled"),
    "trying": ("tried", "held", "cancelled"),
    "tried": ("trying", "releasing", "cancelled"),
    "held": ("trying", "releasing", "cancelled"),
    "releasing": ("done", "held"),
}


class Run(Stateful, models.Model):
    """One run of a kind over a scope on a business date: picked, tried, reviewed, released, done.

    ``controls`` and ``trial_controls`` are counts and pence that always balance:
    picked = issued + suppressed + nil + excluded + parked.
    """

    MOVES: ClassVar[Moves] = RUN_MOVES

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=60)
    business_date = models.DateField()
    params: Any = models.JSONField(default=dict)
    state = state_field("new")
    picked = models.IntegerField(default=0)
    trial_controls: Any = models.JSONField(default=dict)
    controls: Any = models.JSONField(default=dict)
    held_because: Any = models.JSONField(default=list)
    law_digest = models.CharField(max_length=16, blank=True)
    trials = models.IntegerField(default=0)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(db_default=AppNow())
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "kind", "scope"], condition=Q(state__in=LIVE), name="one_live_run"
            ),
        ]
        indexes = [models.Index(fields=["authority", "-started_at"], name="run_latest")]
        triggers = [guard(RUN_MOVES)]

    def __str__(self) -> str:
        return f"{self.kind} {self.scope} {self.business_date}"


class RunChunk(models.Model):
    """A slice of what a run picked: claimed with SKIP LOCKED, written in one transaction with its own record."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="chunks")
    number = models.IntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    tried_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    attempts = models.IntegerField(default=0)
    controls: Any = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_chunk_a_number")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"


class RunItem(models.Model):
    """What became of one thing picked: outcome, pence, and the digest that release must meet again."""

    OUTCOMES = ("picked", "issued", "suppressed", "nil", "excluded", "parked")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="items")
    subject_id = models.BigIntegerField()
    chunk = models.IntegerField()
    outcome = models.CharField(max_length=10, default="picked")
    label = models.CharField(max_length=40, blank=True)
    pence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=16, blank=True)
    tried = models.CharField(max_length=10, blank=True)
    error = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    excluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "subject_id"], name="one_item_a_subject"),
            models.CheckConstraint(
                condition=Q(outcome__in=("picked", "issued", "suppressed", "nil", "excluded", "parked")),
                name="item_outcome_known",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "outcome"], name="item_by_outcome"),
            models.Index(fields=["subject_id"], condition=Q(outcome="parked"), name="item_parked_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.subject_id}"
