"""The tax as the council resolved it: by body and area, band by band, with last year's beside it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from revenues.audit.models import fact_history
from revenues.authority.models import Authority, ScopedManager
from valuation.models import Area


@fact_history()
class Body(models.Model):
    """Somebody for whom the tax is raised: the authority itself or one that precepts on it."""

    KINDS = ("billing_authority", "county", "police", "fire", "mayor", "parish", "special")

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    social_care = models.BooleanField(default=False)
    position = models.SmallIntegerField(default=1)

    objects = ScopedManager()

    class Meta:
        verbose_name_plural = "bodies"
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "code"], name="one_body_a_code"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=("billing_authority", "county", "police", "fire", "mayor", "parish", "special")
                ),
                name="body_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@fact_history()
class TaxYear(models.Model):
    """The tax of an authority for a year, and the day it was set. ``digest`` stands for every amount in it."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    year = models.SmallIntegerField()
    set_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=16, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "year"], name="one_tax_year")]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.year}"


@fact_history()
class Rate(models.Model):
    """One body's published amounts for bands A to H, in pence; for one area, or for all when area is null.

    ``last_year`` holds the same body's amounts of the year before where published, else only ``last_year_d``.
    Never recomputed from band D: an authority may round from an unrounded figure.
    """

    tax_year = models.ForeignKey(TaxYear, on_delete=models.PROTECT, related_name="rates")
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT)
    amounts: Any = ArrayField(models.BigIntegerField(), size=8)
    last_year: Any = ArrayField(models.BigIntegerField(), size=8, null=True, blank=True)
    last_year_d = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tax_year", "body", "area"], name="one_rate_a_body_and_area", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(amounts__len=8), name="rate_has_eight_bands"),
        ]

    def __str__(self) -> str:
        return f"{self.tax_year_id} {self.body_id}"


@fact_history()
class AreaTax(models.Model):
    """The whole tax of an area and year: the sum of its bodies' published amounts, and five-ninths of band D."""

    tax_year = models.ForeignKey(TaxYear, on_delete=models.PROTECT, related_name="areas")
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    totals: Any = ArrayField(models.BigIntegerField(), size=8)
    disabled_a = models.BigIntegerField()
    last_year_d = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "area taxes"
        constraints = [models.UniqueConstraint(fields=["tax_year", "area"], name="one_tax_an_area")]

    def __str__(self) -> str:
        return f"{self.tax_year_id} {self.area_id}"
