"""The part of a bill that every home of an area shares: the bodies, their amounts, and the council itself."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from billing.models import AreaTax, Rate, TaxYear
from billing.rules.rates import percentage
from revenues.authority.models import Authority

BAND_D = 3


def bill_tables(authority_id: int, *, year: int) -> dict[str, tuple[str, dict[str, Any]]]:
    """The shared content by area id as text, each with its digest; four queries whatever the number of areas."""
    council = _council(authority_id)
    tax_year = (
        TaxYear.objects.everywhere("asked by authority").filter(authority_id=authority_id, year=year).first()
    )
    if tax_year is None:
        return {}
    rates = list(
        Rate.objects.filter(tax_year=tax_year).select_related("body").order_by("body__position", "body__code")
    )
    found = {}
    for area in AreaTax.objects.filter(tax_year=tax_year).select_related("area"):
        bodies = [_body(rate) for rate in rates if rate.area_id in (None, area.area_id)]
        content = {
            "council": council,
            "year": year,
            "area": area.area.name,
            "bodies": bodies,
            "totals": list(area.totals),
            "last_year_d": area.last_year_d,
            "change": _change(area.totals[BAND_D], area.last_year_d),
            "texts": {},
        }
        found[str(area.area_id)] = (digest_of(content), content)
    return found


def digest_of(content: dict[str, Any]) -> str:
    """Sixty-four hexadecimal digits that stand for exactly this content."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _body(rate: Rate) -> dict[str, Any]:
    before = rate.last_year[BAND_D] if rate.last_year else rate.last_year_d
    return {
        "name": rate.body.name,
        "amounts": list(rate.amounts),
        "last_year": list(rate.last_year) if rate.last_year else None,
        "last_year_d": before,
        "change": _change(rate.amounts[BAND_D], before),
        "social_care": rate.body.social_care,
    }


def _change(now: int, before: int | None) -> str | None:
    return percentage(now, before) or None if before else None


def _council(authority_id: int) -> dict[str, Any]:
    council = Authority.objects.get(pk=authority_id)
    return {
        "name": council.name,
        "address": list(council.address),
        "phone": council.phone,
        "email": council.email,
        "website": council.website,
        "colour": council.colour,
        "payee_code": council.payee_code,
    }
