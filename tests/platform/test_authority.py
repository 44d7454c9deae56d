"""The law of an authority by day, and who may do what where."""

from datetime import date, timedelta

import pytest
from django.db import connection

from revenues.audit.data import SYSTEM, Actor
from revenues.audit.models import Event
from revenues.authority import selectors, services
from revenues.authority.data import Scope
from revenues.authority.models import Authority, Grant, Setting
from revenues.authority.rules.roles import ROLES
from revenues.kernel.errors import Conflict, DomainError, InvariantBroken, NotPermitted
from revenues.kernel.law import UnknownLaw, UnlawfulSetting
from revenues.runs.models import DueWork, Finding, Run
from tests import factories
from tests.platform.conftest import as_actor

pytestmark = pytest.mark.django_db
COUNT = "billing.instalments.default_count"
DAY = date(2026, 2, 2)


def put(council, value, applies_from, by=SYSTEM, name=COUNT):
    return services.set_setting(
        authority_id=council.pk,
        name=name,
        value=value,
        applies_from=applies_from,
        reason="Cabinet, minute 14",
        by=by,
        on=DAY,
    )


def history(table):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pgh_label, metadata->>'actor', metadata->>'reason' FROM {table} e"
            " JOIN pghistory_context c ON c.id = e.pgh_context_id ORDER BY pgh_id"
        )
        return cursor.fetchall()


def test_law_is_the_nations_until_the_authority_sets_its_own(council, other_council):
    put(council, 12, date(2026, 4, 1))
    law = selectors.law_for(council.pk)
    assert law.value(COUNT, date(2026, 3, 31)) == 10
    assert law.value(COUNT, date(2026, 4, 1)) == 12
    assert selectors.law_for(other_council.pk).value(COUNT, date(2026, 4, 1)) == 10


def test_a_changed_setting_is_seen_at_once(council):
    put(council, 12, date(2026, 4, 1))
    before = selectors.law_for(council.pk)
    assert before.value(COUNT, date(2027, 4, 1)) == 12
    put(council, 10, date(2027, 4, 1))
    after = selectors.law_for(council.pk)
    assert [after.value(COUNT, date(year, 4, 1)) for year in (2025, 2026, 2027)] == [10, 12, 10]
    assert before.digest() != after.digest()


def test_law_takes_one_query_and_shares_what_follows_from_it(council, django_assert_num_queries):
    put(council, 12, date(2026, 4, 1))
    with django_assert_num_queries(1):
        first = selectors.law_for(council.pk)
    second = selectors.law_for(council.pk)
    assert first.memo is second.memo
    first.value(COUNT, date(2026, 4, 1))
    assert not second.reads


def test_law_for_nobody_says_so():
    with pytest.raises(DomainError, match="no authority 404"):
        selectors.law_for(404)


def test_a_setting_is_audited_with_history_and_only_when_it_changes(council, starter):
    assert put(council, 12, date(2026, 4, 1), by=starter) == put(council, 12, date(2026, 4, 1), by=starter)
    put(council, 10, date(2026, 4, 1), by=starter)
    assert list(Event.objects.filter(verb="setting.set").values_list("before__value", "after__value")) == [
        (None, 12),
        (12, 10),
    ]
    label = (starter.ref, "Cabinet, minute 14")
    assert history("authority_settingevent") == [("insert", *label), ("update", *label)]
    held = Setting.objects.within(Scope.of(council.pk)).get()
    assert (held.set_by_id, held.decided_on) == (starter.id, DAY)


@pytest.mark.parametrize(
    ("name", "value", "error", "words"),
    [
        ("billing.instalments.no_such_thing", 1, UnknownLaw, "no parameter"),
        ("accounts.discounts.appropriate_percentage", 30, UnlawfulSetting, "set by law"),
        (COUNT, "12", UnlawfulSetting, "whole number"),
        (COUNT, True, UnlawfulSetting, "whole number"),
        (COUNT, 11.0, UnlawfulSetting, "whole number"),
        (COUNT, None, UnlawfulSetting, "whole number"),
        (COUNT, 7, UnlawfulSetting, "must be"),
        ("accounts.discounts.class_c_percent", 101, UnlawfulSetting, "at most 100"),
        ("accounts.discounts.class_c_percent", -1, UnlawfulSetting, "whole number"),
        ("billing.instalments.late12_rule", "whatever", UnlawfulSetting, "one of"),
    ],
)
def test_what_an_authority_may_not_choose_is_refused(council, name, value, error, words):
    with pytest.raises(error, match=words):
        put(council, value, date(2026, 4, 1), name=name)
    assert not Setting.objects.within(Scope.of(council.pk)).exists()


def test_not_determined_may_be_chosen_where_the_law_knows_it(council):
    put(council, None, date(2026, 4, 1), name="accounts.discounts.class_c_percent")
    law = selectors.law_for(council.pk)
    assert law.value("accounts.discounts.class_c_percent", date(2026, 4, 1)) is None


def test_a_setting_needs_a_permission_and_a_reason(council, clerk):
    with pytest.raises(NotPermitted):
        put(council, 12, date(2026, 4, 1), by=clerk)
    with pytest.raises(DomainError, match="decision"):
        services.set_setting(
            authority_id=council.pk, name=COUNT, value=12, applies_from=DAY, reason=" ", by=SYSTEM, on=DAY
        )


def test_grants_hold_from_their_first_day_until_before_their_last(council, other_council):
    user = factories.user("jo")
    services.grant_role(
        user_id=user.pk, authority_id=council.pk, role="billing_officer", starts=DAY, by=SYSTEM
    )
    services.revoke_role(
        user_id=user.pk, authority_id=council.pk, role="billing_officer", ends=date(2026, 3, 1), by=SYSTEM
    )

    def held(on, where=council):
        return selectors.permissions_of(user.pk, authority_id=where.pk, on=on)

    assert held(DAY - timedelta(days=1)) == frozenset()
    assert held(DAY) == ROLES["billing_officer"]
    assert held(date(2026, 2, 28)) == ROLES["billing_officer"]
    assert held(date(2026, 3, 1)) == frozenset()
    assert held(DAY, other_council) == frozenset()


def test_roles_add_up_and_an_inactive_user_has_none(council):
    user = factories.user("jo", auditor=council, billing_officer=council)
    held = selectors.permissions_of(user.pk, authority_id=council.pk, on=DAY)
    assert held == ROLES["auditor"] | ROLES["billing_officer"]
    user.is_active = False
    user.save()
    assert selectors.permissions_of(user.pk, authority_id=council.pk, on=DAY) == frozenset()
    assert selectors.scope_of(user.pk, permission="view_account", on=DAY) == Scope.of()


def test_the_scope_is_where_the_permission_is_held(council, other_council, django_assert_num_queries):
    user = factories.user("jo", auditor=[council, other_council], team_leader=other_council)
    with django_assert_num_queries(1):
        assert selectors.scope_of(user.pk, permission="view_audit", on=DAY) == Scope.of(
            council.pk, other_council.pk
        )
    assert selectors.scope_of(user.pk, permission="approve", on=DAY) == Scope.of(other_council.pk)
    assert selectors.authorities_in(Scope.of(council.pk)) == [council]


def test_require_takes_one_query_and_lets_runs_pass(council, starter, django_assert_num_queries):
    with django_assert_num_queries(1):
        selectors.require(starter, "start_run", authority_id=council.pk, on=DAY)
    for kind in ("run", "loader", "system"):
        selectors.require(Actor(kind, 1, "x"), "start_run", authority_id=council.pk, on=DAY)
    for stranger in (Actor("user", None, "x"), Actor("customer", 1, "x")):
        with pytest.raises(NotPermitted):
            selectors.require(stranger, "view_account", authority_id=council.pk, on=DAY)
    with pytest.raises(InvariantBroken, match="no such permission"):
        selectors.require(SYSTEM, "fly", authority_id=council.pk, on=DAY)


def test_without_a_day_the_databases_business_day_decides(council):
    user = factories.user("jo")
    Grant.objects.create(
        user=user, authority=council, role="auditor", starts=date(2026, 5, 1), ends=date(2026, 6, 1)
    )
    by = as_actor(user)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL app.now = '2026-05-31 22:30:00+00'")
        selectors.require(by, "view_audit", authority_id=council.pk)
        cursor.execute("SET LOCAL app.now = '2026-05-31 23:30:00+00'")  # half past midnight in London
    with pytest.raises(NotPermitted):
        selectors.require(by, "view_audit", authority_id=council.pk)


def test_granting_twice_changes_nothing(council):
    user = factories.user("jo")
    values = {"user_id": user.pk, "authority_id": council.pk, "role": "auditor", "by": SYSTEM}
    first = services.grant_role(**values, starts=DAY)
    assert services.grant_role(**values, starts=date(2026, 5, 1)) == first
    with pytest.raises(Conflict, match="from 2026-02-02 already"):
        services.grant_role(**values, starts=date(2026, 1, 1))
    assert Event.objects.filter(verb="role.grant").count() == 1
    assert history("authority_grantevent") == [("insert", "system", "Role auditor granted")]


def test_nobody_grants_herself_and_only_who_may(council, starter, clerk):
    values = {"authority_id": council.pk, "role": "auditor", "starts": DAY}
    with pytest.raises(NotPermitted, match="her own roles"):
        services.grant_role(user_id=starter.id, by=starter, **values)
    with pytest.raises(NotPermitted, match="manage users"):
        services.grant_role(user_id=starter.id, by=clerk, **values)
    assert services.grant_role(user_id=clerk.id, by=starter, **values).role == "auditor"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"role": "king"}, "no role king"),
        ({"user_id": 0}, "no user 0"),
        ({"authority_id": 0}, "no authority 0"),
    ],
)
def test_a_grant_of_nothing_is_refused(council, change, words):
    user = factories.user("jo")
    values = {"user_id": user.pk, "authority_id": council.pk, "role": "auditor"} | change
    with pytest.raises(DomainError, match=words):
        services.grant_role(**values, starts=DAY, by=SYSTEM)
    with pytest.raises(DomainError):
        services.revoke_role(**values, ends=DAY, by=SYSTEM)


@pytest.mark.parametrize("model", [Setting, Run, DueWork, Finding])
def test_an_unscoped_question_raises(council, model):
    for ask in (model.objects.all, model.objects.count, lambda: model.objects.filter(pk=1)):
        with pytest.raises(InvariantBroken, match="without a scope"):
            ask()
    with pytest.raises(InvariantBroken, match="say why"):
        model.objects.everywhere("")


def test_a_scope_shows_only_its_own(council, other_council):
    put(council, 12, date(2026, 4, 1))
    assert Setting.objects.within(Scope.of(council.pk)).count() == 1
    assert Setting.objects.within(Scope.of(other_council.pk)).count() == 0
    assert Setting.objects.within(Scope.of()).count() == 0
    assert [one.name for one in selectors.settings_of(Scope.of(council.pk))] == [COUNT]


def test_an_authority_is_found_by_its_slug(council):
    assert selectors.authority_called("overford") == council
    with pytest.raises(DomainError, match="There are: overford"):
        selectors.authority_called("nowhere")
    assert Authority.objects.count() == 1
