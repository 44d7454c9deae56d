"""What a scenario may say: errors name file, line and path."""

from __future__ import annotations

from datetime import date

import pytest
from jsonschema import Draft202012Validator

from casework.formats.lined_yaml import UnreadableYaml, read
from casework.rules.scenario_grammar import BESIDE_THE_VERB, BadScenario, parse
from casework.services.scenario.files import SCHEMA, schema
from casework.services.scenario.story import VERBS
from revenues.kernel.periods import Period

GOOD = """\
name: A case
tax: {2026: {band_d: 2000.00}}
properties: {home: {band: D}}
people: {ana: Ms Ana Iles}
story:
  - on: 2026-02-01
    move_in: {property: home, people: [ana], from: 2020-05-01, adults: 1}
  - on: 2026-03-10
    payment: {account: home, pounds: "1,250.50"}
expect:
  - lines: [{charge: 2026-04-01..2027-03-31, pounds: 2000}]
"""


def case(text: str):
    document = read(text, file="case.yaml")
    return parse(document.value, lines=document.lines, schema=schema(), file="case.yaml")


def problems(old: str, new: str) -> list[str]:
    assert old in GOOD
    with pytest.raises(BadScenario) as raised:
        case(GOOD.replace(old, new))
    return [str(problem) for problem in raised.value.problems]


def test_days_periods_and_pounds_are_read():
    told = case(GOOD)
    assert told.tax == {2026: {"band_d": 200000}}
    assert told.story[0].on == date(2026, 2, 1)
    assert told.story[0].args["from"] == date(2020, 5, 1)
    assert told.story[1].args["pounds"] == 125050
    line = told.checks[0].wanted["lines"][0]
    assert line == {"charge": Period(date(2026, 4, 1), date(2027, 4, 1)), "pounds": 200000}
    assert (told.story[1].line, told.checks[0].line) == (8, 11)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("move_in:", "evict:", "case.yaml:7: story 1, evict: evict is nothing that a story knows"),
        ("move_in:", "move_inn:", "case.yaml:7: story 1, move_inn: move_inn is nothing that a story knows; did you"),
        ("adults: 1", "adult: 1", "case.yaml:7: story 1, move_in, adult: adult is not known here; did you mean adults?"),
        ("people: [ana], ", "", "case.yaml:7: story 1, move_in: people is missing"),
        ("adults: 1", "adults: one", "case.yaml:7: story 1, move_in, adults: 'one' should be a whole number"),
        ("from: 2020-05-01", "from: 1 May", "case.yaml:7: story 1, move_in, from: '1 May' is not right: A day"),
        ("from: 2020-05-01", "from: 2020-02-30", "case.yaml:7: story 1, move_in, from: day is out of range"),
        ("band: D", "band: J", "case.yaml:3: properties, home, band: 'J' is not one of A, B"),
        ("2026: {band_d", "26: {band_d", "case.yaml:2: tax, 26: a year such as 2026 is expected here"),
        ("[ana]", "[bob]", "case.yaml:7: story 1, move_in: nobody is called bob"),
        ("property: home,", "property: house,", "case.yaml:7: story 1, move_in, property: no property is called house"),
        ("account: home", "account: other", "case.yaml:9: story 2, payment, account: no account is called other yet"),
        ("on: 2026-03-10", "on: 2026-01-10", "case.yaml:8: story 2, on: 2026-01-10 comes before 2026-02-01"),
        ('"1,250.50"', "12.5", "case.yaml:9: story 2, payment, pounds: '12.5' is not right: An amount in pounds"),
        ("    payment: {", "    bill: {account: home}\n    payment: {", "case.yaml:8: story 2: an event is one thing, and"),
        ("name: A case", "name: A case\nnames: x", "case.yaml:2: names: names is not known here; did you mean name?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(old, new, said):
    found = problems(old, new)
    assert found[0].startswith(said)


def test_an_account_is_opened_once():
    again = "  - on: 2026-02-02\n    move_in: {property: home, people: [ana]}\n  - on: 2026-03-10"
    assert "an account is called home already" in problems("  - on: 2026-03-10", again)[0]


def test_every_problem_is_told():
    with pytest.raises(BadScenario) as raised:
        case(GOOD.replace("band: D", "band: J").replace("adults: 1", "adults: -1"))
    assert [problem.line for problem in raised.value.problems] == [3, 7]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file holds nothing"),
        ("a: 1\na: 2\n", "case.yaml:2: a: this key is given twice"),
        ("a: &x 1\nb: *x\n", "aliases are not used here"),
        ("a: [1\n", "this is not YAML"),
        ("? [1]\n: 2\n", "a key must be a word"),
        ("a: \x00", "this is not YAML"),
        ("a: " + "[" * 20 + "]" * 20, "nested more than 12 deep"),
    ],
)
def test_unreadable_yaml_is_refused(text, said):
    with pytest.raises(UnreadableYaml) as raised:
        read(text, file="case.yaml")
    assert said in str(raised.value)


def test_plain_values_only():
    found = read("on: yes\nb: 2556.87\nc: 010\nd: -4\ne: true\nf:\ng: 2026-04-01\n", file="case.yaml").value
    assert found == {
        "on": "yes",
        "b": "2556.87",
        "c": "010",
        "d": -4,
        "e": True,
        "f": None,
        "g": "2026-04-01",
    }


def test_the_schema_is_one_and_every_verb_is_told_and_written_about():
    Draft202012Validator.check_schema(schema())
    verbs = set(schema()["$defs"]["event"]["properties"]) - BESIDE_THE_VERB
    assert verbs == {*VERBS, "expect"}
    page = (SCHEMA.parents[1] / "scenarios.md").read_text(encoding="utf-8")
    assert all(f"`{verb}`" in page for verb in verbs)
    checks = set(schema()["$defs"]["expect"]["items"]["properties"])
    assert all(f"`{name}`" in page for name in checks)
