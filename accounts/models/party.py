"""People and organisations. Names, addresses and contact points are dated; a party belongs to one authority."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from revenues.audit.models import fact_history
from revenues.authority.models import Authority, ScopedManager
from revenues.authority.models.facts import Fact, bounded, never_two


@fact_history()
class Party(models.Model):
    """A person or an organisation, with what must be known before writing or speaking to them."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, default="person")
    born_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    bill_format = models.CharField(max_length=12, default="standard")
    language_needs = models.CharField(max_length=100, blank=True)
    e_notices_since = models.DateField(null=True, blank=True)
    vulnerability = models.CharField(max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=("person", "organisation")), name="party_kind_known"),
            models.CheckConstraint(
                condition=Q(bill_format__in=("standard", "large_print", "braille", "audio")),
                name="bill_format_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


@fact_history()
class PartyName(Fact):
    """What a party is called, from a day. ``search_key`` is folded in Python on write and on query."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="names")
    title = models.CharField(max_length=20, blank=True)
    given = models.CharField(max_length=80, blank=True)
    family = models.CharField(max_length=120)
    search_key = models.CharField(max_length=240)

    class Meta:
        constraints = [bounded("partyname"), never_two("one_name_a_day", "party")]
        indexes = [GinIndex(name="partyname_search", fields=["search_key"], opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.full

    @property
    def full(self) -> str:
        """``Ms Ana Iles``; an organisation has only its family part."""
        return " ".join(part for part in (self.title, self.given, self.family) if part)


@fact_history()
class PartyAddress(Fact):
    """Where a party is written to, from a day; without one, at the dwelling."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="addresses")
    lines = models.JSONField(default=list)
    postcode = models.CharField(max_length=8, blank=True)
    country = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name_plural = "party addresses"
        constraints = [bounded("partyaddress"), never_two("one_address_a_day", "party")]

    def __str__(self) -> str:
        return f"address of {self.party_id}"


@fact_history()
class ContactPoint(Fact):
    """A telephone number or e-mail address of a party. ``search_key`` is digits only, or lower case."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=6)
    value = models.CharField(max_length=120)
    search_key = models.CharField(max_length=120, db_index=True)

    class Meta:
        constraints = [
            bounded("contactpoint"),
            models.CheckConstraint(condition=Q(kind__in=("phone", "email")), name="contact_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.party_id}"


class PartyAlias(models.Model):
    """What another system calls this party: how a loader finds it again."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="aliases")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    system = models.CharField(max_length=30)
    reference = models.CharField(max_length=40)

    objects = ScopedManager()

    class Meta:
        verbose_name_plural = "party aliases"
        constraints = [
            models.UniqueConstraint(fields=["authority", "system", "reference"], name="one_party_an_alias")
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.reference}"
