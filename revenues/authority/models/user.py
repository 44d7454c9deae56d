"""Officers, and what each may do where."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from revenues.audit.models import fact_history
from revenues.authority.models.authority import Authority
from revenues.authority.rules.roles import ROLES


class User(AbstractUser):
    """Someone who signs in. What she may do comes from her grants, never from Django's own permissions."""

    class Meta(AbstractUser.Meta):
        pass


@fact_history()
class Grant(models.Model):
    """A role for a user at one authority, from a day, until a day if that is known."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    role = models.CharField(max_length=20, choices=[(role, role.replace("_", " ")) for role in ROLES])
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "authority", "role"], condition=Q(ends=None), name="one_open_grant"
            ),
            models.CheckConstraint(condition=Q(role__in=sorted(ROLES)), name="grant_of_a_known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
