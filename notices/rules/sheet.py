"""A demand as it stands on paper: every word and figure ready, nothing left for the template to decide but the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """One of the figures that stand out: a label, the figure, and when or how."""

    label: str
    figure: str
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the charge, or of the payments: words, working beneath them, and the amount."""

    words: str
    amount: str
    working: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One body's tax: its name, a remark, and the figures in the order of the headings."""

    name: str
    note: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The table of bodies: what it shows, the headings of its figures, its rows and its total."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[BodyRow, ...]
    total: BodyRow


@dataclass(frozen=True, slots=True)
class Codes:
    """What is printed for paying at once: the barcode's digits and the QR code's text, empty where there is none."""

    barcode: str
    digits: str
    barcode_title: str
    qr: str
    qr_title: str
    amount: str


@dataclass(frozen=True, slots=True)
class Note:
    """A standing note with its heading."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A demand, laid out. ``texts`` are the standing texts by key."""

    kind: str
    title: str
    heading: str
    opening: tuple[str, ...]
    account: str
    issued: str
    issued_iso: str
    address: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    asks: tuple[Ask, ...]
    lines: tuple[Row, ...]
    sums: tuple[Row, ...]
    reasons: tuple[str, ...]
    duty: bool
    bodies: Comparison
    payments: tuple[Row, ...]
    payments_heading: str
    method: str
    codes: Codes | None
    contacts: tuple[tuple[str, str], ...]
    note_columns: tuple[tuple[Note, ...], tuple[Note, ...]]
    short_contacts: tuple[str, ...]
    council: str
    council_address: str
    colour: str
    texts: Mapping[str, str]

    @property
    def notes(self) -> tuple[Note, ...]:
        """The standing notes in the order in which they are read."""
        return self.note_columns[0] + self.note_columns[1]
