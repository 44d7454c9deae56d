"""The officer's services that date clocks: grants, sales, circumstances, marketing, sums for a year, interests."""

from __future__ import annotations

from datetime import date

import pytest

from accounts import services
from accounts.data import NewDisregard, NewEntitlement, NewInterest
from accounts.events import DwellingFactsChanged
from accounts.models import Circumstance, Entitlement
from billing.selectors.facts import facts_for
from casework.selectors.facts import facts_of
from revenues.audit.data import SYSTEM, Actor
from revenues.audit.models import Event
from revenues.authority.services import set_setting
from revenues.kernel import events
from revenues.kernel.errors import Conflict, DomainError, NotPermitted
from revenues.kernel.periods import Period
from tests import factories as make
from valuation.data import Told

pytestmark = pytest.mark.django_db
BY = SYSTEM
TOLD = Told(on=date(2026, 4, 1), source="Form", reason="As told")
DIED = date(2025, 11, 3)


@pytest.fixture
def home():
    council = make.authority()
    return make.dwelling(council, make.area(council))


@pytest.fixture
def heard(monkeypatch):
    found = []
    publish = events.publish
    for module in (services.entitlements, services.dwelling):
        monkeypatch.setattr(module, "publish", lambda event: (found.append(event), publish(event)))
    return found


def grant(home, kind, cls="", starts=DIED, ends=None, **values):
    wanted = NewEntitlement(kind, starts, cls, ends, **values)
    return services.grant_entitlement(property_id=home.pk, entitlement=wanted, told=TOLD, by=BY)


def probate(claim, day, by=BY):
    return services.record_probate(entitlement_id=claim.pk, granted_on=day, told=TOLD, by=by)


def known(home, **values):
    account = make.account(home, **values)
    return facts_for([account.pk], year=2026, as_at=TOLD.on)[account.pk]


def test_a_grant_of_probate_is_recorded_once_and_corrected(home, heard):
    claim = grant(home, "exemption", "F", since=DIED)
    for day in (date(2026, 3, 20), date(2026, 3, 20), date(2026, 2, 20)):
        probate(claim, day)
    assert Entitlement.objects.get().grant_on == date(2026, 2, 20)
    assert [event.from_day for event in heard] == [DIED, date(2026, 3, 20), date(2026, 2, 20)]
    assert all(isinstance(event, DwellingFactsChanged) for event in heard)
    assert Event.objects.filter(verb="record_probate").count() == 2


def test_a_grant_before_the_death_or_of_another_class_is_refused(home):
    claim = grant(home, "exemption", "F", since=DIED)
    with pytest.raises(DomainError, match="before the death"):
        probate(claim, date(2025, 11, 2))
    services.cancel_entitlement(entitlement_id=claim.pk, told=TOLD, by=BY)
    with pytest.raises(Conflict, match="cancelled, not granted"):
        probate(claim, date(2026, 3, 20))
    with pytest.raises(DomainError, match="No months of exemption E"):
        probate(grant(home, "exemption", "E", since=DIED), date(2026, 3, 20))


def test_who_may_not_change_facts_may_not_date_them(home):
    claim = grant(home, "exemption", "F", since=DIED)
    auditor = make.user("ed", auditor=home.authority)
    nobody = Actor("user", auditor.pk, "Ed")
    with pytest.raises(NotPermitted):
        probate(claim, date(2026, 3, 20), by=nobody)
    with pytest.raises(NotPermitted):
        services.record_sale(property_id=home.pk, sold_on=TOLD.on, told=TOLD, by=nobody)
    with pytest.raises(NotPermitted):
        services.record_circumstance(property_id=home.pk, kind="repair", starts=DIED, told=TOLD, by=nobody)


def test_a_sale_ends_what_depended_on_the_old_owner_and_nothing_else(home, heard):
    claim = grant(home, "exemption", "F", since=DIED)
    for_sale = grant(home, "premium_exception", "G", starts=date(2026, 1, 10), since=date(2026, 1, 10))
    forces = grant(home, "premium_exception", "E")
    heard.clear()
    sold = date(2026, 7, 1)

    def record():
        return services.record_sale(property_id=home.pk, sold_on=sold, told=TOLD, by=BY)

    assert [one.pk for one in record()] == [claim.pk, for_sale.pk]
    assert record() == []
    for row in (claim, for_sale, forces):
        row.refresh_from_db()
    assert (claim.ended_on, claim.days.end) == (sold, None)
    assert (for_sale.days.end, forces.days.end) == (sold, None)
    assert {event.from_day for event in heard} == {sold}


def test_class_g_is_given_again_to_another_owner_alone(home):
    ana, bo = make.party(home.authority), make.party(home.authority, "Berg")
    first = {"since": date(2025, 4, 1), "starts": date(2025, 4, 1), "ends": date(2026, 1, 1)}
    grant(home, "premium_exception", "G", owner_id=ana.pk, **first)
    again = {"since": date(2026, 4, 1), "starts": date(2026, 4, 1)}
    with pytest.raises(Conflict, match="given again after a sale"):
        grant(home, "premium_exception", "G", owner_id=ana.pk, **again)
    grant(home, "premium_exception", "G", owner_id=bo.pk, **again)
    stranger = make.party(make.authority("marsh"))
    with pytest.raises(Conflict, match="not on this authority's records"):
        grant(home, "premium_exception", "E", owner_id=stranger.pk)


def test_class_h_is_given_again_after_a_letting_of_six_months(home):
    grant(home, "premium_exception", "H", starts=date(2025, 4, 1), ends=date(2025, 5, 1))
    later = {"starts": date(2026, 4, 1)}
    with pytest.raises(Conflict, match="after a letting of 6 months"):
        grant(home, "premium_exception", "H", let=Period(date(2025, 6, 1), date(2025, 11, 1)), **later)
    grant(home, "premium_exception", "H", let=Period(date(2025, 6, 1), date(2025, 12, 1)), **later)


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"kind": "disabled", "since": DIED}, "a day from which months run belongs to"),
        ({"kind": "premium_exception", "cls": "G", "grant_on": DIED}, "a grant of probate belongs to"),
        ({"kind": "exemption", "cls": "F", "owner_id": 1}, "an owner belongs to"),
        ({"kind": "exemption", "cls": "F", "amount": 100}, "a sum for a year belongs to"),
        ({"kind": "discretionary", "cls": "flood", "amount": 0}, "more than nothing"),
        (
            {"kind": "discretionary", "cls": "flood", "amount": 100, "percent": 5},
            "its percentage, or its sum",
        ),
        ({"kind": "exemption", "cls": "F", "grant_on": date(2025, 1, 1)}, "is before 2025-11-03"),
        ({"kind": "exemption", "cls": "F", "ended_on": date(2025, 1, 1)}, "is before 2025-11-03"),
        ({"kind": "premium_exception", "cls": "H", "let": Period(DIED)}, "must have ended"),
        ({"kind": "premium_exception", "cls": "regeneration"}, "is not a class of premium exception"),
    ],
)
def test_days_people_and_sums_belong_to_their_kind(home, wanted, why):
    with pytest.raises(DomainError, match=why):
        grant(home, **wanted)
    assert not Entitlement.objects.exists()


def test_the_councils_own_exception_is_granted_by_its_name(home):
    own = {"regeneration": {"lifts": ["empty"], "months": 6}}
    set_setting(
        authority_id=home.authority_id, name="accounts.premiums.local_exceptions", value=own,
        applies_from=date(2025, 4, 1), reason="Determined", by=BY, on=date(2025, 3, 1),
    )  # fmt: skip
    assert grant(home, "premium_exception", "regeneration").cls == "regeneration"


def test_a_circumstance_is_recorded_once_and_told_in_words(home, heard):
    def record(kind="repair", **values):
        return services.record_circumstance(
            property_id=home.pk, kind=kind, starts=date(2025, 8, 1), told=TOLD, by=BY, **values
        )

    first = record(since=date(2025, 7, 1))
    assert record(since=date(2025, 7, 1)).pk == first.pk
    record("job_related")
    assert len(heard) == 2
    told = known(home).circumstances
    assert {(entry.value.kind, entry.value.since, entry.fact) for entry in told} == {
        ("repair", date(2025, 7, 1), first.ref),
        ("job_related", None, Circumstance.objects.get(kind="job_related").ref),
    }
    assert "Under major repair, since 01 Jul 2025" in [cited.words for cited in facts_of(home.pk)]
    with pytest.raises(
        DomainError, match="nothing known of a dwelling: job_related, pitch, repair, seasonal"
    ):
        record("haunted")
    with pytest.raises(DomainError, match="begun on 2025-09-01"):
        record(since=date(2025, 9, 1))


def test_a_disregard_has_its_day_and_its_birthday(home):
    child = make.party(home.authority, born_on=date(2008, 1, 20))
    services.record_resident(
        property_id=home.pk, name="Cy Iles", disregard=NewDisregard("leaver", date(2026, 7, 1)),
        party_id=child.pk, starts=DIED, told=TOLD, by=BY,
    )  # fmt: skip
    (entry,) = known(home).disregards
    assert (entry.value.cls, entry.value.since, entry.value.born_on) == (
        "leaver", date(2026, 7, 1), date(2008, 1, 20),
    )  # fmt: skip
    with pytest.raises(DomainError, match="needs its class"):
        services.record_resident(
            property_id=home.pk, name="Di", disregard=NewDisregard("", DIED), starts=DIED, told=TOLD, by=BY
        )


def test_an_interest_is_cut_where_its_holder_comes_to_live_there(home):
    holder = make.party(home.authority, died_on=date(2026, 9, 9))
    executor = make.party(home.authority, "Berg")
    held = NewInterest(
        "leasehold",
        term_months=84,
        term_ends=date(2030, 3, 31),
        sole=True,
        superior=2,
        executor_id=executor.pk,
    )
    services.record_interest(
        property_id=home.pk, party_id=holder.pk, interest=held, starts=date(2023, 4, 1), told=TOLD, by=BY
    )
    services.record_resident(
        property_id=home.pk, name="Ana Iles", party_id=holder.pk, starts=date(2026, 5, 1), ends=date(2026, 8, 1),
        told=TOLD, by=BY,
    )  # fmt: skip
    found = known(home).interests
    assert [(entry.period.start, entry.value.resident) for entry in found] == [
        (date(2023, 4, 1), False),
        (date(2026, 5, 1), True),
        (date(2026, 8, 1), False),
    ]
    one = found[0].value
    assert (one.term_ends, one.superior, one.sole, one.died_on, one.executor) == (
        date(2030, 4, 1), 2, True, date(2026, 9, 9), str(executor.pk),
    )  # fmt: skip
    assert found[-1].period.end is None
    part = NewInterest("freehold", whole=False, sole=True)
    with pytest.raises(DomainError, match="owns the whole"):
        services.record_interest(
            property_id=home.pk, party_id=holder.pk, interest=part, starts=DIED, told=TOLD, by=BY
        )


def test_what_has_no_clock_stands_for_its_period_and_old_claims_are_read_for_what_follows(home):
    grant(home, "exemption", "B", starts=date(2025, 1, 1), ends=date(2025, 2, 1))
    grant(home, "exemption", "F", starts=date(2025, 3, 1), ends=date(2025, 11, 1), since=date(2025, 3, 1),
          grant_on=date(2025, 5, 1))  # fmt: skip
    grant(home, "exemption", "G", starts=date(2026, 1, 1))
    found = known(home)
    assert [entry.value for entry in found.exemptions] == ["G"]
    assert [(entry.value.cls, entry.value.grant) for entry in found.exempted] == [("F", date(2025, 5, 1))]
