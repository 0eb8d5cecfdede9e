"""Which part of the indicator a number covers, in the report's own words; empty for the whole."""

from __future__ import annotations

from dataclasses import dataclass

from etl.link.candidates import Candidate
from etl.link.context import Context
from etl.link.zones import Span, Zone

_LONGEST = 24
"""A breakdown longer than this many characters is cut: it names a part, it does not tell a story."""


@dataclass(frozen=True, slots=True)
class Part:
    """The words of a part; `by_class` tells a class named in free words from a slot's own part (维持)."""

    words: str
    by_class: bool = False


WHOLE = Part("")


def read_part(text: str, zone: Zone, chosen: Candidate, context: Context) -> Part:
    """The part that a zone names for the chosen indicator, or the whole."""
    indicator = chosen.indicator
    slot = [token.entry.word for token in zone.left if indicator.id in token.entry.parts]
    if slot:
        return Part("、".join(dict.fromkeys(slot)))
    classes = [token.entry.word for token in zone.left if indicator.frame in token.entry.classes]
    if classes:
        return Part("、".join(dict.fromkeys(classes)), by_class=True)
    if indicator.is_parted:
        return Part(chosen.token.entry.word)
    free = free_words(text, zone, chosen.token.end)
    if free:
        return Part(free[:_LONGEST], by_class=True)
    if zone.has_role("part") or _in_scope(zone, context, chosen):
        return Part(zone_words(text, zone)[:_LONGEST] or chosen.token.entry.word, by_class=True)
    if chosen.in_context and indicator.frame in context.qualifier:
        return Part(context.qualifier[indicator.frame], by_class=True)
    return WHOLE


def _in_scope(zone: Zone, context: Context, chosen: Candidate) -> bool:
    last = context.last
    same = last is not None and chosen.indicator.id in last.indicators
    return context.part_scope and same and zone.before in ("、", ",", "，")


def free_words(text: str, zone: Zone, place: int) -> str:
    """The unexplained words of the left zone that class what is counted; bodies and places are none."""
    kept: list[str] = []
    for start, end in zone.unknown:
        following = next((token for token in zone.left if token.start >= end), None)
        joined = following is not None and following.start == end
        if joined and following is not None and _names_body(following.entry.roles):
            continue
        words = text[start:end].strip("“”\"'‘’《》")
        if len(words) >= 2 or (joined and following is not None and following.has_role("kind")):
            kept.append("".join(words.split()))
    return "".join(kept)


def _names_body(roles: frozenset[str]) -> bool:
    return bool(roles & {"agent", "place"})


def zone_words(text: str, zone: Zone) -> str:
    """The left zone without the small words at its ends."""
    skipped = ("part", "total", "neutral", "and", "share", "each")
    tokens = list(zone.left)
    start, end = zone.span
    while tokens and tokens[0].start <= start and tokens[0].entry.roles & set(skipped) and not tokens[0].entry.is_domain:
        start = tokens.pop(0).end
    while tokens and tokens[-1].end >= end and tokens[-1].entry.roles & set(skipped) and not tokens[-1].entry.is_domain:
        end = tokens.pop().start
    return "".join(text[start:end].split()).strip("“”、,，")


def clean(text: str, span: Span) -> str:
    """A name of a list as it is shown: without white space and quotes."""
    return "".join(text[span[0] : span[1]].split()).strip("“”、,，")
