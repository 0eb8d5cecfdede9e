"""A stretch of text -> the words of the lexicon in it, as spans of the document.

White space inside words (line breaks of a text layer) and quotes (“一网通办”率) are stepped over.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from etl.knowledge.lexicon import Entry, Lexicon

_SPACE = re.compile(r"[\s“”]+")
_MARK = "\0"
"""Stands in no word."""
_START = itemgetter(0)
_NO_ROLES: frozenset[str] = frozenset()

Span = tuple[int, int]


class Token(NamedTuple):
    """One word of the lexicon where it stands; a tuple, because a report has thousands of them."""

    start: int
    end: int
    entry: Entry

    def has_role(self, role: str) -> bool:
        """Whether the word plays `role` (a key of cues.yaml)."""
        return role in self.entry.roles


def roles_of(tokens: Sequence[Token]) -> frozenset[str]:
    """All roles that some words play."""
    return _NO_ROLES.union(*[token.entry.roles for token in tokens]) if tokens else _NO_ROLES


def find_frames_in(text: str, spans: Sequence[Span], lexicon: Lexicon) -> list[tuple[str, ...]]:
    """The frames that the words of the catalogue put on the table in each of several stretches, in their order."""
    solids = [_SPACE.sub("", text[start:end]) for start, end in spans]
    words = [word for word in lexicon.domain.scan(_MARK.join(solids)) if word[2].frames]
    frames: list[tuple[str, ...]] = []
    position = place = 0
    for solid in solids:
        place += len(solid) + len(_MARK)
        stop = bisect_left(words, place, position, key=_START)
        frames.append(tuple(dict.fromkeys([f for _, _, entry in words[position:stop] for f in entry.frames])))
        position = stop
    return frames


def find_tokens(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[Token, ...]:
    """All words of the lexicon in `text[start:end]`; a small word gives way to a word of the catalogue."""
    return find_tokens_in(text, ((start, end),), lexicon)[0]


def find_tokens_in(text: str, spans: Sequence[Span], lexicon: Lexicon) -> list[tuple[Token, ...]]:
    """The words of each of several stretches, as `find_tokens` finds them.

    They are searched in one go, joined by a mark that stands in no word: a search takes longer to begin than to pass
    over a clause.
    """
    solids = [_compact(text, start, end) for start, end in spans]
    found = _merge(_MARK.join(solid for solid, _ in solids), lexicon)
    tokens: list[tuple[Token, ...]] = []
    position = begin = 0
    for (start, _), (solid, places) in zip(spans, solids, strict=True):
        stop = bisect_left(found, begin + len(solid), position, key=_START)
        inside = found[position:stop]
        moved = start - begin
        if places is None:
            tokens.append(tuple([Token(first + moved, last + moved, entry) for first, last, entry in inside]))
        else:
            tokens.append(
                tuple([Token(places[f - begin], places[last - begin - 1] + 1, entry) for f, last, entry in inside])
            )
        position, begin = stop, begin + len(solid) + len(_MARK)
    return tokens


def _compact(text: str, start: int, end: int) -> tuple[str, list[int] | None]:
    """The text without white space and quotes, and where each of its characters stands (None: where it did)."""
    part = text[start:end]
    if not _SPACE.search(part):
        return part, None
    places: list[int] = []
    solid_from = 0
    for blank in _SPACE.finditer(part):
        places.extend(range(start + solid_from, start + blank.start()))
        solid_from = blank.end()
    places.extend(range(start + solid_from, end))
    return _SPACE.sub("", part), places


def _merge(solid: str, lexicon: Lexicon) -> list[tuple[int, int, Entry]]:
    """The words of the catalogue, and the small words in the gaps between them; opaque ones only hide others."""
    known = lexicon.domain.scan(solid)
    gaps: list[str] = []
    position = 0
    for first, last, _ in known:
        gaps.append(solid[position:first])
        gaps.append(_MARK * (last - first))
        position = last
    gaps.append(solid[position:])
    merged = sorted((*known, *lexicon.roles.scan("".join(gaps))), key=_START)
    return [found for found in merged if not found[2].is_opaque]
