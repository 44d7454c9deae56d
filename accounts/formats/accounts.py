"""The files of ``load_accounts``: accounts with the first person liable, other people, entitlements, balances."""

from __future__ import annotations

from revenues.kernel.columns import (
    Column,
    Layout,
    birthday,
    email,
    fact_day,
    flag,
    old_day,
    one_of,
    pence,
    phone,
    text,
    whole,
)

CLASSES = ("a", "b", "c", "d", "e", "f", "A", "B", "C", "D", "E", "F")
CAPACITIES = ("own", "executor", "trustee", "agent")
PARTY_KINDS = ("person", "organisation")
BILL_FORMATS = ("standard", "large_print", "braille", "audio")
TENURES = ("freehold", "leasehold", "tenancy", "licence", "none")
METHODS = ("cash", "direct_debit", "standing_order")
ENTITLEMENTS = ("discount", "exemption", "premium_exception", "disabled", "discretionary")
BROUGHT = ("opening_balance", "charged_elsewhere", "paid_elsewhere")

_ACCOUNT = Column(
    "account",
    text,
    "reference of the account in the other system, or our own number",
    "7001234",
    required=True,
    text=True,
    limit=40,
)
_CAPACITY = one_of(*CAPACITIES)

_PERSON = (
    Column(
        "party",
        text,
        "reference of the person; made of account and place when blank",
        "P881",
        text=True,
        limit=40,
    ),
    Column("party_kind", one_of(*PARTY_KINDS), f"{' or '.join(PARTY_KINDS)}; person when blank", "person"),
    Column("title", text, "title", "Ms", text=True, limit=20),
    Column("given", text, "given names; blank for an organisation", "Ana", text=True, limit=80),
    Column(
        "family", text, "family name, or the organisation's name", "Iles", required=True, text=True, limit=120
    ),
    Column("name_from", fact_day, "since when this is the name; blank corrects the name in place", ""),
    Column("born", birthday, "date of birth", "1971-05-30"),
    Column("died", birthday, "date of death", ""),
    Column("address_1", text, "where to write, if not to the dwelling", "", text=True, limit=80),
    Column("address_2", text, "second line", "", text=True, limit=80),
    Column("address_3", text, "third line", "", text=True, limit=80),
    Column("address_4", text, "fourth line", "", text=True, limit=80),
    Column(
        "postcode", text, "postcode of that address; as it is when a country is given", "", text=True, limit=8
    ),
    Column("country", text, "country, when abroad", "", text=True, limit=60),
    Column("address_from", fact_day, "since when; blank corrects the address in place", ""),
    Column("phone", phone, "telephone number", "01632 960001"),
    Column("email", email, "e-mail address", "ana.iles@example.org", limit=120),
    Column("bill_format", one_of(*BILL_FORMATS), f"one of {', '.join(BILL_FORMATS)}", "standard"),
    Column("language_needs", text, "language or interpreter", "", text=True, limit=100),
    Column("e_notices_since", fact_day, "day of consent to notices by e-mail", ""),
    Column("vulnerability", text, "what to know before writing or calling", "", text=True, limit=200),
    Column("lives_there", flag, "yes: a named resident of the dwelling", "yes"),
    Column("resident_from", fact_day, "since when; the account's first day when blank", ""),
    Column("resident_to", fact_day, "last day of residence", "", last_day=True),
    Column(
        "disregard",
        text,
        "class in which she is not counted: student, smi, carer ...",
        "",
        text=True,
        limit=30,
    ),
    Column(
        "disregard_since",
        old_day,
        "day from which its clock runs: a leaver's last day at school",
        "2026-06-30",
    ),
    Column("disregard_review", fact_day, "when to look at the disregard again", ""),
    Column("tenure", one_of(*TENURES), f"interest in the dwelling: {', '.join(TENURES)}", "freehold"),
    Column("tenancy_type", text, "assured, secure, statutory, introductory ...", "", text=True, limit=30),
    Column("tenure_from", fact_day, "since when; the account's first day when blank", ""),
    Column("tenure_to", fact_day, "last day of the interest", "", last_day=True),
    Column("granted_on", old_day, "day on which a lease or tenancy was granted", ""),
    Column("term_months", whole(1, 12_000), "term of a lease or tenancy in months", ""),
    Column("term_ends", old_day, "last day of its term", ""),
)

ACCOUNTS = Layout(
    "accounts",
    (
        _ACCOUNT,
        Column(
            "property", text, "reference of the dwelling", "OV0000123", required=True, text=True, limit=20
        ),
        Column("from", fact_day, "first day of liability", "2019-06-14", required=True),
        Column("to", fact_day, "last day of liability; blank while it runs", "", last_day=True),
        Column(
            "liability_class", one_of(*CLASSES), "a to f of s.6(2), A to F of SI 1992/551; a when blank", "a"
        ),
        Column("suppressed", text, "why no bill is sent, if none is", "", text=True, limit=60),
        Column("occupied", flag, "whether anybody lives there; blank says nothing", "yes"),
        Column("furnished", flag, "whether it is substantially furnished; needed when not occupied", "yes"),
        Column("occupied_from", fact_day, "since when that is so; the account's first day when blank", ""),
        Column("adults", whole(0, 200), "how many adults live there, as declared", "2"),
        Column("adults_from", fact_day, "since when; the account's first day when blank", ""),
        Column("adults_review", fact_day, "when to ask again", ""),
        Column("instalments", whole(10, 12), "10 or 12 a year; 10 when blank", "10"),
        Column("pay_day", whole(1, 28), "day of the month; 1 when blank", "1"),
        Column("method", one_of(*METHODS), f"one of {', '.join(METHODS)}; cash when blank", "direct_debit"),
        Column("choice_from", fact_day, "since when they pay so; the account's first day when blank", ""),
        Column("capacity", _CAPACITY, f"one of {', '.join(CAPACITIES)}; own when blank", "own"),
        *_PERSON,
    ),
)
PEOPLE = Layout(
    "people",
    (
        _ACCOUNT,
        Column("capacity", _CAPACITY, f"liable as {', '.join(CAPACITIES)}; blank when not liable", "own"),
        *_PERSON,
    ),
)
ENTITLEMENTS_FILE = Layout(
    "entitlements",
    (
        Column(
            "property", text, "reference of the dwelling", "OV0000123", required=True, text=True, limit=20
        ),
        Column(
            "kind", one_of(*ENTITLEMENTS), f"one of {', '.join(ENTITLEMENTS)}", "exemption", required=True
        ),
        Column(
            "class", text, "letter of an exemption or premium exception; annexe", "N", text=True, limit=30
        ),
        Column("from", fact_day, "first day", "2025-10-01", required=True),
        Column("to", fact_day, "last day; blank while it holds", "2026-06-30", last_day=True),
        Column("percent", whole(1, 100), "percentage of a discretionary reduction", ""),
        Column("amount", pence, "pounds a year of a discretionary reduction that is no percentage", ""),
        Column(
            "since",
            old_day,
            "day from which its months run: death, last lived in, first marketing, repairs",
            "",
        ),
        Column("granted", fact_day, "day of probate or letters (class F)", ""),
        Column(
            "sold", fact_day, "day of a sale or transfer that ended it: the first day of the new owner", ""
        ),
        Column(
            "owner", text, "reference of the person whose marketing it is (class G)", "", text=True, limit=40
        ),
        Column("let_from", fact_day, "first day of the letting before this marketing (class H)", ""),
        Column("let_to", fact_day, "last day of that letting", "", last_day=True),
        Column("review_on", fact_day, "when to look at it again", "2026-06-01"),
    ),
)
BALANCES = Layout(
    "balances",
    (
        _ACCOUNT,
        Column(
            "year", whole(1993, 2099), "financial year, by its first calendar year", "2025", required=True
        ),
        Column("kind", one_of(*BROUGHT), f"one of {', '.join(BROUGHT)}", "opening_balance", required=True),
        Column(
            "amount",
            pence,
            "pounds; plus what is owed or was charged, minus what was paid or is in credit",
            "-125.50",
            required=True,
        ),
    ),
)
PERSON_COLUMNS = tuple(column.name for column in _PERSON)
LAYOUTS = (ACCOUNTS, PEOPLE, ENTITLEMENTS_FILE, BALANCES)
