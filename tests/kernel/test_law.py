"""Law as dated values: looked up by day, laid over by an authority, told apart by what was read."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revenues.kernel import law as kernel_law
from revenues.kernel.law import Law, UnknownLaw, UnlawfulSetting, in_force, load_file, national
from revenues.kernel.periods import Period

APRIL = date(2026, 4, 1)
NOTICE = "billing.instalments.notice_days"
CLASS_B = "accounts.discounts.class_b_percent"
TEMPLATE = """
fee:
  description: A fee
  unit: pence
  certainty: S
  reference: ["An Act s.1"]
  source: somewhere
  {more}
  values: {values}
"""


def written(tmp_path, values="{2000-04-01: 1, 2026-04-01: 2}", more="note: none", **replaced):
    path = tmp_path / "sample.yaml"
    text = TEMPLATE.format(values=values, more=more)
    for old, new in replaced.items():
        text = re.sub(rf"\n  {old}: .*", new, text)
    path.write_text(text, encoding="utf-8")
    return path


@given(st.dates(date(1993, 4, 1), date(2040, 1, 1)), st.data())
def test_every_parameter_has_the_value_of_the_latest_day_before(day, data):
    law = national()
    parameter = data.draw(st.sampled_from([law.parameters[name] for name in sorted(law.parameters)]))
    known = [value for start, value in zip(parameter.days, parameter.values, strict=True) if start <= day]
    if known:
        assert law.value(parameter.id, day) == known[-1]
    else:
        with pytest.raises(UnknownLaw, match=f"{re.escape(parameter.id)} has no value on {day}"):
            law.value(parameter.id, day)


@pytest.mark.parametrize("name", sorted(national().parameters))
def test_a_value_holds_from_its_day_and_not_from_the_day_before(name):
    law = national()
    parameter = law.parameters[name]
    for place, start in enumerate(parameter.days):
        assert law.value(name, start) == parameter.values[place]
        if place:
            assert law.value(name, start - timedelta(days=1)) == parameter.values[place - 1]


@pytest.mark.parametrize("name", sorted(national().parameters))
def test_every_parameter_is_cited_and_its_own_values_keep_its_limits(name):
    parameter = national().parameters[name]
    assert parameter.description
    assert parameter.source
    assert all(parameter.reference)
    assert parameter.local or not (parameter.choices or parameter.minimum is not None)
    assert [parameter.problem(value) for value in parameter.values] == [""] * len(parameter.values)


def test_an_unknown_parameter_is_named():
    with pytest.raises(UnknownLaw, match=r"no parameter of the law is called a\.b\.c"):
        national().value("a.b.c", APRIL)


def test_an_authority_lays_its_own_values_over():
    law = national().with_settings({CLASS_B: {APRIL: 0}})
    assert law.value(CLASS_B, APRIL) == 0
    assert law.value(CLASS_B, APRIL - timedelta(days=1)) is None
    assert national().value(CLASS_B, APRIL) is None
    assert national().with_settings({CLASS_B: {}}).value(CLASS_B, APRIL) is None


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        (CLASS_B, 51, "must be at most 50, not 51"),
        (CLASS_B, -1, "must be at least 0, not -1"),
        (CLASS_B, "10", "must be a whole number"),
        (CLASS_B, True, "must be a whole number"),
        ("billing.instalments.tie", "up", "must be one of half_up, half_down, not up"),
    ],
)
def test_settings_past_their_limits_are_refused(name, value, reason):
    with pytest.raises(UnlawfulSetting, match=reason):
        national().with_settings({name: {APRIL: value}})


@pytest.mark.parametrize("name", [NOTICE, "no.such.thing"])
def test_what_is_no_setting_is_refused(name):
    with pytest.raises(UnknownLaw, match="is not a setting"):
        national().with_settings({name: {APRIL: 1}})


def test_a_policy_may_be_plain_values_or_dated():
    assert in_force(policy={CLASS_B: 10}).value(CLASS_B, date(1999, 1, 1)) == 10
    dated = in_force(policy={CLASS_B: {APRIL: 10}})
    assert (dated.value(CLASS_B, APRIL), dated.value(CLASS_B, date(2026, 3, 31))) == (10, None)
    given_law = national()
    assert in_force(given_law) is given_law


def test_the_digest_stands_for_what_was_read():
    law = national()
    assert law.digest() == national().digest()
    nothing = law.digest()
    law.value(NOTICE, APRIL)
    read = law.digest()
    assert len(read) == 16
    assert read != nothing
    assert law.fresh().digest() == nothing
    other = national()
    other.value(NOTICE, date(2020, 1, 1))
    assert other.digest() == read  # the same value, read for another day
    local = national().with_settings({CLASS_B: {date(1993, 4, 1): 5}})
    plain = national()
    for each in (local, plain):
        each.value(CLASS_B, APRIL)
    assert local.digest() != plain.digest()


def test_the_days_on_which_the_law_changes_within_a_period():
    law = national().with_settings({CLASS_B: {APRIL: 0, date(2026, 10, 1): 50}})
    year = Period(APRIL, date(2027, 4, 1))
    assert law.changes("accounts.discounts.", year) == (date(2026, 10, 1),)
    assert law.changes("accounts.discounts.", year) == (date(2026, 10, 1),)
    assert law.changes("nothing.", year) == ()
    assert law.changes(("nothing.", "accounts.discounts."), year) == (date(2026, 10, 1),)


def test_a_reference_is_the_first_that_is_cited():
    assert national().reference(NOTICE) == "SI 1992/613 Sch 1 para 5"


def test_a_file_is_read(tmp_path):
    found = load_file(written(tmp_path), app="app")
    law = Law(found)
    assert law.value("app.sample.fee", date(2026, 3, 31)) == 1
    assert law.value("app.sample.fee", APRIL) == 2


def test_wales_may_differ(tmp_path):
    path = written(tmp_path, more="values_wales: {2000-04-01: 9}")
    assert load_file(path, app="app", nation="wales")["app.sample.fee"].values == (9,)
    assert load_file(path, app="app")["app.sample.fee"].values == (1, 2)


def test_wales_may_have_its_own_most(tmp_path):
    path = written(tmp_path, more="local: true\n  minimum: 0\n  maximum: 10\n  maximum_wales: 30")
    for nation, most in (("england", 10), ("wales", 30)):
        law = Law(load_file(path, app="app", nation=nation))
        assert law.with_settings({"app.sample.fee": {APRIL: most}}).value("app.sample.fee", APRIL) == most
        with pytest.raises(UnlawfulSetting, match=f"at most {most}"):
            law.with_settings({"app.sample.fee": {APRIL: most + 1}})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"source": ""}, r"missing \['source'\]"),
        ({"more": "colour: red"}, r"unknown \['colour'\]"),
        ({"certainty": "\n  certainty: maybe"}, "needs certainty"),
        ({"unit": "\n  unit: shillings"}, "a known unit"),
        ({"reference": "\n  reference: []"}, "a reference"),
        ({"values": "{2026-04-01: 2, 2000-04-01: 1}"}, "dated, in order"),
        ({"values": "{}"}, "dated, in order"),
        ({"values": "{soon: 1}"}, "dated, in order"),
    ],
)
def test_a_file_that_is_wrong_names_the_parameter(tmp_path, change, reason):
    with pytest.raises(ValueError, match=rf"app\.sample\.fee: .*{reason}"):
        load_file(written(tmp_path, **change), app="app")


def test_an_empty_file_has_no_parameters(tmp_path):
    path = tmp_path / "empty.yaml"
    path.write_text("# nothing yet\n", encoding="utf-8")
    assert load_file(path, app="app") == {}


def test_every_file_of_law_is_read():
    on_disk = {f"{path.parts[-3]}.{path.stem}" for path in kernel_law.ROOT.glob("*/law/*.yaml")}
    assert {name.rpartition(".")[0] for name in national().parameters} == on_disk
