"""The fonts of printed notices: our own and no others, or a clear error. Never a silent fallback."""

from __future__ import annotations

import os
import unicodedata
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from revenues.kernel.errors import DomainError

FACES = ("Regular", "It", "Semibold", "Bold", "BoldIt")
DRAWN_WITH = ("Regular", "Semibold", "Bold")
FAMILY = "Source-Sans-3"
UNSEEN = frozenset("\n\r\t\u00ad\u200b\u200c\u200d\u2060\ufeff")


class FontsMissing(DomainError):
    """The fonts that notices are printed with are not where they should be."""


class LetterMissing(DomainError):
    """A notice holds a letter that its fonts cannot draw."""


def font_files() -> dict[str, Path]:
    """The font files by face. Raises FontsMissing saying what to run."""
    folder = Path(settings.PRINT_FONTS)
    files = {face: folder / f"SourceSans3-{face}.ttf" for face in FACES}
    missing = [path.name for path in (Path(settings.FONTCONFIG_FILE), *files.values()) if not path.is_file()]
    if missing:
        raise FontsMissing(
            f"Notices cannot be printed: {missing[0]} is not in {folder.name}/. Run `make setup`, "
            "which fetches the fonts, and start this process again."
        )
    return files


def require_fonts() -> None:
    """Check that this process draws with our fonts and nothing else. Raises FontsMissing."""
    font_files()
    if os.environ.get("FONTCONFIG_FILE") != str(settings.FONTCONFIG_FILE):
        raise FontsMissing(
            "Notices cannot be printed: FONTCONFIG_FILE does not point to the project's own file, because the fonts "
            "were not there when this process began. Start it again."
        )
    if not os.environ.get("SOURCE_DATE_EPOCH"):
        raise FontsMissing(
            "Notices cannot be printed: SOURCE_DATE_EPOCH is not set, so no reprint would be alike."
        )


def require_letters(text: str) -> None:
    """Check that the fonts can draw every letter. Raises LetterMissing naming the first one they cannot."""
    for letter in sorted(set(text) - _letters()):
        name = unicodedata.name(letter, "unnamed")
        raise LetterMissing(
            f"the notice holds a letter that its fonts cannot draw: U+{ord(letter):04X} {name.lower()}"
        )


@lru_cache(maxsize=1)
def _letters() -> frozenset[str]:
    """The letters that every weight used holds."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - loaded by those who print

    files, known = font_files(), []
    for face in DRAWN_WITH:
        with TTFont(files[face], lazy=True) as font:
            known.append(set(map(chr, font.getBestCmap())))
    return frozenset(set.intersection(*known)) | UNSEEN
