"""Facts about who has what in a dwelling and who lives there. Clocks are decided here, whoever owns it."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from accounts.models.party import Party
from revenues.audit.models import fact_history
from revenues.authority.models.facts import Fact, bounded, never_two
from valuation.models import Property


@fact_history()
class Occupancy(Fact):
    """Occupied or not, substantially furnished or not."""

    property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="occupancies")
    occupied = models.BooleanField()
    furnished = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "occupancies"
        constraints = [
            bounded("occupancy"),
            never_two("one_occupancy_a_day", "property"),
        ]

    def __str__(self) -> str:
        return f"{self.property_id} {'occupied' if self.occupied else 'empty'}"


@fact_history()
class Interest(Fact):
    """What a party holds in the dwelling: freehold, lease, tenancy, licence; dated, with its term.

    ``term_ends`` is the last day of the term. ``sole``: nobody else is said to hold the like. ``superior`` is how many
    leases lie above this one; ``executor`` represents the estate of a holder who has died.
    """

    TENURES = ("freehold", "leasehold", "tenancy", "licence", "none")

    property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="interests")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="interests")
    tenure = models.CharField(max_length=10)
    tenancy_type = models.CharField(max_length=30, blank=True)
    granted_on = models.DateField(null=True, blank=True)
    term_months = models.IntegerField(null=True, blank=True)
    term_ends = models.DateField(null=True, blank=True)
    whole = models.BooleanField(default=True)
    sole = models.BooleanField(default=False)
    superior = models.SmallIntegerField(default=0)
    executor = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, related_name="estates"
    )

    class Meta:
        constraints = [
            bounded("interest"),
            models.CheckConstraint(condition=Q(sole=False) | Q(whole=True), name="only_owner_of_the_whole"),
            models.CheckConstraint(condition=Q(superior__gte=0), name="leases_above_in_reason"),
            models.CheckConstraint(
                condition=Q(executor=None) | ~Q(executor=models.F("party")), name="nobody_her_own_executor"
            ),
            never_two("one_interest_of_a_kind", "property", "party", "tenure"),
            models.CheckConstraint(
                condition=Q(tenure__in=("freehold", "leasehold", "tenancy", "licence", "none")),
                name="tenure_known",
            ),
            models.CheckConstraint(
                condition=Q(term_months=None) | Q(term_months__gt=0), name="interest_term_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tenure} of {self.party_id} in {self.property_id}"


@fact_history()
class Household(Fact):
    """How many adults live there as declared; nobody has said when there is no row: no discount then."""

    property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="households")
    adults = models.SmallIntegerField()
    review_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            bounded("household"),
            never_two("one_household_a_day", "property"),
            models.CheckConstraint(condition=Q(adults__gte=0, adults__lte=200), name="adults_in_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.adults} adults at {self.property_id}"


@fact_history()
class Resident(Fact):
    """A named adult, where liability or a disregard depends on her; ``disregard`` is the class or empty.

    ``since`` is the day of the event from which a class with a clock runs: a leaver's last day at school.
    """

    property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="residents")
    party = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, related_name="residences"
    )
    name = models.CharField(max_length=120)
    disregard = models.CharField(max_length=30, blank=True)
    since = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            bounded("resident"),
            models.CheckConstraint(condition=Q(since=None) | ~Q(disregard=""), name="since_of_a_disregard"),
            ExclusionConstraint(
                name="a_resident_is_there_once",
                expressions=[
                    ("property", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"resident of {self.property_id}"


@fact_history()
class Circumstance(Fact):
    """What is so of a dwelling in which nobody lives: a restriction by season, repairs, a job, a pitch.

    ``since`` is the day from which the months of repairs run; empty, it is the first day of the period.
    """

    KINDS = ("seasonal", "repair", "job_related", "pitch")

    property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="circumstances")
    kind = models.CharField(max_length=12)
    since = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            bounded("circumstance"),
            never_two("one_circumstance_of_a_kind", "property", "kind"),
            models.CheckConstraint(
                condition=Q(kind__in=("seasonal", "repair", "job_related", "pitch")),
                name="circumstance_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.property_id}"
