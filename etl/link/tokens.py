"""A stretch of text -> the words of the lexicon in it, as spans of the document.

White space inside words (line breaks of a text layer) and quotes (“一网通办”率) are stepped over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from etl.knowledge.lexicon import Entry, Lexicon

_SPACE = re.compile(r"[\s“”]+")


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


def find_frames(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[str, ...]:
    """The frames that the words of the catalogue in `text[start:end]` put on the table, in the order of the words."""
    solid = _SPACE.sub("", text[start:end])
    return tuple(dict.fromkeys(frame for _, _, entry in lexicon.domain.scan(solid) for frame in entry.frames))


def find_tokens(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[Token, ...]:
    """All words of the lexicon in `text[start:end]`; a small word gives way to a word of the catalogue."""
    solid, places = _compact(text, start, end)
    found = _merge(solid, lexicon)
    if places is None:
        return tuple([Token(start + first, start + last, entry) for first, last, entry in found])
    return tuple([Token(places[first], places[last - 1] + 1, entry) for first, last, entry in found])


def _compact(text: str, start: int, end: int) -> tuple[str, list[int] | None]:
    """The text without white space and quotes, and where each of its characters stands (None: where it did)."""
    part = text[start:end]
    blanks = [blank.span() for blank in _SPACE.finditer(part)]
    if not blanks:
        return part, None
    places: list[int] = []
    solid_from = 0
    for first, last in (*blanks, (len(part), 0)):
        places.extend(range(start + solid_from, start + first))
        solid_from = last
    return _SPACE.sub("", part), places


def _merge(solid: str, lexicon: Lexicon) -> list[tuple[int, int, Entry]]:
    """The words of the catalogue, and the small words in the gaps between them; opaque ones only hide others."""
    merged: list[tuple[int, int, Entry]] = []
    position = 0
    for found in lexicon.domain.scan(solid):
        if found[0] > position:
            merged.extend(_small_words(solid, position, found[0], lexicon))
        if found[2].is_domain or "opaque" not in found[2].roles:
            merged.append(found)
        position = found[1]
    if position < len(solid):
        merged.extend(_small_words(solid, position, len(solid), lexicon))
    return merged


def _small_words(solid: str, start: int, end: int, lexicon: Lexicon) -> Iterable[tuple[int, int, Entry]]:
    found = lexicon.roles.scan(solid[start:end])
    return [(start + first, start + last, entry) for first, last, entry in found if "opaque" not in entry.roles]
