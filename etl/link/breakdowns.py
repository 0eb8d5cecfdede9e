"""Which part of the indicator a number covers, in the report's own words; empty for the whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from etl.link.candidates import Candidate
from etl.link.context import Context, Qualifier
from etl.link.tokens import Span, Token
from etl.link.zones import Zone

LONGEST = 24
"""A breakdown longer than this many characters is cut: it names a part, it does not tell a story."""
_FIGURES = re.compile(r"[\d.,%/~\-—–—:]+[年月日号]?(?:度)?|[一二三四五六七八九十百零]+(?:届|次(?:会议|全会)?|类)")
_OPENED_BEFORE = re.compile(r"^[^(（【\[]*[)）】\]]")
"""Up to a bracket that closes what opened in front of the words."""
_ABOUT = "涉"
_COUNTED = ("count", "amount")
_ALL_ACTIONS = 3
_DISPUTES = "disputes"
"""The theme whose cases a report on another subject tells of only where they are about it."""
_SHORTEST_PLACE = 2
"""Characters of the shortest name in front of 县, 市 …"""
_REST = frozenset({"其余", "其他", "其它", "余下"})
_ALL_OF_THEM = frozenset("两三四五各")
"""市、区两级 names both levels, so it classes nothing."""
_QUOTES = "“”\"'‘’《》「」『』"
_LEVELS = frozenset({"own", "level", "place"})
_SMALL = frozenset(
    {"part", "total", "neutral", "verb", "and", "share", "each", "own", "linking", "of", "compared", "against",
     "earlier"}
)  # fmt: skip


class Part(NamedTuple):
    """The words of a part; `by_class` tells a class named in free words from a slot's own part (维持)."""

    words: str
    by_class: bool = False


WHOLE = Part("")


def read_part(text: str, zone: Zone, chosen: Candidate, context: Context) -> Part:
    """The part that a zone names for the chosen indicator, or the whole."""
    indicator = chosen.indicator
    seat = _seat(text, zone)
    if seat:
        return Part(seat)
    if chosen.kind in ("governed", "listed"):
        return Part(zone_words(text, zone)[:LONGEST], by_class=True)
    named = _named(zone, chosen)
    if named:
        return named
    within = _thing_within(zone, chosen, context) if indicator.within else None
    if within is not None:
        return Part(within, by_class=True)
    if indicator.is_parted and chosen.kind != "name":
        return Part(modifiers(text, zone, chosen) or chosen.token.entry.word)
    if indicator.is_parted or indicator.is_classed:
        words = modifiers(text, zone, chosen) or (subject(text, zone, chosen.token) if indicator.is_parted else "")
        if words and not _is_own_field(words, context.office):
            return Part(words[:LONGEST], by_class=True)
    kind = _kind_words(text, zone, chosen)
    if kind and not _is_own_field(kind, context.office):
        return Part(kind[-LONGEST:], by_class=True)
    if _in_scope(zone, context, chosen) and not names_place(text, zone):
        return Part(zone_words(text, zone)[:LONGEST] or chosen.token.entry.word, by_class=True)
    held = context.qualifier.get(indicator.frame)
    if held and held.words and indicator.is_classed and not _is_over(held, context, chosen):
        restated = zone.before != "、" and any(held.frame in t.entry.objects for t in zone.left)
        if not (restated and held.frame == indicator.frame):
            return Part(held.words, by_class=True)
    if _goes_beside(zone, chosen, context):
        return Part(chosen.token.entry.word)
    if context.lent and indicator.theme == _DISPUTES:
        return Part(context.lent, by_class=True)
    if indicator.is_by_body and context.body:
        return Part(context.body, by_class=True)
    return WHOLE


def _goes_beside(zone: Zone, chosen: Candidate, context: Context) -> bool:
    """Whether an outcome (办结) is that of a total told in a sentence before: the indicator has one account."""
    indicator, quantity = chosen.indicator, zone.quantity
    if chosen.token.entry.word not in indicator.exclusive or not indicator.is_default:
        return False
    if zone.has_role("own") or zone.has_role("place"):
        return False
    wholes = (c for c in context.recent() if indicator.id in c.indicators and not c.breakdown and c.measure == "level")
    told = next(wholes, None)
    return told is not None and told.unit == quantity.unit and told.value >= quantity.value


def _is_over(held: Qualifier, context: Context, chosen: Candidate) -> bool:
    """Whether a class of a list says nothing any more: it holds for the rates right behind its number alone."""
    last = context.last
    return held.of_list and (chosen.indicator.kind in _COUNTED or last is None or last.breakdown != held.words)


def _is_own_field(words: str, office: str) -> bool:
    """Whether a class is all that the office of the report deals with: 涉税诉讼 of a 税务局."""
    return bool(office) and words.removeprefix(_ABOUT) in office


def _seat(text: str, zone: Zone) -> str:
    """The seat or level that did it, empty where it stands for all of them: 区、镇街两级, 县政府及各乡镇（街道）."""
    seats = [token for token in zone.left if token.has_role("seat")] if zone.has_role("seat") else []
    if not seats:
        return ""
    last = seats[-1]
    joined = any(t.end == last.start and t.has_role("and") for t in zone.left)
    beside = joined and any(t.end <= last.start and t.entry.roles & _LEVELS for t in zone.left)
    all_levels = text[last.end] in _ALL_OF_THEM and text.startswith("级", last.end + 1)
    return "" if beside or all_levels else last.entry.word


def _thing_within(zone: Zone, chosen: Candidate, context: Context) -> str | None:
    """The word for the one thing that an outcome happened to: named behind it, else far more present than others."""
    within = chosen.indicator.within
    objects = {f for token in zone.left if token.start >= chosen.token.end for f in token.entry.objects}
    own = [word for frame, word in within if frame in objects]
    if not own:
        # 建议A类18件: a general word in front of the outcome tells too
        words = (*zone.near_lead, *zone.left)
        before = [token.entry.word for token in words if token.entry.hints and token.end <= chosen.token.start]
        own = [word for _, word in within if before and word.endswith(before[-1])]
    last = context.last
    if not own and zone.before == "、" and last is not None:
        own = [word for _, word in within if word == last.breakdown]
    if len(own) == 1:
        return own[0]
    meant = sorted(((context.presence(f) or 0.0, word) for f, word in within), reverse=True)
    if context.joint is not None and not any(context.was_mentioned_here(frame) for frame, _ in within):
        return None
    return meant[0][1] if len(meant) > 1 and meant[0][0] > max(meant[1][0], 0.0) + _MEANT else None


def _kind_words(text: str, zone: Zone, chosen: Candidate) -> str:
    """The words that class what is counted: up to 方面, 领域 … in front of it, or from 重点, 涉企 … on."""
    anchor = chosen.token
    if anchor not in zone.left or chosen.indicator.kind not in _COUNTED:
        return ""
    if zone.has_role("field") and (chosen.indicator.is_classed or chosen.indicator.is_default):
        fields = [t for t in zone.left if t.end <= anchor.start and t.has_role("field")]
        if fields and text[fields[-1].start - 1] not in _ALL_OF_THEM:
            return clean(text, (_phrase_start(zone, fields[-1]), fields[-1].end))
    return zone.focus


_MEANT = 0.05
"""How much more present than the others the one frame must be that a part is named after."""


def _named(zone: Zone, chosen: Candidate) -> Part | None:
    """The part that a word of the catalogue names: a slot's own (维持), a class (一审), a kind (公职律师)."""
    indicator = chosen.indicator
    tokens = (*zone.left, *[t for t in zone.right if t.end <= chosen.token.start], chosen.token)
    slot = [t.entry.word for t in tokens if indicator.id in t.entry.parts]
    if slot:
        if _names_all(tokens, indicator.id):
            return WHOLE
        words = list(dict.fromkeys(slot))
        several = len(words) > 1 or any(_stands_beside(t, tokens, indicator.id) for t in tokens)
        listed = several and any(t.has_role("and") for t in tokens)
        return WHOLE if listed and indicator.is_classed else Part("、".join(words) if listed else words[-1])
    kinds = [t.entry.word for t in tokens if indicator.id in t.entry.kinds]
    classes = [t.entry.word for t in tokens if indicator.frame and indicator.frame in t.entry.classes]
    found = dict.fromkeys((*classes, *kinds))
    if found:
        return Part("、".join(found)[:LONGEST], by_class=True)
    if indicator.is_parted and chosen.token in zone.left and chosen.kind in ("default", "cue") and indicator.frame:
        objects = [t.entry.word for t in zone.left if indicator.frame in t.entry.objects]
        return Part(objects[-1]) if objects and chosen.kind == "default" else None
    return None


def _names_all(tokens: Sequence[Token], indicator: str) -> bool:
    """Whether so many actions stand side by side that the number is their sum: 制定、修改、废止政府规章6件."""
    parts = [t for t in tokens if indicator in t.entry.parts]
    first, last = tokens.index(parts[0]), tokens.index(parts[-1])
    run = tokens[first : last + 1]
    verbs = any(t.has_role("verb") for t in parts)
    alone = all(t in parts or t.has_role("and") for t in run)
    return verbs and alone and len({t.entry.word for t in parts}) >= _ALL_ACTIONS


def _stands_beside(token: Token, tokens: Sequence[Token], indicator: str) -> bool:
    """Whether a word that picks the indicator is joined to the next one: 撤销、变更、确认违法及责令履行49件."""
    picks = indicator in token.entry.cues and indicator not in token.entry.parts
    return picks and any(t.start == token.end and t.has_role("and") for t in tokens)


def _in_scope(zone: Zone, context: Context, chosen: Candidate) -> bool:
    """Whether a number behind 其中 is a part of the number before: one of another indicator stands for itself."""
    return context.part_scope and any(chosen.indicator.id in counted.indicators for counted in context.counted[-6:])


def modifiers(text: str, zone: Zone, chosen: Candidate) -> str:
    """The nouns that class what is counted: between the last verb and the anchor, and behind it."""
    anchor = chosen.token
    if anchor not in zone.left or (anchor.entry.is_verbal and _names_objects(text, zone, chosen)):
        return ""
    start = anchor.end if anchor.entry.is_verbal else _phrase_start(zone, anchor)
    pieces = [(begin, _words(text, zone, (begin, end))) for begin, end in zone.unknown if begin >= start]
    foreign = [(t.start, t.entry.word) for t in zone.left if t.start >= start and _is_foreign(t, zone, chosen)]
    joints = {t.start for t in zone.left if t.has_role("and")}
    if chosen.kind == "governs" and len(foreign) > 1:
        return clean(text, (foreign[0][0], foreign[-1][0] + len(foreign[-1][1])))
    if any(begin + len(word) in joints for begin, word in foreign):
        foreign = []
    if len(foreign) > 1 and not pieces:
        return ""
    return "".join(words for _, words in sorted((*pieces, *foreign)))


def _names_objects(text: str, zone: Zone, chosen: Candidate) -> bool:
    """Whether what stands behind the verb is what it was done to; in quotes it is a class all the same (“三小”场所)."""
    quoted = any(sign in text[chosen.token.end : zone.span[1]] for sign in _QUOTES)
    return chosen.indicator.counts_objects and not quoted


def _phrase_start(zone: Zone, anchor: Token) -> int:
    """Behind the last verb or preposition before the anchor; a verb before a class word is none (建设方面)."""
    start = zone.span[0]
    for token, following in zip(zone.left, (*zone.left[1:], None), strict=True):
        opens = token.has_role("verb") or token.has_role("prep")
        classes = following is not None and following.start == token.end and following.has_role("kind")
        if opens and not classes and token.end <= anchor.start:
            start = token.end
    return start


def _is_foreign(token: Token, zone: Zone, chosen: Candidate) -> bool:
    """Whether a word is an object of another frame than the one counted (政府信息公开 before 行政复议)."""
    if token is chosen.token or any(t.start == token.end and t.has_role("agent") for t in zone.left):
        return False
    if chosen.kind == "governs":
        return bool(token.entry.names or token.entry.objects) and chosen.indicator.id not in token.entry.names
    own = {chosen.indicator.frame, *chosen.partners, *chosen.token.entry.objects}
    return token.start < chosen.token.start and bool(token.entry.objects) and not set(token.entry.objects) & own


def subject(text: str, zone: Zone, anchor: Token) -> str:
    """The words before the anchor, bodies among them: 局党组会学法."""
    begin, end = zone.span[0], min(anchor.start, zone.span[1])
    return _strip_small(text, zone, (begin, end))


def names_place(text: str, zone: Zone) -> bool:
    """Whether all that the zone names is a place (其中都匀市): the number speaks for it, and for the whole of it."""
    if len(zone.unknown) != 1:
        return False
    start, end = zone.unknown[0]
    if names_rest(text, zone):
        return False
    first = next((t for t in zone.left if t.end == start and t.end - t.start == 1), None)
    # a name may begin like a small word: 中宁县, 上党区
    start = first.start if first is not None and not first.has_role("and") else start
    opening = [t for t in zone.left if t.end <= start]
    following = [t for t in zone.left if t.start >= end]
    edges = [end, *(t.end for t in following)]
    return (
        all(t.has_role("part") for t in opening)
        and bool(following)
        and following[-1].has_role("place")
        and following[-1].start - start >= _SHORTEST_PLACE
        and all(t.has_role("place") or t.has_role("township") for t in following)
        and all(t.start == edge for t, edge in zip(following, edges, strict=False))
    )


def names_rest(text: str, zone: Zone) -> bool:
    """Whether a number is that of all others: 其余县（区）353宗."""
    return any(text[start:end] in _REST for start, end in zone.unknown)


def free_words(text: str, zone: Zone) -> str:
    """The unexplained words of the left zone that class what is counted; bodies and places are none."""
    return "".join(_words(text, zone, span) for span in zone.unknown)


def _words(text: str, zone: Zone, span: Span) -> str:
    following = next((token for token in zone.left if token.start >= span[1]), None)
    joined = following is not None and following.start == span[1]
    if joined and following is not None and following.entry.roles & {"agent", "place"}:
        return ""
    words = "".join(_FIGURES.sub("", text[span[0] : span[1]].strip(_QUOTES)).split()).strip(_QUOTES)
    classes = joined and following is not None and following.has_role("kind") and words not in _ALL_OF_THEM
    return words if len(words) >= 2 or (words and classes) else ""


def zone_words(text: str, zone: Zone, start: int | None = None) -> str:
    """The left zone from a place on without the small words at its ends, or as it stands where it has no others."""
    span = zone.span if start is None else (start, zone.span[1])
    return _strip_small(text, zone, span) or clean(text, span)


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


def without_figures(words: str) -> str:
    """Words without the years, dates and ordinals among them."""
    return _FIGURES.sub("", words)


def clean(text: str, span: Span) -> str:
    """A name of a list as it is shown: without white space, quotes, and the number or heading before it (二)."""
    words = _OPENED_BEFORE.sub("", "".join(text[span[0] : span[1]].split()))
    return words.strip("、,，:：" + _QUOTES)
