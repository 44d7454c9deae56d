"""The files that tests of accounts load, and a small council to load them into."""

from datetime import date

from accounts.models import AccountAlias
from accounts.services.loading import AccountFiles
from casework.services.load_accounts import load_accounts
from revenues.audit.data import Actor
from tests import factories
from valuation.services.load import LoadFile

BY = Actor("loader", None, "Tests")
ON = date(2026, 3, 1)
HEADER = "account,property,from,to,party,title,given,family,born,occupied,furnished,adults,method,pay_day"
ROWS = (
    "1001,OV1,2020-04-01,2024-06-30,P1,Ms,Ana,Iles,1971-05-30,yes,yes,2,,",
    "1002,OV1,2024-07-01,,P2,Mr,Tom,Berg,1960-01-01,yes,yes,1,direct_debit,15",
    "1003,OV2,2019-06-14,,P3,,,Mill Homes Ltd,,no,no,,cash,",
)
PEOPLE = (
    "account,capacity,party,title,given,family,lives_there,disregard,tenure",
    "1001,own,P4,Mr,Bo,Iles,yes,,freehold",
    "1002,,P5,Ms,Cy,Berg,yes,student,",
)
ENTITLEMENTS = (
    "property,kind,class,from,to,percent",
    "OV2,exemption,B,2019-06-14,2019-12-13,",
    "OV1,disabled,,2025-04-01,,",
)
BALANCES = (
    "account,year,kind,amount",
    "1002,2025,charged_elsewhere,2000.00",
    "1002,2025,paid_elsewhere,-1500.00",
    '1003,2024,opening_balance,"1,250.75"',
)


def csv(*lines):
    return "\n".join(lines).encode() + b"\n"


def council_with_homes():
    """A council with three dwellings, OV1 to OV3, band D since 2019."""
    made = factories.authority()
    place = factories.area(made)
    for reference in ("OV1", "OV2", "OV3"):
        factories.dwelling(made, place, reference=reference)
    return made


def load(council, rows=ROWS, header=HEADER, people=(), entitlements=(), balances=(), **options):
    def file(name, lines):
        return LoadFile(f"{name}.csv", csv(*lines)) if lines else None

    files = AccountFiles(
        LoadFile("accounts.csv", rows if isinstance(rows, bytes) else csv(header, *rows)),
        file("people", people),
        file("entitlements", entitlements),
        file("balances", balances),
    )
    return load_accounts(authority=council, files=files, on=ON, by=BY, **options)


def load_all(council, **options):
    return load(council, people=PEOPLE, entitlements=ENTITLEMENTS, balances=BALANCES, **options)


def account(reference):
    """The account that another system calls so."""
    return AccountAlias.objects.everywhere("test").get(reference=reference).account
