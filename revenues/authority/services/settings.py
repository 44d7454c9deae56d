"""Setting a parameter that the law leaves to the authority."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import JSONField, Value

from revenues.audit.data import Actor
from revenues.audit.services import acting, record
from revenues.authority.models import Authority, Setting
from revenues.authority.rules.roles import CHANGE_SETTING
from revenues.authority.rules.settings import problem_with, to_json
from revenues.authority.selectors import require
from revenues.kernel.errors import DomainError
from revenues.kernel.law import UnknownLaw, UnlawfulSetting, national


def set_setting(
    *, authority_id: int, name: str, value: Any, applies_from: date, reason: str, by: Actor, on: date
) -> Setting:
    """Set an authority's own value of a parameter from a day; before that day what stood there stands.

    The same value from the same day again changes nothing; another value for that day replaces the first, and
    history keeps both.

    Args:
        name: the parameter's id, such as ``billing.instalments.default_count``; it must be local.
        value: in the parameter's unit; None where the law knows "not determined".
        reason: the decision, such as the minute of the council.
        on: the day of the decision.

    Raises:
        UnknownLaw: there is no such parameter.
        UnlawfulSetting: the authority may not choose it, or not this value.
        NotPermitted, DomainError: without the permission; without a reason.
    """
    require(by, CHANGE_SETTING, authority_id=authority_id, on=on)
    _check(authority_id, name, value, reason)
    stored = to_json(value)
    with transaction.atomic(), acting(by, reason):
        Authority.objects.select_for_update(no_key=True).get(pk=authority_id)  # one setter at a time
        rows = Setting.objects.everywhere("one authority's, named")
        held = rows.filter(authority_id=authority_id, name=name, applies_from=applies_from).first()
        if held is not None and held.value == stored and type(held.value) is type(stored):
            return held
        was = None if held is None else held.value
        held = held or Setting(authority_id=authority_id, name=name, applies_from=applies_from)
        held.value = Value(None, JSONField()) if stored is None else stored  # null in JSON, not in SQL
        held.reason, held.decided_on = reason, on
        held.set_by_id = by.id if by.kind == "user" else None
        held.save()
        held.value = stored
        record(
            verb="setting.set",
            subject=("setting", name),
            by=by,
            authority_id=authority_id,
            reason=reason,
            before={"value": was, "applies_from": str(applies_from)},
            after={"value": stored, "applies_from": str(applies_from)},
        )
    return held


def _check(authority_id: int, name: str, value: Any, reason: str) -> None:
    nation = Authority.objects.filter(pk=authority_id).values_list("nation", flat=True).first()
    if nation is None:
        raise DomainError(f"There is no authority {authority_id}.", authority_id=authority_id)
    parameter = national(nation).parameters.get(name)
    if parameter is None:
        raise UnknownLaw(f"There is no parameter of the law called {name}.", name=name)
    if wrong := problem_with(parameter, value):
        raise UnlawfulSetting(wrong, name=name)
    if not reason.strip():
        raise DomainError("Give the decision on which this rests.", name=name)
