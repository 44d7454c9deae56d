"""What has been demanded, and which money has met it."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from ledger.models.charge_year import ChargeYear
from ledger.models.posting import Posting
from revenues.audit.models import AppNow
from revenues.authority.models import Authority, ScopedManager


class DebtItem(models.Model):
    """A sum demanded: a slice of a charge year made due by a notice. A lower demand is a slice of minus pence.

    Plans, recovery and orders refer to it. ``notice_id`` is the notice that made it due.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    charge_year = models.ForeignKey(ChargeYear, on_delete=models.PROTECT, related_name="debt_items")
    pence = models.BigIntegerField()
    due_on = models.DateField()
    notice_id = models.BigIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=AppNow())

    objects = ScopedManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(pence=0), name="debt_item_not_nought")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.charge_year_id} due {self.due_on}"


class Allocation(models.Model):
    """Part of a receipt that has met part of a debt item; undone by a row of the other sign."""

    receipt = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="allocations")
    debt_item = models.ForeignKey(DebtItem, on_delete=models.PROTECT, related_name="allocations")
    pence = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(pence=0), name="allocation_not_nought")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.receipt_id} to {self.debt_item_id}"
