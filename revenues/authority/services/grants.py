"""Granting and revoking roles. Nobody changes her own."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from revenues.audit.data import Actor
from revenues.audit.services import acting, record
from revenues.authority.models import Authority, Grant, User
from revenues.authority.rules.roles import MANAGE_USERS, ROLES
from revenues.authority.selectors import require
from revenues.kernel.errors import Conflict, DomainError, NotPermitted


def grant_role(*, user_id: int, authority_id: int, role: str, starts: date, by: Actor) -> Grant:
    """Give a user a role at an authority from a day, until it is revoked.

    A role that she already holds, from that day or an earlier one, is left as it is. Raises Conflict when she
    gets it from a later day already, NotPermitted for oneself or without the permission, DomainError for a role,
    user or authority that does not exist.
    """
    _check(user_id, authority_id, role, by)
    with transaction.atomic(), acting(by, f"Role {role} granted"):
        grant, made = Grant.objects.get_or_create(
            user_id=user_id, authority_id=authority_id, role=role, ends=None, defaults={"starts": starts}
        )
        if made:
            _told(grant, "role.grant", by)
        elif grant.starts > starts:
            raise Conflict(
                f"This role is granted from {grant.starts} already. Revoke that first.", grant_id=grant.pk
            )
    return grant


def revoke_role(*, user_id: int, authority_id: int, role: str, ends: date, by: Actor) -> Grant:
    """End a user's open role; ``ends`` is the first day without it. Raises DomainError when it is not held."""
    _check(user_id, authority_id, role, by)
    with transaction.atomic(), acting(by, f"Role {role} revoked"):
        held = Grant.objects.select_for_update(of=("self",)).filter(
            user_id=user_id, authority_id=authority_id, role=role, ends=None
        )
        grant = held.first()
        if grant is None:
            raise DomainError(f"The user does not hold the role {role} here.", user_id=user_id, role=role)
        grant.ends = max(ends, grant.starts)
        grant.save(update_fields=["ends"])
        _told(grant, "role.revoke", by)
    return grant


def _check(user_id: int, authority_id: int, role: str, by: Actor) -> None:
    if role not in ROLES:
        raise DomainError(f"There is no role {role}. There are: {', '.join(ROLES)}.", role=role)
    if not Authority.objects.filter(pk=authority_id).exists():
        raise DomainError(f"There is no authority {authority_id}.", authority_id=authority_id)
    if not User.objects.filter(pk=user_id).exists():
        raise DomainError(f"There is no user {user_id}.", user_id=user_id)
    if by.kind == "user" and by.id == user_id:
        raise NotPermitted("Nobody changes her own roles: ask a colleague.", user_id=user_id)
    require(by, MANAGE_USERS, authority_id=authority_id)


def _told(grant: Grant, verb: str, by: Actor) -> None:
    record(
        verb=verb,
        subject=("user", grant.user_id),
        by=by,
        authority_id=grant.authority_id,
        after={
            "role": grant.role,
            "starts": str(grant.starts),
            "ends": str(grant.ends) if grant.ends else None,
        },
    )
