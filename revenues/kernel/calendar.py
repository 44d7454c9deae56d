"""Working days of England, from the bank holidays that the government publishes."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from govuk_bank_holidays.bank_holidays import BankHolidays

from revenues.kernel.periods import ONE_DAY

SATURDAY = 5


@lru_cache(maxsize=1)
def bank_holidays() -> frozenset[date]:
    """The bank holidays of England and Wales known to the pinned package; no network is asked."""
    known = BankHolidays(use_cached_holidays=True)
    return frozenset(day["date"] for day in known.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))


def is_working_day(day: date) -> bool:
    """Monday to Friday and no bank holiday."""
    return day.weekday() < SATURDAY and day not in bank_holidays()


def next_working_day(day: date) -> date:
    """The day itself if it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """The day ``count`` working days after ``day``."""
    for _ in range(count):
        day = next_working_day(day + ONE_DAY)
    return day
