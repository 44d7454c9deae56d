"""What lowers a charge because it was asked for and decided."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from accounts.models.account import Account
from accounts.models.party import Party
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

    The days on which a limit turns: ``since`` of the event (death, first marketing), ``grant_on`` of probate or letters,
    ``ended_on`` of a sale or transfer. ``owner`` is whose marketing class G spares, ``let`` the letting before class H is
    given again. ``amount`` is pence a year, where a reduction is no percentage.
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
    amount = models.IntegerField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    grant_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="marketed")
    let = DateRangeField(null=True, blank=True)
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
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0, percent=None, kind="discretionary"),
                name="entitlement_amount",
            ),
            models.CheckConstraint(
                condition=Q(grant_on=None, ended_on=None) | Q(kind="exemption"),
                name="grant_and_sale_of_exemptions",
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(kind__in=("exemption", "premium_exception")),
                name="since_of_a_clock",
            ),
            models.CheckConstraint(
                condition=Q(owner=None, let=None) | Q(kind="premium_exception"),
                name="owner_and_letting_of_exceptions",
            ),
        ]
        triggers = [guard(ENTITLEMENT_MOVES)]

    def __str__(self) -> str:
        return f"{self.kind} {self.cls} of {self.property_id}"
