"""Issuing a notice, and the record of how it looked."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from notices import selectors, services
from notices.data import PayloadRefused, Served
from notices.models import Notice, NoticeDocument, NoticeService, NoticeTable
from notices.services import documents
from notices.services.documents import FIRST, IDENTICAL, NoSuchNotice
from notices.services.drawing import Drawing, UnknownTemplate
from revenues.authority.data import Scope
from revenues.kernel.errors import InvariantBroken
from tests import factories
from tests.notices.payloads import payload, table

pytestmark = pytest.mark.django_db
ISSUED = date(2026, 3, 10)
ANA = Served(1, "Ms Ana Iles", ("12 Mill Lane", "Overford", "OV1 2AB"))
TOM = Served(2, "Mr Tom Iles", ("12 Mill Lane", "Overford", "OV1 2AB"), "email")


@pytest.fixture
def council():
    return factories.authority()


def _issue(council, **values):
    return services.issue(
        **{
            "authority_id": council.pk,
            "template": "demand",
            "reference": "50012345-7",
            "subject": ("account", 7),
            "issued_on": ISSUED,
            "payload": payload(),
            "table": table(),
            "served": [ANA, TOM],
        }
        | values
    )


def _counts():
    everywhere = "a test counts"
    return (
        Notice.objects.everywhere(everywhere).count(),
        NoticeService.objects.count(),
        NoticeTable.objects.everywhere(everywhere).count(),
    )


def test_a_notice_is_written_with_everybody_whom_it_serves(council):
    notice = _issue(council)
    assert (notice.template, notice.version, notice.issued_on) == ("demand", "2026.1", ISSUED)
    served = list(notice.services.order_by("party_id").values_list("party_id", "name", "address", "channel"))
    there = ["12 Mill Lane", "Overford", "OV1 2AB"]
    assert served == [(1, "Ms Ana Iles", there, "post"), (2, "Mr Tom Iles", there, "email")]


def test_notices_of_an_area_share_one_table(council):
    first, second = _issue(council), _issue(council, table=dict(reversed(table().items())))
    assert first.table_id == second.table_id
    other = factories.authority("netherford")
    assert _issue(other).table_id != first.table_id
    assert _counts() == (3, 6, 2)


@pytest.mark.parametrize(
    ("values", "refused", "told"),
    [
        ({"payload": {}}, PayloadRefused, "payload.kind is missing"),
        ({"table": None}, PayloadRefused, "table must be an object"),
        ({"issued_on": date(2026, 3, 11)}, PayloadRefused, "payload.issued is not the day"),
        ({"template": "summons"}, UnknownTemplate, "no notice is called 'summons'; there are demand"),
        ({"served": []}, InvariantBroken, "a notice must serve somebody"),
    ],
)
def test_what_cannot_be_printed_is_not_issued(council, values, refused, told):
    with pytest.raises(refused, match=told):
        _issue(council, **values)
    assert _counts() == (0, 0, 0)


def test_somebody_cannot_be_served_twice_and_nothing_is_half_written(council):
    with pytest.raises(Exception, match="a_person_is_served_once"), transaction.atomic():
        _issue(council, served=[ANA, ANA])
    assert _counts() == (0, 0, 0)


def test_the_database_refuses_to_change_what_was_issued(council):
    notice = _issue(council)
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        Notice.objects.within(Scope.of(council.pk)).filter(pk=notice.pk).update(payload={})


def test_a_document_is_recorded_once_and_a_reprint_is_identical(council):
    notice = _issue(council)
    first, again = services.document(notice.pk), services.document(notice.pk)
    assert (first.same, first.because) == (True, FIRST)
    assert (again.same, again.because) == (True, IDENTICAL)
    assert first.pdf == again.pdf
    assert first.pdf.startswith(b"%PDF-1.7")
    assert first.sha256 == hashlib.sha256(first.pdf).hexdigest()
    row = notice.documents.get()
    assert (row.sha256, row.fingerprint, row.pages, row.size) == (
        first.sha256,
        first.fingerprint,
        2,
        len(first.pdf),
    )
    assert row.made_with["weasyprint"].startswith("70.")


def _recorded(notice, **values):
    """A rendering of long ago."""
    return NoticeDocument.objects.create(
        notice=notice, made_with=values.pop("made_with"), pages=2, size=1, **values
    )


def test_the_same_fingerprint_with_other_bytes_is_refused(council, monkeypatch):
    notice = _issue(council)
    services.document(notice.pk)
    monkeypatch.setattr(documents, "draw", lambda **_: Drawing(b"%PDF-other", 1, "0" * 64))
    with pytest.raises(
        InvariantBroken, match="other bytes than before, though nothing that draws it has changed"
    ):
        services.document(notice.pk)
    assert notice.documents.count() == 1


def test_another_renderer_says_what_differs(council, monkeypatch):
    notice = _issue(council)
    parts = documents.made_with("demand", "2026.1")
    old = parts | {"weasyprint": "69.0", "style": "e" * 64}
    _recorded(notice, sha256="d" * 64, fingerprint=documents.fingerprint(old), made_with=old)
    now = services.document(notice.pk)
    assert not now.same
    assert now.because == (
        f"not the bytes of the first rendering: style has changed; weasyprint was 69.0 and is {parts['weasyprint']}"
    )
    assert notice.documents.count() == 2
    assert services.document(notice.pk).because == now.because
    assert notice.documents.count() == 2


def test_another_renderer_may_give_the_same_bytes(council):
    notice = _issue(council)
    first = services.document(notice.pk)
    other = _issue(council)
    old = documents.made_with("demand", "2026.1") | {"zlib": "1.1"}
    _recorded(other, sha256=first.sha256, fingerprint=documents.fingerprint(old), made_with=old)
    again = services.document(other.pk)
    assert again.same
    assert again.because.startswith("the same bytes as the first rendering: zlib was 1.1 and is ")


def test_a_notice_outside_the_scope_is_not_there(council):
    notice = _issue(council)
    other = factories.authority("netherford")
    with pytest.raises(NoSuchNotice, match=f"there is no notice {notice.pk}"):
        services.document(notice.pk, scope=Scope.of(other.pk))
    with pytest.raises(NoSuchNotice):
        services.document(0)
    assert services.document(notice.pk, scope=Scope.of(council.pk)).pages == 2


def test_the_notices_about_something_come_newest_first(council):
    old = _issue(council)
    new = _issue(council, issued_on=date(2026, 6, 1), payload=payload(issued="2026-06-01", plan=None))
    _issue(council, subject=("account", 8))
    scope = Scope.of(council.pk)
    assert selectors.about(kind="account", ids=[7], scope=scope) == [new, old]
    assert selectors.about(kind="account", ids=[7], scope=Scope.of()) == []
    assert len(selectors.about(kind="account", ids=[7, 8], scope=scope)) == 3
