"""What has happened to the tax, for apps above to record the work that is due."""

from __future__ import annotations

from dataclasses import dataclass

from revenues.kernel.events import Event


@dataclass(frozen=True, slots=True)
class TaxReplaced(Event):
    """The tax of a year was set to other amounts after accounts had been billed on the old ones."""

    authority_id: int
    year: int
    billed: int
