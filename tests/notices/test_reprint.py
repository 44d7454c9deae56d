"""The same notice is the same bytes, in any process; where it cannot be, the fingerprint says why."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from notices.services import fonts
from notices.services.drawing import draw
from notices.services.fingerprint import differences, fingerprint, made_with
from tests.notices.payloads import SHAPES, payload, table

ELSEWHERE = """
import django
django.setup()
from notices.services.drawing import draw
from notices.services.fingerprint import fingerprint, made_with
from tests.notices.payloads import SHAPES
for shape in {shapes!r}:
    payload, table = SHAPES[shape]
    drawn = draw(
        template="demand", version="2026.1", reference=payload["account"], payload=payload, table=table
    )
    print(drawn.sha256)
print(fingerprint(made_with("demand", "2026.1")))
"""
PART = {"weasyprint": "70.0", "style": "a" * 64, "harfbuzz-subset": "present"}


def _in_another_process(shapes, **environment):
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ELSEWHERE.format(shapes=shapes)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "revenues.config.settings_test", **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    return ended.stdout.split()


def test_two_processes_give_the_same_bytes(tmp_path):
    """Whatever the hash seed, time zone, language and day; whatever was drawn before; wherever fonts are cached."""
    one = _in_another_process(["ordinary", "adjusted"], PYTHONHASHSEED="1", TZ="Europe/London")
    two = _in_another_process(
        ["adjusted", "ordinary"],
        PYTHONHASHSEED="2",
        TZ="Pacific/Auckland",
        LC_ALL="C",
        XDG_CACHE_HOME=str(tmp_path),
        SOURCE_DATE_EPOCH="1",
    )
    assert one == [two[1], two[0], two[2]]


def test_this_process_gives_the_bytes_of_a_fresh_one(drawn):
    for shape in ("huge", "ordinary", "single"):
        drawn(shape)
    again = _draw("ordinary")
    assert again.pdf == drawn("ordinary").pdf
    assert [again.sha256] == _in_another_process(["ordinary"])[:1]


def _draw(shape, **values):
    made, shared = SHAPES[shape]
    return draw(
        template="demand", version="2026.1", reference=made["account"], payload=made | values, table=shared
    )


def test_the_order_of_keys_does_not_count(drawn):
    made, shared = SHAPES["ordinary"]
    turned = dict(reversed(made.items()))
    again = draw(template="demand", version="2026.1", reference="50012345-7", payload=turned, table=shared)
    assert again.sha256 == drawn("ordinary").sha256


def test_another_payload_is_another_document(drawn):
    assert _draw("ordinary", property_reference="1").sha256 != drawn("ordinary").sha256


def test_the_fingerprint_has_every_part_that_decides_the_bytes():
    parts = made_with("demand", "2026.1")
    assert {"weasyprint", "pydyf", "fonttools", "pango", "harfbuzz", "harfbuzz-subset", "zlib"} <= set(parts)
    assert {"template", "style", "wording", "font settings", "font Regular", "font Bold"} <= set(parts)
    assert parts["harfbuzz-subset"] == "present"
    assert parts["pango"].count(".") == parts["harfbuzz"].count(".") == 2
    assert fingerprint(parts) == fingerprint(dict(reversed(parts.items())))


@pytest.mark.parametrize("name", sorted(made_with("demand", "2026.1")))
def test_any_part_that_differs_is_told(name):
    then = made_with("demand", "2026.1")
    now = then | {name: "9.9"}
    assert fingerprint(then) != fingerprint(now)
    assert differences(then, now) == f"{name} was {then[name]} and is 9.9"


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (PART, ""),
        (PART | {"weasyprint": "70.1"}, "weasyprint was 70.0 and is 70.1"),
        (PART | {"style": "b" * 64}, "style has changed"),
        (PART | {"harfbuzz-subset": "absent"}, "harfbuzz-subset was present and is absent"),
        (PART | {"font It": "c" * 64}, "font It is new"),
        ({"weasyprint": "70.0", "style": "a" * 64}, "harfbuzz-subset is gone"),
        (PART | {"style": "b" * 64, "weasyprint": "71.0"},
         "style has changed; weasyprint was 70.0 and is 71.0"),
    ],
)  # fmt: skip
def test_differences_in_words(now, told):
    assert differences(PART, now) == told


def test_missing_fonts_are_an_error_that_says_what_to_run(settings, tmp_path):
    settings.PRINT_FONTS = tmp_path
    with pytest.raises(fonts.FontsMissing, match=r"SourceSans3-Regular.ttf is not in .* Run `make setup`"):
        draw(template="demand", version="2026.1", reference="1", payload=payload(), table=table())


def test_another_font_configuration_is_refused(monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    with pytest.raises(fonts.FontsMissing, match="FONTCONFIG_FILE does not point to the project's own file"):
        fonts.require_fonts()


def test_a_process_without_a_constant_epoch_is_refused(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    with pytest.raises(fonts.FontsMissing, match="SOURCE_DATE_EPOCH is not set"):
        fonts.require_fonts()
