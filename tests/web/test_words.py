"""The paragraph of the account page, and what is left of each instalment."""

from datetime import date

import pytest

from casework.rules.desk_words import class_words, in_words, spread

ON = date(2026, 11, 22)
PLAN = [(n, date(2026, 3 + n, 15), 100_00) for n in range(1, 10)] + [(10, date(2027, 1, 15), 100_00)]


@pytest.mark.parametrize(
    ("outstanding", "left"),
    [
        (1_000_00, [100_00] * 10),
        (150_00, [0] * 8 + [50_00, 100_00]),
        (0, [0] * 10),
        (-5_00, [0] * 10),
        (1_200_00, [100_00] * 10),
    ],
)
def test_money_meets_the_oldest_instalment_first(outstanding, left):
    payments = spread(PLAN, outstanding=outstanding)
    assert [one.left for one in payments] == left
    assert all(one.paid + one.left == one.pence for one in payments)


def words(balance, *, names=("Ms Ana Iles",), others=(), method="direct_debit"):
    payments = spread(PLAN, outstanding=balance)
    return in_words(
        names=names, year=2026, balance=balance, payments=payments, method=method, others=others, on=ON
    )


@pytest.mark.parametrize(
    ("balance", "said"),
    [
        (
            200_00,
            "Ms Ana Iles owes £200.00 for 2026/27, due in two payments by Direct Debit: £100.00 on 15 December 2026, the last on 15 January 2027.",  # noqa: E501
        ),
        (100_00, "Ms Ana Iles owes £100.00 for 2026/27, due as £100.00 on 15 January 2027 by Direct Debit."),
        (
            250_00,
            "Ms Ana Iles owes £250.00 for 2026/27, of which £50.00 is overdue; the rest is due in two payments by Direct Debit: £100.00 on 15 December 2026, the last on 15 January 2027.",  # noqa: E501
        ),
        (0, "There is nothing left to pay for 2026/27."),
        (-12_34, "Ms Ana Iles has paid £12.34 more than is due for 2026/27."),
    ],
)
def test_one_person_and_one_year(balance, said):
    assert words(balance) == said


def test_two_people_with_an_older_year_and_a_credit():
    said = words(100_00, names=["Ms Ana Iles", "Mr Tom Iles"], others=[(2025, 200_00), (2024, -5_00)])
    assert said.startswith("Ms Ana Iles and Mr Tom Iles owe £100.00")
    assert "They also owe £200.00 from 2025/26." in said
    assert said.endswith("There is a credit of £5.00 for 2024/25.")


@pytest.mark.parametrize(
    ("cls", "said"),
    [
        ("a", ("resident freeholder", "LGFA 1992 s.6(2)(a)")),
        ("f", ("owner", "LGFA 1992 s.6(2)(f)")),
        ("C", ("owner: house in multiple occupation", "LGFA 1992 s.8; SI 1992/551 class C")),
    ],
)
def test_why_they_are_liable(cls, said):
    assert class_words(cls, on=ON) == said
