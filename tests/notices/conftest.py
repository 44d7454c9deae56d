"""Bills drawn once a session, and ways of looking at them as pictures, text and structure."""

from __future__ import annotations

import subprocess
from functools import cache

import pypdfium2
import pytest

from notices.services.drawing import Drawing, draw
from tests.notices.payloads import SHAPES


@cache
def drawing_of(shape: str) -> Drawing:
    """One of the shapes, drawn as the service draws it."""
    payload, table = SHAPES[shape]
    return draw(
        template="demand", version="2026.1", reference=payload["account"], payload=payload, table=table
    )


@pytest.fixture(scope="session")
def drawn():
    """``drawn("ordinary")``: the drawing of a shape."""
    return drawing_of


@pytest.fixture
def pages(request):
    """``pages(pdf)``: the pages of a document, opened for looking."""

    def opened(pdf: bytes) -> list[pypdfium2.PdfPage]:
        document = pypdfium2.PdfDocument(pdf)
        request.addfinalizer(document.close)
        return [document[number] for number in range(len(document))]

    return opened


@pytest.fixture
def text(pages):
    """``text(pdf)``: its words, one space between, no-break spaces as spaces."""

    def read(pdf: bytes) -> str:
        found = []
        for page in pages(pdf):
            looked = page.get_textpage()
            found.append(looked.get_text_range())
            looked.close()
        return " ".join(" ".join(found).replace("\u00a0", " ").split())

    return read


@pytest.fixture
def structure(tmp_path):
    """``structure(pdf)``: what poppler makes of the tag tree, with its text."""

    def read(pdf: bytes) -> str:
        path = tmp_path / "bill.pdf"
        path.write_bytes(pdf)
        return subprocess.run(
            ["pdfinfo", "-struct-text", path], check=True, capture_output=True, text=True
        ).stdout

    return read
