"""Billing authorities, and what each chooses."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from revenues.audit.models import fact_history
from revenues.authority.models.scoped import ScopedManager


@fact_history()
class Authority(models.Model):
    """A council that bills. One installation serves one or several; a successor takes over on a day."""

    slug = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=100, unique=True)
    nation = models.CharField(max_length=10, default="england")
    ons_code = models.CharField(max_length=9, blank=True)
    address = models.JSONField(default=list)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    colour = models.CharField(max_length=7, default="#1d4f7c")
    payee_code = models.CharField(max_length=12, blank=True)
    bills_from = models.DateField(null=True, blank=True)
    bills_until = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        verbose_name_plural = "authorities"
        constraints = [
            models.CheckConstraint(condition=Q(nation__in=["england", "wales"]), name="authority_nation"),
        ]

    def __str__(self) -> str:
        return self.name


@fact_history()
class Setting(models.Model):
    """An authority's own value of a parameter that the law leaves to it, from a day."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    applies_from = models.DateField()
    value = models.JSONField()
    decided_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "name", "applies_from"], name="one_setting_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.applies_from}"


class BankAccount(models.Model):
    """An account of the authority at a bank: where payments come in, printed on its bills."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=20, default="collection")
    name = models.CharField(max_length=40)
    sort_code = models.CharField(max_length=6)
    number = models.CharField(max_length=8)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "purpose"], name="one_bank_account_a_purpose"),
            models.CheckConstraint(condition=Q(sort_code__regex=r"^\d{6}$"), name="sort_code_six_digits"),
            models.CheckConstraint(condition=Q(number__regex=r"^\d{8}$"), name="bank_account_eight_digits"),
        ]

    def __str__(self) -> str:
        return self.name
