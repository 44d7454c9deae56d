"""Code 128 and QR symbols as inline SVG with a text alternative: one path each, in millimetres, quiet zones included.

The libraries decide which modules are dark; they are drawn here so that both sit in the tag tree of a PDF as a
figure with words for those who cannot see it, and so that the bytes are ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from xml.sax.saxutils import escape

import segno
from barcode.codex import Code128

BAR_QUIET = 10  # modules of white at either end of a Code 128 symbol (ISO/IEC 15417)
QR_QUIET = 4  # modules of white around a QR symbol (ISO/IEC 18004)
MODULE = 33  # hundredths of a millimetre: the narrowest bar of the barcode
BAR_HEIGHT = 1300  # hundredths of a millimetre


def code128(text: str, *, title: str) -> str:
    """A Code 128 symbol of a text, digits packed in pairs.

    Args:
        text: what a scanner reads.
        title: what a screen reader says.
    """
    modules: str = Code128(text).build()[0]
    bars = [(start + BAR_QUIET, 0, length, 1) for start, length in _dark(bit == "1" for bit in modules)]
    wide = len(modules) + 2 * BAR_QUIET
    return _svg("barcode", bars, (wide, 1), (wide * MODULE, BAR_HEIGHT), title)


def qr(text: str, *, title: str, side: int = 2600) -> str:
    """A QR symbol of a text, error correction level M.

    Args:
        text: what a phone reads.
        title: what a screen reader says.
        side: hundredths of a millimetre, quiet zone included.
    """
    symbol = segno.make(text, error="m", micro=False, boost_error=False)
    bars = [
        (start + QR_QUIET, row + QR_QUIET, length, 1)
        for row, modules in enumerate(symbol.matrix)
        for start, length in _dark(bool(module) for module in modules)
    ]
    wide = len(symbol.matrix) + 2 * QR_QUIET
    return _svg("qr", bars, (wide, wide), (side, side), title)


def _dark(modules: Iterable[bool]) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules."""
    runs, place = [], 0
    for dark, run in groupby(modules):
        length = len(list(run))
        if dark:
            runs.append((place, length))
        place += length
    return runs


def _svg(
    name: str,
    bars: Iterable[tuple[int, int, int, int]],
    modules: tuple[int, int],
    size: tuple[int, int],
    title: str,
) -> str:
    path = "".join(f"M{x} {y}h{wide}v{high}h-{wide}z" for x, y, wide, high in bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{name}" width="{_mm(size[0])}" height="{_mm(size[1])}" '
        f'viewBox="0 0 {modules[0]} {modules[1]}" preserveAspectRatio="none" role="img">'
        f'<title>{escape(title)}</title><path fill="#000" d="{path}"/></svg>'
    )


def _mm(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}mm"
