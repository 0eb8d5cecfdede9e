"""Builds the lexicon: every word of the catalogue and of cues.yaml with all its senses, and a scanner for them.

The scanner takes the longest word at each place (检察建议, not 建议), which is what keeps a short word from being
read out of a longer one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import ahocorasick

from etl.errors import KnowledgeError
from etl.knowledge.catalogue import Catalogue
from etl.knowledge.reader import FOLDER, check_words, read_yaml

ROLES = (
    "rise", "fall", "compared", "earlier", "share", "part", "total", "each", "and", "from", "to", "plan",
    "plan_heading", "denied", "etc", "of", "against", "linking", "fraction", "percentage", "noun", "partitive",
    "other", "neutral", "verb", "agent", "kind", "place", "township", "seat", "prep", "own", "counted",
)  # fmt: skip


_DOMAIN = ("objects", "names", "cues", "hints", "parts", "weak", "governs")
_SENSES = ("objects", "heads", "classes", "names", "kinds", "cues", "hints", "parts", "weak", "governs")


@dataclass(frozen=True, slots=True)
class Entry:
    """One word and what it may mean: frames it puts on the table, slots it picks, roles it plays.

    `is_verbal` tells that it is or starts with a verb (化解纠纷): a noun before it is who did it. `is_domain` tells
    that it says what is counted, rather than how a passage hangs together.
    """

    word: str
    objects: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    governs: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    is_verbal: bool = False
    is_domain: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries by their word, and the automata that find them.

    There are two, so that a small word (县政府) never swallows the start of a word of the catalogue (政府信息).
    `patterns` matches any word of a role, the longest first.
    """

    entries: Mapping[str, Entry]
    domain: ahocorasick.Automaton
    roles: ahocorasick.Automaton
    patterns: Mapping[str, re.Pattern[str]]

    def scan_domain(self, text: str) -> Iterator[tuple[int, Entry]]:
        """The end (inclusive) and entry of each longest word of the catalogue, in order, without overlap."""
        found: Iterator[tuple[int, Entry]] = self.domain.iter_long(text)
        return found

    def scan_roles(self, text: str, start: int, end: int) -> Iterator[tuple[int, Entry]]:
        """The same in `text[start:end]` for the small words of cues.yaml that are not words of the catalogue too."""
        found: Iterator[tuple[int, Entry]] = self.roles.iter_long(text, start, end)
        return found


def load_lexicon(catalogue: Catalogue, path: Path = FOLDER / "cues.yaml") -> Lexicon:
    """The lexicon of a catalogue and the cues of `path`.

    Raises:
        KnowledgeError: the file breaks its grammar.
    """
    senses: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for frame in catalogue.frames.values():
        _add(senses, "objects", frame.id, frame.objects)
        _add(senses, "heads", frame.id, frame.heads)
        _add(senses, "classes", frame.id, frame.classes)
    for indicator in catalogue.indicators.values():
        for sense in ("names", "kinds", "cues", "hints", "parts", "weak", "governs"):
            _add(senses, sense, indicator.id, getattr(indicator, sense))
        _add(senses, "names", indicator.id, indicator.kinds)
    for role, words in _roles(path):
        _add(senses, "roles", role, words)
    verbs = tuple(word for word, found in senses.items() if "verb" in found.get("roles", ()))
    entries = {word: _entry(word, found, word.startswith(verbs)) for word, found in senses.items()}
    domain = {word: entry for word, entry in entries.items() if entry.is_domain or "other" in entry.roles}
    roles = {word: entry for word, entry in entries.items() if word not in domain}
    return Lexicon(entries, _automaton(domain), _automaton(roles), {role: _pattern(entries, role) for role in ROLES})


def _add(senses: dict[str, dict[str, list[str]]], sense: str, target: str, words: tuple[str, ...]) -> None:
    for word in words:
        if target not in senses[word][sense]:
            senses[word][sense].append(target)


def _roles(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    content = read_yaml(path)
    if not isinstance(content, Mapping):
        raise KnowledgeError(f"{path.name}: expected `role: [word, ...]` lines")
    for role, words in content.items():
        if role not in ROLES:
            raise KnowledgeError(f"{path.name}: {role} is no role; use one of {', '.join(ROLES)}")
        nested = isinstance(words, list) and words and isinstance(words[0], list)
        for group in words if nested else [words]:
            yield role, check_words(f"{path.name}: {role}", group)


def _entry(word: str, found: Mapping[str, list[str]], is_verbal: bool) -> Entry:
    senses = {sense: tuple(found.get(sense, ())) for sense in _SENSES}
    is_domain = any(senses[sense] for sense in _DOMAIN)
    return Entry(word, roles=frozenset(found.get("roles", ())), is_verbal=is_verbal, is_domain=is_domain, **senses)


def _pattern(entries: Mapping[str, Entry], role: str) -> re.Pattern[str]:
    words = sorted((word for word, entry in entries.items() if role in entry.roles), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)) or "(?!)")


def _automaton(entries: Mapping[str, Entry]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for word, entry in entries.items():
        automaton.add_word(word, entry)
    automaton.make_automaton()
    return automaton
