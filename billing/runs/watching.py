"""What billing watches each morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from billing.selectors.doubts import doubtful
from billing.services.doubts import KIND, RUNBOOK
from revenues.runs.data import Found, watcher


@watcher(KIND, runbook=RUNBOOK)
def facts_that_contradict(on: date) -> Iterator[Found]:
    """Facts of an account that cannot all be so; where no charge follows it is not billed until they agree."""
    for one in doubtful(on=on):
        yield Found(one.authority_id, ("account", one.account_id), one.words)
