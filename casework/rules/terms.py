"""What somebody typed into the search box, read every way it may be meant. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from accounts.rules import numbers
from revenues.kernel.names import fold, postcode

SHORTEST = 2
LETTERS = 3
MOST_WORDS = 6
PHONE_DIGITS = 6
PREFIX_DIGITS = 4
_PART_OF_POSTCODE = re.compile(r"^[A-Z]{1,2}[0-9][A-Z0-9]?(?: ?[0-9][A-Z]{0,2})?$")
_INWARD = re.compile(r"^[0-9][A-Z]{0,2}$")
_REFERENCE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9/._-]{2,39}$")
_PHONE = re.compile(r"^[+(]?[0-9][0-9 ()-]*$")


@dataclass(frozen=True, slots=True)
class Terms:
    """One search as typed, and what it may mean; what it cannot mean is empty.

    ``number`` is a whole account number whose check digit fits; ``near`` are the numbers that would fit had one
    digit been mistyped or two neighbours changed places; ``starts`` the first digits of a number.
    """

    text: str
    words: tuple[str, ...] = ()
    number: str = ""
    near: tuple[str, ...] = ()
    starts: str = ""
    postcode: str = ""
    postcode_starts: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    email: str = ""
    references: tuple[str, ...] = ()

    @property
    def folded(self) -> str:
        """The words as search keys have them."""
        return " ".join(self.words)

    @property
    def spelt(self) -> bool:
        """Whether it may be a name or street spelt wrongly, rather than a number or a postcode."""
        if self.postcode or self.postcode_starts or self.email:
            return False
        return any(len(word) >= LETTERS and word.isalpha() for word in self.words)

    def __bool__(self) -> bool:
        return bool(self.words or self.email)


def read(text: str) -> Terms:
    """Read a search. Anything may be typed: what makes no sense finds nothing."""
    text = " ".join(text.split())[:120]
    if len(text) < SHORTEST:
        return Terms(text)
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    numeric = bool(digits) and not any(char.isalpha() for char in text)
    return Terms(
        text=text,
        words=tuple(fold(text).split()[:MOST_WORDS]),
        number=numbers.normalise(text) if numbers.is_valid(text) else "",
        near=_near(digits) if numeric and not numbers.is_valid(text) else (),
        starts=digits if numeric and PREFIX_DIGITS <= len(digits) <= numbers.DIGITS else "",
        postcode=_whole_postcode(text),
        postcode_starts=_postcode_starts(text),
        phones=_phones(digits) if _PHONE.match(text) else (),
        email=text.lower() if "@" in text else "",
        references=_references(text),
    )


def _near(digits: str) -> tuple[str, ...]:
    """The numbers with a fitting check digit that lie one slip away: two neighbours exchanged, or one digit wrong."""
    if len(digits) != numbers.DIGITS + 1:
        return ()
    swapped = [digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(len(digits) - 1)]
    wrong = [
        digits[:at] + other + digits[at + 1 :]
        for at in range(len(digits))
        for other in "0123456789"
        if other != digits[at]
    ]
    fitting = [numbers.normalise(one) for one in [*swapped, *wrong] if numbers.is_valid(one)]
    return tuple(dict.fromkeys(fitting))


def _whole_postcode(text: str) -> str:
    try:
        return postcode(text)
    except ValueError:
        return ""


def _postcode_starts(text: str) -> tuple[str, ...]:
    """How a part of a postcode may begin as printed: ``OV12`` is ``OV12`` and also ``OV1 2``."""
    upper = text.upper()
    if not _PART_OF_POSTCODE.match(upper) or _whole_postcode(text):
        return ()
    joined = upper.replace(" ", "")
    split = [f"{joined[:at]} {joined[at:]}" for at in range(2, len(joined)) if _INWARD.match(joined[at:])]
    whole = [upper] if " " in upper else [joined]
    return tuple(dict.fromkeys([*whole, *split]))


def _phones(digits: str) -> tuple[str, ...]:
    """The ways in which a telephone number may have been written down."""
    if len(digits) < PHONE_DIGITS:
        return ()
    bare = digits.removeprefix("0044") if digits.startswith("0044") else digits
    bare = bare.removeprefix("44").removeprefix("0")
    return tuple(dict.fromkeys([digits, f"0{bare}", f"44{bare}"]))


def _references(text: str) -> tuple[str, ...]:
    if not _REFERENCE.match(text) or not any(char.isdigit() for char in text):
        return ()
    return tuple(dict.fromkeys([text, text.upper(), text.lower()]))
