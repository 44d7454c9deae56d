"""No one acts alone: proposals, limits by role, decisions."""

import itertools

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from revenues.approval import selectors, services
from revenues.approval.data import Proposed
from revenues.approval.models import MOVES, Proposal
from revenues.audit.data import SYSTEM
from revenues.audit.models import Event
from revenues.authority.data import Scope
from revenues.kernel.errors import Conflict, DomainError, NotPermitted
from tests import factories
from tests.platform.conftest import as_actor
from tests.platform.fake import AT

pytestmark = pytest.mark.django_db
STATES = sorted(set(MOVES) | set(itertools.chain(*MOVES.values())))


@pytest.fixture
def other_leader(council):
    return as_actor(factories.user("pat", team_leader=council))


def propose(council, by, *, pence=0, kind="write_off", subject=("account", 12), reason="Gone away"):
    return services.propose(
        proposed=Proposed(kind, subject, reason, pence, {"year": 2026}), authority_id=council.pk, by=by, at=AT
    )


def decide(proposal, by, *, approve=True, words="Agreed"):
    return services.decide(proposal_id=proposal.pk, approve=approve, words=words, by=by, at=AT)


def limit(council, pence, *, kind="write_off", by=SYSTEM):
    return services.set_limit(
        authority_id=council.pk, kind=kind, role="team_leader", pence=pence, reason="Scheme", by=by
    )


def test_another_person_approves_and_it_is_done_once(council, clerk, leader):
    proposal = propose(council, clerk)
    assert selectors.open_proposals(Scope.of(council.pk)) == [proposal]
    decide(proposal, leader)
    services.complete(proposal_id=proposal.pk, by=SYSTEM)
    held = selectors.proposal_in(Scope.of(council.pk), proposal.pk)
    assert (held.state, held.decided_by_id, held.decided_at, held.decision) == (
        "done",
        leader.id,
        AT,
        "Agreed",
    )
    with pytest.raises(Conflict, match="is done"):
        services.complete(proposal_id=proposal.pk, by=SYSTEM)
    assert list(
        Event.objects.filter(subject_kind="proposal").order_by("pk").values_list("verb", flat=True)
    ) == [
        "proposal.propose",
        "proposal.approve",
        "proposal.done",
    ]


def test_the_proposer_never_decides(council, leader):
    proposal = propose(council, leader)
    with pytest.raises(NotPermitted, match="another person"):
        decide(proposal, leader)
    with pytest.raises(IntegrityError, match="second_person_is_another"), transaction.atomic():
        Proposal.objects.within(Scope.of(council.pk)).update(decided_by=leader.id)


def test_who_may_not_approve_does_not(council, clerk, releaser, leader):
    proposal = propose(council, leader)
    for other in (clerk, releaser, SYSTEM):
        with pytest.raises(NotPermitted):
            decide(proposal, other)
    with pytest.raises(NotPermitted, match="Only a person may propose"):
        propose(council, SYSTEM, subject=("account", 13))


def test_money_is_approved_up_to_the_limit_of_the_role(council, clerk, leader):
    proposal = propose(council, clerk, pence=50_001)
    with pytest.raises(NotPermitted, match=r"up to £0\.00"):
        decide(proposal, leader)
    limit(council, 50_000)
    with pytest.raises(NotPermitted, match=r"comes to £500.01; you may approve up to £500.00"):
        decide(proposal, leader)
    limit(council, 50_001)
    assert decide(proposal, leader).state == "approved"
    limit(council, 90_000, kind="refund")
    assert selectors.limit_of(leader.id, authority_id=council.pk, kind="write_off", on=None) == 50_001


def test_refusing_takes_words_but_no_limit(council, clerk, leader):
    proposal = propose(council, clerk, pence=1)
    with pytest.raises(DomainError, match="why"):
        decide(proposal, leader, approve=False, words="")
    assert decide(proposal, leader, approve=False, words="She has paid").state == "refused"
    with pytest.raises(Conflict, match="is refused"):
        decide(proposal, leader, approve=False)


def test_the_same_is_not_proposed_twice_while_it_waits(council, clerk, leader, other_leader):
    first = propose(council, clerk)
    with pytest.raises(Conflict, match="already and waits"):
        propose(council, leader)
    propose(council, clerk, subject=("account", 13))
    decide(first, leader, approve=False, words="No")
    assert decide(propose(council, leader), other_leader).state == "approved"


def test_only_the_proposer_withdraws(council, clerk, leader):
    proposal = propose(council, clerk)
    with pytest.raises(NotPermitted, match="Only the proposer"):
        services.withdraw(proposal_id=proposal.pk, words="No", by=leader, at=AT)
    assert (
        services.withdraw(proposal_id=proposal.pk, words="Wrong account", by=clerk, at=AT).state
        == "withdrawn"
    )


def test_bad_proposals_and_limits_are_refused(council, clerk, leader):
    with pytest.raises(DomainError, match="reason"):
        propose(council, clerk, reason=" ")
    with pytest.raises(DomainError, match="nought or more"):
        propose(council, clerk, pence=-1)
    with pytest.raises(DomainError, match="may approve nothing"):
        services.set_limit(authority_id=council.pk, kind="x", role="auditor", pence=1, reason="r", by=SYSTEM)
    with pytest.raises(DomainError, match="whole number"):
        limit(council, -1)
    with pytest.raises(NotPermitted):
        limit(council, 1, by=leader)
    with pytest.raises(DomainError, match="no proposal"):
        selectors.proposal_in(Scope.of(), propose(council, clerk).pk)


def test_a_limit_set_twice_is_told_once(council):
    assert limit(council, 5) == limit(council, 5)
    assert limit(council, 6).pence == 6
    assert Event.objects.filter(verb="limit.set").count() == 2


@pytest.mark.parametrize(("now", "then"), list(itertools.product(STATES, STATES)))
def test_every_pair_of_states(council, clerk, now, then):
    proposal = propose(council, clerk)
    place(proposal, now)
    allowed = then in MOVES.get(now, ())
    assert proposal.can_move(then) is allowed
    if now != then:
        assert raw_move(proposal, then) is allowed


def place(proposal, state):
    """Put the row in a state by lawful moves."""
    path = {"open": [], "done": ["approved", "done"]}.get(state, [state])
    for step in path:
        proposal.to(step)
        proposal.save()


def raw_move(proposal, state):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE approval_proposal SET state = %s WHERE id = %s", [state, proposal.pk])
    except ProgrammingError:
        return False
    return True
