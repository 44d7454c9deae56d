"""How an account is payable, in words. Pure."""

from __future__ import annotations

from billing.rules.instalments import AGREEMENT, BASES, DETERMINATION, PART_I, PART_II
from billing.rules.plans import ANNUAL, FORTNIGHTLY, HALF_YEARLY, MONTHLY, STEPS, WEEKLY

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
OFTEN = {
    MONTHLY: "monthly", WEEKLY: "weekly", FORTNIGHTLY: "fortnightly", HALF_YEARLY: "half-yearly", ANNUAL: "once a year",
}  # fmt: skip
ON_WHICH_BASIS = {
    PART_I: "Statutory instalments for the whole year",
    PART_II: "Instalments of the council's own scheme",
    AGREEMENT: "An arrangement agreed with the person liable",
    DETERMINATION: "Set by decision of the council",
}


def on_which_day(frequency: str, day: int) -> str:
    """The payment day: ``on Fridays``, ``on day 15 of the month``."""
    return f"on {DAYS[day - 1]}s" if frequency in STEPS else f"on day {day} of the month"


def how_often(frequency: str, count: int, day: int) -> str:
    """``52 weekly payments, on Fridays``."""
    payments = "payment" if count == 1 else "payments"
    often = "" if frequency == ANNUAL else f"{OFTEN[frequency]} "
    return f"{count} {often}{payments}, {on_which_day(frequency, day)}"


def terms_words(frequency: str, day: int, basis: str) -> str:
    """What the account page says beside the method; the basis where it is not the statute's own."""
    if basis == PART_I:
        return on_which_day(frequency, day)
    return f"{OFTEN[frequency]} {on_which_day(frequency, day)}, {basis_words(basis)[0].lower()}"


def basis_words(basis: str) -> tuple[str, str]:
    """What the basis is called, and its provision."""
    return ON_WHICH_BASIS[basis], BASES[basis]
