"""Issued documents: what they said, to whom they went, and what they looked like."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q

from revenues.audit.models import AppNow
from revenues.authority.models import Authority, ScopedManager

__all__ = ["Notice", "NoticeDocument", "NoticeService", "NoticeTable", "PrintBatch"]


class NoticeTable(models.Model):
    """Content that many notices share (the tax of an area, standing texts), kept once by its digest."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    digest = models.CharField(max_length=64)
    content: Any = models.JSONField()

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "digest"], name="one_table_a_digest")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.digest[:12]


class Notice(models.Model):
    """One issued document: the slots that are its own, the table it shares, the template and version it used.

    ``issued_on`` is the day it is posted. ``subject_kind`` and ``subject_id`` say what it is about in words this
    app need not understand. Never changed once written.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    template = models.CharField(max_length=30)
    version = models.CharField(max_length=12)
    reference = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    issued_on = models.DateField()
    payload: Any = models.JSONField()
    table = models.ForeignKey(NoticeTable, null=True, blank=True, on_delete=models.PROTECT, db_index=False)
    recorded_at = models.DateTimeField(db_default=AppNow())

    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "issued_on"], name="notice_by_subject")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.template} {self.reference}"


class NoticeDocument(models.Model):
    """A notice as it was rendered: the hash of its bytes and the fingerprint of what drew them."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="documents")
    sha256 = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    made_with: Any = models.JSONField()
    pages = models.SmallIntegerField()
    size = models.IntegerField()
    rendered_at = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "fingerprint"], name="one_rendering_a_fingerprint")
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.sha256[:12]}"


class PrintBatch(models.Model):
    """Notices handed to the printer together, and the day they are put in the post."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    label = models.CharField(max_length=60)
    despatch_on = models.DateField()
    despatched_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name_plural = "print batches"
        constraints = [models.UniqueConstraint(fields=["authority", "label"], name="one_print_batch_a_label")]

    def __str__(self) -> str:
        return self.label


class NoticeService(models.Model):
    """One person served with a notice: under which name, at which address, by which channel and despatch."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="services")
    party_id = models.BigIntegerField()
    name = models.CharField(max_length=240)
    address: Any = models.JSONField()
    channel = models.CharField(max_length=8, default="post")
    batch = models.ForeignKey(
        PrintBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="services"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "party_id"], name="a_person_is_served_once"),
            models.CheckConstraint(
                condition=Q(channel__in=("post", "email", "portal")), name="channel_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} to {self.party_id}"
