"""Builds the lexicon: every word of the catalogue and of cues.yaml with all its senses, and a scanner for them.

The scanner takes the longest word at each place (检察建议, not 建议), which is what keeps a short word from being
read out of a longer one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from etl.errors import KnowledgeError
from etl.knowledge.catalogue import Catalogue, Indicator
from etl.knowledge.reader import FOLDER, check_keys, check_words, read_yaml
from etl.knowledge.words import WordFinder

SILENT = ("focus", "body", "office", "anybody", "body_lead", "whole_year")
"""Roles that are looked up by their pattern alone: their words explain nothing in a zone."""
ROLES = (
    "rise", "fall", "compared", "earlier", "share", "part", "total", "each", "and", "from", "to", "plan",
    "plan_heading", "denied", "etc", "of", "against", "linking", "fraction", "percentage", "noun", "partitive",
    "other", "neutral", "verb", "agent", "kind", "place", "township", "seat", "prep", "own", "counted",
    "field", "anaphor", "period", "new", "level", "average", "per_head", "opaque", "involves", "exceeds",
    "channel", *SILENT,
)  # fmt: skip
PATTERNS = ("classing", "period", "year", "rank")
"""What cues.yaml spells as regular expressions, because no list of words can."""
_DOMAIN = ("objects", "names", "cues", "hints", "parts", "weak", "governs")
SLOTS = ("cue", "part", "hint")
"""The senses in which a word picks a slot of a frame, in the order in which they are tried."""
_COUNTED_AS = ("申请", "案件", "件数", "事项", "数", "量", "案")
_SMALL = frozenset({"neutral", "total"})
_RATE = ("率", "度", "比例")
_SENSES = (
    "frames", "objects", "heads", "classes", "audience", "names", "kinds", "cues", "hints", "parts", "weak", "governs",
)  # fmt: skip


class Meaning(NamedTuple):
    """What one word may say of a number of one unit.

    It names, weakly names or governs indicators whatever the passage is about; it picks `slots` of frames, each with
    the sense that it has there, in the frames of `slot_frames`; of its objects the number may count the `defaults`.
    `is_head` tells that it may be the head of a noun phrase.
    """

    names: tuple[Indicator, ...]
    weak: tuple[Indicator, ...]
    governs: tuple[Indicator, ...]
    slots: tuple[tuple[str, Indicator], ...]
    slot_frames: frozenset[str]
    defaults: tuple[Indicator, ...]
    is_head: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One word and what it may mean: frames it puts on the table, slots it picks, roles it plays.

    `frames` are those that it puts on the table: its own objects', and those of the names and objects inside it
    (12345热线 is a name of the hotline). `is_verbal` tells that it is or starts with a verb (化解纠纷): a noun before
    it is who did it. `is_domain` tells that it says what is counted, rather than how a passage hangs together;
    `is_body` that it names who does it (行政复议机构) rather than what is counted; `is_opaque` that it explains nothing
    and only keeps the words inside it from being read (市场监管).
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
    audience: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    is_verbal: bool = False
    is_domain: bool = False
    is_body: bool = False
    is_opaque: bool = False
    _meanings: dict[str, Meaning] = field(default_factory=dict, init=False, repr=False, compare=False)

    def meaning(self, unit: str, catalogue: Catalogue) -> Meaning:
        """What the word says of a number of `unit`; `catalogue` is the one that the lexicon was made of.

        It is worked out once, because the same words stand beside most numbers.
        """
        found = self._meanings.get(unit)
        if found is None:
            found = self._meanings[unit] = _meaning(self, unit, catalogue)
        return found


def _meaning(entry: Entry, unit: str, catalogue: Catalogue) -> Meaning:
    names, weak, governs = (catalogue.fitting(ids, unit) for ids in (entry.names, entry.weak, entry.governs))
    slots = tuple((sense, i) for sense in SLOTS for i in catalogue.fitting(getattr(entry, f"{sense}s"), unit))
    defaults = tuple(
        indicator
        for frame in entry.objects
        for indicator in catalogue.fitting(catalogue.default_ids.get(frame, ()), unit)
    )
    return Meaning(
        names, weak, governs, tuple((sense, i) for sense, i in slots if i.frame), frozenset(i.frame for _, i in slots),
        defaults, is_head=bool(entry.objects or names or weak),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries by their word, and the automata that find them.

    There are two, for the words of the catalogue and for the small words of cues.yaml that are no such words, so
    that a small word (县政府) never swallows the start of a word of the catalogue (政府信息).
    `patterns` matches any word of a role, the longest first. `classing` opens a list of classes of what was counted
    before, `period` is a part of the year, `year` is one in figures, `rank` a level of
    jurisdiction, with one group for each from the highest down.
    """

    entries: Mapping[str, Entry]
    domain: WordFinder[Entry]
    roles: WordFinder[Entry]
    patterns: Mapping[str, re.Pattern[str]]
    classing: re.Pattern[str]
    period: re.Pattern[str]
    year: re.Pattern[str]
    rank: re.Pattern[str]


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
        _add(senses, "audience", frame.id, frame.audience)
    for indicator in catalogue.indicators.values():
        for sense in ("names", "kinds", "cues", "hints", "parts", "weak", "governs"):
            _add(senses, sense, indicator.id, getattr(indicator, sense))
        _add(senses, "names", indicator.id, indicator.kinds)
    silent: dict[str, tuple[str, ...]] = {}
    content = read_yaml(path)
    if not isinstance(content, Mapping):
        raise KnowledgeError(f"{path.name}：每行应是 `作用: [词, …]`；请照此改写")
    for role, words in _roles(path.name, content):
        if role in SILENT:
            silent[role] = words
        else:
            _add(senses, "roles", role, words)
    _inherit_cues(senses)
    _inherit_classes(senses, catalogue)
    _inherit_frames(senses, catalogue)
    verbs = tuple(word for word, found in senses.items() if "verb" in found.get("roles", ()))
    bodies = tuple(word for word, found in senses.items() if "agent" in found.get("roles", ()) and len(word) > 1)
    entries = {word: _entry(word, found, (verbs, bodies)) for word, found in senses.items()}
    domain = {word: entry for word, entry in entries.items() if _wins(entry)}
    roles = {word: entry for word, entry in entries.items() if word not in domain}
    spelled = {role: tuple(word for word, entry in entries.items() if role in entry.roles) for role in ROLES}
    patterns = {role: _pattern(words) for role, words in (spelled | silent).items()}
    return Lexicon(entries, WordFinder(domain), WordFinder(roles), patterns, **_expressions(path.name, content))


def _wins(entry: Entry) -> bool:
    """Whether a word goes before the small words: it says what is counted, or keeps a shorter one from saying it."""
    return entry.is_domain or not _LONGER.isdisjoint(entry.roles) or bool(entry.audience)


_LONGER = frozenset({"other", "seat"})
"""Roles of small words that hold words of the catalogue and are read before them: 精简 in 精简至421项."""


def _inherit_cues(senses: dict[str, dict[str, list[str]]]) -> None:
    """A longer word means at least what the one it ends in means: 办理满意率 is a 满意率, 累计办件 means 办件."""
    for word, found in senses.items():
        if not found["cues"] or found["names"] or found["objects"]:
            continue
        tails = (word[start:] for start in range(1, len(word) - 1))
        tail = next((tail for tail in tails if tail in senses and senses[tail]["cues"]), "")
        head = word.removesuffix(tail)
        padded = head in senses and not _SMALL.isdisjoint(senses[head]["roles"])
        if tail and (tail.endswith(_RATE) or padded):
            found["cues"] = list(dict.fromkeys((*found["cues"], *senses[tail]["cues"])))
        if tail and padded:
            found["weak"] = list(dict.fromkeys((*found["weak"], *senses[tail]["weak"])))
        lead = next((word[:end] for end in range(len(word) - 2, 1, -1) if _is_cue(word[:end], senses)), "")
        if lead and word[len(lead) :] in _COUNTED_AS:
            found["cues"] = list(dict.fromkeys((*found["cues"], *senses[lead]["cues"])))


def _inherit_classes(senses: dict[str, dict[str, list[str]]], catalogue: Catalogue) -> None:
    """A name that holds a class of its frame names the class too (一审行政诉讼案件)."""
    classed = tuple(frame for frame in catalogue.frames.values() if frame.classes)
    for word, found in senses.items():
        own = _own_frames(found, catalogue)
        for frame in classed if own else ():
            holds = frame.id in own and any(c in word and c != word for c in frame.classes)
            if holds and frame.id not in found["classes"]:
                found["classes"].append(frame.id)


def _is_cue(word: str, senses: Mapping[str, Mapping[str, list[str]]]) -> bool:
    return word in senses and bool(senses[word].get("cues"))


def _inherit_frames(senses: dict[str, dict[str, list[str]]], catalogue: Catalogue) -> None:
    """A word puts on the table what the names and objects inside it are about, and names the audience in it."""
    own = {word: _own_frames(found, catalogue) for word, found in senses.items()}
    named = {word: tuple(found["audience"]) for word, found in senses.items() if found["audience"]}
    for word, found in senses.items():
        inside = [word[start:end] for start in range(len(word)) for end in range(start + 2, len(word) + 1)]
        frames = dict.fromkeys(frame for part in inside for frame in own.get(part, ()))
        found["audience"] = list(dict.fromkeys(frame for part in inside for frame in named.get(part, ())))
        found["frames"] = list(dict.fromkeys((*own[word], *frames)))


def _own_frames(found: Mapping[str, list[str]], catalogue: Catalogue) -> tuple[str, ...]:
    named = (catalogue.indicators[name].frame for name in found.get("names", ()))
    return tuple(dict.fromkeys((*found.get("objects", ()), *(frame for frame in named if frame))))


def _add(senses: dict[str, dict[str, list[str]]], sense: str, target: str, words: tuple[str, ...]) -> None:
    for word in words:
        if target not in senses[word][sense]:
            senses[word][sense].append(target)


def _roles(name: str, content: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for role, words in content.items():
        if role == "patterns":
            continue
        if role not in ROLES:
            raise KnowledgeError(f"{name}：没有 {role} 这种作用；请用 {'、'.join(ROLES)} 之一")
        nested = isinstance(words, list) and words and isinstance(words[0], list)
        for group in words if nested else [words]:
            yield role, check_words(f"{name}：{role}", group)


def _expressions(name: str, content: Mapping[str, Any]) -> dict[str, re.Pattern[str]]:
    """The patterns by their names; each is an alternation of the expressions listed."""
    entry = check_keys(f"{name}：patterns", content.get("patterns"), PATTERNS)
    compiled: dict[str, re.Pattern[str]] = {}
    for key, listed in entry.items():
        try:
            compiled[key] = re.compile("|".join(check_words(f"{name}：{key}", listed)))
        except re.error as fault:
            raise KnowledgeError(f"{name}：{key} 不是正则表达式（{fault}）；请改正") from fault
    return compiled


def _entry(word: str, found: Mapping[str, list[str]], edges: tuple[tuple[str, ...], tuple[str, ...]]) -> Entry:
    senses = {sense: tuple(found.get(sense, ())) for sense in _SENSES}
    is_domain = any(senses[sense] for sense in _DOMAIN)
    return Entry(
        word, roles=frozenset(found.get("roles", ())), is_verbal=word.startswith(edges[0]), is_domain=is_domain,
        is_body=bool(senses["objects"]) and not senses["names"] and word.endswith(edges[1]),
        is_opaque="opaque" in found.get("roles", ()) and not is_domain, **senses,
    )  # fmt: skip


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) or "(?!)")
