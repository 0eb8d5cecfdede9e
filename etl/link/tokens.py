"""A stretch of text -> the words of the lexicon in it, as spans of the document.

White space inside words (line breaks of a text layer) is stepped over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from etl.knowledge.lexicon import Entry, Lexicon

_SPACE = re.compile(r"\s")
_SOLID = re.compile(r"\S")


class Token(NamedTuple):
    """One word of the lexicon where it stands; a tuple, because a report has thousands of them."""

    start: int
    end: int
    entry: Entry

    def has_role(self, role: str) -> bool:
        """Whether the word plays `role` (a key of cues.yaml)."""
        return role in self.entry.roles


def roles_of(tokens: Iterable[Token]) -> frozenset[str]:
    """All roles that some words play."""
    return frozenset().union(*[token.entry.roles for token in tokens])


def find_domain_tokens(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[Token, ...]:
    """The words of the catalogue in `text[start:end]`, in order, without overlap."""
    solid, places = _compact(text, start, end)
    return _place(lexicon.scan_domain(solid), places, start)


def find_tokens(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[Token, ...]:
    """All words of the lexicon in `text[start:end]`; a small word gives way to a word of the catalogue."""
    solid, places = _compact(text, start, end)
    return _place(_merge(solid, lexicon), places, start)


def _compact(text: str, start: int, end: int) -> tuple[str, list[int] | None]:
    """The text without white space, and where each of its characters stands (None: where it did)."""
    part = text[start:end]
    if not _SPACE.search(part):
        return part, None
    places = [start + match.start() for match in _SOLID.finditer(part)]
    return "".join(text[place] for place in places), places


def _merge(solid: str, lexicon: Lexicon) -> list[tuple[int, Entry]]:
    merged: list[tuple[int, Entry]] = []
    position = 0
    for last, entry in lexicon.scan_domain(solid):
        first = last - len(entry.word) + 1
        if first > position:
            merged.extend(lexicon.scan_roles(solid, position, first))
        merged.append((last, entry))
        position = last + 1
    if position < len(solid):
        merged.extend(lexicon.scan_roles(solid, position, len(solid)))
    return merged


def _place(found: Iterable[tuple[int, Entry]], places: list[int] | None, start: int) -> tuple[Token, ...]:
    if places is None:
        return tuple([Token(start + last + 1 - len(entry.word), start + last + 1, entry) for last, entry in found])
    return tuple([Token(places[last + 1 - len(entry.word)], places[last] + 1, entry) for last, entry in found])
