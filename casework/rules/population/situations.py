"""The situations in which dwellings are found, how common each is, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from casework.rules.population.builder import TODAY, Builder
from casework.rules.population.records import Dwelling
from revenues.kernel.periods import after_months

Tell = Callable[[Builder, Dwelling], None]


@dataclass(frozen=True, slots=True)
class Situation:
    """How many dwellings of a thousand, the kind and band that it asks for, and how it is told."""

    weight: int
    tell: Tell
    kind: str = ""
    band: str = ""


def _home(adults: int) -> Tell:
    def tell(b: Builder, home: Dwelling) -> None:
        starts = b.settled()
        b.account(home, b.family(adults), starts)
        b.lives(home, True, starts)
        b.adults(home, adults, starts)

    return tell


def _grown_child(b: Builder, home: Dwelling) -> None:
    """Somebody alone is liable and lives there with a grown-up child."""
    starts = b.settled()
    b.account(home, b.family(1), starts)
    b.lives(home, True, starts)
    b.adults(home, 2, starts)


def _unsaid(b: Builder, home: Dwelling) -> None:
    """Nobody has said how many adults live there: no discount."""
    starts = b.settled()
    b.account(home, b.family(2), starts)
    b.lives(home, True, starts)


def _with_disregarded(cls: str, *, counted: int, disregarded: int) -> Tell:
    """Adults of whom some are not counted. Where none counts, the first liable is one of them."""

    def tell(b: Builder, home: Dwelling) -> None:
        starts = b.settled()
        people = b.family(1)
        b.account(home, people, starts)
        b.lives(home, True, starts)
        b.adults(home, counted + disregarded, starts)
        since = max(starts, date(2024, 9, 23))
        for place in range(disregarded):
            person = people[0] if not counted and not place else b.inventor.person(born=None)
            b.disregarded(home, person, cls, since)

    return tell


def _exempt_occupied(letter: str, cls: str, adults: int) -> Tell:
    """Everybody who lives there is of one class, so that the dwelling is exempt."""

    def tell(b: Builder, home: Dwelling) -> None:
        starts = b.inventor.day(date(2024, 9, 1), date(2025, 10, 10))
        people = [b.inventor.person(born=(1996, 2006)) for _ in range(adults)]
        b.account(home, people, starts, cls="c")
        b.lives(home, True, starts)
        b.adults(home, adults, starts)
        for person in people:
            b.disregarded(home, person, cls, starts)
        b.grant(home, "exemption", letter, starts)

    return tell


def _disabled(b: Builder, home: Dwelling) -> None:
    adults = b.draw.choice((1, 2, 2))
    starts = b.settled()
    b.account(home, b.family(adults), starts)
    b.lives(home, True, starts)
    b.adults(home, adults, starts)
    b.grant(home, "disabled", "", max(starts, date(2015, 4, 1)))


def _hmo(b: Builder, home: Dwelling) -> None:
    starts = b.settled()
    landlord = b.inventor.organisation("landlord") if b.draw.random() < 0.6 else b.inventor.person(away=True)
    b.account(home, [landlord], starts, cls="C")
    b.lives(home, True, starts)
    b.adults(home, b.draw.randint(3, 8), starts)


def _annexe(b: Builder, home: Dwelling) -> None:
    starts = b.settled()
    b.account(home, b.family(1), starts)
    b.lives(home, True, starts)
    b.adults(home, 1, starts)
    b.grant(home, "discount", "annexe", max(starts, date(2014, 4, 1)))


def _empty(b: Builder, home: Dwelling) -> None:
    starts = b.settled()
    emptied = b.inventor.day(date(2025, 6, 1), TODAY)
    landlord = b.inventor.organisation("landlord") if b.draw.random() < 0.5 else b.inventor.person(away=True)
    b.account(home, [landlord], starts, cls="f")
    b.lives(home, True, starts, ends=emptied)
    b.lives(home, False, emptied, furnished=False)


def _second_home(b: Builder, home: Dwelling) -> None:
    starts = b.settled()
    b.account(home, [b.inventor.person(away=True)], starts, cls="f")
    b.lives(home, False, starts)


def _job_related(b: Builder, home: Dwelling) -> None:
    """A furnished home kept by somebody who must live elsewhere for work; the exception is granted."""
    starts = b.settled()
    b.account(home, [b.inventor.person(away=True)], starts, cls="f")
    b.lives(home, False, starts)
    b.grant(home, "premium_exception", "J", max(starts, date(2025, 4, 1)))


def _hall(b: Builder, home: Dwelling) -> None:
    starts = b.settled()
    b.account(home, [b.inventor.organisation("college")], starts, cls="f")
    b.lives(home, True, starts)
    b.grant(home, "exemption", "M", starts)


def _care_home(b: Builder, home: Dwelling) -> None:
    starts = b.settled()
    b.account(home, [b.inventor.organisation("care")], starts, cls="A")
    b.lives(home, True, starts)
    adults = b.draw.randint(6, 12)
    b.adults(home, adults, starts)
    for _ in range(adults):
        b.disregarded(
            home, b.inventor.person(born=(1928, 1948)), "care_home_patient", max(starts, date(2023, 4, 1))
        )


def _forces(b: Builder, home: Dwelling) -> None:
    starts = b.settled()
    b.account(home, [b.inventor.organisation("ministry")], starts, cls="f")
    b.lives(home, True, starts)
    b.grant(home, "exemption", "O", starts)


def _minister(b: Builder, home: Dwelling) -> None:
    starts = b.settled()
    b.account(home, [b.inventor.organisation("church")], starts, cls="E")
    b.lives(home, True, starts)
    b.adults(home, 2, starts)


def _exempt_empty(letter: str, *, owner: str = "", months: int = 0, furnished: bool = True) -> Tell:
    """Left empty for a reason that exempts it; for so many months where the class has a limit."""

    def tell(b: Builder, home: Dwelling) -> None:
        starts = b.settled()
        emptied = b.inventor.day(date(2025, 10, 20), date(2026, 2, 20))
        who = b.inventor.organisation(owner) if owner else b.inventor.person(away=True)
        b.account(home, [who], starts, cls="f")
        b.lives(home, True, starts, ends=emptied)
        b.lives(home, False, emptied, furnished=furnished)
        ends = after_months(emptied, months) if months else None
        b.grant(home, "exemption", letter, emptied, ends=ends)

    return tell


def _estate(b: Builder, home: Dwelling) -> None:
    """The owner has died: class F until six months after the grant, where there is one yet.

    The same person is liable through executors, who are written to at their own address.
    """
    starts = b.settled()
    died = b.inventor.day(date(2025, 8, 1), date(2026, 1, 31))
    owner = b.inventor.person(born=(1926, 1950), away=True, died_on=died)
    before = b.account(home, [owner], starts, ends=died)
    b.lives(home, True, starts, ends=died)
    b.lives(home, False, died, furnished=True)
    b.adults(home, 1, starts, ends=died)
    b.account(home, [owner], died, cls="f", capacity="executor", follows=before, because="persons_changed")
    granted = b.inventor.day(died, TODAY) if b.draw.random() < 0.6 else None
    b.grant(home, "exemption", "F", died, ends=after_months(granted, 6) if granted else None)


def _parted(b: Builder, home: Dwelling) -> None:
    """One of two liable people left: one account ended and another began."""
    starts, parted = b.settled(), b.lately()
    people = b.family(2)
    before = b.account(home, people, starts, ends=parted)
    b.account(home, people[:1], parted, follows=before, because="persons_changed")
    b.lives(home, True, starts)
    b.adults(home, 2, starts, ends=parted)
    b.adults(home, 1, parted)


def _moved(b: Builder, home: Dwelling) -> None:
    """Somebody left in the last year and somebody else moved in, often from another dwelling of the district."""
    starts = b.settled()
    adults = b.draw.choice((1, 2, 2))
    leaving = b.family(adults)
    come = b.moving.pop(0) if b.moving and b.draw.random() < 0.6 else None
    if come:
        (before, number), day = come, come[0].ends or b.lately()
        day = max(day, date(2025, 4, 20))
    else:
        before, number, day = None, b.draw.choice((1, 2, 2)), b.lately()
    gone = b.account(home, leaving, starts, ends=day)
    b.lives(home, True, starts)
    b.adults(home, adults, starts, ends=day)
    b.adults(home, number, day)
    if before:
        people = [person for person in b.inventor.kept if person.reference in before.people]
        b.account(home, people, day, follows=before, because="moved")
    else:
        b.account(home, b.family(number, born=(1950, 2004)), day)
    if b.draw.random() < 0.7:
        b.moving.append((gone, adults))


SITUATIONS: dict[str, Situation] = {
    "couple": Situation(375, _home(2)),
    "grown_child": Situation(20, _grown_child),
    "alone": Situation(300, _home(1)),
    "three": Situation(70, _home(3)),
    "four": Situation(25, _home(4)),
    "unsaid": Situation(18, _unsaid),
    "student": Situation(18, _with_disregarded("student", counted=1, disregarded=1)),
    "students_among_three": Situation(6, _with_disregarded("student", counted=2, disregarded=1)),
    "smi": Situation(6, _with_disregarded("smi", counted=1, disregarded=1)),
    "carer": Situation(7, _with_disregarded("carer", counted=1, disregarded=1)),
    "carer_alone": Situation(3, _with_disregarded("carer", counted=0, disregarded=1)),
    "apprentice": Situation(4, _with_disregarded("apprentice", counted=1, disregarded=1)),
    "child_benefit": Situation(6, _with_disregarded("child_benefit", counted=1, disregarded=1)),
    "hospital": Situation(2, _with_disregarded("hospital_patient", counted=1, disregarded=1)),
    "ukraine": Situation(3, _with_disregarded("homes_for_ukraine", counted=1, disregarded=2)),
    "students_only": Situation(12, _exempt_occupied("N", "student", 3), kind="flat"),
    "smi_only": Situation(4, _exempt_occupied("U", "smi", 1)),
    "disabled": Situation(11, _disabled),
    "disabled_band_a": Situation(2, _disabled, band="A"),
    "hmo": Situation(9, _hmo, kind="hmo"),
    "annexe": Situation(7, _annexe, kind="annexe", band="A"),
    "empty": Situation(14, _empty),
    "second_home": Situation(11, _second_home),
    "job_related": Situation(1, _job_related),
    "hall": Situation(1, _hall, kind="hall"),
    "care_home": Situation(1, _care_home, kind="care_home"),
    "forces": Situation(2, _forces),
    "minister": Situation(1, _minister),
    "charity": Situation(2, _exempt_empty("B", owner="charity", months=6, furnished=False)),
    "detained": Situation(1, _exempt_empty("D")),
    "in_care": Situation(5, _exempt_empty("E")),
    "forbidden": Situation(1, _exempt_empty("G", owner="landlord", furnished=False)),
    "for_minister": Situation(1, _exempt_empty("H", owner="church")),
    "cared_for": Situation(1, _exempt_empty("I")),
    "carer_away": Situation(1, _exempt_empty("J")),
    "repossessed": Situation(1, _exempt_empty("L", owner="bank", furnished=False)),
    "bankrupt": Situation(1, _exempt_empty("Q")),
    "estate": Situation(7, _estate),
    "parted": Situation(12, _parted),
    "moved": Situation(45, _moved),
}
