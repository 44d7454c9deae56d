"""Demands and the instalments in which they are payable."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Account
from billing.models.assessment import AssessmentRecord
from ledger.models import ChargeYear, DebtItem
from notices.models import Notice
from revenues.audit.models import AppNow, fact_history
from revenues.authority.models import Authority, ScopedManager
from revenues.authority.models.facts import Fact, bounded, never_two

FREQUENCIES = ("monthly", "weekly", "fortnightly", "half_yearly", "annual")
BASES = ("part_i", "part_ii", "agreement_21_5", "determination_21_7")


@fact_history()
class PaymentChoice(Fact):
    """How the persons liable on an account pay: payments a year, day, method, how often, on which basis in law.

    ``pay_day`` is a day of the month; of the week, Monday is 1, where they pay weekly or fortnightly.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="payment_choices")
    instalments = models.SmallIntegerField(default=10)
    pay_day = models.SmallIntegerField(default=1)
    method = models.CharField(max_length=15, default="cash")
    frequency = models.CharField(max_length=12, db_default="monthly")
    basis = models.CharField(max_length=20, db_default="part_i")

    class Meta:
        constraints = [
            bounded("paymentchoice"),
            never_two("one_choice_a_day", "account"),
            models.CheckConstraint(
                condition=~Q(basis="part_i") | Q(instalments__in=(10, 12), frequency="monthly"),
                name="ten_or_twelve_months_by_statute",
            ),
            models.CheckConstraint(
                condition=Q(instalments__gte=1, instalments__lte=53), name="payments_of_one_year"
            ),
            models.CheckConstraint(
                condition=~Q(frequency__in=("weekly", "fortnightly")) | Q(pay_day__lte=7),
                name="weekly_on_a_day_of_the_week",
            ),
            models.CheckConstraint(condition=Q(frequency__in=FREQUENCIES), name="choice_frequency_known"),
            models.CheckConstraint(condition=Q(basis__in=BASES), name="choice_basis_known"),
            models.CheckConstraint(
                condition=Q(pay_day__gte=1, pay_day__lte=28), name="pay_day_in_every_month"
            ),
            models.CheckConstraint(
                condition=Q(method__in=("cash", "direct_debit", "standing_order")), name="method_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.instalments} on {self.pay_day}"


class Demand(models.Model):
    """A demand notice, an adjustment of one, or a final account: what it asked for, on which assessment.

    ``pence`` is what the notice requires to be paid from its day of issue; ``issued_on`` the day it is posted.
    """

    KINDS = ("demand", "adjusted", "final", "nil")

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    charge_year = models.ForeignKey(ChargeYear, on_delete=models.PROTECT, related_name="demands")
    assessment = models.ForeignKey(AssessmentRecord, on_delete=models.PROTECT, db_index=False)
    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="demand")
    debt_item = models.OneToOneField(DebtItem, null=True, blank=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    issued_on = models.DateField()
    pence = models.BigIntegerField()
    run_id = models.BigIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=AppNow())

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("demand", "adjusted", "final", "nil")), name="demand_kind_known"
            ),
            models.UniqueConstraint(
                fields=["charge_year"], condition=Q(kind="demand"), name="one_first_demand_a_charge_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.charge_year_id}"


class InstalmentPlan(models.Model):
    """In which instalments a charge year is payable, on which legal basis. A new plan ends the one before."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    charge_year = models.ForeignKey(ChargeYear, on_delete=models.PROTECT, related_name="plans")
    demand = models.OneToOneField(Demand, on_delete=models.PROTECT, related_name="plan")
    basis = models.CharField(max_length=20)
    pence = models.BigIntegerField()
    pay_day = models.SmallIntegerField()
    asked = models.SmallIntegerField()
    frequency = models.CharField(max_length=12)
    current = models.BooleanField(default=True)
    recorded_at = models.DateTimeField(db_default=AppNow())

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["charge_year"], condition=Q(current=True), name="one_current_plan"
            ),
            models.CheckConstraint(condition=Q(basis__in=BASES), name="plan_basis_known"),
            models.CheckConstraint(condition=Q(frequency__in=FREQUENCIES), name="plan_frequency_known"),
        ]

    def __str__(self) -> str:
        return f"plan of {self.charge_year_id}"


class Instalment(models.Model):
    """One payment of a plan. What has been paid of it is derived, oldest first."""

    plan = models.ForeignKey(
        InstalmentPlan, on_delete=models.PROTECT, related_name="instalments", db_index=False
    )
    number = models.SmallIntegerField()
    due_on = models.DateField()
    pence = models.BigIntegerField()

    class Meta:
        ordering = ["plan_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_instalment_a_number"),
            models.CheckConstraint(condition=Q(pence__gt=0), name="instalment_above_nought"),
        ]
        indexes = [models.Index(fields=["due_on"], name="instalment_by_day")]

    def __str__(self) -> str:
        return f"{self.plan_id}/{self.number}"
