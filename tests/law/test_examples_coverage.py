"""Every row of the worked examples is a test here, or is listed with the reason why it is not."""

import ast
from pathlib import Path

import pytest

from tests.law.examples import all_examples

REDUCTION = "Council Tax Reduction has its own issue (app reduction)"
NON_DOMESTIC = "non-domestic rates are a later module"
OUT_OF_SCOPE = {
    **{id: REDUCTION for id in all_examples() if id.startswith("CTR-")},
    **{id: NON_DOMESTIC for id in all_examples() if id.startswith("NDR-")},
}


def named_in_tests() -> set[str]:
    """The texts that stand in the tests of the law."""
    found = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        if path != Path(__file__):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found |= {
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return found


def test_every_example_is_tested_or_listed():
    tested = all_examples().keys() & named_in_tests()
    assert tested | OUT_OF_SCOPE.keys() == all_examples().keys()
    assert not tested & OUT_OF_SCOPE.keys()


@pytest.mark.parametrize("reason", sorted(set(OUT_OF_SCOPE.values())))
def test_what_is_left_out_says_why(reason):
    assert len(reason.split()) > 3


def test_the_file_is_the_one_that_was_handed_over():
    assert len(all_examples()) == 76
    assert len(OUT_OF_SCOPE) == 20
