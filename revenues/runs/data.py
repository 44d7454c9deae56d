"""What a kind of run, a piece of due work and a watcher are: the shapes that other apps fill in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from revenues.kernel.errors import Conflict, DomainError

ISSUED, SUPPRESSED, NIL, EXCLUDED, PARKED = "issued", "suppressed", "nil", "excluded", "parked"
OUTCOMES = (ISSUED, SUPPRESSED, NIL, EXCLUDED, PARKED)
COMPUTED = frozenset({ISSUED, SUPPRESSED, NIL, PARKED})
WRITTEN = frozenset({ISSUED, SUPPRESSED, NIL})
Params = Mapping[str, Any]


class AlreadyRunning(Conflict):
    """A run of this kind and scope is live: which, who started it and when."""


class Busy(Conflict):
    """Somebody holds what a chunk or a piece of due work needs. It comes back later; no attempt is counted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run makes of one thing it picked.

    Args:
        subject_id: the id that was picked.
        outcome: ``issued``, ``suppressed``, ``nil`` or ``parked``.
        pence: what it comes to, signed whole pence; part of the controls.
        label: the shape of the case in a few words (at most 40 characters); a trial writes and rolls back the
            first of each label.
        digest: at most 16 characters that stand for all that would be written; release holds an item whose
            digest differs from the trial's.
        error: why it is parked, in words for an officer.
        payload: what ``write`` needs; kept in memory only, between compute and write.
    """

    subject_id: int
    outcome: str
    pence: int = 0
    label: str = ""
    digest: str = ""
    error: str = ""
    payload: Any = None


@dataclass(frozen=True, slots=True)
class Batch:
    """The outcomes of one chunk, or of a part of it."""

    outcomes: list[Outcome]

    def writable(self) -> Batch:
        """Those that ``write`` is given: not parked, with something to write (a suppressed bill still charges)."""
        return Batch([one for one in self.outcomes if one.outcome in WRITTEN and one.payload is not None])


@dataclass(frozen=True, slots=True)
class Controls:
    """Counts and pence by outcome. They always balance: picked is the sum of the counts."""

    picked: int
    counts: Mapping[str, int] = field(default_factory=dict)
    pence: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Controls:
        """From what a run's ``controls`` or ``trial_controls`` holds; nothing stored is all nought."""
        counts, pence = stored.get("counts", {}), stored.get("pence", {})
        return cls(
            stored.get("picked", 0),
            {outcome: counts.get(outcome, 0) for outcome in OUTCOMES},
            {outcome: pence.get(outcome, 0) for outcome in OUTCOMES},
        )

    def stored(self) -> dict[str, Any]:
        """As kept in the row: ``{"picked": 3, "counts": {"issued": 2, ...}, "pence": {"issued": 410, ...}}``."""
        return {"picked": self.picked, "counts": dict(self.counts), "pence": dict(self.pence)}

    @property
    def balanced(self) -> bool:
        """Whether everything that was picked has exactly one known outcome."""
        return self.counts.keys() <= set(OUTCOMES) and self.picked == sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Bounds:
    """Past which a run holds itself for a person to look.

    Args:
        drift_percent: how far the issued pence may lie from those of the last comparable run, in per cent.
        parked_percent: how many of the items picked may be parked, in per cent.
        smallest: runs that picked fewer are too small to compare, and one case would be a landslide.
    """

    drift_percent: int = 20
    parked_percent: int = 5
    smallest: int = 50


class RunKind(ABC):
    """A kind of run. The framework owns chunks, locks, retries, trial, release, parking, controls and the record.

    Attributes:
        kind: its name in rows and addresses (``annual_billing``).
        title: its name for people.
        chunk_size: how many items are computed and written in one transaction.
        bounds: when the run holds itself; see ``Bounds``.
    """

    kind: str
    title: str
    chunk_size: int = 500
    bounds: Bounds = Bounds()

    @abstractmethod
    def scope(self, params: Params) -> str:
        """What at most one live run may work on, within an authority (``2026``); at most 60 characters."""

    @abstractmethod
    def validate(self, *, authority_id: int, params: Params, business_date: date) -> None:
        """Refuse parameters that make no sense. Raises DomainError."""

    @abstractmethod
    def pick(self, *, authority_id: int, params: Params, business_date: date) -> Sequence[int]:
        """The ids to work on, ascending, each once."""

    @abstractmethod
    def prepare(self, *, authority_id: int, params: Params, business_date: date, run_id: int) -> Any:
        """What every chunk shares (law, rates, tables), read once a worker; handed to compute and write.

        An error here holds the whole run with its words.
        """

    def lock(self, ids: Sequence[int], context: Any) -> None:  # noqa: B027 - most kinds need none
        """Lock what release will write, in ascending order, before it computes; a trial does not call this.

        The transaction gives up waiting for a lock after a moment; then, or when this raises Busy, the chunk
        comes back later.
        """

    @abstractmethod
    def compute(self, ids: Sequence[int], context: Any) -> Batch:
        """One outcome for each id, in any order, without writing: the transaction is read only.

        An account in trouble is an Outcome parked with its error; anything raised has the ids bisected until
        the offender is alone and parked.
        """

    @abstractmethod
    def write(self, batch: Batch, context: Any) -> None:
        """Write what ``Batch.writable`` holds, inside the chunk's transaction, with few statements.

        Called again with parts of the batch when it raised: keep nothing in the context between calls.
        """

    def comparable(self, now: Params, then: Params) -> bool:
        """Whether an earlier run is a fair measure for the bounds of this one."""
        return True


_kinds: dict[str, RunKind] = {}


def register(kind: RunKind) -> RunKind:
    """Make a kind of run known; ``<app>/runs`` modules call it when they are loaded."""
    known = _kinds.get(kind.kind)
    if known is not None and type(known) is not type(kind):
        raise ValueError(f"two kinds of run are called {kind.kind}")
    _kinds[kind.kind] = kind
    return kind


def kinds() -> dict[str, RunKind]:
    """Every known kind of run, by name."""
    return dict(sorted(_kinds.items()))


def kind_called(name: str) -> RunKind:
    """The kind of that name. Raises DomainError, naming those there are."""
    if name not in _kinds:
        raise DomainError(f"There is no kind of run called {name}. There are: {', '.join(sorted(_kinds))}.")
    return _kinds[name]


@dataclass(frozen=True, slots=True)
class Due:
    """One piece of work that is due: what its handler is given."""

    id: int
    kind: str
    authority_id: int
    subject_id: int
    due_on: date
    params: Params


DueHandler = Callable[[Due, date], None]
_due_handlers: dict[str, DueHandler] = {}


def due_handler(kind: str) -> Callable[[DueHandler], DueHandler]:
    """Name the function that does due work of a kind: ``handler(due, on)``, ``on`` being the business date.

    It runs in one transaction with the mark that the work is done, and it may be called again after an error.
    """

    def name(handler: DueHandler) -> DueHandler:
        known = _due_handlers.get(kind)
        if known is not None and known.__module__ != handler.__module__:
            raise ValueError(f"due work {kind} has two handlers")
        _due_handlers[kind] = handler
        return handler

    return name


def due_handlers() -> dict[str, DueHandler]:
    """Who does which due work."""
    return dict(sorted(_due_handlers.items()))


@dataclass(frozen=True, slots=True)
class Found:
    """What a watcher saw: one thing wrong with one subject, in words for an officer."""

    authority_id: int
    subject: tuple[str, object]
    message: str


Watch = Callable[[date], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Watcher:
    """A look for what should have happened and did not. What it no longer sees is closed."""

    kind: str
    runbook: str
    look: Watch


_watchers: dict[str, Watcher] = {}


def watcher(kind: str, *, runbook: str) -> Callable[[Watch], Watch]:
    """Have the decorated ``look(on)`` called each morning; ``runbook`` is a page in ``docs/runbooks/``."""

    def name(look: Watch) -> Watch:
        _watchers[kind] = Watcher(kind, runbook, look)
        return look

    return name


def watchers() -> dict[str, Watcher]:
    """Every watcher, by the kind of finding it raises."""
    return dict(sorted(_watchers.items()))
