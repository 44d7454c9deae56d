"""What every dated fact carries, whatever it is about."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from revenues.kernel.periods import Period


class Fact(models.Model):
    """A fact: the days for which it holds, the day the council was told, the day it decided, and its source.

    The period is half-open. The instant at which it was recorded, by whom and why, is kept by the history trigger.
    """

    period = DateRangeField()
    told_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)
    evidence = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def days(self) -> Period:
        """The period as the kernel knows it."""
        return Period(self.period.lower, self.period.upper)

    @property
    def ref(self) -> str:
        """How a working cites this fact: ``bandentry:12``."""
        return f"{self._meta.model_name}:{self.pk}"


def bounded(name: str) -> models.CheckConstraint:
    """A fact has a first day and is never empty."""
    return models.CheckConstraint(
        condition=Q(period__isempty=False) & Q(period__startswith__isnull=False), name=f"{name}_has_first_day"
    )


def never_two(name: str, *fields: str, condition: Q | None = None) -> ExclusionConstraint:
    """Periods of the same ``fields`` never overlap."""
    expressions: list[tuple[str, str]] = [(field, RangeOperators.EQUAL) for field in fields]
    return ExclusionConstraint(
        name=name, expressions=[*expressions, ("period", RangeOperators.OVERLAPS)], condition=condition
    )
