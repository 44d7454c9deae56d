"""Account numbers with their check digit, search keys, postcodes."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.rules import numbers
from accounts.rules.names import fold, postcode

SERIALS = st.integers(1, numbers.LAST - numbers.FIRST)


def test_a_number():
    assert numbers.make(12345) == "50012345-5"
    assert numbers.parse("50012345-5") == 12345


@pytest.mark.parametrize(
    "text", ["500123455", " 50012345 5", "5001 2345-5", "50012345\u20135", "50012345-5\n"]
)
def test_numbers_as_people_type_them(text):
    assert numbers.normalise(text) == "50012345-5"
    assert numbers.is_valid(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("50012345-6", "a digit is wrong or two have changed places"),
        ("50012354-5", "a digit is wrong"),
        ("5001234-5", "needs 8 digits and a check digit"),
        ("", "needs 8 digits"),
        ("5001234A-5", "needs 8 digits"),
        ("٥٠٠١٢٣٤٥٥", "needs 8 digits"),
        (f"00012345-{numbers.check_digit('00012345')}", "they begin at 50000001"),
    ],
)
def test_numbers_that_are_none_say_why(text, reason):
    with pytest.raises(ValueError, match=reason):
        numbers.normalise(text)
    assert not numbers.is_valid(text)


@pytest.mark.parametrize("serial", [0, -1, numbers.LAST - numbers.FIRST + 1])
def test_serials_out_of_range_are_refused(serial):
    with pytest.raises(ValueError, match="outside 1 to"):
        numbers.make(serial)


@given(SERIALS)
def test_there_and_back(serial):
    assert numbers.parse(numbers.make(serial)) == serial


@given(SERIALS, st.integers(0, 8), st.integers(1, 9))
def test_every_wrong_digit_is_found(serial, place, by):
    digits = numbers.make(serial).replace("-", "")
    wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    assert not numbers.is_valid(wrong)


@given(SERIALS, st.integers(0, 7))
@example(12345, 7)
def test_every_exchange_of_neighbours_is_found(serial, place):
    digits = numbers.make(serial).replace("-", "")
    changed = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert numbers.is_valid(changed) is (changed == digits)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("O'Brien", "obrien"),
        ("O’BRIEN", "obrien"),
        ("Müller-Groß", "muller gross"),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("  Smith   &  Sons, Ltd. ", "smith and sons ltd"),
        ("Þórður Æsir", "thordur aesir"),
        ("İbrahim Işık", "ibrahim isik"),
        ("Nguyễn Đức", "nguyen duc"),
        ("St. John-Smythe", "st john smythe"),
        ("Ιωάννης", "ιωαννησ"),
        ("", ""),
    ],
)
def test_search_keys(name, key):
    assert fold(name) == key


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text):
    once = fold(text)
    assert fold(once) == once
    assert once == " ".join(once.split())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("kt109sd", "KT10 9SD"),
        ("M1 1AA", "M1 1AA"),
        ("b33 8th", "B33 8TH"),
        ("CR2 6XH", "CR2 6XH"),
        ("DN55 1PT", "DN55 1PT"),
        ("w1a 0ax", "W1A 0AX"),
        ("EC1A 1BB", "EC1A 1BB"),
        (" GIR0AA ", "GIR 0AA"),
    ],
)
def test_postcodes(text, wanted):
    assert postcode(text) == wanted
    assert postcode(wanted) == wanted


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "missing"),
        ("KT10", "4 letters and digits"),
        ("KT10 99SDX", "letters and digits, not 5 to 7"),
        ("KT10-9SD", "only letters, digits"),
        ("KT10 SD9", "should be a digit and two letters"),
        ("KT10 9CD", "never C, I, K, M, O or V"),
        ("1T10 9SD", "first part"),
        ("=KT109SD", "only letters, digits"),
    ],
)
def test_what_is_no_postcode_says_why(text, reason):
    with pytest.raises(ValueError, match=reason):
        postcode(text)
