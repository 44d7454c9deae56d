"""The slots of a demand notice: what the bill says of one account. Pure: in goes a bill, out come words and pence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from billing.data import AccountFacts, Assessment, Line
from billing.rules.bill import Bill, Choice, Position
from billing.rules.words import explain


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom the notice is for: every person liable, the lines in the window, and the dwelling it is about."""

    names: Sequence[str]
    address: Sequence[str]
    dwelling: str
    reference: str


def payload(
    *,
    bill: Bill,
    facts: AccountFacts,
    position: Position,
    choice: Choice,
    issued: date,
    to: Addressee,
    area: str,
    codes: tuple[str, str],
) -> dict[str, Any]:
    """What is this notice's own; the tax of the area is shared and comes by reference.

    Args:
        area: the name of the area at the end of the days charged.
        codes: digits of the barcode and text of the QR code.
    """
    first, last = _days(bill.assessment, facts)
    band, charged_band = _bands(bill.assessment, facts)
    return {
        "kind": bill.kind,
        "year": facts.year,
        "account": facts.account,
        "issued": issued.isoformat(),
        "names": list(to.names),
        "address": list(to.address),
        "dwelling": to.dwelling,
        "property_reference": to.reference,
        "band": band,
        "charged_band": charged_band,
        "area": area,
        "period": [first.isoformat(), last.isoformat()],
        "lines": [_line(line) for line in bill.assessment.lines],
        "charge": bill.assessment.total,
        "paid": -position.received,
        "brought": position.other + position.received,
        "to_pay": bill.to_pay,
        "plan": {
            "basis": bill.terms.basis,
            "method": choice.method,
            "instalments": [[item.due.isoformat(), item.amount] for item in unpaid(bill, position)],
        },
        "reasons": [explain(line).resident for line in bill.assessment.lines if line.kind != "charge"],
        "was": _was(position),
        "barcode": codes[0],
        "qr": codes[1],
    }


def unpaid(bill: Bill, position: Position) -> list[Any]:
    """The instalments still to be paid: money received meets them oldest first."""
    left = position.received
    found = []
    for item in bill.plan:
        met = min(left, item.amount)
        left -= met
        if item.amount > met:
            found.append(type(item)(item.due, item.amount - met))
    return found


def _days(assessment: Assessment, facts: AccountFacts) -> tuple[date, date]:
    """The days of the year on which the account is charged or exempt, half-open; the whole period where none is."""
    starts = [line.period.start for line in assessment.lines]
    ends = [line.period.end for line in assessment.lines if line.period.end]
    if not starts or not ends:
        return facts.liable.start, facts.liable.end or facts.liable.start
    return min(starts), max(ends)


def _bands(assessment: Assessment, facts: AccountFacts) -> tuple[str, str]:
    """The band in the list and the band charged, as they stand at the end of the days charged."""
    listed = facts.bands[-1].value if facts.bands else ""
    charged = listed
    last = max((line.period.start for line in assessment.lines if line.kind == "charge"), default=None)
    for line in assessment.lines:
        if line.kind == "charge" and line.period.start == last:
            listed = charged = line.detail
        elif line.kind == "disabled" and line.period.start == last:
            charged = line.detail
    return listed, charged


def _line(line: Line) -> dict[str, Any]:
    said = explain(line)
    return {"words": said.resident, "working": said.arithmetic, "pence": line.amount}


def _was(position: Position) -> dict[str, Any] | None:
    if position.last_demand is None:
        return None
    issued, pence = position.last_demand
    return {"issued": issued.isoformat(), "pence": pence}
