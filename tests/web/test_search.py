"""The search box: a table of what people type, and whom it finds."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import PartyAlias
from casework.rules.terms import read
from casework.selectors.search import search
from revenues.authority.data import Scope
from tests import factories

ON = date(2026, 11, 22)


@pytest.fixture
def stock(overford, place):
    """Nine accounts whose names and addresses get in each other's way."""
    rows = [
        ("iles", "Ana", "Iles", ["12 Mill Lane", "Overford"], "OV1 2AB"),
        ("iles2", "Bo", "Iles", ["112 Mill Lane", "Overford"], "OV1 2AC"),
        ("obrien", "Seán", "O'Brien", ["3 Mill Street", "Overford"], "OV12 1AA"),
        ("muller", "Jürgen", "Müller-Groß", ["Flat 2, 7 High Street", "Overford"], "OV2 3DD"),
        ("johnson", "Mary", "Johnson", ["1 Elm Court", "Overford"], "OV3 1ZZ"),
        ("lukasz", "Łukasz", "Ørsted", ["2 Elm Court", "Overford"], "OV3 1ZZ"),
        ("hindi", "अनीता", "शर्मा", ["9 Station Road", "Overford"], "OV4 4DD"),
        ("smith", "Joanne", "Smith", ["Rose Cottage", "Back Lane", "Overford"], "OV5 5EE"),
        ("ltd", "", "Overford Homes & Sons Ltd", ["4 Elm Court", "Overford"], "OV3 1ZZ"),
    ]
    found = {}
    for serial, (key, given, family, address, postcode) in enumerate(rows):
        home = factories.dwelling(
            overford,
            place,
            address=address,
            postcode=postcode,
            reference=f"OV77{serial}",
            uprn=100_000 + serial,
        )
        person = factories.party(
            overford, family, given=given, phone=f"01632 96000{serial}", email=f"{key}@example.org"
        )
        found[key] = factories.account(home, person, alias=f"LEG/{key}/1")
    party = found["smith"].liable_parties.get().party
    PartyAlias.objects.create(party=party, authority=overford, system="old", reference="P000042")
    return found


@pytest.mark.parametrize(
    ("typed", "first", "also"),
    [
        ("iles", "iles", {"iles2"}),
        ("Ana Iles", "iles", set()),
        ("iles ana", "iles", set()),
        ("ILES", "iles", {"iles2"}),
        ("obrien", "obrien", set()),
        ("O’Brien", "obrien", set()),
        ("o brien", "obrien", set()),
        ("sean", "obrien", set()),
        ("muller gross", "muller", set()),
        ("müller", "muller", set()),
        ("lukasz orsted", "lukasz", set()),
        ("शर्मा", "hindi", set()),
        ("jo", "johnson", {"smith"}),
        ("12 mill lane", "iles", set()),
        ("mill lane 12", "iles", set()),
        ("12 mill", "iles", set()),
        ("rose cottage", "smith", set()),
        ("elm court", "johnson", {"lukasz", "ltd"}),
        ("ov1 2ab", "iles", set()),
        ("OV12AB", "iles", set()),
        ("ov1 2", "iles", {"iles2"}),
        ("OV12", "iles", {"iles2", "obrien"}),
        ("OV771", "iles2", set()),
        ("100003", "muller", set()),
        ("LEG/johnson/1", "johnson", set()),
        ("P000042", "smith", set()),
        ("01632 960004", "johnson", set()),
        ("01632960004", "johnson", set()),
        ("+44 1632 960004", "johnson", set()),
        ("johnson@example.org", "johnson", set()),
        ("johnson@", "johnson", set()),
        ("homes sons", "ltd", set()),
        ("iles mill", "iles", {"iles2"}),
        ("smith back lane", "smith", set()),
        # spelt wrongly
        ("johnsen", "johnson", set()),
        ("jonson", "johnson", set()),
        ("smiht", "smith", set()),
        ("mary jonhson", "johnson", set()),
        ("rose cotage", "smith", set()),
    ],
)
def test_what_is_typed_finds_whom_it_means(stock, overford, typed, first, also):
    results = search(typed, scope=Scope.of(overford.pk), on=ON)
    numbers = [hit.account.number for hit in results.hits]
    if also:
        assert set(numbers) == {stock[key].number for key in {first, *also}}
    else:
        assert numbers, f"nothing found for {typed}"
        assert numbers[0] == stock[first].number


@pytest.mark.parametrize(
    "typed", ["", " ", "x", "zzzzzzzz", "%", "_", "\\", "'; drop table", "(((", "12", "\x00a", "🏠🏠"]
)
def test_nonsense_finds_nothing_and_breaks_nothing(stock, desk, typed):
    response = desk.get(reverse("casework:search"), {"q": typed})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "change", [lambda n: n, lambda n: n.replace("-", ""), lambda n: f" {n[:4]} {n[4:8]} {n[-1]} "]
)
def test_an_account_number_goes_straight_to_the_account(stock, desk, change):
    number = stock["iles"].number
    response = desk.get(reverse("casework:search"), {"q": change(number)})
    assert response.status_code == 302
    assert response.url == reverse("casework:account", args=[number])


def test_a_number_with_two_digits_exchanged_offers_the_one_that_was_meant(stock, overford):
    number = stock["iles"].number.replace("-", "")
    at = next(i for i in range(len(number) - 1, 0, -1) if number[i] != number[i - 1])
    typed = number[: at - 1] + number[at] + number[at - 1] + number[at + 1 :]
    results = search(typed, scope=Scope.of(overford.pk), on=ON)
    assert results.slip
    assert stock["iles"].number in {hit.account.number for hit in results.hits}
    assert results.only is None


def test_the_beginning_of_a_number_lists_those_that_begin_so(stock, overford):
    results = search(stock["iles"].number[:7], scope=Scope.of(overford.pk), on=ON)
    assert stock["iles"].number in {hit.account.number for hit in results.hits if hit.account}


def test_an_account_comes_once_and_at_most_twenty_come(overford, place):
    for _ in range(25):
        factories.account(factories.dwelling(overford, place, address=["Iles House", "Iles Road"]))
    results = search("iles", scope=Scope.of(overford.pk), on=ON)
    assert len(results.hits) == 20
    assert results.more
    assert len({hit.account.pk for hit in results.hits}) == 20


def test_a_dwelling_without_an_account_is_found_too(desk, overford, place):
    home = factories.dwelling(overford, place, address=["1 New Close", "Overford"])
    page = desk.get(reverse("casework:search"), {"q": "new close"}).content.decode()
    assert reverse("casework:property", args=[home.pk]) in page


def test_while_typing_a_fragment_comes_and_no_redirect(stock, desk):
    response = desk.get(
        reverse("casework:search"), {"q": stock["iles"].number}, headers={"HX-Request": "true"}
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert stock["iles"].number in page


@pytest.mark.parametrize(
    ("typed", "queries"),
    # 2 session and user, 1 grants, 1 hits, 1 accounts, 2 names
    [("iles", 7), ("12 mill lane", 7), ("ov3 1zz", 7), ("johnson@", 7), ("01632 96000", 7)],
)
@pytest.mark.parametrize("rows", [1, 10, 50])
def test_the_queries_of_a_search_do_not_grow(
    desk, overford, place, stock, django_assert_num_queries, typed, queries, rows
):
    for _ in range(rows):
        factories.account(
            factories.dwelling(overford, place, address=["12 Mill Lane"]), factories.party(overford)
        )
    with django_assert_num_queries(queries):
        desk.get(reverse("casework:search"), {"q": typed}, headers={"HX-Request": "true"})


@pytest.mark.parametrize("rows", [1, 10])
def test_the_nearest_spelling_costs_two_more(desk, overford, place, stock, django_assert_num_queries, rows):
    for _ in range(rows):
        factories.account(factories.dwelling(overford, place), factories.party(overford, "Johnson"))
    # 2 session and user, 1 grants, 1 hits, 1 savepoint, 1 threshold, 1 nearest, 1 release, 1 accounts, 2 names
    with django_assert_num_queries(11):
        desk.get(reverse("casework:search"), {"q": "jonhson"}, headers={"HX-Request": "true"})


def test_terms_read_a_part_of_a_postcode_both_ways():
    assert read("ov12").postcode_starts == ("OV12", "OV1 2")
    assert read("OV1 2").postcode_starts == ("OV1 2",)
    assert read("KT10 9SD").postcode == "KT10 9SD"
    assert read("mill").postcode_starts == ()


def test_terms_read_a_telephone_number_in_all_its_forms():
    assert "01632960001" in read("+44 1632 960001").phones
    assert "01632960001" in read("0044 1632 960001").phones
    assert "441632960001" in read("01632 960001").phones
    assert read("12").phones == ()
