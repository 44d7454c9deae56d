"""The tree as it is passes every fence."""

from importlib import metadata
from pathlib import Path

import pytest

from tools.tidy import CHECKS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", CHECKS)
def test_nothing_is_untidy(name: str):
    problems = CHECKS[name](ROOT)
    assert not problems, f"{len(problems)} problems of {name}:\n" + "\n".join(problems)


def test_the_state_machine_is_the_free_one():
    installed = {found.metadata["Name"].lower() for found in metadata.distributions()}
    assert "django-fsm-2" in installed
    assert "django-fsm" not in installed
    assert "MIT" in str(metadata.metadata("django-fsm-2").json)
