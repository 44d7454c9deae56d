"""Reads: what waits for a second person, and who may be one."""

from __future__ import annotations

from datetime import date

from revenues.approval.models import Limit, Proposal
from revenues.authority.data import Scope
from revenues.authority.selectors import roles_of
from revenues.kernel.errors import DomainError


def proposal_in(scope: Scope, proposal_id: int) -> Proposal:
    """One proposal. Raises DomainError when there is none in the scope."""
    rows = Proposal.objects.within(scope).select_related("authority", "proposed_by", "decided_by")
    found: Proposal | None = rows.filter(pk=proposal_id).first()
    if found is None:
        raise DomainError(f"There is no proposal {proposal_id}.", proposal_id=proposal_id)
    return found


def open_proposals(scope: Scope, *, kind: str = "", limit: int = 200) -> list[Proposal]:
    """What waits for a decision, oldest first."""
    rows = Proposal.objects.within(scope).filter(state="open").select_related("authority", "proposed_by")
    if kind:
        rows = rows.filter(kind=kind)
    return list(rows.order_by("proposed_at", "pk")[:limit])


def limit_of(user_id: int, *, authority_id: int, kind: str, on: date | None) -> int:
    """How many pence the user may approve of a kind on a day: the highest limit of her roles, nought without one."""
    limits = Limit.objects.everywhere("one authority's, named").filter(
        authority_id=authority_id, kind=kind, role__in=roles_of(user_id, authority_id=authority_id, on=on)
    )
    return max(limits.values_list("pence", flat=True), default=0)
