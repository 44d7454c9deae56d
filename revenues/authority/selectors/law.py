"""The law as it stands for one authority."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from typing import Any

from revenues.authority.data import Scope
from revenues.authority.models import Authority, Setting
from revenues.authority.rules.settings import from_json
from revenues.kernel.errors import DomainError
from revenues.kernel.law import Law, national

_KEPT = 64
_Row = tuple[str, str | None, date | None, Any]
_laid: OrderedDict[str, Law] = OrderedDict()


def law_for(authority_id: int) -> Law:
    """The law of the authority's nation with its own dated settings laid over, nothing read yet. One query.

    Law with the same settings is kept in this process, so that what follows from it alone is worked out once;
    a changed setting is another key, so nothing has to be thrown away. Raises DomainError for no authority.
    """
    rows: list[_Row] = list(
        Authority.objects.filter(pk=authority_id).values_list(
            "nation", "setting__name", "setting__applies_from", "setting__value"
        )
    )
    if not rows:
        raise DomainError(f"There is no authority {authority_id}.", authority_id=authority_id)
    own = sorted((row for row in rows if row[1] is not None), key=lambda row: (row[1], row[2]))
    key = repr((rows[0][0], own))
    law = _laid.get(key)
    if law is None:
        law = _laid[key] = _lay(rows[0][0], own)
        while len(_laid) > _KEPT:
            _laid.popitem(last=False)
    return law.fresh()


def settings_of(scope: Scope) -> list[Setting]:
    """Every dated setting of the authorities in the scope, by name and day."""
    return list(
        Setting.objects.within(scope)
        .select_related("authority", "set_by")
        .order_by("authority_id", "name", "applies_from")
    )


def _lay(nation: str, own: list[_Row]) -> Law:
    law = national(nation)
    chosen: dict[str, dict[date, Any]] = {}
    for _, name, applies_from, stored in own:
        if name is None or applies_from is None:
            continue
        parameter = law.parameters.get(name)
        value = from_json(parameter, stored) if parameter else stored
        chosen.setdefault(name, {})[applies_from] = value
    return law.with_settings(chosen) if chosen else law
