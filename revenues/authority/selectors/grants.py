"""Who may do what, where, on a day: by dated grants and nothing else."""

from __future__ import annotations

from datetime import date

from django.db.models import DateField, Func, Q, QuerySet

from revenues.audit.data import Actor
from revenues.authority.data import Scope
from revenues.authority.models import Authority, Grant
from revenues.authority.rules.roles import PERMISSIONS, ROLES
from revenues.kernel.errors import DomainError, NotPermitted, ensure

PEOPLE = "user"
TRUSTED = frozenset({"run", "loader", "system"})


class BusinessToday(Func):
    """The day in London of the database's business instant, for services that are given no date."""

    function = "app_now"
    template = "(%(function)s() AT TIME ZONE 'Europe/London')::date"
    output_field = DateField()


def permissions_of(user_id: int, *, authority_id: int, on: date | None) -> frozenset[str]:
    """What the user may do at the authority on a day (None: the business day of the database). One query."""
    return frozenset().union(*(ROLES[role] for role in roles_of(user_id, authority_id=authority_id, on=on)))


def roles_of(user_id: int, *, authority_id: int, on: date | None) -> frozenset[str]:
    """The roles the user holds at the authority on a day. One query."""
    held = _held(user_id, on).filter(authority_id=authority_id)
    return frozenset(role for role in held.values_list("role", flat=True) if role in ROLES)


def scope_of(user_id: int, *, permission: str, on: date | None) -> Scope:
    """The authorities at which the user holds a permission on a day. One query."""
    ensure(permission in PERMISSIONS, "no such permission", permission=permission)
    roles = [role for role, held in ROLES.items() if permission in held]
    return Scope.among(_held(user_id, on).filter(role__in=roles).values_list("authority_id", flat=True))


def require(by: Actor, permission: str, *, authority_id: int, on: date | None = None) -> None:
    """Let the actor pass, or raise NotPermitted. Runs, loaders and the system pass; people need a grant."""
    ensure(permission in PERMISSIONS, "no such permission", permission=permission)
    if by.kind in TRUSTED:
        return
    if by.kind == PEOPLE and by.id is not None:
        if permission in permissions_of(by.id, authority_id=authority_id, on=on):
            return
        words = permission.replace("_", " ")
        raise NotPermitted(
            f"You have no role here that may {words}.", permission=permission, authority_id=authority_id
        )
    raise NotPermitted("This actor may do nothing.", permission=permission, kind=by.kind)


def authorities_in(scope: Scope) -> list[Authority]:
    """The authorities of a scope, by name."""
    return list(Authority.objects.filter(pk__in=scope.authority_ids).order_by("name"))


def authority_called(slug: str) -> Authority:
    """The authority of that slug. Raises DomainError, naming those there are."""
    found = Authority.objects.filter(slug=slug).first()
    if found is None:
        there = ", ".join(Authority.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise DomainError(f"There is no authority called {slug}. There are: {there}.", slug=slug)
    return found


def _held(user_id: int, on: date | None) -> QuerySet[Grant]:
    """Grants in force: from the first day, up to but not including ``ends``."""
    day = BusinessToday() if on is None else on
    running = Q(ends=None) | Q(ends__gt=day)
    return Grant.objects.filter(running, user_id=user_id, user__is_active=True, starts__lte=day)
