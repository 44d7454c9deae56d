"""Fences on law bite: a rule without citation, test or sentence, a number without reference, each refused."""

import pytest

RULE = '''"""Planted."""

from revenues.kernel.rules import rule


@rule("planted-rule", provision="{provision}", certainty="{certainty}", parameters=({parameters}))
def planted():
    """{sentence}"""
'''
GOOD = {"provision": "LGFA 1992 s.1", "certainty": "S", "parameters": "", "sentence": "Planted for a test."}


def plant(copy, **changes: str) -> None:
    copy.plant(
        "billing/rules/planted.py", RULE.format(**GOOD) if not changes else RULE.format(**GOOD | changes)
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"provision": ""}, "has no provision: cite where the law says it"),
        ({"certainty": "maybe"}, "certainty 'maybe' is none of S, K, S+K"),
        ({"sentence": ""}, "the first line of its docstring is a sentence for people"),
        ({"sentence": "no stop"}, "the first line of its docstring is a sentence for people"),
        ({"parameters": '"billing.no.such",'}, "no parameter is called billing.no.such"),
        ({}, "no test under tests/law carries its name (test_planted_rule)"),
    ],
)
def test_a_planted_rule_is_refused(copy, change, told):
    plant(copy, **change)
    said = copy.untidy("law")
    assert "rule planted-rule (billing.rules.planted)" in said
    assert told in said


def test_a_rule_that_cites_nothing_at_all_cannot_even_be_loaded(copy):
    copy.plant("billing/rules/planted.py", RULE.format(**GOOD).replace('provision="LGFA 1992 s.1", ', ""))
    said = copy.untidy("law")
    assert "the rules cannot be loaded" in said
    assert "provision" in said


PARAMETER = """planted:
  description: Planted for a test
  unit: pence
  certainty: S
  reference: ["LGFA 1992 s.1"]
  source: planted
  values: {1993-04-01: 1}
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('  reference: ["LGFA 1992 s.1"]\n', "", "billing.planted.planted: missing ['reference']"),
        (
            'reference: ["LGFA 1992 s.1"]',
            "reference: []",
            "needs certainty S, K or S+K, a known unit and a reference",
        ),
        ("certainty: S", "certainty: X", "needs certainty S, K or S+K"),
        (
            "source: planted",
            "source: ''",
            "parameter billing.planted.planted: needs a source and a reference",
        ),
        ("1993-04-01: 1", "1993: 1", "values must be dated, in order"),
        ("planted:", "planted:", "parameter billing.planted.planted: no rule and no code uses it"),
    ],
)
def test_a_planted_parameter_is_refused(copy, old, new, told):
    copy.plant("billing/law/planted.yaml", PARAMETER.replace(old, new, 1))
    assert told in copy.untidy("law")


def test_a_number_of_the_law_in_code_is_refused(bare):
    bare.plant("accounts/rules/planted.py", '"""Planted."""\n\n\ndef off(charge):\n    return charge * 25\n')
    assert "accounts/rules/planted.py:5: 25 in a rule; numbers of the law are in law/*.yaml" in bare.untidy(
        "numbers"
    )


def test_a_rule_that_loads_django_is_refused(copy):
    copy.plant("billing/rules/planted.py", '"""Planted."""\n\nimport django\n\nprint(django)\n')
    assert "the rules load django; rules are pure" in copy.untidy("law")


def test_a_law_page_that_is_behind_the_figures_is_refused(copy):
    copy.plant("billing/law/planted.yaml", PARAMETER)
    assert "docs/law.md is behind" in copy.asked("documents")


def test_a_rule_that_no_provision_of_the_coverage_names_is_refused(copy):
    plant(copy)
    assert "docs/law-coverage.yaml: does not say where planted-rule belongs" in copy.asked("documents")
