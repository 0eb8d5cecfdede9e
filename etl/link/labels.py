"""What the text calls the thing that a number counts, where no indicator of the catalogue fits it."""

from __future__ import annotations

from etl.knowledge.lexicon import Lexicon
from etl.knowledge.segmenter import Segmenter
from etl.link.zones import Zone

_REACH = 24
"""A label is looked for over at most this many characters on either side of the number."""
_RATE_ENDINGS = ("率", "量", "数", "额")
_BODY_ENDINGS = ("所", "站", "室", "队", "庭", "院", "厅")
"""Ends of a body's name that the tagger takes for small words (司法 + 所)."""
_NOUN = ("n", "vn", "an", "b", "j", "l", "i", "eng", "s", "g")
_LEAD = ("n", "vn", "an", "a", "b", "j", "l", "i", "eng", "s", "g", "v", "f", "m")
_DOING = ("verb", "prep", "total", "each", "part", "compared", "rise", "fall", "share", "own", "to", "from", "plan")


def name_quantity(text: str, zone: Zone, segmenter: Segmenter, lexicon: Lexicon) -> str:
    """The noun phrase before the number, else the one behind it, else an empty text."""
    start, end = zone.span
    before = "".join(text[max(start, end - _REACH) : end].split())
    phrase = _last_phrase(before, segmenter, lexicon)
    if phrase:
        return phrase
    start, end = zone.right_span
    return _first_phrase("".join(text[start : min(end, start + _REACH)].split()), segmenter, lexicon)


def _last_phrase(text: str, segmenter: Segmenter, lexicon: Lexicon) -> str:
    words = list(segmenter.tag(text)) if text else []
    while words and not _is_noun(words[-1]):
        words.pop()
    phrase: list[str] = []
    while words and (
        _is_rate(phrase)
        or (not phrase and len(words) > 1)
        or (words[-1][1].startswith(_LEAD) and not _is_doing(words[-1], lexicon))
    ):
        phrase.insert(0, words.pop()[0])
    return "".join(phrase)


def _is_rate(phrase: list[str]) -> bool:
    """Whether only the ending of a rate was taken so far (公示 + 率): what it is a rate of goes with it."""
    return len(phrase) == 1 and phrase[0] in _RATE_ENDINGS


def _first_phrase(text: str, segmenter: Segmenter, lexicon: Lexicon) -> str:
    phrase: list[str] = []
    ends = 0
    for word in segmenter.tag(text) if text else ():
        if not word[1].startswith(_LEAD) or _is_doing(word, lexicon):
            break
        phrase.append(word[0])
        ends = len(phrase) if _is_noun(word) else ends
    return "".join(phrase[:ends])


def _is_noun(word: tuple[str, str]) -> bool:
    return word[1].startswith(_NOUN) or word[0] in _RATE_ENDINGS or word[0] in _BODY_ENDINGS


def _is_doing(word: tuple[str, str], lexicon: Lexicon) -> bool:
    """Whether a word tells what was done rather than what is counted; a verb used as a noun is none."""
    entry = lexicon.entries.get(word[0])
    roles = entry.roles if entry else frozenset()
    return word[1] != "vn" and any(role in roles for role in _DOING)
