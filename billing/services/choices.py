"""How people have asked to pay, for many accounts at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from billing.models import PaymentChoice
from valuation.services.tracks import Tracks, held_tracks, write_tracks

CHOICE = ["instalments", "pay_day", "method", "frequency", "basis"]


def choices_of(account_ids: Collection[int]) -> Tracks:
    """The timelines of payment choices by account id, each value in the order of ``CHOICE``. One query."""
    return held_tracks(PaymentChoice, owner=["account_id"], values=CHOICE, among=account_ids)


def write_choices(tracks: Tracks, *, common: Mapping[str, Any]) -> None:
    """Write what statements changed in these timelines, inside the caller's transaction."""
    write_tracks(PaymentChoice, tracks, owner=["account_id"], values=CHOICE, common=common)
