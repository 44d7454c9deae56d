"""Setting the demonstration up, step by step; a step that was done before changes nothing and says so."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from casework.services.demo.clock import on_day
from casework.services.demo.councils import (
    COUNCILS,
    ELMBRIDGE,
    STAFF,
    DemoCouncil,
    employ,
    establish,
    refuse_in_production,
)
from casework.services.demo.load import load
from casework.services.demo.receipts import receive
from casework.services.demo.worked import work_through
from casework.services.demo.year import RUN_ON, bill_the_year
from revenues.audit.data import Actor
from revenues.authority.models import Authority
from revenues.kernel.money import pounds

CASHIER = Actor("loader", None, "Demonstration receipts")
LOADER = Actor("loader", None, "Demonstration files")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Played:
    """The sign-ins, and the account worth looking at first."""

    sign_ins: tuple[tuple[str, str, str], ...]
    account: str


def play(*, password: str, say: Say, sizes: Mapping[str, int] | None = None) -> Played:
    """Both councils: who they are, their files, annual billing, receipts, one account worked through.

    Args:
        password: of every officer made now.
        say: is given each line of progress.
        sizes: dwellings by council where not the usual number.

    Raises:
        DomainError: the installation is in production.
    """
    refuse_in_production()
    sizes = sizes or {}
    authorities: dict[str, Authority] = {}
    for council in COUNCILS:
        authority, new = establish(council)
        authorities[council.slug] = authority
        say(f"{council.name}: {'set up' if new else 'is there'}. {council.note()}.")
    staff, made = employ(authorities, password)
    say(f"Officers: {made} new, {len(staff) - made} there already.")
    for council in COUNCILS:
        _council(council, authorities[council.slug], staff, say, sizes.get(council.slug))
    with _timed("One account worked through", say) as note, on_day(RUN_ON):
        worked = work_through(authorities[ELMBRIDGE.slug], officer=staff["officer"], cashier=CASHIER)
        note(f"{worked.before.number}, then {worked.after.number}{_already(worked.new)}")
    for council in COUNCILS:
        with _timed(f"{council.slug}: receipts", say) as note:
            besides = worked.ids if council is ELMBRIDGE else set()
            count, pence = receive(authorities[council.slug], by=CASHIER, besides=besides)
            note(f"{count:,} of {pounds(pence)}" if count else "there already")
    sign_ins = tuple((username, role, ", ".join(where)) for username, (_, role, where) in STAFF.items())
    return Played(sign_ins, worked.before.number)


def _council(
    council: DemoCouncil, authority: Authority, staff: Mapping[str, Actor], say: Say, size: int | None
) -> None:
    with on_day(RUN_ON):
        with _timed(f"{council.slug}: files", say) as note:
            note(load(council, authority, by=LOADER, size=size))
        with _timed(f"{council.slug}: annual billing", say) as note:
            run, new = bill_the_year(authority, starter=staff["systems"], releaser=staff["leader"])
            counts = ", ".join(f"{count:,} {name}" for name, count in run.controls["counts"].items() if count)
            note(f"{run.picked:,} picked: {counts}{_already(new)}")


def _already(new: bool) -> str:
    return "" if new else " (there already)"


@contextmanager
def _timed(title: str, say: Say) -> Iterator[Say]:
    """Say one line about a step when it is over, with the seconds that it took."""
    begun = time.monotonic()
    told: list[str] = []
    yield told.append
    say(f"{title}: {'; '.join(told)} [{time.monotonic() - begun:.1f} s]")
