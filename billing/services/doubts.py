"""Facts that contradict one another, recorded as findings when a bill is made on them."""

from __future__ import annotations

from collections.abc import Sequence

from billing.selectors.doubts import in_words
from billing.services.prepare import Prepared, Setting
from revenues.runs.services import find

KIND = "facts_contradict"
RUNBOOK = "docs/runbooks/facts-contradict.md"


def record_doubts(prepared: Sequence[Prepared], setting: Setting) -> int:
    """Record a finding for each account billed on facts that contradict without touching its charge; gives how many.

    Where no charge follows there is no bill: the account is parked, and the morning's look records the finding. An
    account has one open finding, which closes itself once the facts agree.
    """
    found = 0
    for one in prepared:
        if words := in_words(one.facts, as_at=setting.as_at, law=setting.law):
            subject = ("account", one.account_id)
            find(
                kind=KIND, authority_id=setting.authority_id, subject=subject, message=words, runbook=RUNBOOK,
                on=setting.as_at,
            )  # fmt: skip
            found += 1
    return found
