"""Finds many words in a text at once: those of the lexicon, and the names of regions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

_SURROGATES = re.compile("[\ud800-\udfff]")
Meaning = TypeVar("Meaning")


class WordFinder(Generic[Meaning]):
    """Finds the leftmost longest of many words in a text, in order and without overlap, each with its meaning."""

    def __init__(self, meanings: Mapping[str, Meaning]) -> None:
        self._meanings = tuple(meanings.values())
        self._single = {word: [(0, 1, meaning)] for word, meaning in meanings.items() if len(word) == 1}
        self._automaton = AhoCorasick(list(meanings), matchkind=MatchKind.LeftmostLongest)

    def scan(self, text: str) -> list[tuple[int, int, Meaning]]:
        """The start, end and meaning of each word."""
        if len(text) < 2:
            return self._single.get(text, [])
        try:
            found = self._automaton.find_matches_as_indexes(text)
        except UnicodeEncodeError:
            # half a character, which no decoder gives but a caller may: it stands in no word
            found = self._automaton.find_matches_as_indexes(_SURROGATES.sub("\ufffd", text))
        meanings = self._meanings
        return [(start, end, meanings[at]) for at, start, end in found]
