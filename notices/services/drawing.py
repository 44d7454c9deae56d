"""Drawing a notice: payload and table to HTML, HTML to a tagged PDF whose bytes depend on nothing else.

Pure but for the template, style sheet and fonts on disk; each is part of the fingerprint. Needs no database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from notices.data import Demand, DemandTable
from notices.formats import symbols
from notices.rules.demand import lay_out
from notices.services.fonts import FAMILY, require_fonts, require_letters
from revenues.kernel.errors import DomainError, ensure

VARIANT = "pdf/ua-1"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn notice: the PDF, its number of pages, and the hash of its bytes."""

    pdf: bytes
    pages: int
    sha256: str


class UnknownTemplate(DomainError):
    """A template or a version of it that is not there."""


def draw(
    *,
    template: str,
    version: str,
    reference: str,
    payload: Mapping[str, Any],
    table: Mapping[str, Any] | None,
) -> Drawing:
    """Draw a notice. The same arguments and fingerprint give the same bytes in any process.

    Raises:
        PayloadRefused: the payload or table lacks something, by name.
        FontsMissing, LetterMissing, UnknownTemplate: it cannot be drawn as it should be.
    """
    require_fonts()
    html = markup(template=template, version=version, payload=payload, table=table)
    require_letters(html)
    identifier = digest([template, version, reference, payload, table])
    document = _press().layout(html, template_file(template, version, "css"))
    pdf: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier[:32].encode())
    _require_our_fonts(document)
    return Drawing(pdf, len(document.pages), hashlib.sha256(pdf).hexdigest())


def markup(
    *, template: str, version: str, payload: Mapping[str, Any], table: Mapping[str, Any] | None
) -> str:
    """The HTML of a notice. Everything from payload and table is escaped."""
    writer = _WRITERS.get(template)
    if writer is None:
        raise UnknownTemplate(f"no notice is called {template!r}; there are {', '.join(_WRITERS)}")
    template_file(template, version, "html")
    return render_to_string(f"notices/{template}-{version}.html", writer(payload, table))


def template_file(template: str, version: str, suffix: str) -> Path:
    """The file of a template's version. Raises UnknownTemplate."""
    path = Path(settings.BASE_DIR) / "templates" / "notices" / f"{template}-{version}.{suffix}"
    if not path.is_file():
        raise UnknownTemplate(f"the notice {template!r} has no version {version!r}")
    return path


def digest(content: object) -> str:
    """Sixty-four hexadecimal digits that stand for JSON content, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _demand(payload: Mapping[str, Any], table: Mapping[str, Any] | None) -> dict[str, object]:
    sheet = lay_out(Demand.from_json(payload), DemandTable.from_json(table))
    codes = sheet.codes
    # The two symbols are our own markup around digits and an escaped title.
    barcode = symbols.code128(codes.barcode, title=codes.barcode_title) if codes and codes.barcode else ""
    qr = symbols.qr(codes.qr, title=codes.qr_title) if codes and codes.qr else ""
    return {"bill": sheet, "barcode": mark_safe(barcode), "qr": mark_safe(qr)}  # noqa: S308


_WRITERS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any] | None], dict[str, object]]] = {
    "demand": _demand
}


class _Press:
    """WeasyPrint with one font configuration, and the style sheets parsed so far."""

    def __init__(self) -> None:
        from weasyprint import CSS, HTML  # noqa: PLC0415 - Pango is loaded by those who print
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

        self._css, self._html, self._fonts = CSS, HTML, FontConfiguration()
        self._styles: dict[Path, Any] = {}

    def layout(self, html: str, style: Path) -> Any:
        """A laid-out document. Nothing is fetched: whatever a page would load is refused."""
        if style not in self._styles:
            self._styles[style] = self._css(filename=style, font_config=self._fonts, url_fetcher=_refuse)
        page = self._html(string=html, url_fetcher=_refuse)
        return page.render(font_config=self._fonts, stylesheets=[self._styles[style]], pdf_variant=VARIANT)


def _refuse(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError("a notice loads nothing from elsewhere")


@lru_cache(maxsize=1)
def _press() -> _Press:
    return _Press()


def _require_our_fonts(document: Any) -> None:
    """Every font in the PDF is ours: a letter drawn with another would differ on the next machine."""
    for font in document.fonts.values():
        ensure(
            FAMILY in font.name.decode(), "a notice was drawn with a font that is not ours", font=font.name
        )
