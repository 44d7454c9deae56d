"""Credits carried from one charge year to another, as linked pairs."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from ledger.models.charge_year import ChargeYear
from ledger.models.posting import Entry
from revenues.audit.models import AppNow
from revenues.authority.models import Authority, ScopedManager


class Carry(models.Model):
    """A credit that left one charge year for another; what is taken back is a row of minus pence that names it."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="carry")
    source = models.ForeignKey(ChargeYear, on_delete=models.PROTECT, related_name="carried_out")
    target = models.ForeignKey(ChargeYear, on_delete=models.PROTECT, related_name="carried_in")
    pence = models.BigIntegerField()
    takes_back = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_back"
    )
    recorded_at = models.DateTimeField(db_default=AppNow())

    objects = ScopedManager()

    class Meta:
        verbose_name_plural = "carries"
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="carried_to_another_year"),
            models.CheckConstraint(
                condition=Q(takes_back=None, pence__gt=0) | Q(takes_back__isnull=False, pence__lt=0),
                name="carried_or_taken_back",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.source_id} to {self.target_id}"
