"""A stretch of text -> the words of the lexicon in it, as spans of the document.

White space inside words (line breaks of a text layer) is stepped over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.knowledge.lexicon import Entry, Lexicon

_SPACE = re.compile(r"\s")
_SOLID = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the lexicon where it stands."""

    start: int
    end: int
    entry: Entry

    def has_role(self, role: str) -> bool:
        """Whether the word plays `role` (a key of cues.yaml)."""
        return role in self.entry.roles


def find_domain_tokens(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[Token, ...]:
    """The words of the catalogue in `text[start:end]`, in order, without overlap."""
    solid, places = _compact(text, start, end)
    return tuple(_place(found, places, start) for found in lexicon.scan_domain(solid))


def find_tokens(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[Token, ...]:
    """All words of the lexicon in `text[start:end]`; a small word gives way to a word of the catalogue."""
    solid, places = _compact(text, start, end)
    return tuple(_place(found, places, start) for found in _merge(solid, lexicon))


def _compact(text: str, start: int, end: int) -> tuple[str, list[int] | None]:
    """The text without white space, and where each of its characters stands (None: where it did)."""
    part = text[start:end]
    if not _SPACE.search(part):
        return part, None
    places = [start + match.start() for match in _SOLID.finditer(part)]
    return "".join(text[place] for place in places), places


def _merge(solid: str, lexicon: Lexicon) -> Iterator[tuple[int, Entry]]:
    domain = list(lexicon.scan_domain(solid))
    position = 0
    for last, entry in domain:
        first = last - len(entry.word) + 1
        for inner, small in lexicon.scan_roles(solid[position:first]):
            yield position + inner, small
        yield last, entry
        position = last + 1
    for inner, small in lexicon.scan_roles(solid[position:]):
        yield position + inner, small


def _place(found: tuple[int, Entry], places: list[int] | None, start: int) -> Token:
    last, entry = found
    first = last - len(entry.word) + 1
    if places is None:
        return Token(start + first, start + last + 1, entry)
    return Token(places[first], places[last] + 1, entry)
