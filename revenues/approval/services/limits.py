"""How much a role may approve."""

from __future__ import annotations

from django.db import transaction

from revenues.approval.models import Limit
from revenues.audit.data import Actor
from revenues.audit.services import record
from revenues.authority.models import Authority
from revenues.authority.rules.roles import APPROVE, CHANGE_SETTING, ROLES
from revenues.authority.selectors import require
from revenues.kernel.errors import DomainError


def set_limit(*, authority_id: int, kind: str, role: str, pence: int, reason: str, by: Actor) -> Limit:
    """Let a role approve proposals of a kind up to an amount. The same again changes nothing.

    Raises DomainError for a role that may not approve at all, a negative amount or no reason.
    """
    require(by, CHANGE_SETTING, authority_id=authority_id)
    if APPROVE not in ROLES.get(role, ()):
        raise DomainError(f"The role {role} may approve nothing.", role=role)
    if type(pence) is not int or pence < 0 or not reason.strip():
        raise DomainError("A limit is a whole number of pence, nought or more, with a reason.", pence=pence)
    with transaction.atomic():
        Authority.objects.select_for_update(no_key=True).get(pk=authority_id)  # one setter at a time
        rows = Limit.objects.everywhere("one authority's, named")
        held: Limit | None = rows.filter(authority_id=authority_id, kind=kind, role=role).first()
        if held is not None and held.pence == pence:
            return held
        was = None if held is None else held.pence
        held = held or Limit(authority_id=authority_id, kind=kind, role=role)
        held.pence = pence
        held.save()
        record(
            verb="limit.set",
            subject=("limit", f"{kind}:{role}"),
            by=by,
            authority_id=authority_id,
            reason=reason,
            before={"pence": was},
            after={"pence": pence},
        )
    return held
