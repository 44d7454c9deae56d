"""Every bill tells people what to do if it is wrong, how to pay less, how to appeal and how to ask for twelve months."""

from datetime import date

from notices.data import DemandTable
from notices.rules.texts import HEADINGS, KEYS, standing
from revenues.kernel.law import national
from tests.notices.payloads import table

COUNCIL = DemandTable.from_json(table()).council
ISSUED = date(2026, 3, 10)


def _texts(law=None):
    return standing(COUNCIL, account="50012345-7", on=ISSUED, law=law)


def test_every_note_that_is_asked_for_is_there():
    texts = _texts()
    assert set(texts) | {"bank"} == set(KEYS)
    assert set(HEADINGS) <= set(texts)
    assert all("{" not in text for text in texts.values())


def test_the_numbers_are_those_of_the_law():
    texts = _texts()
    assert "within 21 days" in texts["duty"]
    assert "penalty of £70" in texts["duty"]
    assert "within six months" in texts["valuation"]
    assert "two months to answer" in texts["appeal"]
    assert "within two months of it" in texts["appeal"]
    assert "within four months of the day you wrote" in texts["appeal"]


def test_every_number_printed_is_read_from_the_law():
    law = national().fresh()
    _texts(law)
    assert {name for name, _ in law.reads} == {
        "notices.demand.duty_to_tell_days",
        "notices.demand.penalty",
        "notices.demand.band_proposal_months",
        "notices.demand.answer_months",
        "notices.demand.appeal_months_after_answer",
        "notices.demand.appeal_months_without_answer",
    }


def test_it_says_how_to_reach_the_council_and_where_spending_is_published():
    texts = _texts()
    assert "at www.overford.example" in texts["published"]
    assert "counciltax@overford.example" in texts["cash"]
    assert "50012345-7" in texts["standing_order"]
