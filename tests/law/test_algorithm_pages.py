"""Every row of the tables in docs/algorithms is worked out again."""

from datetime import date
from pathlib import Path

import pytest

from billing.data import Instalment
from billing.rules import instalments
from billing.rules.charge import (
    Step,
    charge_line,
    disabled_line,
    discount_line,
    left_after,
    premium_line,
    taken,
)
from billing.rules.plans import Terms, agreed
from revenues.kernel.money import by_days, per_cent_of
from revenues.kernel.periods import Period
from revenues.kernel.years import year_period
from tests.law.examples import day, pence

PAGES = Path(__file__).resolve().parents[2] / "docs" / "algorithms"
MARCH = date(2026, 3, 10)
PLAN = instalments.schedule(255687, issued=MARCH, year=2026)


def rows(page: str, heading: str) -> list[dict[str, str]]:
    """The rows of the first table below a heading of a page."""
    text = (PAGES / page).read_text(encoding="utf-8")
    below = text.split(f"# {heading}\n", 1)[1].splitlines()
    start = next(place for place, line in enumerate(below) if line.startswith("|"))
    table = []
    for line in below[start:]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split("|")])
    head, _, *body = table
    return [dict(zip(head, row, strict=True)) for row in body]


def amount(text: str) -> int | None:
    """Pence; a dash is nothing."""
    return None if text == "-" else pence(text)


def days(row: dict[str, str]) -> Period:
    """So many days from the beginning of a year of the right length."""
    first = year_period(2026 if row["D"] == "365" else 2027).start
    return Period(first, date.fromordinal(first.toordinal() + int(row["days"])))


@pytest.mark.parametrize("row", rows("daily-charge.md", "A charge line"), ids=str)
def test_a_charge_line(row):
    line = charge_line("D", period=days(row), annual=pence(row["annual"]), of=int(row["D"]), facts=())
    assert line.amount == pence(row["charge"])


@pytest.mark.parametrize("row", rows("daily-charge.md", "A discount"), ids=str)
def test_a_discount(row):
    line = discount_line(
        int(row["per cent"]),
        period=days(row),
        annual=pence(row["annual"]),
        of=int(row["D"]),
        rule_id="",
        facts=(),
    )
    assert (line.base, -line.amount) == (pence(row["base"]), pence(row["discount"]))
    assert line.base + line.amount == pence(row["left"])


@pytest.mark.parametrize("row", rows("daily-charge.md", "A premium"), ids=str)
def test_a_premium(row):
    line = premium_line(
        int(row["per cent"]),
        period=days(row),
        annual=pence(row["annual"]),
        of=int(row["D"]),
        rule_id="",
        facts=(),
    )
    assert (line.base, line.amount) == (pence(row["base"]), pence(row["premium"]))
    assert line.base + line.amount == pence(row["charged"])


@pytest.mark.parametrize("row", rows("daily-charge.md", "A sum for the year"), ids=str)
def test_a_sum_for_the_year(row):
    step = Step("reduction", "flood", annual=pence(row["sum"]))
    found = taken(step, pence(row["left"]), days=int(row["days"]), of=int(row["D"]))
    assert found == pence(row["taken"])


@pytest.mark.parametrize("row", rows("daily-charge.md", "A reduction of what is left"), ids=str)
def test_a_reduction_of_what_is_left(row):
    left = left_after(pence(row["charge"]), [int(row["discount"])])
    assert per_cent_of(left, int(row["reduction"])) == pence(row["taken"])
    both = [int(row["discount"]), int(row["reduction"])]
    assert left_after(pence(row["charge"]), both) == pence(row["left"])


@pytest.mark.parametrize("row", rows("daily-charge.md", "A disabled reduction"), ids=str)
def test_a_disabled_reduction(row):
    of = int(row["D"])
    listed = charge_line("D", period=days(row), annual=pence(row["listed"]), of=of, facts=())
    line = disabled_line("C", charge=listed, annual=pence(row["charged"]), of=of, facts=())
    assert -line.amount == pence(row["reduction"])
    assert listed.amount == by_days(pence(row["listed"]), days=int(row["days"]), of=of)


def shape(plan: list[Instalment]) -> tuple[int | None, int | None, int]:
    """First amount, the others' amount, how many."""
    others = {item.amount for item in plan[1:]}
    assert len(others) <= 1
    return (plan[0].amount if plan else None), (others.pop() if others else None), len(plan)


@pytest.mark.parametrize("row", rows("instalments.md", "Amounts"), ids=str)
def test_amounts(row):
    found = instalments.amounts_of(pence(row["amount"]), int(row["number"]), on=MARCH)
    plan = [Instalment(MARCH, each) for each in found]
    assert shape(plan) == (amount(row["first"]), amount(row["others"]), int(row["instalments"]))


@pytest.mark.parametrize("row", rows("instalments.md", "When"), ids=str)
def test_when(row):
    plan = instalments.schedule(
        255687,
        issued=day(row["issued"]),
        year=2026,
        count=int(row["number asked for"]),
        day=int(row["payment day"]),
    )
    told = (day(row["first due"]), day(row["last due"]), int(row["instalments"]))
    assert (plan[0].due, plan[-1].due, len(plan)) == told


@pytest.mark.parametrize("row", rows("instalments.md", "Agreed otherwise"), ids=str)
def test_agreed_otherwise(row):
    terms = Terms(int(row["asked for"]), int(row["day"]), row["frequency"], instalments.AGREEMENT)
    plan = agreed(255687, terms=terms, issued=day(row["issued"]), year=2026)
    assert (plan[0].due, plan[-1].due) == (day(row["first due"]), day(row["last due"]))
    assert shape(plan) == (amount(row["first"]), amount(row["others"]), int(row["payments"]))


@pytest.mark.parametrize("row", rows("instalments.md", "A change"), ids=str)
def test_a_change(row):
    found = instalments.adjust(
        PLAN,
        revised=pence(row["new estimate"]),
        issued=day(row["issued"]),
        year=2026,
        paid=pence(row["paid"]),
    )
    first, others, count = shape(list(found.revised))
    assert (len(found.standing), count) == (int(row["standing"]), int(row["revised"]))
    assert (first, others, found.credit) == (
        amount(row["first"]),
        amount(row["others"]),
        pence(row["credit"]),
    )


@pytest.mark.parametrize("row", rows("instalments.md", "An end"), ids=str)
def test_an_end(row):
    ended = day(row["ended"])
    found = instalments.cease(
        PLAN, charge=pence(row["final charge"]), ended=ended, issued=ended, paid=pence(row["paid"])
    )
    assert (len(found.standing), found.arrears) == (int(row["standing"]), pence(row["arrears"]))
    excess = found.excess.amount if found.excess else 0
    assert (excess, found.overpayment) == (pence(row["excess"]), pence(row["overpayment"]))
