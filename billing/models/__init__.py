"""The tax that is set, assessments, plans and demands."""

from billing.models.assessment import AssessmentRecord
from billing.models.demand import Demand, Instalment, InstalmentPlan, PaymentChoice
from billing.models.tax import AreaTax, Body, Rate, TaxYear

__all__ = [
    "AreaTax",
    "AssessmentRecord",
    "Body",
    "Demand",
    "Instalment",
    "InstalmentPlan",
    "PaymentChoice",
    "Rate",
    "TaxYear",
]
