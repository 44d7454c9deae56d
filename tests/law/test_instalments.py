"""Schedule 1: how many instalments, how much, when; adjustment and cessation."""

from datetime import date, timedelta

import pytest

from billing.data import Instalment
from billing.rules import instalments
from billing.rules.instalments import adjust, cease, schedule
from revenues.kernel.errors import DomainError
from revenues.kernel.money import by_days
from tests.law.examples import day, each, example, pence

MARCH = date(2026, 3, 10)
LAW = "billing.instalments."
MONTHS = {
    "April": 4, "May": 5, "June": 6, "July": 7, "August": 8, "September": 9, "October": 10, "November": 11,
    "December": 12, "January": 1, "February": 2, "March": 3,
}  # fmt: skip


def amounts(plan: list[Instalment]) -> list[int]:
    return [item.amount for item in plan]


def months(plan: list[Instalment]) -> list[int]:
    return [item.due.month for item in plan]


def test_si1992_613_sch1_schedule():
    given, expected = example("INST-01")
    plan = schedule(pence(given["amount"]), issued=day(given["issued"]), year=2026)
    assert amounts(plan) == each(expected["instalments"])
    assert (len(plan), sum(amounts(plan))) == (given["n"], pence(expected["sum"]))
    assert months(plan) == [4, 5, 6, 7, 8, 9, 10, 11, 12, 1]
    assert {item.due.day for item in plan} == {1}
    assert plan[0].due == date(2026, 4, 1)


def test_twelve_on_request():
    given, expected = example("INST-02")
    plan = schedule(pence(given["amount"]), issued=day(given["issued"]), year=2026, count=given["n"])
    assert amounts(plan) == each(expected["instalments"])
    assert (plan[0].due, plan[-1].due) == (date(2026, 4, 1), date(2027, 3, 1))


def test_si1992_613_sch1_amounts():
    given, expected = example("INST-03")
    found = instalments.equal_amounts(pence(given["amount"]), given["n"], on=MARCH)
    assert found == each(expected["instalments"])
    assert (found[0], found[1], sum(found)) == (
        pence(expected["first"]),
        pence(expected["rest"]),
        pence(expected["sum"]),
    )


def test_a_tie_is_a_setting():
    given, expected = example("INST-05")
    for tie, wanted in (("half_up", expected["half_up"]), ("half_down", expected["half_even_or_down"])):
        plan = schedule(pence(given["amount"]), issued=MARCH, year=2026, policy={LAW + "tie": tie})
        assert len(plan) == given["n"]
        assert amounts(plan) == [pence(wanted["first"]), *[pence(wanted["rest"])] * (given["n"] - 1)]


def test_si1992_613_sch1_number():
    _, expected = example("INST-06")
    for name, wanted in expected.items():
        issued = month_of(name.split()[0])
        assert instalments.number_of(issued=issued, year=2026) == wanted, name
    for early in (date(2025, 12, 1), date(2026, 3, 31)):
        assert instalments.number_of(issued=early, year=2026) == expected["April or before"]


def month_of(name: str, on_day: int = 5) -> date:
    """A day in the named month of 2026/27."""
    month = MONTHS[name]
    return date(2026 if month >= 4 else 2027, month, on_day)


def test_twelve_counted_with_the_month_of_issue():
    _, expected = example("INST-07")
    policy = {LAW + "late12_rule": "month_of_issue"}
    for name, wanted in expected.items():
        found = instalments.number_of(issued=month_of(name, 20), year=2026, count=12, policy=policy)
        assert found == wanted, name


@pytest.mark.parametrize(
    ("issued", "wanted"),
    [
        (date(2026, 4, 15), 12),
        (date(2026, 4, 16), 11),
        (date(2026, 5, 5), 10),
        (date(2026, 12, 5), 3),
        (date(2027, 1, 5), 1),
    ],
)
def test_twelve_counted_in_whole_months_left(issued, wanted):
    assert instalments.number_of(issued=issued, year=2026, count=12) == wanted


def test_twelve_by_default_is_a_dated_value_and_no_change_of_code():
    policy = {LAW + "default_count": {date(2027, 1, 1): 12}}
    assert len(schedule(255687, issued=date(2027, 3, 10), year=2027, policy=policy)) == 12
    assert len(schedule(255687, issued=MARCH, year=2026, policy=policy)) == 10


@pytest.mark.parametrize(
    "id", ["INSTMIN-01", "INSTMIN-02", "INSTMIN-03", "INSTMIN-05", "INSTMIN-06", "INSTMIN-07"]
)
def test_minimum_of_the_examples(id):
    given, expected = example(id)
    plan = schedule(pence(given["amount"]), issued=MARCH, year=2026, count=given["n_before_minimum_rule"])
    assert amounts(plan) == each(expected["instalments"])
    assert (len(plan), sum(amounts(plan))) == (expected["n"], pence(expected["sum"]))
    assert months(plan) == [4, 5, 6, 7, 8, 9, 10, 11, 12, 1][: expected["n"]]


def test_si1992_613_sch1_minimum():
    """Below twice the minimum one sum is asked for; at it, two."""
    assert instalments.amounts_of(999, 10, on=MARCH) == [999]
    assert instalments.amounts_of(1000, 10, on=MARCH) == [500, 500]


def test_late_demand_runs_from_october():
    given, expected = example("LATE-01")
    start, end = day(given["from"]), day(given["to"]) + timedelta(days=1)
    charge = by_days(pence(given["annual"]), days=(end - start).days, of=365)
    assert ((end - start).days, charge) == (expected["days"], pence(expected["charge"]))
    plan = schedule(charge, issued=day(given["issued"]), year=2026)
    assert amounts(plan) == [pence(expected["first"]), *[pence(expected["rest"])] * 5]
    assert len(plan) == expected["n_instalments"]
    assert (months(plan)[0], months(plan)[-1]) == (MONTHS["October"], MONTHS["March"])
    assert expected["months"] == "Oct-Mar"


def test_si1992_613_sch1_first_day():
    given, expected = example("LATE-02")
    issued = day(given["issued"])
    charge = by_days(pence(given["annual"]), days=expected["days"], of=365)
    assert charge == pence(expected["charge"])
    plan = schedule(charge, issued=issued, year=2026)
    assert plan == [Instalment(instalments.first_day(issued), charge)]
    assert plan[0].due == day(expected["earliest_due"])
    assert len(plan) == expected["n_instalments"]


def test_a_single_sum_may_wait_for_the_next_payment_day():
    plan = schedule(1000, issued=date(2027, 1, 10), year=2026, policy={LAW + "single_due": "payment_day"})
    assert plan == [Instalment(date(2027, 2, 1), 1000)]
    too_late = schedule(1000, issued=date(2027, 3, 25), year=2026, policy={LAW + "single_due": "payment_day"})
    assert too_late == [Instalment(date(2027, 4, 8), 1000)]


def test_december_demand_has_two():
    given, expected = example("LATE-03")
    charge = by_days(pence(given["annual"]), days=expected["days"], of=365)
    plan = schedule(charge, issued=day(given["issued"]), year=2026)
    assert (charge, amounts(plan)) == (pence(expected["charge"]), each(expected["instalments"]))
    assert len(plan) == expected["n_instalments"]


def test_after_the_year_one_sum_two_weeks_on():
    assert schedule(50000, issued=date(2027, 6, 1), year=2026) == [Instalment(date(2027, 6, 15), 50000)]


def test_the_whole_run_moves_with_the_first_instalment():
    plan = schedule(255687, issued=date(2026, 3, 25), year=2026)
    assert (plan[0].due, plan[-1].due, len(plan)) == (date(2026, 5, 1), date(2027, 2, 1), 10)


def test_a_run_of_twelve_that_no_longer_fits_the_year_is_shorter():
    plan = schedule(255687, issued=date(2026, 3, 25), year=2026, count=12)
    assert (plan[0].due, plan[-1].due, len(plan)) == (date(2026, 5, 1), date(2027, 3, 1), 11)


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_to_pay_gives_no_instalment(amount):
    assert schedule(amount, issued=MARCH, year=2026) == []


@pytest.mark.parametrize("wrong", [{"day": 0}, {"day": 29}, {"count": 0}, {"count": 13}])
def test_payment_days_and_numbers_outside_the_scheme_are_refused(wrong):
    with pytest.raises(DomainError):
        schedule(1000, issued=MARCH, year=2026, **wrong)


def test_credits_come_off_before_instalments_are_struck():
    given, expected = example("CREDIT-02")
    to_spread = pence(given["annual"]) - pence(given["credit_bf"])
    assert to_spread == pence(expected["to_spread"])
    plan = schedule(to_spread, issued=MARCH, year=2026)
    assert amounts(plan) == [pence(expected["first"]), *[pence(expected["rest"])] * 9]


def test_a_credit_carried_to_the_next_address():
    given, expected = example("CREDIT-01")
    days = (date(2027, 4, 1) - day(given["from"])).days
    charge = by_days(pence(given["new_annual"]), days=days, of=365)
    assert charge == pence(expected["new_charge"])
    to_pay = charge - pence(given["credit"])
    assert to_pay == pence(expected["net_to_pay"])
    plan = schedule(to_pay, issued=day(given["issued"]), year=2026)
    assert amounts(plan) == [pence(expected["first"]), *[pence(expected["rest"])] * 4]
    assert len(plan) == expected["n_instalments"]


# -- adjustment ----------------------------------------------------------------------------------------------


def test_si1992_613_sch1_adjustment():
    given, expected = example("ADJ-01")
    annual = pence(given["annual"])
    plan = schedule(annual, issued=MARCH, year=2026)
    revised = annual - pence(given["discount"])
    assert revised == pence(expected["revised_estimate"])
    found = adjust(plan, revised=revised, issued=day(given["issued"]), year=2026)
    assert amounts(list(found.standing)) == each(given["standing"])
    assert sum(amounts(list(found.standing))) == pence(expected["standing"])
    assert amounts(list(found.revised)) == each(expected["revised_instalments"])
    assert sum(amounts(list(found.revised))) == pence(expected["remaining"])
    assert [item.due for item in found.plan] == [item.due for item in plan]
    assert found.credit == 0


PLAN = schedule(255687, issued=MARCH, year=2026)


@pytest.mark.parametrize(
    ("issued", "standing"),
    [
        (date(2026, 9, 16), 6),  # 14 days on is 30 September: 1 October is recomputed
        (date(2026, 9, 17), 6),  # 14 days on is 1 October itself: recomputed
        (date(2026, 9, 18), 7),  # one day later it stands
    ],
)
def test_the_day_from_which_instalments_are_recomputed(issued, standing):
    assert len(adjust(PLAN, revised=200000, issued=issued, year=2026).standing) == standing


def test_an_increase_is_spread_over_the_remaining_number():
    found = adjust(PLAN, revised=300000, issued=date(2026, 10, 5), year=2026)
    assert (len(found.standing), len(found.revised), found.credit) == (7, 3, 0)
    assert sum(amounts(found.plan)) == 300000


def test_an_increase_after_the_last_instalment_is_one_sum():
    issued = date(2027, 1, 10)
    found = adjust(PLAN, revised=300000, issued=issued, year=2026)
    assert found.revised == (Instalment(issued + timedelta(days=14), 300000 - 255687),)


def test_a_decrease_below_what_stands_is_a_credit():
    found = adjust(PLAN, revised=100000, issued=date(2026, 10, 5), year=2026)
    assert (found.revised, found.credit) == ((), 178887 - 100000)


def test_money_paid_ahead_counts():
    found = adjust(PLAN, revised=250000, issued=date(2026, 10, 5), year=2026, paid=240000)
    assert sum(amounts(list(found.revised))) == 10000
    assert adjust(PLAN, revised=250000, issued=date(2026, 10, 5), year=2026, paid=260000).credit == 10000


def test_spreading_over_the_rest_of_the_year_is_a_setting():
    policy = {LAW + "adjustment_spread": "to_year_end"}
    found = adjust(PLAN, revised=300000, issued=date(2026, 10, 5), year=2026, policy=policy)
    assert months(list(found.revised)) == [11, 12, 1, 2, 3]
    assert sum(amounts(found.plan)) == 300000


# -- cessation -----------------------------------------------------------------------------------------------


def test_si1992_613_sch1_cessation():
    given, expected = example("CEASE-01")
    left = day(given["left"])
    charge = by_days(pence(given["annual"]), days=expected["days"], of=365)
    assert charge == pence(expected["charge"])
    paid = sum(each(given["paid"]))
    assert paid == pence(expected["paid"])
    found = cease(PLAN, charge=charge, ended=left, issued=left, paid=paid)
    assert amounts(list(found.standing)) == each(given["paid"])
    assert found.overpayment == pence(expected["overpayment"])
    assert len([item for item in PLAN if item.due < left]) == len(found.standing)
    assert (found.excess, found.arrears, expected["remaining_instalments"]) == (None, 0, 0)


def test_an_excess_of_the_final_charge_is_one_sum_two_weeks_on():
    issued = date(2026, 9, 20)
    found = cease(PLAN, charge=140000, ended=date(2026, 9, 1), issued=issued, paid=100000)
    assert found.excess == Instalment(issued + timedelta(days=14), 140000 - 127687)
    assert (found.arrears, found.overpayment) == (27687, 0)


def test_unpaid_instalments_are_cut_to_the_final_charge():
    found = cease(PLAN, charge=107178, ended=date(2026, 9, 1), issued=date(2026, 9, 3), paid=50000)
    assert (found.arrears, found.excess, found.overpayment) == (57178, None, 0)


def test_every_basis_has_a_provision():
    assert set(instalments.BASES) == {"part_i", "part_ii", "agreement_21_5", "determination_21_7"}


def test_twelve_may_be_asked_for_since_2013():
    assert instalments.number_of(issued=date(2013, 4, 10), year=2013, count=12) == 12
    with pytest.raises(DomainError, match="between 1 and 10"):
        instalments.number_of(issued=date(2013, 3, 10), year=2012, count=12)
