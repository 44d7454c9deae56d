"""The tags under the name: what must be seen before a word is said, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from casework.selectors.heads import Head

FORMATS = {"large_print": "Large print", "braille": "Braille", "audio": "Audio"}


@dataclass(frozen=True, slots=True)
class Tag:
    """Words, a colour beside them, and why it is there."""

    words: str
    colour: str
    why: str


def tags_of(head: Head) -> list[Tag]:
    """The most careful first."""
    tags = []
    for person in head.people:
        party = person.party
        if party.vulnerability:
            tags.append(Tag(f"Vulnerable: {party.vulnerability}", "red", person.name))
        if party.died_on:
            tags.append(Tag(f"Died {party.died_on:%d %b %Y}", "grey", person.name))
        if party.bill_format in FORMATS:
            tags.append(Tag(FORMATS[party.bill_format], "purple", f"{person.name} asked for this format"))
        if party.language_needs:
            tags.append(Tag(party.language_needs, "purple", person.name))
        if party.e_notices_since:
            tags.append(Tag("e-bill", "blue", f"{person.name} agreed on {party.e_notices_since:%d %b %Y}"))
    if head.account.suppressed_because:
        tags.append(
            Tag(f"Bills held: {head.account.suppressed_because}", "orange", "No bill goes out meanwhile")
        )
    if head.ended and head.account.days.last:
        tags.append(Tag(f"Ended {head.account.days.last:%d %b %Y}", "grey", "Nobody is charged here since"))
    for granted in head.entitlements:
        what = f"{granted.kind.replace('_', ' ')} {granted.cls}".strip().capitalize()
        tags.append(Tag(what, "green", f"Granted since {granted.days.start:%d %b %Y}"))
    return tags
