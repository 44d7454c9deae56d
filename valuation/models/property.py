"""Dwellings. What runs with a dwelling is kept on it, whoever owns or lives there."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from revenues.audit.models import fact_history
from revenues.authority.models import Authority, ScopedManager
from revenues.authority.models.facts import Fact, bounded, never_two


@fact_history()
class Area(models.Model):
    """A part of an authority's district for which its own amounts of tax are set: a parish, or the rest."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    parished = models.BooleanField(default=True)

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "code"], name="one_area_a_code")]

    def __str__(self) -> str:
        return self.name


@fact_history()
class Property(models.Model):
    """A hereditament: one line of the valuation list, or one that should be on it."""

    KINDS = ("house", "flat", "bungalow", "annexe", "hmo", "hall", "care_home", "caravan", "mooring", "other")
    STATUSES = ("listed", "new_build", "deleted")

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    reference = models.CharField(max_length=20)
    uprn = models.BigIntegerField(null=True, blank=True)
    voa_reference = models.CharField(max_length=20, blank=True)
    address = models.JSONField(default=list)
    postcode = models.CharField(max_length=8, blank=True)
    kind = models.CharField(max_length=12, default="house")
    status = models.CharField(max_length=10, default="listed")
    annexe_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="annexes"
    )
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="split_into"
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    search_key = models.CharField(max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name_plural = "properties"
        constraints = [
            models.UniqueConstraint(fields=["authority", "reference"], name="one_property_a_reference"),
            models.UniqueConstraint(fields=["uprn"], condition=~Q(uprn=None), name="one_property_a_uprn"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=(
                        "house",
                        "flat",
                        "bungalow",
                        "annexe",
                        "hmo",
                        "hall",
                        "care_home",
                        "caravan",
                        "mooring",
                        "other",
                    )
                ),
                name="property_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("listed", "new_build", "deleted")), name="property_status_known"
            ),
        ]
        indexes = [
            GinIndex(name="property_search", fields=["search_key"], opclasses=["gin_trgm_ops"]),
            models.Index(fields=["postcode"], name="property_postcode"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def one_line(self) -> str:
        """The address in one line with its postcode."""
        return " ".join([", ".join(self.address), self.postcode]).strip()


@fact_history()
class PropertyArea(Fact):
    """The area, and so the authority, in which a dwelling lies: a row when either changes."""

    property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="areas")
    area = models.ForeignKey(Area, on_delete=models.PROTECT)

    class Meta:
        constraints = [bounded("propertyarea"), never_two("one_area_a_day", "property")]

    def __str__(self) -> str:
        return f"{self.property_id} in {self.area_id}"


@fact_history()
class BandEntry(Fact):
    """The band shown in the valuation list for a dwelling, by the list alteration that put it there."""

    property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="bands")
    band = models.CharField(max_length=1)
    alteration = models.CharField(max_length=30, blank=True)

    class Meta:
        verbose_name_plural = "band entries"
        constraints = [
            bounded("bandentry"),
            never_two("one_band_a_day", "property"),
            models.CheckConstraint(condition=Q(band__in=list("ABCDEFGHI")), name="band_a_to_i"),
        ]

    def __str__(self) -> str:
        return f"{self.property_id} band {self.band}"
