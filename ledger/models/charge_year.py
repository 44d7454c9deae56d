"""What one account owes for one year of one tax."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Account
from revenues.authority.models import Authority, ScopedManager


class ChargeYear(models.Model):
    """An account's year of a tax: the totals of its postings, kept by a statement trigger on them.

    ``calculation`` pins the engine that first billed the year (``elsewhere`` for another system's).
    ``version`` counts its assessments and is taken under the account's lock. Pence, signed.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="charge_years")
    year = models.SmallIntegerField()
    tax = models.CharField(max_length=12, default="council_tax")
    calculation = models.CharField(max_length=12)
    version = models.IntegerField(default=0)
    charged = models.BigIntegerField(default=0)
    received = models.BigIntegerField(default=0)
    brought = models.BigIntegerField(default=0)
    balance = models.BigIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "year", "tax"], name="one_charge_year"),
            models.CheckConstraint(
                condition=Q(balance=models.F("charged") + models.F("received") + models.F("brought")),
                name="balance_is_the_sum",
            ),
            models.CheckConstraint(condition=Q(year__gte=1993, year__lte=2099), name="charge_year_in_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.year}"
