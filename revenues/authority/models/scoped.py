"""Managers that refuse to look without a scope, so that nothing leaks from one authority to another."""

from __future__ import annotations

from typing import Any

from django.db import models

from revenues.authority.data import Scope
from revenues.kernel.errors import InvariantBroken


class ScopedManager(models.Manager):
    """``Model.objects.within(scope)`` is the way in; an unscoped query raises.

    Reached from a parent row (``account.chargeyear_set``) it needs no scope: the parent was reached through one.
    ``everywhere(why)`` is for platform code that serves all authorities and says why.
    """

    def __init__(self, path: str = "authority_id") -> None:
        super().__init__()
        self.path = path

    def get_queryset(self) -> models.QuerySet[Any]:
        if getattr(self, "instance", None) is None:
            raise InvariantBroken(f"{self.model.__name__} was asked for without a scope: use within(scope)")
        return super().get_queryset()

    def within(self, scope: Scope) -> models.QuerySet[Any]:
        """The rows of the authorities in the scope."""
        return super().get_queryset().filter(**{f"{self.path}__in": scope.authority_ids})

    def everywhere(self, why: str) -> models.QuerySet[Any]:
        """The rows of every authority, for platform code. ``why`` is read by the reviewer."""
        if not why:
            raise InvariantBroken("say why every authority may be seen")
        return super().get_queryset()

    def create(self, **values: Any) -> Any:
        return super().get_queryset().create(**values)

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> Any:
        return super().get_queryset().bulk_create(objs, *args, **options)
