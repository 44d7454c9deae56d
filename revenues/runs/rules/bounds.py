"""When the output of a run looks absurd, so that a person must look before it goes on."""

from __future__ import annotations

from revenues.kernel.money import pounds
from revenues.runs.data import ISSUED, PARKED, Bounds, Controls


def breaches(now: Controls, last: Controls | None, bounds: Bounds) -> list[str]:
    """The bounds that a trial passes, each as a sentence for the person who must decide; none is good.

    Args:
        now: what the trial came to.
        last: the last comparable run that was done, if there was one.
        bounds: of the kind of run. Runs smaller than ``bounds.smallest`` are not measured.
    """
    found: list[str] = []
    if not now.balanced:
        found.append(
            f"The controls do not balance: {now.picked} picked, {sum(now.counts.values())} accounted for."
        )
    parked = now.counts[PARKED]
    if now.picked >= bounds.smallest and parked * 100 > now.picked * bounds.parked_percent:
        found.append(
            f"{parked} of the {now.picked} picked are parked with an error, more than {bounds.parked_percent}%."
        )
    if last is not None and last.picked >= bounds.smallest:
        found.extend(_drift(now, last, bounds.drift_percent))
    return found


def _drift(now: Controls, last: Controls, percent: int) -> list[str]:
    found = []
    if _apart(now.counts[ISSUED], last.counts[ISSUED], percent):
        found.append(
            f"{now.counts[ISSUED]} would be issued; the last run issued {last.counts[ISSUED]}."
            f" That is more than {percent}% apart."
        )
    if _apart(now.pence[ISSUED], last.pence[ISSUED], percent):
        found.append(
            f"They come to {pounds(now.pence[ISSUED])}; the last run came to {pounds(last.pence[ISSUED])}."
            f" That is more than {percent}% apart."
        )
    return found


def _apart(now: int, then: int, percent: int) -> bool:
    """Whether two totals differ by more than so many per cent of the earlier; one of nought measures nothing."""
    return then != 0 and abs(now - then) * 100 > abs(then) * percent
