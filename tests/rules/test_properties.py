"""What holds for every set of facts: nothing moves without a price, totals stay in bounds, plans add up."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.data import Disregarded, Occupied
from billing.data import AreaRates, Reduction
from billing.rules import instalments
from billing.rules.assessment import assess
from billing.rules.instalments import adjust, cease, schedule
from billing.rules.working import from_json, to_json
from revenues.kernel.periods import Dated, Period
from revenues.kernel.years import days_in, year_period
from tests.law.examples import facts

AS_AT = date(2026, 11, 22)
YEARS = st.sampled_from([2023, 2026, 2027])
RATES = {
    "here": AreaRates({"A": 170458, "B": 198868, "C": 227278, "D": 255687, "E": 312506}, 142048),
    "same": AreaRates({"A": 170458, "B": 198868, "C": 227278, "D": 255687, "E": 312506}, 142048),
    "dear": AreaRates({"A": 171568, "B": 200163, "C": 228758, "D": 257352, "E": 314541}, 142973),
}


@st.composite
def timelines(draw, year, values, *, whole, most=3):
    """Values that follow one another; over the whole of the year, or with gaps."""
    first = year_period(year).start - timedelta(days=40)
    days = sorted(draw(st.lists(st.integers(0, 440), min_size=1, max_size=most, unique=True)))
    if whole:
        days[0] = 0
    entries = []
    for place, start in enumerate(days):
        end = days[place + 1] if place + 1 < len(days) else None
        if not whole and draw(st.booleans()):
            end = min(start + draw(st.integers(1, 200)), end or 10**4)
        period = Period(first + timedelta(days=start), None if end is None else first + timedelta(days=end))
        entries.append(Dated(period, draw(values), f"fact:{place}"))
    return tuple(entries)


@st.composite
def accounts(draw):
    """The facts of an account, of every kind at once."""
    year = draw(YEARS)
    first = year_period(year).start
    start = first + timedelta(days=draw(st.integers(-30, 360)))
    end = draw(st.none() | st.integers(1, 400).map(lambda days: start + timedelta(days=days)))
    states = st.builds(Occupied, st.booleans(), st.booleans())
    persons = st.builds(Disregarded, st.sampled_from(["ann", "ben"]), st.sampled_from(["student", "smi"]))
    cuts = st.builds(Reduction, st.sampled_from(["annexe", "hardship"]), st.sampled_from([10, 50, 100]))
    return facts(
        year=year,
        start=start,
        end=end,
        rates=RATES,
        bands=draw(timelines(year, st.sampled_from("ABCDE"), whole=True)),
        areas=draw(timelines(year, st.sampled_from(sorted(RATES)), whole=True)),
        occupancies=draw(timelines(year, states, whole=False)),
        households=draw(timelines(year, st.none() | st.integers(2, 4), whole=False)),
        disregards=draw(timelines(year, persons, whole=False)),
        exemptions=draw(st.just(()) | timelines(year, st.sampled_from("FN"), whole=False)),
        disabled=draw(st.just(()) | timelines(year, st.just("room"), whole=False)),
        reductions=draw(st.just(()) | timelines(year, cuts, whole=False)),
    )


def money(found):
    """The lines without the facts that they cite."""
    return [(line.kind, line.detail, line.period, line.amount) for line in found.lines]


def base(found):
    return sum(line.amount for line in found.lines if line.kind == "charge")


@given(accounts())
def test_the_total_is_never_negative_nor_above_the_charge(account):
    found = assess(account, as_at=AS_AT)
    assert 0 <= found.total <= base(found)
    assert found.total == sum(line.amount for line in found.lines)
    assert from_json(to_json(found)) == found


@given(accounts())
def test_no_fact_reads_another_day_and_the_same_facts_give_the_same_lines(account):
    assert assess(account, as_at=AS_AT) == assess(account, as_at=AS_AT)


TIMELINES = [
    "bands",
    "areas",
    "occupancies",
    "households",
    "disregards",
    "exemptions",
    "disabled",
    "reductions",
]


@given(accounts(), st.sampled_from(TIMELINES), st.integers(1, 364))
def test_a_fact_split_in_two_of_one_value_moves_nothing(account, which, place):
    """An entry said twice, for the days before and after a day, is the same entry."""
    day = year_period(account.year).start + timedelta(days=place)
    halves = []
    for entry in getattr(account, which):
        if entry.period.start < day and (entry.period.end is None or day < entry.period.end):
            halves.append(Dated(Period(entry.period.start, day), entry.value, entry.fact))
            halves.append(Dated(Period(day, entry.period.end), entry.value, f"{entry.fact}b"))
        else:
            halves.append(entry)
    changed = replace(account, **{which: tuple(halves)})
    assert money(assess(changed, as_at=AS_AT)) == money(assess(account, as_at=AS_AT))


@given(accounts(), st.integers(1, 364))
def test_an_area_of_equal_price_moves_nothing(account, place):
    day = year_period(account.year).start + timedelta(days=place)
    one = replace(account, areas=(Dated(Period(date(1993, 4, 1)), "here", "area:1"),))
    two = replace(
        account,
        areas=(
            Dated(Period(date(1993, 4, 1), day), "here", "area:1"),
            Dated(Period(day), "same", "area:2"),
        ),
    )
    assert money(assess(one, as_at=AS_AT)) == money(assess(two, as_at=AS_AT))


@given(YEARS, st.integers(2, 5), st.integers(1, 364))
def test_another_adult_above_two_moves_nothing(year, adults, place):
    day = year_period(year).start + timedelta(days=place)
    one = facts(year=year, households=(Dated(Period(date(1993, 4, 1)), 2),))
    more = (Dated(Period(date(1993, 4, 1), day), 2), Dated(Period(day), adults))
    assert money(assess(replace(one, households=more), as_at=AS_AT)) == money(assess(one, as_at=AS_AT))


@given(YEARS)
def test_a_year_exempt_throughout_costs_nothing(year):
    found = assess(facts(year=year, exemptions=(Dated(Period(date(1993, 4, 1)), "F"),)), as_at=AS_AT)
    assert (found.total, len(found.lines)) == (0, 1)


@given(accounts(), st.integers(1, 364))
def test_a_year_shared_by_two_accounts_differs_by_pennies_only(account, place):
    """Facts billing 16.20: the accounts of a property may add up to a few pence off, never more."""
    day = year_period(account.year).start + timedelta(days=place)
    plain = replace(account, liable=year_period(account.year))
    halves = [
        replace(plain, liable=Period(plain.liable.start, day)),
        replace(plain, liable=Period(day, plain.liable.end)),
    ]
    whole = assess(plain, as_at=AS_AT)
    parts = [assess(half, as_at=AS_AT) for half in halves]
    lines = len(whole.lines) + sum(len(part.lines) for part in parts)
    assert abs(whole.total - sum(part.total for part in parts)) <= lines


@given(accounts())
def test_charge_lines_cover_each_liable_day_once(account):
    within = account.liable.intersect(year_period(account.year))
    found = assess(account, as_at=AS_AT)
    covered = [line.period for line in found.lines if line.kind in ("charge", "exempt")]
    assert sum(period.days for period in covered) == (within.days if within else 0)
    assert all(one.end == other.start for one, other in pairwise(covered))


# -- instalments ---------------------------------------------------------------------------------------------

ISSUED = st.dates(date(2025, 12, 1), date(2027, 9, 30))
AMOUNTS = st.integers(1, 900_000)
DAYS = st.integers(1, 28)


@given(AMOUNTS, ISSUED, st.sampled_from([None, 10, 12]), DAYS, st.sampled_from(["half_up", "half_down"]))
@settings(max_examples=300)
def test_instalments_add_up_keep_the_minimum_and_run_month_by_month(amount, issued, count, day, tie):
    plan = schedule(
        amount, issued=issued, year=2026, count=count, day=day, policy={"billing.instalments.tie": tie}
    )
    assert sum(item.amount for item in plan) == amount
    assert len(plan) == 1 or min(item.amount for item in plan) >= 500
    assert plan[0].due >= issued + timedelta(days=14)
    assert len({item.amount for item in plan[1:]}) <= 1
    assert all(item.amount % 100 == 0 for item in plan[1:])
    months = [item.due.year * 12 + item.due.month for item in plan]
    assert months == list(range(months[0], months[0] + len(plan)))
    if len(plan) > 1:
        assert all(item.due in year_period(2026) and item.due.day == day for item in plan)


@given(AMOUNTS, st.dates(date(2026, 1, 1), date(2027, 3, 31)), DAYS)
def test_the_scheme_of_ten_always_fits_its_year(amount, issued, day):
    """The number by month of issue is reached, whatever the payment day, unless the minimum cuts it."""
    number = instalments.number_of(issued=issued, year=2026)
    plan = schedule(amount + 100_000, issued=issued, year=2026, day=day)
    assert len(plan) == number


PLANS = st.builds(
    lambda amount, issued, day: schedule(amount, issued=issued, year=2026, day=day),
    AMOUNTS,
    st.dates(date(2026, 2, 1), date(2027, 2, 1)),
    DAYS,
)


@given(PLANS, st.integers(0, 900_000), ISSUED)
@settings(max_examples=200)
def test_an_adjusted_plan_adds_up_to_the_new_estimate(plan, revised, issued):
    found = adjust(plan, revised=revised, issued=issued, year=2026)
    assert sum(item.amount for item in found.plan) - found.credit == revised
    assert found.plan == sorted(found.plan, key=lambda item: item.due)
    assert list(found.standing) == plan[: len(found.standing)]
    assert all(item.due >= issued + timedelta(days=14) for item in found.revised)
    assert len(found.revised) <= max(1, len(plan) - len(found.standing))
    assert not (found.revised and found.credit)


@given(PLANS, ISSUED, st.integers(0, 900_000))
def test_a_plan_adjusted_to_itself_stays(plan, issued, paid):
    """An adjustment that changes nothing recomputes nothing, where nothing was paid ahead."""
    total = sum(item.amount for item in plan)
    found = adjust(plan, revised=total, issued=issued, year=2026)
    assert sum(item.amount for item in found.plan) == total
    ahead = adjust(plan, revised=total, issued=issued, year=2026, paid=paid)
    assert sum(item.amount for item in ahead.revised) <= max(0, total - paid)


@given(PLANS, st.integers(0, 900_000), st.integers(0, 900_000), ISSUED)
def test_a_ceased_plan_accounts_for_every_penny(plan, charge, paid, ended):
    found = cease(plan, charge=charge, ended=ended, issued=ended, paid=paid)
    owed = found.arrears + (found.excess.amount if found.excess else 0)
    assert owed == max(0, charge - paid)
    assert found.overpayment == max(0, paid - charge)
    assert all(item.due < ended for item in found.standing)
    assert found.excess is None or found.excess.due == ended + timedelta(days=14)


@given(YEARS, st.integers(0, 900_000))
def test_a_whole_year_costs_the_annual_amount_to_the_penny(year, annual):
    rates = {"here": AreaRates({"D": annual}, 0)}
    found = assess(facts(year=year, rates=rates), as_at=AS_AT)
    assert found.total == annual
    assert found.lines[0].period.days == days_in(year)
