"""What lowers a charge because it was asked for and decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models.account import Account
from revenues.audit.models import Stateful, fact_history, guard, state_field
from revenues.audit.models.states import Moves
from revenues.authority.models.facts import Fact, bounded, never_two
from valuation.models import Property

ENTITLEMENT_MOVES: Moves = {
    "claimed": ("granted", "refused", "withdrawn"),
    "granted": ("cancelled",),
    "refused": ("granted",),
}


@fact_history()
class Entitlement(Stateful, Fact):
    """A discount, exemption, premium exception, or disabled or discretionary reduction of a dwelling, by period.

    Which kinds may stand together is the table in ``accounts.rules.entitlements``. Only granted ones count.
    """

    MOVES: ClassVar[Moves] = ENTITLEMENT_MOVES
    KINDS = ("discount", "exemption", "premium_exception", "disabled", "discretionary")

    property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="entitlements")
    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="entitlements"
    )
    kind = models.CharField(max_length=20)
    cls = models.CharField(max_length=30, blank=True)
    percent = models.SmallIntegerField(null=True, blank=True)
    state = state_field("claimed")
    review_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            bounded("entitlement"),
            never_two("one_granted_a_kind", "property", "kind", "cls", condition=Q(state="granted")),
            never_two("one_exemption_a_day", "property", condition=Q(state="granted", kind="exemption")),
            models.CheckConstraint(
                condition=Q(
                    kind__in=("discount", "exemption", "premium_exception", "disabled", "discretionary")
                ),
                name="entitlement_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__gt=0, percent__lte=100), name="entitlement_percent"
            ),
        ]
        triggers = [guard(ENTITLEMENT_MOVES)]

    def __str__(self) -> str:
        return f"{self.kind} {self.cls} of {self.property_id}"
