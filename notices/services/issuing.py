"""Issuing one notice: its rows, whom it serves, and the table it shares. The PDF is drawn when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from notices.data import TEMPLATES, Demand, DemandTable, PayloadRefused, Served
from notices.models import Notice, NoticeService, NoticeTable
from notices.rules.demand import lay_out
from notices.services.drawing import UnknownTemplate, digest
from revenues.authority.data import Scope
from revenues.kernel.errors import ensure


def issue(
    *,
    authority_id: int,
    template: str,
    reference: str,
    subject: tuple[str, int],
    issued_on: date,
    payload: Mapping[str, Any],
    table: Mapping[str, Any] | None,
    served: Sequence[Served],
) -> Notice:
    """Write down one notice as it goes out, and each person served with it.

    Args:
        template: which notice; it gets that template's current version.
        reference: what the customer quotes; the account number.
        subject: what it is about, kind and id, in the caller's own words.
        issued_on: the day it is posted.
        payload: what the notice says that is its own; read and added up before anything is written.
        table: what it shares with others; kept once an authority.
        served: each person, with the name and address used; at least one.

    Raises:
        PayloadRefused: a field is missing or wrong, named; or a sum does not add up.
        UnknownTemplate: no such notice.
    """
    check = _CHECKS.get(template)
    if check is None:
        raise UnknownTemplate(f"no notice is called {template!r}; there are {', '.join(_CHECKS)}")
    check(payload, table, issued_on)
    ensure(served, "a notice must serve somebody")
    with transaction.atomic():
        notice = Notice.objects.create(
            authority_id=authority_id,
            template=template,
            version=TEMPLATES[template],
            reference=reference,
            subject_kind=subject[0],
            subject_id=subject[1],
            issued_on=issued_on,
            payload=dict(payload),
            table=None if table is None else keep_table(authority_id=authority_id, content=table),
        )
        NoticeService.objects.bulk_create(
            NoticeService(
                notice=notice,
                party_id=person.party_id,
                name=person.name,
                address=list(person.address),
                channel=person.channel,
            )
            for person in served
        )
    return notice


def keep_table(*, authority_id: int, content: Mapping[str, Any]) -> NoticeTable:
    """The one row of an authority that holds this content, written if it is not there yet."""
    key = digest(dict(content))
    row = NoticeTable(authority_id=authority_id, digest=key, content=dict(content))
    NoticeTable.objects.bulk_create([row], ignore_conflicts=True)
    kept: NoticeTable = NoticeTable.objects.within(Scope.of(authority_id)).get(digest=key)
    return kept


def check(
    template: str, *, payload: Mapping[str, Any], table: Mapping[str, Any] | None, issued_on: date
) -> None:
    """Refuse a payload that would not make a right notice: for those who write many notices by ``COPY``.

    Raises:
        PayloadRefused: naming the field, or the sum that is not right.
    """
    _CHECKS[template](payload, table, issued_on)


def _check_demand(payload: Mapping[str, Any], table: Mapping[str, Any] | None, issued_on: date) -> None:
    demand = Demand.from_json(payload)
    if demand.issued != issued_on:
        raise PayloadRefused("payload.issued is not the day on which the notice is issued")
    lay_out(demand, DemandTable.from_json(table))


_CHECKS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any] | None, date], None]] = {
    "demand": _check_demand
}
