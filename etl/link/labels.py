"""What the text calls the thing that a number counts, where no indicator of the catalogue fits it.

The head of a Chinese noun phrase stands last, right before the number or its 达到; what was done to it stands in front.
"""

from __future__ import annotations

import re

from etl.knowledge.lexicon import Lexicon
from etl.knowledge.segmenter import Segmenter
from etl.link.zones import Zone

_REACH = 24
"""A label is looked for over at most this many characters on either side of the number."""
_QUOTED = re.compile(r"[“\"‘]([^“”\"‘’、，,0-9]{3,12})[”\"’]$")
_MARKS = re.compile(r"[“”\"‘’]|[(（][^()（）]{0,12}[)）]")
_NOUN = ("n", "vn", "an", "b", "j", "l", "i", "eng", "s", "g")
_LEAD = (*_NOUN, "a", "v", "f", "m")
_SMALL = ("prep", "total", "each", "part", "compared", "share", "own", "to", "from", "whole_year")
_DOING = ("verb", "rise", "fall", "plan", *_SMALL)

Word = tuple[str, str]


def name_quantity(text: str, zone: Zone, segmenter: Segmenter, lexicon: Lexicon) -> str:
    """The noun phrase before the number, else the one behind it, else an empty text."""
    start, end = zone.span
    before = "".join(text[max(start, end - _REACH) : end].split())
    quoted = _QUOTED.search(before)
    if quoted:
        return quoted.group(1)
    phrase = _last_phrase(_MARKS.sub("", before), segmenter, lexicon)
    if phrase:
        return phrase
    start, end = zone.right_span
    return _first_phrase("".join(text[start : min(end, start + _REACH)].split()), segmenter, lexicon)


def _last_phrase(text: str, segmenter: Segmenter, lexicon: Lexicon) -> str:
    words = list(segmenter.tag(text)) if text else []
    while words and (not _ends_noun(words, segmenter) or _plays(words[-1][0], _SMALL, lexicon)):
        last, tag = words.pop()
        if len(last) == 1 and tag == "v" and words and words[-1][1].startswith("v") and len(words[-1][0]) > 1:
            words.pop()  # 发展 + 到
    phrase: list[Word] = []
    while words and (
        _wants_more(phrase, segmenter) or words[-1][0] in segmenter.endings or _goes_before(words[-1], lexicon)
    ):
        phrase.insert(0, words.pop())
    return "".join(word for word, _ in _without_verbs(phrase, lexicon))


def _ends_noun(words: list[Word], segmenter: Segmenter) -> bool:
    """Whether the last word may end a noun phrase: a noun, or an ending (点) behind another word."""
    word, _ = words[-1]
    return _is_noun(words[-1], segmenter) or (word in segmenter.endings and len(words) > 1)


def _wants_more(phrase: list[Word], segmenter: Segmenter) -> bool:
    """Whether only an ending was taken so far (率, 点): what it belongs to goes with it."""
    return not phrase or (len(phrase) == 1 and phrase[0][0] in (*segmenter.rates, *segmenter.endings))


def _goes_before(word: Word, lexicon: Lexicon) -> bool:
    """Whether a word belongs to the phrase behind it."""
    return word[1].startswith(_LEAD) and not _is_doing(word, lexicon)


def _without_verbs(phrase: list[Word], lexicon: Lexicon) -> list[Word]:
    """The phrase without the verb that governs it: 聘任 + 法治副校长, 排查 + 出租房屋."""
    rest = phrase
    word, tag = rest[0] if len(rest) > 1 else ("", "")
    if len(word) > 1 and (tag == "v" or (tag == "vn" and _plays(word, _DOING, lexicon))):
        rest = rest[1:]
    while len(rest) > 1 and rest[0][1].startswith("m"):
        rest = rest[1:]
    return rest


def _first_phrase(text: str, segmenter: Segmenter, lexicon: Lexicon) -> str:
    phrase: list[str] = []
    ends = 0
    for word in segmenter.tag(text) if text else ():
        if not word[1].startswith(_LEAD) or _is_doing(word, lexicon):
            break
        phrase.append(word[0])
        ends = len(phrase) if _is_noun(word, segmenter) else ends
    return "".join(phrase[:ends])


def _is_noun(word: Word, segmenter: Segmenter) -> bool:
    return word[1].startswith(_NOUN) or word[0] in segmenter.rates


def _plays(word: str, roles: tuple[str, ...], lexicon: Lexicon) -> bool:
    entry = lexicon.entries.get(word)
    return entry is not None and not entry.roles.isdisjoint(roles)


def _is_doing(word: Word, lexicon: Lexicon) -> bool:
    """Whether a word tells what was done rather than what is counted; a verb used as a noun is none."""
    return _plays(word[0], _SMALL, lexicon) or (word[1] not in ("vn", "n") and _plays(word[0], _DOING, lexicon))
