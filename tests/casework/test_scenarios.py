"""Every scenario file comes out as it says; a wrong expectation turns red and shows the difference."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from casework.rules import scenario_print
from casework.services.scenario import read_case, tell
from ledger.models import Entry
from revenues.authority.models import Authority

FOLDER = Path(__file__).resolve().parents[1] / "scenarios"
FILES = sorted(FOLDER.rglob("*.yaml"))


def test_there_are_at_least_a_hundred_and_twenty():
    assert len(FILES) >= 120


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenario(path):
    told = tell(read_case(path))
    assert told.passed, "\n" + scenario_print.differences(told)


@pytest.mark.django_db
def test_nothing_is_left_behind():
    tell(read_case(FOLDER / "single_adult.yaml"))
    assert not Authority.objects.exists()
    assert not Entry.objects.everywhere("the whole table is looked at").exists()


@pytest.fixture
def altered(tmp_path):
    """A scenario with one text put for another."""

    def write(old: str, new: str, name: str = "single_adult.yaml") -> Path:
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / name
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    return write


@pytest.mark.django_db
def test_a_wrong_expectation_turns_red_and_says_where(altered, capsys):
    path = altered("pounds: -639.22", "pounds: -639.21")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("scenario", str(path), stdout=out)
    assert ended.value.code == 1
    text = out.getvalue()
    assert "FAILED" in text
    assert f"{path}:11: account home 2026, lines" in text
    assert "> expected  discount 2026-04-01..2027-03-31 25 -£639.21 lgfa92-s11-discount" in text
    assert "> got       discount 2026-04-01..2027-03-31 25 -£639.22 lgfa92-s11-discount" in text


@pytest.mark.django_db
def test_a_refusal_that_does_not_come_turns_red(altered):
    path = altered("    annual_billing:", "    refused: no such thing\n    annual_billing:")
    told = tell(read_case(path))
    assert [(part.expected, part.got) for part in told.differences] == [(("refused: no such thing",), ())]


@pytest.mark.django_db
def test_json_has_ledger_plan_notices_and_working():
    out = StringIO()
    call_command("scenario", str(FOLDER / "single_adult.yaml"), json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert told["passed"] is True
    year = told["cases"][0]["accounts"][0]["years"][0]
    assert [leg["pence"] for leg in year["ledger"]] == [255687, -63922]
    assert sum(item["pence"] for item in year["instalments"]) == 191765
    assert year["notices"][0]["payload"]["to_pay"] == 191765
    assert [line["rule"] for line in year["lines"]] == ["lgfa92-s10-daily", "lgfa92-s11-discount"]
    assert "25% = £639.22" in year["lines"][1]["words"][1]


@pytest.mark.django_db
def test_a_single_file_is_printed_in_full():
    out = StringIO()
    call_command("scenario", str(FOLDER / "single_adult.yaml"), stdout=out)
    text = out.getvalue()
    for part in ("Ledger", "Bills", "Instalments", "£1,917.65", "You pay 25% less because one adult counts."):
        assert part in text


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_is_named(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("name: bad\nstory: [\n", encoding="utf-8")
    err = StringIO()
    with pytest.raises(SystemExit):
        call_command("scenario", str(path), stderr=err)
    assert f"{path}:3: this is not YAML" in err.getvalue()


def test_a_place_that_is_not_there_is_named():
    with pytest.raises(SystemExit) as ended:
        call_command("scenario", "/no/such/place")
    assert "no file or folder" in str(ended.value.code)
