"""The payload of a demand notice, and the table of tax that the notices of an area share.

Money is whole pence, days ISO dates, texts ready to print. ``docs/notices.md`` shows both as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from notices.data.reading import PayloadRefused, Reader
from revenues.kernel.periods import Period

KINDS = ("demand", "adjusted", "final", "nil")
METHODS = ("cash", "direct_debit", "standing_order")
BASES = ("part_i", "part_ii", "agreement_21_5", "determination_21_7")
BANDS = "ABCDEFGH"
BELOW_A = "A-"


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One line of the charge: what it is for, how it was worked out, and the pence; discounts are negative."""

    words: str
    working: str
    pence: int


@dataclass(frozen=True, slots=True)
class Due:
    """One payment: its day and the pence."""

    on: date
    pence: int


@dataclass(frozen=True, slots=True)
class PlanOf:
    """The payments still to be made, by which method, on which basis in law."""

    basis: str
    method: str
    instalments: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class Replaced:
    """The bill that this one replaces: its day of issue and what it asked for."""

    issued: date
    pence: int


@dataclass(frozen=True, slots=True)
class Demand:
    """Everything a demand notice says that is its own.

    ``band`` is the band in the valuation list, ``charged_band`` the one charged (lower with a disabled reduction,
    ``A-`` below A). ``period`` is None where no day is charged any more. ``charge`` is the sum of the lines, ``paid``
    what has been received (negative), ``brought`` what comes from elsewhere, ``to_pay`` the three together.
    """

    kind: str
    year: int
    account: str
    issued: date
    names: tuple[str, ...]
    address: tuple[str, ...]
    dwelling: str
    property_reference: str
    band: str
    charged_band: str
    area: str
    period: Period | None
    lines: tuple[ChargeLine, ...]
    charge: int
    paid: int
    brought: int
    to_pay: int
    plan: PlanOf | None
    reasons: tuple[str, ...]
    was: Replaced | None
    barcode: str
    qr: str

    @classmethod
    def from_json(cls, document: object) -> Demand:
        """Read a payload. Raises PayloadRefused naming the field, or saying which sum does not add up."""
        read = Reader.of(document, "payload")
        found = cls(
            kind=read.text("kind", among=KINDS),
            year=read.year("year"),
            account=read.words("account"),
            issued=read.day("issued"),
            names=read.texts("names", least=1),
            address=read.texts("address", least=1),
            dwelling=read.words("dwelling"),
            property_reference=read.text("property_reference"),
            band=read.text("band", among=tuple(BANDS)),
            charged_band=read.text("charged_band", among=(*BANDS, BELOW_A)),
            area=read.text("area"),
            period=_period(read),
            lines=tuple(_line(line) for line in read.each("lines")),
            charge=read.pence("charge"),
            paid=read.pence("paid"),
            brought=read.pence("brought"),
            to_pay=read.pence("to_pay"),
            plan=_plan(read.inside("plan")),
            reasons=read.texts("reasons"),
            was=_replaced(read.inside("was")),
            barcode=read.text("barcode"),
            qr=read.text("qr"),
        )
        found.check_sums()
        return found

    def check_sums(self) -> None:
        """A bill adds up, to the penny. Raises PayloadRefused."""
        if sum(line.pence for line in self.lines) != self.charge:
            raise PayloadRefused("payload.charge is not the sum of payload.lines")
        if self.charge + self.paid + self.brought != self.to_pay:
            raise PayloadRefused("payload.to_pay is not payload.charge, paid and brought together")
        if any(due.pence <= 0 for due in self.instalments):
            raise PayloadRefused("payload.plan.instalments holds a payment of nothing or less")
        if sum(due.pence for due in self.instalments) > max(self.to_pay, 0):
            raise PayloadRefused("payload.plan.instalments come to more than payload.to_pay")

    @property
    def instalments(self) -> tuple[Due, ...]:
        """The payments of the plan; none without a plan."""
        return self.plan.instalments if self.plan else ()

    @property
    def coming(self) -> tuple[Due, ...]:
        """The payments that fall due on the day of issue or after it."""
        return tuple(due for due in self.instalments if due.on >= self.issued)

    @property
    def due_now(self) -> int:
        """What is to be paid at once: payments of an earlier bill whose day has passed, and what is in no plan."""
        return max(self.to_pay, 0) - sum(due.pence for due in self.coming)


@dataclass(frozen=True, slots=True)
class Council:
    """The authority that bills, as its notices show it. ``colour`` is ``#rrggbb``."""

    name: str
    address: tuple[str, ...]
    phone: str
    email: str
    website: str
    colour: str
    payee_code: str


@dataclass(frozen=True, slots=True)
class Body:
    """A body for which tax is raised: this year's amounts by band, last year's, and the change in per cent."""

    name: str
    amounts: tuple[int, ...]
    last_year: tuple[int, ...] | None
    last_year_d: int | None
    change: str | None
    social_care: bool


@dataclass(frozen=True, slots=True)
class DemandTable:
    """What the notices of one area and year share. ``texts`` replaces standing texts by key."""

    council: Council
    year: int
    area: str
    bodies: tuple[Body, ...]
    totals: tuple[int, ...]
    last_year_d: int | None
    change: str | None
    texts: Mapping[str, str]

    @classmethod
    def from_json(cls, document: object) -> DemandTable:
        """Read a table. Raises PayloadRefused naming the field, or the band whose bodies do not sum to the total."""
        read = Reader.of(document, "table")
        texts = Reader.of(read.raw("texts"), "table.texts")
        found = cls(
            council=_council(Reader.of(read.raw("council"), "table.council")),
            year=read.year("year"),
            area=read.text("area"),
            bodies=tuple(_body(body) for body in read.each("bodies")),
            totals=read.bands("totals"),
            last_year_d=read.pence_or_none("last_year_d"),
            change=_change(read),
            texts={name: texts.words(name) for name in texts.fields},
        )
        for place, band in enumerate(BANDS):
            if sum(body.amounts[place] for body in found.bodies) != found.totals[place]:
                raise PayloadRefused(f"table.totals: band {band} is not the sum of table.bodies")
        return found


def _period(read: Reader) -> Period | None:
    days = read.texts("period")
    if len(days) != 2:
        raise read.wrong("period", "must be its first day and the day after its last")
    inside = Reader({"period[0]": days[0], "period[1]": days[1]}, read.place)
    start, end = inside.day("period[0]"), inside.day("period[1]")
    if end < start:
        raise read.wrong("period", "must end after it starts")
    return Period(start, end) if start < end else None


def _line(read: Reader) -> ChargeLine:
    return ChargeLine(read.words("words"), read.text("working"), read.pence("pence"))


def _plan(read: Reader | None) -> PlanOf | None:
    if read is None:
        return None
    dues = tuple(Due(day, pence) for day, pence in read.pairs("instalments"))
    return PlanOf(read.text("basis", among=BASES), read.text("method", among=METHODS), dues)


def _replaced(read: Reader | None) -> Replaced | None:
    return None if read is None else Replaced(read.day("issued"), read.pence("pence"))


def _council(read: Reader) -> Council:
    colour = read.text("colour")
    if len(colour) != 7 or colour[0] != "#" or not set(colour[1:].lower()) <= set("0123456789abcdef"):
        raise read.wrong("colour", "must be a colour such as #1d4f7c")
    return Council(
        name=read.words("name"),
        address=read.texts("address"),
        phone=read.text("phone"),
        email=read.text("email"),
        website=read.text("website"),
        colour=colour.lower(),
        payee_code=read.text("payee_code"),
    )


def _body(read: Reader) -> Body:
    last_year: Any = read.raw("last_year")
    return Body(
        name=read.words("name"),
        amounts=read.bands("amounts"),
        last_year=None if last_year is None else read.bands("last_year"),
        last_year_d=read.pence_or_none("last_year_d"),
        change=_change(read),
        social_care=bool(read.raw("social_care")),
    )


def _change(read: Reader) -> str | None:
    """A percentage with one decimal place, as the regulations print it; None where there is nothing to compare."""
    if read.raw("change") is None:
        return None
    text = read.text("change")
    whole, _, tenth = text.removeprefix("-").partition(".")
    if not (whole.isascii() and whole.isdigit() and tenth.isascii() and tenth.isdigit() and len(tenth) == 1):
        raise read.wrong("change", "must be a percentage with one decimal place such as 4.9")
    return text
