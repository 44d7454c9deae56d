"""The compiled assets: a council's own typeface, no crown, and letters for every customer's name."""

import json
import re
import subprocess

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

STYLES = settings.BASE_DIR / "static" / "build" / "site" / "app.css"
LETTERS = "ŵŷẃẅẁŴŶâêîôûłąęśćżźńóŁŻçéáñöüßøåæđșțğıőűčšžÞð£€–—’“”½¼0123456789"


def test_stylesheet_carries_our_typeface_and_no_crown():
    styles = STYLES.read_text()
    assert "Source Sans 3" in styles
    for foreign in ("GDS Transport", "crest", "crown", "govuk-logo"):
        assert foreign not in styles


def test_every_file_the_stylesheet_names_is_there():
    names = re.findall(r"url\([\"']?([^\"')]+)", STYLES.read_text())
    named = [name for name in names if not name.startswith("data:")]
    assert named
    assert [name for name in named if not (STYLES.parent / name).exists()] == []


@pytest.mark.parametrize("face", ["Regular", "It", "Semibold", "Bold", "BoldIt"])
def test_print_fonts_write_welsh_and_polish_with_figures_of_one_width(face):
    font = TTFont(settings.PRINT_FONTS / f"SourceSans3-{face}.ttf")
    glyphs = font.getBestCmap()
    assert [letter for letter in LETTERS if ord(letter) not in glyphs] == []
    assert len({font["hmtx"][glyphs[ord(figure)]][0] for figure in "0123456789"}) == 1


def test_printing_sees_our_fonts_and_no_others():
    listed = subprocess.run(
        ["fc-list", "--format", "%{file}\n"],
        env={"PATH": "/usr/bin", "FONTCONFIG_FILE": str(settings.FONTCONFIG_FILE)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert len(listed) == 5
    assert all(path.startswith(str(settings.PRINT_FONTS)) for path in listed)


def test_lock_file_keeps_checksums_and_no_addresses():
    packages = json.loads((settings.BASE_DIR / "package-lock.json").read_text())["packages"]
    for path, package in packages.items():
        assert "resolved" not in package, path
        assert not path or "integrity" in package, path


def test_wanted_packages_are_pinned_exactly():
    wanted = json.loads((settings.BASE_DIR / "package.json").read_text())["dependencies"]
    assert [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
