"""Entries and their legs. Nothing here is ever changed or deleted."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from ledger.models import triggers
from ledger.models.charge_year import ChargeYear
from revenues.audit.models import AppNow
from revenues.authority.models import Authority, ScopedManager


class Entry(models.Model):
    """One event in the books. Its legs sum to zero. ``source`` is unique: the same event is posted once.

    Three dates: ``value_date`` when it counts, ``accounting_date`` when it is booked, ``recorded_at`` when it was
    written. A bulk run writes one entry a chunk with one contra leg.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=100)
    value_date = models.DateField()
    accounting_date = models.DateField()
    recorded_at = models.DateTimeField(db_default=AppNow())
    actor = models.CharField(max_length=30)
    reason = models.CharField(max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["authority", "source"], name="an_event_is_posted_once")
        ]
        indexes = [models.Index(fields=["authority", "accounting_date"], name="entry_by_day")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"


class Posting(models.Model):
    """One leg: signed pence (a debit to the taxpayer is plus) on a charge year or on a control account.

    ``detail``, ``period_start`` and ``period_end`` (half-open) key a charge line, so that a later assessment can
    be subtracted line by line. ``fund``: ``C`` Collection Fund, ``G`` General Fund.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    leg = models.IntegerField()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    year = models.SmallIntegerField()
    charge_year = models.ForeignKey(
        ChargeYear, null=True, blank=True, on_delete=models.PROTECT, related_name="postings", db_index=False
    )
    control = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=20)
    detail = models.CharField(max_length=40, blank=True)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    pence = models.BigIntegerField()
    value_date = models.DateField()
    accounting_date = models.DateField()
    version = models.IntegerField(null=True, blank=True)
    party_id = models.BigIntegerField(null=True, blank=True)
    order_id = models.BigIntegerField(null=True, blank=True)
    fund = models.CharField(max_length=1, default="C")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "leg"], name="one_leg_a_number"),
            models.CheckConstraint(condition=~Q(pence=0), name="posting_not_nought"),
            models.CheckConstraint(
                condition=(Q(charge_year=None) & ~Q(control="")) | (~Q(charge_year=None) & Q(control="")),
                name="posting_to_charge_year_or_control",
            ),
            models.CheckConstraint(
                condition=Q(period_end=None) | Q(period_end__gt=models.F("period_start")),
                name="posting_period_in_order",
            ),
        ]
        indexes = [models.Index(fields=["charge_year", "id"], name="posting_by_charge_year")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            triggers.legs_sum_to_zero(),
            triggers.keep_totals(),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.leg}"


class DayTotal(models.Model):
    """What was posted on an accounting day, by year and kind: one insert-only row a statement, folded at close."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    accounting_date = models.DateField()
    year = models.SmallIntegerField()
    kind = models.CharField(max_length=20)
    control = models.CharField(max_length=20, blank=True)
    pence = models.BigIntegerField()
    legs = models.IntegerField()

    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["authority", "accounting_date"], name="day_total_by_day")]
        triggers = [pgtrigger.Protect(name="no_change", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.accounting_date} {self.kind}"
