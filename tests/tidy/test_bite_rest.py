"""The other fences bite: tests that prove nothing, words that must not be kept, links that lead nowhere."""

import pytest

REGISTRY = "https://registry." + "example.org/" + "simple/"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (
            "import pytest\n\n\n@pytest.mark.skip\ndef test_one():\n    assert 1 + 1 == 2\n",
            "pytest.mark.skip; a test runs",
        ),
        (
            "import pytest\n\n\n@pytest.mark.xfail\ndef test_one():\n    assert 1 + 1 == 2\n",
            "pytest.mark.xfail; a test runs",
        ),
        (
            "import pytest\n\n\ndef test_one():\n    pytest.skip('later')\n    assert 1\n",
            "pytest.skip; a test runs",
        ),
        ("def test_one():\n    assert True\n", "`assert True` is always true"),
        ("def test_one():\n    pass\n", "test_one does nothing"),
        ("def test_one():\n    print('fine')\n", "asserts nothing"),
    ],
)
def test_a_planted_test_that_proves_nothing_is_untidy(bare, code, told):
    bare.plant("tests/law/test_planted.py", code)
    said = bare.untidy("proof")
    assert "tests/law/test_planted.py" in said
    assert told in said


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("requirements/planted.txt", f"{REGISTRY}\n", "is the address of a registry"),
        ("tools/planted.sh", "pip install --" + "index-url x\n", "is the address of a registry"),
        ("docs/planted.md", "see /" + "root/notes\n", "is a path of one machine"),
        ("billing/rules/planted.py", "# TO" + "DO later\n", "is a note to self"),
        ("billing/rules/planted.py", "a = b  # type: " + "ignore\n", "is an ignore without its code"),
        ("requirements/planted.txt", "django-fsm==3.0\n", "the package is django-fsm-2"),
    ],
)
def test_planted_words_are_untidy(bare, path, text, told):
    bare.plant(path, text)
    said = bare.untidy("hygiene")
    assert path in said
    assert told in said


def test_a_planted_link_that_leads_nowhere_is_untidy(bare):
    bare.plant("README.md", "\n[more](docs/no-such-page.md)\n")
    assert "README.md: links to docs/no-such-page.md, which is not there" in bare.untidy("docs")


def test_a_planted_runbook_that_is_not_there_is_untidy(bare):
    bare.plant("billing/rules/planted.py", '"""See docs/runbooks/no-such.md."""\n')
    assert "billing/rules/planted.py: names docs/runbooks/no-such.md, which is not there" in bare.untidy(
        "docs"
    )


def test_a_planted_page_that_nobody_finds_is_untidy(bare):
    bare.plant("docs/planted.md", "# Planted\n")
    assert "docs/planted.md: no page links to it" in bare.untidy("docs")
