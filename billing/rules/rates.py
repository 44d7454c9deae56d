"""The tax that is set: band amounts, the sum on the bill, the basic amount, the percentages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from revenues.kernel import money
from revenues.kernel.law import Law, Policy, in_force
from revenues.kernel.rules import rule
from revenues.kernel.years import year_period

PROPORTIONS = "billing.bands.proportions"
DISABLED_A = "billing.bands.disabled_band_a"
TOLERANCE = "billing.bands.rounding_tolerance"
REFERENCE_BAND = "D"


def _day(year: int | None) -> date:
    return date.max if year is None else year_period(year).start


@rule("lgfa92-s36-band-amounts", provision="LGFA 1992 ss.5(1), 36, 47", parameters=(PROPORTIONS,))
def band_amounts(
    band_d: int, *, year: int | None = None, law: Law | None = None, policy: Policy | None = None
) -> dict[str, int]:
    """Each band pays a fixed number of ninths of the band D amount of one body, to the nearest penny.

    A check and a default only: the amounts that the resolution publishes stand in their place, since an
    authority may round from an unrounded band D.

    Args:
        band_d: pence for band D of one body.
        year: the financial year whose proportions apply; None for the latest.

    Returns:
        Pence by band, ``A`` to ``H``, a half penny upwards.
    """
    ninths = in_force(law, policy).value(PROPORTIONS, _day(year))
    whole = ninths[REFERENCE_BAND]
    return {band: money.share(band_d, numerator=parts, denominator=whole) for band, parts in ninths.items()}


@rule("lgfa92-s30-bill-total", provision="LGFA 1992 s.30(2)", parameters=())
def bill_total(
    bodies: Iterable[Mapping[str, int]], *, law: Law | None = None, policy: Policy | None = None
) -> dict[str, int]:
    """The amount on the bill is the sum of each body's own rounded amount, never ninths of the total.

    Args:
        bodies: pence by band, one mapping a body; all with the same bands.

    Returns:
        Pence by band; empty when there is no body.

    Raises:
        ValueError: when the bodies do not all have the same bands.
    """
    rows = list(bodies)
    if not rows:
        return {}
    bands = rows[0].keys()
    if any(row.keys() != bands for row in rows):
        raise ValueError("the bodies do not all have the same bands")
    return {band: sum(row[band] for row in rows) for band in bands}


@rule(
    "si1992-554-disabled-band-a", provision="SI 1992/554 reg 4(3A)(b)", parameters=(PROPORTIONS, DISABLED_A)
)
def disabled_band_a(
    total_band_d: int, *, year: int | None = None, law: Law | None = None, policy: Policy | None = None
) -> int:
    """A band A home with a disabled reduction pays five-ninths of the amount set for band D in its area.

    Args:
        total_band_d: pence for band D, all bodies together, of the dwelling's area.
    """
    law = in_force(law, policy)
    whole = law.value(PROPORTIONS, _day(year))[REFERENCE_BAND]
    return money.share(total_band_d, numerator=law.value(DISABLED_A, _day(year)), denominator=whole)


@rule("lgfa92-s31b-basic-amount", provision="LGFA 1992 ss.31B, 34, 44, 45", parameters=())
def basic_amount(
    requirement: int,
    tax_base: str | int | Fraction,
    *,
    law: Law | None = None,
    policy: Policy | None = None,
) -> int:
    """The basic amount for band D is what is required divided by the tax base.

    Args:
        requirement: pence that a body, or a special item, requires.
        tax_base: band D equivalents, ``"2810748.56"`` or a Fraction; never a float.

    Returns:
        Pence, nearest penny. Raises ValueError for a tax base that is not more than nought.
    """
    base = Fraction(tax_base)
    if base <= 0:
        raise ValueError(f"a tax base must be more than nought, not {tax_base}")
    return money.share(requirement, numerator=base.denominator, denominator=base.numerator)


@rule("si2011-3038-percentage", provision="SI 2011/3038 Sch 1", certainty="S+K", parameters=())
def percentage(now: int, before: int, *, law: Law | None = None, policy: Policy | None = None) -> str:
    """A bill shows by how many per cent each body's amount has changed since last year, to one decimal place.

    Args:
        now, before: pence of the same body, band and area in this year and the last; adult social care is
            part of its council's row.

    Returns:
        ``5.0``, ``-0.4``; empty when there was nothing last year.
    """
    change = money.percentage_change(now, before)
    return "" if change is None else money.one_decimal(change)


@rule("lgfa92-s36-check-bands", provision="LGFA 1992 s.36", parameters=(PROPORTIONS, TOLERANCE))
def check_bands(
    published: Mapping[str, int],
    *,
    year: int | None = None,
    law: Law | None = None,
    policy: Policy | None = None,
) -> list[str]:
    """Published amounts more than a penny from their ninths of band D are questioned, never refused.

    Args:
        published: pence by band of one body, as the resolution prints them.

    Returns:
        One warning a band; empty when nothing stands out.
    """
    if REFERENCE_BAND not in published:
        return [f"band {REFERENCE_BAND} is missing, so the other bands cannot be compared"]
    law = in_force(law, policy)
    expected = band_amounts(published[REFERENCE_BAND], year=year, law=law)
    tolerance = law.value(TOLERANCE, _day(year))
    return [
        f"band {band} is {money.pounds(published[band])}; band D gives {money.pounds(amount)}"
        for band, amount in expected.items()
        if band in published and abs(published[band] - amount) > tolerance
    ] + [f"band {band} is missing" for band in expected if band not in published]
