"""Bills of invented people in invented places: one of every shape that the layout must carry.

The amounts of the ordinary bill are those that a real district published for 2026/27 in one of its parishes; the names
of the bodies are invented.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from notices.rules.codes import barcode, qr_text

WEBSITE = "https://www.overford.example"
PAYEE = "982600"
BANDS = "ABCDEFGH"

COUNCIL = {
    "name": "Overford District Council",
    "address": ["Council Tax", "Civic Offices", "1 High Street", "Overford", "OV1 1AA"],
    "phone": "01632 960 100",
    "email": "counciltax@overford.example",
    "website": WEBSITE,
    "colour": "#1d4f7c",
    "payee_code": PAYEE,
}


def body(name: str, amounts: list[int], **values: Any) -> dict[str, Any]:
    """One row of the table of bodies."""
    return {
        "name": name, "amounts": amounts, "last_year": None, "last_year_d": None, "change": None, "social_care": False
    } | values  # fmt: skip


BODIES = [
    body(
        "Overford District Council",
        [17725, 20680, 23634, 26588, 32496, 38405, 44313, 53176],
        last_year_d=25814,
        change="3.0",
    ),
    body(
        "Wealdshire County Council",
        [129228, 150766, 172304, 193842, 236918, 279994, 323070, 387684],
        last_year_d=184635,
        change="5.0",
        social_care=True,
    ),
    body(
        "Wealdshire Police and Crime Commissioner",
        [23505, 27422, 31340, 35257, 43092, 50927, 58762, 70514],
        last_year_d=33757,
        change="4.4",
    ),
    body(
        "Claygate Parish Council",
        [1110, 1295, 1480, 1665, 2035, 2405, 2775, 3330],
        last_year_d=1617,
        change="3.0",
    ),
]


def table(**values: Any) -> dict[str, Any]:
    """The tax of one area."""
    bodies = values.pop("bodies", BODIES)
    return {
        "council": COUNCIL,
        "year": 2026,
        "area": "Claygate",
        "bodies": deepcopy(bodies),
        "totals": [sum(each["amounts"][i] for each in bodies) for i in range(8)],
        "last_year_d": 245823,
        "change": "4.7",
        "texts": {},
    } | values


def monthly(first: int, rest: int, count: int, *, day: int = 1, month: int = 4) -> list[list[Any]]:
    """Instalments of one amount after a first, in consecutive months of 2026/27."""
    found = []
    for number in range(count):
        at = month - 1 + number
        found.append([f"{2026 + at // 12}-{at % 12 + 1:02d}-{day:02d}", rest if number else first])
    return found


def payload(**values: Any) -> dict[str, Any]:
    """The ordinary bill: two adults, band D, ten payments, with what the test is about changed."""
    made = {
        "kind": "demand",
        "year": 2026,
        "account": "50012345-7",
        "issued": "2026-03-10",
        "names": ["Ms Ana Iles", "Mr Tom Iles"],
        "address": ["Ms A Iles and Mr T Iles", "12 Mill Lane", "Overford", "OV1 2AB"],
        "dwelling": "12 Mill Lane, Overford, OV1 2AB",
        "property_reference": "00100230120",
        "band": "D",
        "charged_band": "D",
        "area": "Claygate",
        "period": ["2026-04-01", "2027-04-01"],
        "lines": [
            {
                "words": "Council Tax for band D, 1 April 2026 to 31 March 2027",
                "working": "365 days x £2,573.52 / 365",
                "pence": 257352,
            }
        ],
        "charge": None,
        "paid": 0,
        "brought": 0,
        "to_pay": None,
        "plan": {"basis": "part_i", "method": "cash", "instalments": monthly(26052, 25700, 10)},
        "reasons": [],
        "was": None,
        "barcode": None,
        "qr": None,
    } | values
    if made["charge"] is None:
        made["charge"] = sum(line["pence"] for line in made["lines"])
    if made["to_pay"] is None:
        made["to_pay"] = made["charge"] + made["paid"] + made["brought"]
    if made["barcode"] is None:
        made["barcode"] = barcode(PAYEE, made["account"], made["to_pay"])
    if made["qr"] is None:
        made["qr"] = qr_text(WEBSITE, made["account"], made["to_pay"])
    return made


def line(words: str, working: str, pence: int) -> dict[str, Any]:
    """One line of a charge."""
    return {"words": words, "working": working, "pence": pence}


LONG = "Mrs Wilhelmina-Anastasia Featherstonehaugh-Cholmondeley of Llanfairpwllgwyngyll, as executor of Mr Bartholomew Quince"
LONG_NAME = f"{LONG} dec"
FULL = line("Council Tax for band D, 1 April 2026 to 31 March 2027", "365 days x £2,573.52 / 365", 257352)
DIRECT_DEBIT = {"basis": "part_i", "method": "direct_debit", "instalments": monthly(19314, 19300, 10, day=15)}


def _single() -> dict[str, Any]:
    quarter = line("25% discount: one adult lives there", "25% of £2,573.52", -64338)
    return payload(
        names=["Ms Siân Llywelyn-Gruffydd"],
        address=["Ms S Llywelyn-Gruffydd", "Tŷ Gwyn", "4 Elm Court", "Overford", "OV3 4XY"],
        dwelling="Tŷ Gwyn, 4 Elm Court, Overford, OV3 4XY",
        lines=[FULL, quarter],
        plan=DIRECT_DEBIT,
        reasons=["You pay 25% less because you are the only adult who lives at this address."],
    )


def _adjusted() -> dict[str, Any]:
    days = line("Council Tax for band C, 14 June 2026 to 31 March 2027", "291 days x £2,287.58 / 365", 182380)
    half = line("50% discount: everybody who lives there is a student or carer", "50% of £1,823.80", -91190)
    return payload(
        kind="adjusted",
        issued="2026-09-04",
        names=["Pan Władysław Wiśniewski-Żółć"],
        address=[
            "Pan Władysław Wiśniewski-Żółć",
            "Flat 3b",
            "Łódź House",
            "88 Mill Lane",
            "Overford",
            "OV1 2AB",
        ],
        dwelling="Flat 3b, Łódź House, 88 Mill Lane, Overford, OV1 2AB",
        band="D",
        charged_band="C",
        period=["2026-06-14", "2027-04-01"],
        lines=[
            line(
                "Council Tax for band D, 14 June 2026 to 31 March 2027", "291 days x £2,573.52 / 365", 205177
            ),
            line(
                "Charged as band C: the home is adapted for a disabled person",
                days["working"],
                182380 - 205177,
            ),
            half,
        ],
        paid=-30000,
        brought=4210,
        plan={"basis": "part_i", "method": "cash", "instalments": monthly(9400, 9300, 6, month=10)},
        reasons=[
            "You are billed as one band lower because the home has a room that a disabled person needs.",
            "You pay 50% less because everybody who lives at this address is somebody we do not count.",
        ],
        was={"issued": "2026-06-20", "pence": 182380},
    )


def _final() -> dict[str, Any]:
    return payload(
        kind="final",
        issued="2026-07-02",
        address=["Ms A Iles and Mr T Iles", "27 Station Approach", "Netherford", "NF9 8ZZ"],
        period=["2026-04-01", "2026-06-14"],
        lines=[
            line("Council Tax for band D, 1 April to 13 June 2026", "74 days x £2,573.52 / 365", 52175),
        ],
        paid=-77452,
        plan=None,
        was={"issued": "2026-03-10", "pence": 257352},
    )


def _nil() -> dict[str, Any]:
    return payload(
        kind="nil",
        names=["Mr Olu Adébáyò", "Ms Zoë Brontë", "Mx Sam O’Dowd", "Mr Jürgen Groß"],
        address=["Mr O Adébáyò and others", "6 College Road", "Overford", "OV2 7QQ"],
        dwelling="6 College Road, Overford, OV2 7QQ",
        lines=[line("Exempt (class N), 1 April 2026 to 31 March 2027", "only students live there", 0)],
        plan=None,
        reasons=["You pay nothing because only students live at this address."],
    )


def _final_to_pay() -> dict[str, Any]:
    return _final() | {
        "kind": "final",
        "paid": -26052,
        "to_pay": 26123,
        "plan": {"basis": "part_i", "method": "cash", "instalments": [["2026-07-20", 26123]]},
        "barcode": barcode(PAYEE, "50012345-7", 26123),
        "qr": qr_text(WEBSITE, "50012345-7", 26123),
    }


def _overdue() -> dict[str, Any]:
    return payload(
        kind="adjusted",
        issued="2026-06-10",
        paid=-26052,
        plan={"basis": "part_i", "method": "direct_debit", "instalments": monthly(25700, 25700, 9, month=5)},
        was={"issued": "2026-03-10", "pence": 257352},
    )


def _another_band() -> dict[str, Any]:
    return payload(
        band="F",
        charged_band="F",
        lines=[
            line(
                "Council Tax for band F, 1 April 2026 to 31 March 2027", "365 days x £3,717.31 / 365", 371731
            )
        ],
        plan={"basis": "part_i", "method": "cash", "instalments": monthly(36931, 37200, 10)},
    )


def _huge() -> dict[str, Any]:
    rate = line(
        "Council Tax for band H, 1 April 2026 to 31 March 2027", "365 days x £987,654.32 / 365", 98765432
    )
    return payload(
        names=[LONG_NAME, LONG_NAME.replace("Wilhelmina", "Marguerite")],
        address=[
            LONG_NAME,
            "care of The Principal Private Office",
            "Apartment 1206, North Tower, Building 7",
            "The Old Royal Arsenal and Victualling Yard",
            "1 to 9 Great Featherstonehaugh Street",
            "Stoke-under-Wychwood-on-the-Hill",
            "Overford OV1 2AB",
        ],
        dwelling="Apartment 1206, North Tower, Building 7, 1 to 9 Great Featherstonehaugh Street, Overford, OV1 2AB",
        band="H",
        charged_band="H",
        lines=[rate],
        plan={"basis": "agreement_21_5", "method": "cash", "instalments": monthly(8229932, 8230500, 12)},
    )


def _many() -> dict[str, Any]:
    half = [
        line(
            f"Council Tax for band D, week {n + 1} of the year, while the home was let furnished",
            "7 days x £2,573.52 / 365",
            4936,
        )
        for n in range(20)
    ]
    off = [line("25% discount: one adult lives there", "25% of £49.36", -1234) for _ in range(20)]
    pairs = [each for pair in zip(half, off, strict=True) for each in pair]
    return payload(
        lines=pairs,
        period=["2026-04-01", "2026-08-19"],
        plan={"basis": "part_i", "method": "standing_order", "instalments": monthly(5840, 6200, 12, day=28)},
        reasons=["You pay 25% less in the weeks in which you were the only adult."],
    )


def _huge_table() -> dict[str, Any]:
    bodies = [
        body(each["name"] + " and Its Combined Authority of the Western Hundreds", [98765432 // 4] * 8)
        for each in BODIES
    ]
    return table(bodies=bodies, change=None, last_year_d=None)


SHAPES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "ordinary": (payload(), table()),
    "single": (_single(), table()),
    "adjusted": (_adjusted(), table()),
    "final in credit": (_final(), table()),
    "final to pay": (_final_to_pay(), table()),
    "nil": (_nil(), table()),
    "overdue": (_overdue(), table()),
    "huge": (_huge(), _huge_table()),
    "many lines": (_many(), table()),
    "another band": (_another_band(), table()),
}
