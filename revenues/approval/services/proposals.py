"""A proposal from the first person to the decision of the second."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from revenues.approval.data import Proposed
from revenues.approval.models import Proposal
from revenues.approval.selectors import limit_of
from revenues.audit.data import Actor
from revenues.audit.services import record
from revenues.authority.rules.roles import APPROVE, VIEW_ACCOUNT
from revenues.authority.selectors import require
from revenues.kernel.errors import Conflict, DomainError, NotPermitted
from revenues.kernel.money import pounds


def propose(
    *, proposed: Proposed, authority_id: int, by: Actor, at: datetime, permission: str = VIEW_ACCOUNT
) -> Proposal:
    """Put something to a second person. Only people propose.

    Args:
        permission: what the proposer must hold at the authority to propose this kind of thing.

    Raises:
        Conflict: the same is already proposed for the subject and waits for its decision.
        DomainError: without a reason, or with a negative amount.
    """
    require(by, permission, authority_id=authority_id)
    if by.kind != "user":
        raise NotPermitted("Only a person may propose.", kind=by.kind)
    if not proposed.reason.strip() or proposed.pence < 0:
        raise DomainError("A proposal needs a reason and an amount of nought or more.", kind=proposed.kind)
    with transaction.atomic():
        made = _insert(proposed, authority_id, by, at)
        _told(made, "proposal.propose", by, made.reason)
    return made


def decide(*, proposal_id: int, approve: bool, words: str, by: Actor, at: datetime) -> Proposal:
    """Approve or refuse, as another person than the proposer, within the limit of one's roles.

    An approved proposal is carried out by the service that knows how, which then calls ``complete``.

    Raises:
        NotPermitted: one's own proposal; no role that may approve; an amount over one's limit.
        Conflict: it is decided or withdrawn already.
        DomainError: a refusal without words.
    """
    with transaction.atomic():
        found = _locked(proposal_id)
        require(by, APPROVE, authority_id=found.authority_id)
        _may_decide(found, approve, by)
        if not approve and not words.strip():
            raise DomainError("Say why it is refused.", proposal_id=proposal_id)
        _move(found, "approved" if approve else "refused")
        found.decided_by_id, found.decided_at, found.decision = by.id, at, words
        found.save(update_fields=["state", "decided_by", "decided_at", "decision"])
        _told(found, "proposal.approve" if approve else "proposal.refuse", by, words)
    return found


def withdraw(*, proposal_id: int, words: str, by: Actor, at: datetime) -> Proposal:
    """Take one's own open proposal back."""
    with transaction.atomic():
        found = _locked(proposal_id)
        if by.kind != "user" or by.id != found.proposed_by_id:
            raise NotPermitted("Only the proposer withdraws a proposal.", proposal_id=proposal_id)
        _move(found, "withdrawn")
        found.decided_at, found.decision = at, words
        found.save(update_fields=["state", "decided_at", "decision"])
        _told(found, "proposal.withdraw", by, words)
    return found


def complete(*, proposal_id: int, by: Actor) -> Proposal:
    """Mark an approved proposal as carried out, in the transaction that carries it out: at most once."""
    with transaction.atomic():
        found = _locked(proposal_id)
        require(by, VIEW_ACCOUNT, authority_id=found.authority_id)
        _move(found, "done")
        found.save(update_fields=["state"])
        _told(found, "proposal.done", by, "")
    return found


def _insert(proposed: Proposed, authority_id: int, by: Actor, at: datetime) -> Proposal:
    kind, (subject_kind, subject_id) = proposed.kind, proposed.subject
    try:
        with transaction.atomic():
            made: Proposal = Proposal.objects.create(
                authority_id=authority_id,
                kind=kind,
                subject_kind=subject_kind,
                subject_id=str(subject_id),
                payload=dict(proposed.payload),
                pence=proposed.pence,
                reason=proposed.reason,
                proposed_by_id=by.id,
                proposed_at=at,
            )
            return made
    except IntegrityError as refused:
        if "one_open_proposal_a_subject" not in str(refused):
            raise
        raise Conflict(
            f"The same is proposed for {subject_kind} {subject_id} already and waits for its decision.",
            kind=kind,
            subject_id=str(subject_id),
        ) from refused


def _locked(proposal_id: int) -> Proposal:
    rows = Proposal.objects.everywhere("the permission is checked next").select_for_update(of=("self",))
    found: Proposal | None = rows.filter(pk=proposal_id).first()
    if found is None:
        raise DomainError(f"There is no proposal {proposal_id}.", proposal_id=proposal_id)
    return found


def _may_decide(found: Proposal, approve: bool, by: Actor) -> None:
    if by.kind != "user" or by.id is None:
        raise NotPermitted("Only a person decides a proposal.", kind=by.kind)
    if by.id == found.proposed_by_id:
        raise NotPermitted("You proposed this: another person must decide it.", proposal_id=found.pk)
    if not approve or not found.pence:
        return
    limit = limit_of(by.id, authority_id=found.authority_id, kind=found.kind, on=None)
    if found.pence > limit:
        raise NotPermitted(
            f"This comes to {pounds(found.pence)}; you may approve up to {pounds(limit)}.",
            proposal_id=found.pk,
        )


def _move(found: Proposal, target: str) -> None:
    if not found.can_move(target):
        raise Conflict(f"This proposal is {found.state} and cannot become {target}.", state=found.state)
    found.to(target)


def _told(found: Proposal, verb: str, by: Actor, reason: str) -> None:
    record(
        verb=verb,
        subject=("proposal", found.pk),
        by=by,
        authority_id=found.authority_id,
        reason=reason,
        after={"kind": found.kind, "state": found.state, "pence": found.pence},
    )
