"""Wales by its figures alone: band I, its premiums, the law of each nation on either side of each change."""

from datetime import date, timedelta

import pytest

from accounts.rules import premiums
from billing.data import AreaRates
from billing.rules.assessment import assess
from billing.rules.rates import band_amounts, disabled_band_a
from revenues.kernel.law import UnlawfulSetting, national
from tests.law.examples import AS_AT, EMPTY, FURNISHED, LONG_AGO, facts, held

WALES = national("wales")
BAND_D = 189_000
PREMIUMS = {
    "accounts.premiums.empty_percent": {LONG_AGO: 150},
    "accounts.premiums.second_home_percent": {LONG_AGO: 200},
}


def rates() -> dict[str, AreaRates]:
    return {"here": AreaRates(band_amounts(BAND_D, year=2026, law=WALES), disabled_band_a(BAND_D, law=WALES))}


def wales(policy=None, **given) -> int:
    return assess(facts(rates=rates(), **given), as_at=AS_AT, law=WALES, policy=policy).total


def test_band_i_is_twenty_one_ninths():
    amounts = band_amounts(BAND_D, year=2026, law=WALES)
    assert list(amounts) == list("ABCDEFGHI")
    assert amounts["I"] * 9 // 21 == BAND_D
    assert list(band_amounts(BAND_D, year=2004, law=WALES)) == list(band_amounts(BAND_D)) == list("ABCDEFGH")
    assert wales(bands=(held("I"),)) == amounts["I"]


def test_a_band_i_home_with_a_disabled_reduction_is_charged_as_band_h():
    assert wales(bands=(held("I"),), disabled=(held("room"),)) == BAND_D * 2


def test_premiums_go_to_three_hundred_per_cent_from_2023():
    for on, most in ((date(2016, 6, 1), 0), (date(2022, 6, 1), 100), (date(2023, 4, 1), 150)):
        law = WALES.with_settings(PREMIUMS)
        assert premiums.empty_premium(since=date(2010, 1, 1), on=on, law=law).value == most
    second = {date(2016, 6, 1): 0, date(2022, 6, 1): 100, date(2023, 4, 1): 200}
    for on, percent in second.items():
        law = WALES.with_settings(PREMIUMS)
        assert premiums.second_home_premium(since=None, on=on, law=law).value == percent


def test_a_bill_in_wales_adds_them():
    home, hollow = (held(FURNISHED, date(2020, 1, 1)),), (held(EMPTY, date(2020, 1, 1)),)
    assert wales(PREMIUMS, occupancies=home) == BAND_D * 3
    assert wales(PREMIUMS, occupancies=hollow) == BAND_D * 5 // 2


def test_an_english_authority_may_not_set_a_welsh_percentage():
    with pytest.raises(UnlawfulSetting, match="at most 100"):
        national().with_settings(PREMIUMS)


@pytest.mark.parametrize("nation", ["england", "wales"])
def test_the_day_before_and_the_day_of_every_change_give_the_old_value_and_the_new(nation):
    law = national(nation)
    changes = 0
    for name, parameter in law.parameters.items():
        for place, start in enumerate(parameter.days):
            assert law.value(name, start) == parameter.values[place]
            if place:
                assert law.value(name, start - timedelta(days=1)) == parameter.values[place - 1]
                changes += 1
    assert changes > 10
