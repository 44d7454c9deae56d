"""What other apps may know of a notice: the shapes of its payload and table, whom it serves, what was printed."""

from notices.data.demand import (
    BANDS,
    Body,
    ChargeLine,
    Council,
    Demand,
    DemandTable,
    Due,
    PlanOf,
    Replaced,
)
from notices.data.documents import TEMPLATES, Document, Served
from notices.data.reading import PayloadRefused

__all__ = [
    "BANDS",
    "TEMPLATES",
    "Body",
    "ChargeLine",
    "Council",
    "Demand",
    "DemandTable",
    "Document",
    "Due",
    "PayloadRefused",
    "PlanOf",
    "Replaced",
    "Served",
]
