"""The fingerprint of the renderer: everything that decides a notice's bytes besides its payload and table."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from notices.services.drawing import digest, template_file
from notices.services.fonts import font_files

PACKAGES = (
    "weasyprint", "pydyf", "fonttools", "tinycss2", "cssselect2", "tinyhtml5", "pyphen", "django", "segno",
    "python-barcode",
)  # fmt: skip
CODE = ("notices/data", "notices/formats", "notices/rules", "notices/law")
PARTS_OF_THE_LIBRARY = 3


def made_with(template: str, template_version: str) -> dict[str, str]:
    """Every part of the fingerprint of a template's version: versions of libraries, hashes of files.

    Raises UnknownTemplate and FontsMissing as drawing does.
    """
    return {
        **_process(),
        "template": _hash([template_file(template, template_version, "html")]),
        "style": _hash([template_file(template, template_version, "css")]),
        **{f"font {face}": _hash([path]) for face, path in font_files().items()},
        "font settings": _hash([Path(settings.FONTCONFIG_FILE)]),
    }


def fingerprint(parts: Mapping[str, str]) -> str:
    """Sixty-four hexadecimal digits that stand for the parts."""
    return digest(dict(parts))


def differences(then: Mapping[str, str], now: Mapping[str, str]) -> str:
    """In words, what has changed between two sets of parts: ``weasyprint was 70.0 and is 70.1; style has changed``."""
    told = []
    for name in sorted(then.keys() | now.keys()):
        was, is_now = then.get(name), now.get(name)
        if was == is_now:
            continue
        if was is None or is_now is None:
            told.append(f"{name} is new" if was is None else f"{name} is gone")
        elif len(was) == len(is_now) == 64:
            told.append(f"{name} has changed")
        else:
            told.append(f"{name} was {was} and is {is_now}")
    return "; ".join(told)


@lru_cache(maxsize=1)
def _process() -> dict[str, str]:
    """What cannot change while the process runs."""
    from weasyprint.text.ffi import harfbuzz, harfbuzz_subset, pango  # noqa: PLC0415 - loaded by those who print

    root = Path(settings.BASE_DIR)
    code = [path for folder in CODE for path in sorted((root / folder).glob("*.*"))]
    return {
        **{name: version(name) for name in PACKAGES},
        "pango": _dotted(pango.pango_version()),
        "harfbuzz": _harfbuzz_version(harfbuzz.hb_version_atleast),
        "harfbuzz-subset": "absent" if harfbuzz_subset is None else "present",
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "wording": _hash([*code, root / "notices" / "services" / "drawing.py"]),
    }


def _hash(paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        found.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()


def _dotted(number: int) -> str:
    """Pango's 15012 is 1.50.12."""
    return f"{number // 10_000}.{number // 100 % 100}.{number % 100}"


def _harfbuzz_version(at_least: Callable[..., int]) -> str:
    """HarfBuzz answers only "at least this?" through WeasyPrint's binding: counted up, part by part."""
    found = [0] * PARTS_OF_THE_LIBRARY
    for place in range(PARTS_OF_THE_LIBRARY):
        while at_least(*found[:place], found[place] + 1, *found[place + 1 :]):
            found[place] += 1
    return ".".join(map(str, found))
