"""Which part of the indicator a number covers, in the report's own words; empty for the whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.link.candidates import Candidate
from etl.link.context import Context
from etl.link.tokens import Token
from etl.link.zones import Span, Zone

_LONGEST = 24
"""A breakdown longer than this many characters is cut: it names a part, it does not tell a story."""
_FIGURES = re.compile(r"[\d.,%/~\-—–—:]+[年月日号]?(?:度)?")
_QUOTES = "“”\"'‘’《》「」『』"
_SMALL = frozenset({"part", "total", "neutral", "verb", "and", "share", "each", "own", "linking", "of", "compared"})


@dataclass(frozen=True, slots=True)
class Part:
    """The words of a part; `by_class` tells a class named in free words from a slot's own part (维持)."""

    words: str
    by_class: bool = False


WHOLE = Part("")


def read_part(text: str, zone: Zone, chosen: Candidate, context: Context) -> Part:
    """The part that a zone names for the chosen indicator, or the whole."""
    indicator = chosen.indicator
    named = _named(zone, chosen)
    if named:
        return named
    within = [frame for frame in indicator.within if (context.presence(frame) or 0) > _MEANT]
    if len(within) == 1:
        return Part(within[0], by_class=True)
    if indicator.is_parted and chosen.kind != "name":
        return Part(modifiers(text, zone, chosen.token) or chosen.token.entry.word)
    if indicator.is_parted or indicator.is_classed:
        words = modifiers(text, zone, chosen.token) or (subject(text, zone, chosen.token) if indicator.is_parted else "")
        if words:
            return Part(words[:_LONGEST], by_class=True)
    if _in_scope(zone, context, chosen):
        return Part(zone_words(text, zone)[:_LONGEST] or chosen.token.entry.word, by_class=True)
    if indicator.is_classed and indicator.frame in context.qualifier:
        return Part(context.qualifier[indicator.frame], by_class=True)
    return WHOLE


_MEANT = 0.0


def _named(zone: Zone, chosen: Candidate) -> Part | None:
    """The part that a word of the catalogue names: a slot's own (维持), a class of the frame (一审), a kind (公职律师)."""
    indicator = chosen.indicator
    tokens = (*zone.left, chosen.token)
    slot = [t.entry.word for t in tokens if indicator.id in t.entry.parts]
    if slot:
        words = dict.fromkeys(slot)
        return Part("、".join(words)) if len(words) == 1 or not indicator.is_classed else WHOLE
    kinds = [t.entry.word for t in tokens if indicator.id in t.entry.kinds]
    classes = [t.entry.word for t in tokens if indicator.frame and indicator.frame in t.entry.classes]
    found = dict.fromkeys((*classes, *kinds))
    if found:
        return Part("、".join(found)[:_LONGEST], by_class=True)
    if indicator.is_parted and chosen.token in zone.left and chosen.kind in ("default", "cue") and indicator.frame:
        objects = [t.entry.word for t in zone.left if indicator.frame in t.entry.objects]
        return Part(objects[-1]) if objects and chosen.kind == "default" else None
    return None


def _in_scope(zone: Zone, context: Context, chosen: Candidate) -> bool:
    """Whether a number behind 其中 is a part of the number before: one of another indicator stands for itself."""
    same = any(chosen.indicator.id in counted.indicators for counted in context.counted[-6:])
    return context.part_scope and same


def modifiers(text: str, zone: Zone, anchor: Token) -> str:
    """The nouns that class what is counted: between the last verb and the anchor, and behind it."""
    if anchor not in zone.left:
        return ""
    verbs = [t.end for t in zone.left if t.has_role("verb") and t.end <= anchor.start]
    start = anchor.end if anchor.has_role("verb") else max(verbs, default=zone.span[0])
    pieces = [(begin, _words(text, zone, (begin, end))) for begin, end in zone.unknown if begin >= start]
    foreign = [(t.start, t.entry.word) for t in zone.left if start <= t.start < anchor.start and _is_foreign(t, anchor)]
    return "".join(words for _, words in sorted((*pieces, *foreign)))


def _is_foreign(token: Token, anchor: Token) -> bool:
    """Whether a word is an object of another frame than the anchor's (政府信息公开 before 行政复议)."""
    return bool(token.entry.objects) and not set(token.entry.objects) & set(anchor.entry.objects)


def subject(text: str, zone: Zone, anchor: Token) -> str:
    """The words before the anchor, bodies among them: 局党组会学法."""
    begin, end = zone.span[0], min(anchor.start, zone.span[1])
    return _strip_small(text, zone, (begin, end))


def free_words(text: str, zone: Zone) -> str:
    """The unexplained words of the left zone that class what is counted; bodies and places are none."""
    return "".join(_words(text, zone, span) for span in zone.unknown)


def _words(text: str, zone: Zone, span: Span) -> str:
    following = next((token for token in zone.left if token.start >= span[1]), None)
    joined = following is not None and following.start == span[1]
    if joined and following is not None and following.entry.roles & {"agent", "place"}:
        return ""
    words = "".join(_FIGURES.sub("", text[span[0] : span[1]].strip(_QUOTES)).split()).strip(_QUOTES)
    classes = joined and following is not None and following.has_role("kind")
    return words if len(words) >= 2 or (words and classes) else ""


def zone_words(text: str, zone: Zone) -> str:
    """The left zone without the small words at its ends, or as it stands where it has no others."""
    words = _strip_small(text, zone, zone.span)
    return words or clean(text, zone.span)


def _strip_small(text: str, zone: Zone, span: Span) -> str:
    tokens = [t for t in zone.left if span[0] <= t.start and t.end <= span[1]]
    start, end = span
    while tokens and not text[start : tokens[0].start].strip() and _is_small(tokens[0]):
        start = tokens.pop(0).end
    while tokens and not text[tokens[-1].end : end].strip() and _is_small(tokens[-1]):
        end = tokens.pop().start
    return _FIGURES.sub("", clean(text, (start, end)))


def _is_small(token: Token) -> bool:
    return bool(token.entry.roles & _SMALL) and not token.entry.is_domain


def clean(text: str, span: Span) -> str:
    """A name of a list as it is shown: without white space and quotes."""
    return "".join(text[span[0] : span[1]].split()).strip("、,，:：" + _QUOTES)
