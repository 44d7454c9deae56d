"""Rules by id, events in the same transaction, errors that name their place, the calendar."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import pytest

from revenues.kernel import calendar, errors, events, rules
from revenues.kernel.rules import Decision


@pytest.fixture(autouse=True)
def _nothing_registered(monkeypatch):
    """Rules and subscribers of these tests are gone after each."""
    monkeypatch.setattr(rules, "_rules", {})
    monkeypatch.setattr(events, "_handlers", defaultdict(list))


def test_a_rule_has_its_sentence():
    @rules.rule("test-sentence", provision="An Act s.1", certainty="K", parameters=("a.b.c",))
    def sample() -> None:
        """A plain sentence.

        More that people do not see.
        """

    found = rules.find("test-sentence")
    assert found is not None
    assert (found.summary, found.provision, found.certainty) == ("A plain sentence.", "An Act s.1", "K")
    assert found in rules.all_rules()
    assert sample.rule is found


def test_two_rules_of_one_id_are_refused():
    @rules.rule("test-twice", provision="An Act s.1")
    def sample() -> None:
        """One."""

    def other() -> None:
        """Two."""

    other.__module__ = "elsewhere"
    with pytest.raises(ValueError, match="two rules are called test-twice"):
        rules.rule("test-twice", provision="An Act s.2")(other)
    assert sample.rule.summary == "One."


def test_a_decision_is_true_when_it_decided_something():
    assert Decision(25, "r", "p")
    assert not Decision(0, "r", "p")
    assert not Decision((), "r", "p")


@dataclass(frozen=True, slots=True)
class Moved(events.Event):
    """Somebody has moved."""

    place: int


def test_subscribers_are_called_once_each_in_turn():
    heard = []

    def listen(event: Moved) -> None:
        heard.append(event.place)

    events.subscribe(Moved)(listen)
    events.subscribe(Moved)(listen)
    events.publish(Moved(3))
    assert heard == [3]
    assert events.subscribers()[Moved] == (listen,)


def test_an_error_of_a_subscriber_reaches_the_publisher():
    @dataclass(frozen=True, slots=True)
    class Failed(events.Event):
        """It went wrong."""

    @events.subscribe(Failed)
    def refuse(_: Failed) -> None:
        raise errors.Conflict("somebody holds it")

    with pytest.raises(errors.Conflict, match="somebody holds it"):
        events.publish(Failed())


def test_an_invariant_that_is_broken_says_with_what():
    errors.ensure([1], "is there")
    with pytest.raises(errors.InvariantBroken, match=r"the entry does not add up \(total=5\)") as raised:
        errors.ensure(False, "the entry does not add up", total=5)
    assert raised.value.facts == {"total": 5}
    with pytest.raises(errors.InvariantBroken, match=r"^nothing more$"):
        errors.ensure(0, "nothing more")


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (errors.Problem("a.csv", 3, "band", "is not a band"), "a.csv:3: band: is not a band"),
        (errors.Problem("a.csv", 3, "", "is cut short"), "a.csv:3: is cut short"),
        (errors.Problem("a.csv", 0, "", "is empty"), "a.csv: is empty"),
    ],
)
def test_a_problem_names_its_place(problem, told):
    assert str(problem) == told


@pytest.mark.parametrize(
    ("day", "working", "following"),
    [
        (date(2026, 12, 24), True, date(2026, 12, 24)),
        (date(2026, 12, 25), False, date(2026, 12, 29)),
        (date(2026, 12, 28), False, date(2026, 12, 29)),
        (date(2026, 11, 21), False, date(2026, 11, 23)),
        (date(2026, 5, 4), False, date(2026, 5, 5)),
    ],
)
def test_working_days_of_england(day, working, following):
    assert calendar.is_working_day(day) is working
    assert calendar.next_working_day(day) == following


def test_working_days_are_counted_over_christmas():
    assert calendar.add_working_days(date(2026, 12, 24), 1) == date(2026, 12, 29)
    assert calendar.add_working_days(date(2026, 12, 24), 0) == date(2026, 12, 24)
