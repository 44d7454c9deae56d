"""What a load of files found and did: problems with their places, counts, and the proof that it balances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from revenues.kernel.errors import DomainError, InvariantBroken, Problem
from revenues.kernel.money import pounds

MOST_TOLD = 200


class Problems:
    """What is wrong with one file: every problem is counted, the first two hundred are told."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.told: list[Problem] = []
        self.count = 0

    def add(self, line: int, column: str, reason: str) -> None:
        """Note that something is wrong at a line and column."""
        self.count += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(Problem(self.file, line, column, reason))

    def __bool__(self) -> bool:
        return self.count > 0


class Refused(DomainError):
    """Files that are not loaded, since something in them is wrong. Nothing was written."""

    def __init__(self, problems: Sequence[Problem], count: int | None = None) -> None:
        self.problems = tuple(problems)
        self.count = len(self.problems) if count is None else count
        what = "1 problem" if self.count == 1 else f"{self.count:,} problems"
        super().__init__(f"Nothing was loaded: {what}.", problems=self.count)

    def lines(self) -> list[str]:
        """Every problem with its place, in the order of the files, and how many more there are."""
        told = [str(problem) for problem in self.problems]
        more = self.count - len(told)
        return [*told, *([f"and {more:,} more"] if more else []), self.message]


def refuse_if_any(*found: Problems) -> None:
    """Raise Refused when any of the files has a problem."""
    count = sum(problems.count for problems in found)
    if count:
        told = [problem for problems in found for problem in sorted(problems.told, key=lambda p: p.line)]
        raise Refused(told[:MOST_TOLD], count)


@dataclass(slots=True)
class Tally:
    """What became of each row of a file. A row that was created stays so, whatever else it changes."""

    file: str
    rows: int
    _created: set[int] = field(default_factory=set)
    _changed: set[int] = field(default_factory=set)

    def create(self, line: int) -> None:
        """The row at this line brought something new into being."""
        self._created.add(line)

    def change(self, line: int) -> None:
        """The row at this line changed something that was held."""
        self._changed.add(line)

    @property
    def created(self) -> int:
        """Rows that brought something new into being."""
        return len(self._created)

    @property
    def changed(self) -> int:
        """Rows that only changed what was held."""
        return len(self._changed - self._created)

    @property
    def same(self) -> int:
        """Rows that said what was known."""
        return self.rows - self.created - self.changed

    def words(self) -> str:
        """``properties.csv: 5,000 rows: 0 new, 0 changed, 5,000 the same``."""
        counts = f"{self.created:,} new, {self.changed:,} changed, {self.same:,} the same"
        return f"{self.file}: {self.rows:,} rows: {counts}"


@dataclass(frozen=True, slots=True)
class Proof:
    """One figure that the file gives and the database must give too. ``unit`` is ``""`` or ``pence``."""

    name: str
    file: int
    held: int
    unit: str = ""

    @property
    def agrees(self) -> bool:
        """Whether both give the same."""
        return self.file == self.held

    def words(self) -> str:
        """``band D in Claygate: file 12, held 12``."""
        show = pounds if self.unit == "pence" else _count
        return f"{self.name}: file {show(self.file)}, held {show(self.held)}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: counts by file, the proof of balance, and what stood out without being wrong."""

    kind: str
    authority: str
    tallies: tuple[Tally, ...]
    proofs: tuple[Proof, ...] = ()
    warnings: tuple[str, ...] = ()
    dry_run: bool = False

    @property
    def moved(self) -> bool:
        """Whether anything was created or changed."""
        return any(tally.created or tally.changed for tally in self.tallies)

    def lines(self) -> list[str]:
        """What the command prints."""
        head = [f"{self.kind} of {self.authority}" + (" (dry run: nothing is kept)" if self.dry_run else "")]
        nothing = [] if self.moved else ["Nothing changed: all of this was known."]
        counted = [tally.words() for tally in self.tallies]
        proofs = [f"  {proof.words()}" for proof in self.proofs]
        balance = [f"Proof of balance ({len(self.proofs)} figures agree):", *proofs] if proofs else []
        return [*head, *counted, *nothing, *balance, *bounded("warning", self.warnings)]

    def as_json(self) -> dict[str, object]:
        """The same for programs."""
        return {
            "kind": self.kind,
            "authority": self.authority,
            "dry_run": self.dry_run,
            "files": [
                {"file": t.file, "rows": t.rows, "new": t.created, "changed": t.changed, "same": t.same}
                for t in self.tallies
            ],
            "proofs": [{"name": p.name, "file": p.file, "held": p.held} for p in self.proofs],
            "warnings": list(self.warnings),
        }


def bounded(word: str, texts: Iterable[str]) -> list[str]:
    """Lines that begin with a word, two hundred at most, then how many more there are."""
    every = list(texts)
    told = [f"{word}: {text}" for text in every[:MOST_TOLD]]
    return told + ([f"and {len(every) - MOST_TOLD:,} more"] if len(every) > MOST_TOLD else [])


def compare(title: str, file: Mapping[str, int], held: Mapping[str, int], unit: str = "") -> list[Proof]:
    """One proof for each name in either, by name."""
    return [
        Proof(f"{title} {name}".strip(), file.get(name, 0), held.get(name, 0), unit)
        for name in sorted({*file, *held})
    ]


def ensure_balance(proofs: Sequence[Proof]) -> None:
    """Raise InvariantBroken, naming every figure that does not agree: the load is undone."""
    apart = [proof.words() for proof in proofs if not proof.agrees]
    if apart:
        raise InvariantBroken("The load does not balance, so it is undone: " + "; ".join(apart[:20]))


def _count(number: int) -> str:
    return f"{number:,}"
