"""What one officer may do, and where, on a day: read once a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from revenues.audit.data import Actor
from revenues.authority.data import Scope
from revenues.authority.models import Authority, Grant, User
from revenues.authority.rules.roles import ROLES


@dataclass(frozen=True, slots=True)
class Reach:
    """An officer as she stands on a day: who she is, her authorities, her roles and permissions at each."""

    actor: Actor
    authorities: tuple[Authority, ...]
    roles: Mapping[int, frozenset[str]]

    def scope(self, permission: str) -> Scope:
        """The authorities at which she holds a permission."""
        return Scope.among(
            pk for pk, roles in self.roles.items() if any(permission in ROLES[role] for role in roles)
        )

    def may(self, permission: str, authority_id: int | None = None) -> bool:
        """Whether she holds a permission at an authority, or at any."""
        where = self.scope(permission)
        return bool(where.authority_ids) if authority_id is None else authority_id in where

    @property
    def permissions(self) -> frozenset[str]:
        """Everything she may do anywhere: which links of the frame are worth showing."""
        return frozenset().union(*(ROLES[role] for roles in self.roles.values() for role in roles))

    def standing(self) -> list[tuple[str, str, str]]:
        """Council, roles and permissions in words, one row a council."""
        rows = []
        for authority in self.authorities:
            roles = self.roles[authority.pk]
            permissions = frozenset().union(*(ROLES[role] for role in roles))
            rows.append((authority.name, _words(roles), _words(permissions)))
        return rows

    @property
    def role_words(self) -> str:
        """Her roles as people say them."""
        return _words(frozenset().union(*self.roles.values()))


def reach_of(user: User, *, on: date) -> Reach:
    """The reach of a user on a day, in one query."""
    live = (
        Grant.objects.filter(Q(ends=None) | Q(ends__gt=on), user_id=user.pk, starts__lte=on)
        .select_related("authority")
        .order_by("authority__name", "role")
    )
    authorities: dict[int, Authority] = {}
    roles: dict[int, set[str]] = {}
    for grant in live:
        authorities[grant.authority_id] = grant.authority
        roles.setdefault(grant.authority_id, set()).add(grant.role)
    return Reach(
        Actor("user", user.pk, user.get_full_name() or user.get_username()),
        tuple(authorities.values()),
        {pk: frozenset(held) for pk, held in roles.items()},
    )


def _words(names: frozenset[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in sorted(names))
