"""An account: one dwelling and one unchanging set of liable persons, each in one capacity."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models.party import Party
from revenues.audit.models import fact_history
from revenues.authority.models import Authority, ScopedManager
from revenues.authority.models.facts import Fact, bounded, never_two
from valuation.models import Property


@fact_history()
class Account(Fact):
    """The debt unit (s.6(3)). Any change in who is liable, or in which capacity, closes it and opens another.

    ``number`` carries a check digit, means nothing, is what customers quote and pay under.
    ``liability_class`` is the paragraph of s.6(2), or the owner-liable class of SI 1992/551.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="accounts")
    number = models.CharField(max_length=10, unique=True)
    liability_class = models.CharField(max_length=4, default="a")
    suppressed_because = models.CharField(max_length=60, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [bounded("account"), never_two("a_day_is_charged_to_one_account", "property")]
        indexes = [models.Index(fields=["authority", "id"], name="account_by_authority")]

    def __str__(self) -> str:
        return self.number


class LiableParty(models.Model):
    """One person liable on an account, in one capacity. Never changed: a change is another account."""

    CAPACITIES = ("own", "executor", "trustee", "agent")

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="liable_parties")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="liabilities")
    capacity = models.CharField(max_length=10, default="own")
    position = models.SmallIntegerField(default=1)

    class Meta:
        verbose_name_plural = "liable parties"
        ordering = ["account_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["account", "party"], name="a_party_is_liable_once"),
            models.UniqueConstraint(fields=["account", "position"], name="one_party_a_position"),
            models.CheckConstraint(
                condition=Q(capacity__in=("own", "executor", "trustee", "agent")), name="capacity_known"
            ),
        ]
        triggers = [pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.party_id} on {self.account_id}"


class AccountLink(models.Model):
    """The account that followed another when the liable persons, or their dwelling, changed."""

    before = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="followed_by")
    after = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="follows")
    because = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="one_link_a_pair"),
            models.CheckConstraint(condition=~Q(before=models.F("after")), name="no_account_follows_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} then {self.after_id}"


class AccountAlias(models.Model):
    """What another system called this account: how a loader and an old letter find it again."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="aliases")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    system = models.CharField(max_length=30)
    reference = models.CharField(max_length=40)

    objects = ScopedManager()

    class Meta:
        verbose_name_plural = "account aliases"
        constraints = [
            models.UniqueConstraint(fields=["authority", "system", "reference"], name="one_account_an_alias")
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.reference}"
