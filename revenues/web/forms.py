"""Forms of the platform's pages. Labels and errors are words for officers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from revenues.authority.models import Authority
from revenues.kernel.years import label, year_of
from revenues.web.dates import parse_day

INPUT = {"class": "govuk-input"}


class DayField(forms.CharField):
    """A date as people type it; the form sets ``today``."""

    today: date

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={**INPUT, "class": "govuk-input govuk-input--width-10"})
        super().__init__(widget=widget, max_length=20, **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_day(text, today=self.today)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class AnnualBillingForm(forms.Form):
    """Whose bills, for which year, in the post on which day."""

    authority = forms.TypedChoiceField(
        label="Council", coerce=int, widget=forms.Select(attrs={"class": "govuk-select"})
    )
    year = forms.TypedChoiceField(
        label="Year to bill", coerce=int, widget=forms.Select(attrs={"class": "govuk-select"})
    )
    issue_on = DayField(
        label="Day the bills are in the post",
        help_text="Instalments begin at the earliest fourteen days later. For example 10/3/26, 10 mar or +14.",
        error_messages={"required": "Say on which day the bills are in the post."},
    )

    def __init__(self, *args: Any, authorities: Sequence[Authority], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].choices = [(one.pk, one.name) for one in authorities]  # type: ignore[attr-defined]
        now = year_of(today)
        self.fields["year"].choices = [(year, label(year)) for year in (now + 1, now, now - 1)]  # type: ignore[attr-defined]
        self.fields["year"].initial = now + 1
        self.fields["issue_on"].today = today  # type: ignore[attr-defined]

    def params(self) -> dict[str, Any]:
        """What the run is given."""
        return {"year": self.cleaned_data["year"], "issue_on": self.cleaned_data["issue_on"].isoformat()}


class ReasonForm(forms.Form):
    """An act on one item, with its reason."""

    subject_id = forms.IntegerField(min_value=1)
    reason = forms.CharField(
        max_length=300,
        widget=forms.TextInput(attrs=INPUT),
        error_messages={"required": "Give a reason: whoever looks at this run later must understand it."},
    )


class ReleaseForm(forms.Form):
    """Why a held run may go on; empty for one that is not held."""

    acknowledged = forms.CharField(required=False, max_length=500, strip=True)
