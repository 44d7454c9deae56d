"""The runs whose subjects are accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse

from accounts.models import Account
from revenues.web.subjects import Subject, names_subjects

WHY = "the ids are items of a run that was reached through a scope"


@names_subjects("annual_billing")
def accounts(ids: Iterable[int]) -> Mapping[int, Subject]:
    """Account numbers, and the addresses of their pages."""
    rows = Account.objects.everywhere(WHY).filter(pk__in=list(ids)).values_list("pk", "number")
    return {pk: Subject(number, reverse("casework:account", args=[number])) for pk, number in rows}
