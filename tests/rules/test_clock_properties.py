"""What holds for every dwelling with clocks: bounds, one state a day whoever owns it, what an estimate may ask."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.data import Circumstance, Disregarded, Excepted, Exempted, Occupied
from accounts.rules import contradictions
from billing.data import Assessment, Reduction, Support
from billing.rules import mix
from billing.rules.assessment import assess
from billing.rules.working import from_json, to_json
from revenues.kernel.errors import DomainError
from revenues.kernel.law import in_force
from revenues.kernel.periods import Dated, Period
from revenues.kernel.years import days_in, year_period
from tests.law.examples import FULL, Share, facts

LAW = in_force(policy=FULL)
LATER = date(2035, 1, 1)
YEARS = st.sampled_from([2012, 2013, 2020, 2024, 2025, 2026, 2027])


def near(year):
    """Days from six years before a financial year to some time after it, more of them in and just before it."""
    first = year_period(year).start
    return (st.integers(-2200, 500) | st.integers(-380, 365)).map(lambda days: first + timedelta(days=days))


@st.composite
def row(draw, days, values, *, least=0, most=3):
    """Values that follow one another from some days on, each until the next or an earlier end."""
    starts = sorted(draw(st.lists(days, min_size=least, max_size=most, unique=True)))
    entries = []
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else None
        if draw(st.integers(0, 3)) == 0:
            cut = start + timedelta(days=draw(st.integers(1, 60) | st.integers(1, 900)))
            end = min(cut, end) if end else cut
        entries.append(Dated(Period(start, end), draw(values), f"fact:{place}"))
    return tuple(entries)


def sometimes(strategy):
    return st.just(()) | strategy


KINDS = st.sampled_from(["seasonal", "repair", "job_related", "pitch"])
CUTS = st.sampled_from(
    [Reduction("annexe", 50), Reduction("flood", amount=40_000), Reduction("hardship", 30)]
)
CLAIMS = st.builds(Support, st.sampled_from(["ann", "ben"]), st.builds(Share, st.sampled_from([10, 60, 100])),
                   st.integers(1, 3))  # fmt: skip
STATES = st.sampled_from([Occupied(False, False), Occupied(False, False), Occupied(False), Occupied(True)])


@st.composite
def dwellings(draw):
    """The facts of a dwelling whose clocks run, liable for the whole of a year."""
    year = draw(YEARS)
    day = near(year)
    maybe = st.none() | day
    excepted = st.builds(Excepted, st.sampled_from("EFGGHHIM"), maybe, st.sampled_from(["", "ann", "ben"]))
    claimed = st.builds(Exempted, st.sampled_from("ABCEFFNM"), maybe, maybe, maybe)
    people = st.builds(
        Disregarded, st.sampled_from(["ann", "ben", "cho"]), st.sampled_from(["leaver", "smi"]), maybe
    )
    return facts(
        year=year,
        start=date(1993, 4, 1),
        occupancies=draw(row(day, STATES, least=1, most=5)),
        households=draw(row(day, st.integers(1, 3), most=2)),
        disregards=draw(sometimes(row(day, people))),
        disabled=draw(sometimes(sometimes(row(day, st.just("room"), most=1)))),
        reductions=draw(sometimes(row(day, CUTS, most=2))),
        exceptions=draw(sometimes(row(day, excepted))),
        exempted=draw(sometimes(row(day, claimed, most=2))),
        circumstances=draw(sometimes(row(day, st.builds(Circumstance, KINDS, day), most=2))),
        support=draw(sometimes(row(day, CLAIMS, most=2))),
    )


def charged(account, as_at=LATER) -> Assessment | None:
    """The assessment; None where the facts contradict one another, or more are left out than live there."""
    try:
        return assess(account, as_at=as_at, law=LAW)
    except DomainError as error:
        if "cannot be" not in str(error):
            raise
        return None


def states(found: Assessment) -> dict[date, set[tuple[str, str]]]:
    """Kind and detail of every line of each day."""
    by_day: dict[date, set[tuple[str, str]]] = {}
    for line in found.lines:
        for place in range(line.period.days):
            by_day.setdefault(line.period.start + timedelta(days=place), set()).add((line.kind, line.detail))
    return by_day


@given(dwellings())
@settings(max_examples=200)
def test_never_below_nothing_nor_above_base_and_premium(account):
    found = charged(account)
    if found is not None:
        most = sum(line.amount for line in found.lines if line.kind in ("charge", "premium"))
        assert 0 <= found.total <= most
        assert all(line.amount >= 0 for line in found.lines if line.kind == "premium")
        assert from_json(to_json(found)) == found
        covered = [line.period for line in found.lines if line.kind in ("charge", "exempt")]
        assert sum(period.days for period in covered) == days_in(account.year)
        assert all(one.end == other.start for one, other in pairwise(covered))


@given(dwellings())
@settings(max_examples=200)
def test_refused_exactly_where_a_contradiction_parks(account):
    parked = any(one.parks for one in contradictions.find(account, law=LAW))
    assert parked == (charged(account) is None)


@given(dwellings(), st.integers(1, 364))
@settings(max_examples=200)
def test_no_clock_asks_who_owns_and_a_split_moves_pennies_only(account, place):
    """The same dwelling in two accounts, one after the other: every day has the state that it has in one."""
    whole = charged(account)
    year = year_period(account.year)
    day = year.start + timedelta(days=place)
    before = replace(account, account="the seller's", liable=Period(year.start, day))
    after = replace(account, account="the buyer's", liable=Period(day))
    halves = charged(before), charged(after)
    if whole is None or None in halves:
        assert whole is None
        return
    assert {**states(halves[0]), **states(halves[1])} == states(whole)
    lines = len(whole.lines) + sum(len(half.lines) for half in halves)
    assert abs(whole.total - sum(half.total for half in halves)) <= lines


@given(dwellings(), st.integers(-60, 400), st.integers(0, 400))
@settings(max_examples=200)
def test_an_estimate_never_asks_for_more_than_what_has_happened_later(account, first, more):
    """Clocks that raise the charge wait; those that lower it do not."""
    early = year_period(account.year).start + timedelta(days=first)
    one, other = charged(account, early), charged(account, early + timedelta(days=more))
    if one is not None and other is not None:
        assert one.total <= other.total + len(one.lines) + len(other.lines)


@given(dwellings(), st.integers(-60, 400))
def test_billing_ahead_is_what_will_have_happened(account, first):
    ahead = LAW.with_settings({"billing.estimate.bill_known_clocks_ahead": {date(1993, 4, 1): True}})
    early = year_period(account.year).start + timedelta(days=first)
    later = charged(account)
    if later is not None:
        found = assess(account, as_at=early, law=ahead)
        assert [line.amount for line in found.lines] == [line.amount for line in later.lines]


SPLIT = [
    "occupancies",
    "households",
    "disregards",
    "reductions",
    "exceptions",
    "exempted",
    "circumstances",
    "support",
]


@given(dwellings(), st.sampled_from(SPLIT), st.integers(-400, 364))
@settings(max_examples=200)
def test_a_fact_said_in_two_parts_is_the_same_fact(account, which, place):
    day = year_period(account.year).start + timedelta(days=place)
    halves = []
    for entry in getattr(account, which):
        if entry.period.start < day and (entry.period.end is None or day < entry.period.end):
            halves.append(Dated(Period(entry.period.start, day), entry.value, entry.fact))
            halves.append(Dated(Period(day, entry.period.end), entry.value, f"{entry.fact}b"))
        else:
            halves.append(entry)
    whole, parts = charged(account), charged(replace(account, **{which: tuple(halves)}))
    assert (whole is None) == (parts is None)
    if whole is not None:
        assert [(line.kind, line.period, line.amount) for line in whole.lines] == [
            (line.kind, line.period, line.amount) for line in parts.lines
        ]


# -- the mix of the measure ----------------------------------------------------------------------------------


def test_the_mix_is_stated_and_the_same_for_the_same_seed():
    assert sum(mix.SHARES.values()) == 100
    assert list(mix.accounts(7, 50)) == list(mix.accounts(7, 50)) != list(mix.accounts(8, 50))


def test_the_mix_has_every_kind_of_line_and_nothing_in_it_contradicts():
    law = in_force(policy=mix.POLICY)
    found = [assess(one, as_at=date(2026, 11, 22), law=law) for one in mix.accounts(7, 2000)]
    kinds = {line.kind for one in found for line in one.lines}
    assert kinds == {"charge", "disabled", "premium", "discount", "reduction", "support", "exempt"}
    assert not any(one.parks for made in mix.accounts(7, 300) for one in contradictions.find(made, law=law))
    assert {one.year for one in mix.accounts(3, 5, year=2024)} == {2024}


def test_the_mix_is_assessed_at_five_thousand_a_second():
    """Several times as many are seen on one core; the best of five keeps a busy machine out of it."""
    accounts, law = list(mix.accounts(11, 1000)), in_force(policy=mix.POLICY)
    spent = []
    for _ in range(5):
        begun = process_time()
        for each in accounts:
            assess(each, as_at=LATER, law=law)
        spent.append(process_time() - begun)
    assert len(accounts) / min(spent) > 5000
