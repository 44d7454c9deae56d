"""Fences on migrations bite: nameless, forked, importing, one-way, unsafe or forgotten, each refused."""

import pytest

MIGRATION = '''"""Planted."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = []
    operations = [{operations}]
'''


def plant(copy, name: str, operations: str = "", *, last: bool = True, head: str = "") -> None:
    """A migration of notices after those there are."""
    folder = copy.root / "notices" / "migrations"
    before = (folder / "max_migration.txt").read_text().strip()
    text = MIGRATION.format(operations=operations).replace("[]", f'[("notices", "{before}")]', 1)
    copy.plant(f"notices/migrations/{name}.py", head + text)
    if last:
        (folder / "max_migration.txt").write_text(f"{name}\n")


@pytest.mark.parametrize(
    "name", ["0002_auto_20261122_0900", "0002_notice_and_more", "0002_initial", "0002_merge_0001_0002"]
)
def test_a_migration_that_says_nothing_is_refused(copy, name):
    plant(copy, name)
    said = copy.untidy("migrations")
    assert f"notices/migrations/{name}.py" in said
    assert "does not say what it is for: makemigrations --name words_of_intent" in said


def test_a_second_line_of_migrations_is_refused(copy):
    plant(copy, "0001_other_words", last=False)
    assert "notices/migrations: the numbers 0001, 0001 are not one line" in copy.untidy("migrations")


def test_a_migration_that_max_migration_does_not_know_is_refused(copy):
    plant(copy, "0002_planted_words", last=False)
    assert "notices/migrations/max_migration.txt: says 0001_" in copy.untidy("migrations")


def test_a_migration_that_imports_todays_code_is_refused(copy):
    plant(copy, "0002_planted_words", head="from notices.models import Notice\n")
    assert "imports notices.models.Notice; a migration imports no model" in copy.untidy("migrations")


@pytest.mark.parametrize("operation", ["migrations.RunPython(print)", "migrations.RunSQL('SELECT 1')"])
def test_a_migration_that_cannot_go_back_is_refused(copy, operation):
    plant(copy, "0002_planted_words", operation)
    assert "cannot go back: give it reverse_" in copy.untidy("migrations")


def test_a_migration_that_would_stop_the_old_code_is_refused(copy, services):
    plant(copy, "0002_notice_loses_reference", 'migrations.RemoveField("notice", "reference")')
    said = copy.asked("migration-lint")
    assert "0002_notice_loses_reference" in said
    assert "DROPPING columns" in said


def test_a_changed_table_without_a_migration_is_refused(copy, services):
    copy.change(
        "notices/models/__init__.py",
        "reference = models.CharField(max_length=20)",
        "reference = models.CharField(max_length=21)",
    )
    said = copy.asked("migrations")
    assert "Alter field reference on notice" in said
