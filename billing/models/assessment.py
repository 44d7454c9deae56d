"""What was worked out, and how."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models

from ledger.models import ChargeYear
from revenues.audit.models import AppNow
from revenues.authority.models import Authority, ScopedManager


class AssessmentRecord(models.Model):
    """One assessment of a charge year: its total, its compact working, and the law it stood on.

    ``working`` is positional (see ``billing.rules.working``). Unique by version: posted once.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    charge_year = models.ForeignKey(
        ChargeYear, on_delete=models.PROTECT, related_name="assessments", db_index=False
    )
    version = models.IntegerField()
    as_at = models.DateField()
    engine = models.CharField(max_length=12)
    law_digest = models.CharField(max_length=16)
    total = models.BigIntegerField()
    posted = models.BigIntegerField()
    working: Any = models.JSONField()
    reason = models.CharField(max_length=200, blank=True)
    actor = models.CharField(max_length=30)
    recorded_at = models.DateTimeField(db_default=AppNow())

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["charge_year", "version"], name="assessed_once_a_version")
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.charge_year_id} v{self.version}"
