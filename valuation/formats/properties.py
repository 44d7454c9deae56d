"""The files of ``load_properties``: areas, dwellings with their present band and area, and bands over time."""

from __future__ import annotations

from revenues.kernel.columns import Column, Layout, fact_day, flag, one_of, postcode, text, whole

KINDS = ("house", "flat", "bungalow", "annexe", "hmo", "hall", "care_home", "caravan", "mooring", "other")
STATUSES = ("listed", "new_build", "deleted")
BANDS = "ABCDEFGHI"
LARGEST_UPRN = 999_999_999_999

_REFERENCE = Column(
    "reference", text, "the authority's own reference of the dwelling", "OV0000123", required=True, text=True, limit=20
)  # fmt: skip
_BAND = one_of(*BANDS)

AREAS = Layout(
    "areas",
    (
        Column("code", text, "code of the area", "CLAY", required=True, text=True, limit=12),
        Column("name", text, "name as the bill prints it", "Claygate", required=True, text=True, limit=80),
        Column("parished", flag, "no where there is no parish; yes when blank", "yes"),
    ),
)
PROPERTIES = Layout(
    "properties",
    (
        _REFERENCE,
        Column("uprn", whole(1, LARGEST_UPRN), "unique property reference number", "100061234567"),
        Column("voa_reference", text, "reference of the Valuation Office", "00012345", text=True, limit=20),
        Column("address_1", text, "first line of the address", "12 Mill Lane", required=True, text=True, limit=80),
        Column("address_2", text, "second line", "Overford", text=True, limit=80),
        Column("address_3", text, "third line", "", text=True, limit=80),
        Column("address_4", text, "fourth line", "", text=True, limit=80),
        Column("postcode", postcode, "postcode", "OV1 2AB", limit=12),
        Column("kind", one_of(*KINDS), f"one of {', '.join(KINDS)}; house when blank", "house"),
        Column("status", one_of(*STATUSES), f"one of {', '.join(STATUSES)}; listed when blank", "listed"),
        Column("area", text, "code of the area in which it lies", "CLAY", text=True, limit=12),
        Column("area_from", fact_day, "since when; 1 April 1993 when blank", "1993-04-01"),
        Column("band", _BAND, "present band in the list, A to H", "D"),
        Column("band_from", fact_day, "effective date of that band; needed with a band", "1993-04-01"),
        Column("band_to", fact_day, "last day of that band, of a dwelling that left the list", "", last_day=True),
        Column("alteration", text, "list alteration that put the band there", "", text=True, limit=30),
        Column("annexe_of", text, "reference of the dwelling it is an annexe of", "", text=True, limit=20),
    ),
)  # fmt: skip
BAND_HISTORY = Layout(
    "bands",
    (
        _REFERENCE,
        Column("band", _BAND, "band, A to H", "E", required=True),
        Column("from", fact_day, "effective date", "1993-04-01", required=True),
        Column("to", fact_day, "last day; blank while it holds", "2011-10-31", last_day=True),
        Column("alteration", text, "list alteration that put it there", "", text=True, limit=30),
    ),
)
LAYOUTS = (AREAS, PROPERTIES, BAND_HISTORY)
