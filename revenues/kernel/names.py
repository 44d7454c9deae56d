"""Search keys for names, and postcodes as they are printed."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ĸ": "k",
        "&": " and ",
    }
)
_SILENT = frozenset("'’‘ʼ`´.ʹʻ＇")
_POSTCODE = re.compile(
    r"^(?P<outward>[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]|[A-HK-Y][0-9][0-9ABEHMNPRV-Y]|[0-9][A-HJKPS-UW])|GIR)"
    r"(?P<inward>[0-9][ABD-HJLNP-UW-Z]{2})$"
)
_SHORTEST, _LONGEST, _INWARD = 5, 7, 3


def fold(text: str) -> str:
    """The search key of a name: no accents, case, punctuation or doubled spaces.

    ``O'Brien`` gives ``obrien``, ``Müller-Groß`` ``muller gross``, ``Łukasz Ørsted`` ``lukasz orsted``.
    Letters of other scripts stay. Folding twice gives the same as folding once.
    """
    folded = text
    for _ in range(2):  # some letters only come apart after the first pass
        folded = _once(folded)
    return folded


def _once(text: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_LETTERS)
    kept = (
        char if char.isalnum() else " "
        for char in plain
        if char not in _SILENT and not unicodedata.category(char).startswith("M")
    )
    return " ".join("".join(kept).split())


def postcode(text: str) -> str:
    """A postcode of the United Kingdom as it is printed: capitals, one space before the last three.

    Raises:
        ValueError: with what is wrong, when it is no postcode.
    """
    joined = "".join(text.split()).upper()
    if not joined:
        raise ValueError("the postcode is missing")
    if not (joined.isascii() and joined.isalnum()):
        raise ValueError(f"{text!r} is not a postcode: only letters, digits and a space belong in it")
    if not _SHORTEST <= len(joined) <= _LONGEST:
        raise ValueError(f"{text!r} is not a postcode: it has {len(joined)} letters and digits, not 5 to 7")
    match = _POSTCODE.match(joined)
    if match is None:
        raise ValueError(f"{text!r} is not a postcode such as KT10 9SD: {_where(joined)}")
    return f"{match['outward']} {match['inward']}"


def _where(joined: str) -> str:
    inward = joined[-_INWARD:]
    if not (inward[0].isdigit() and inward[1:].isalpha()):
        return f"the last three, {inward}, should be a digit and two letters"
    if set(inward[1:]) & set("CIKMOV"):
        return f"the last two letters, {inward[1:]}, are never C, I, K, M, O or V"
    return f"the first part, {joined[:-_INWARD]}, is not of a form in use"
