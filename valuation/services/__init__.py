"""Writing facts about dwellings."""

from valuation.services.dwellings import (
    create_area,
    create_property,
    lock_property,
    record_area,
    record_band,
)

__all__ = ["create_area", "create_property", "lock_property", "record_area", "record_band"]
