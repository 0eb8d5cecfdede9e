"""A number without words of its own for what it counts -> what the number before counted."""

from __future__ import annotations

from etl.knowledge.catalogue import Catalogue
from etl.link.breakdowns import (
    WHOLE,
    Part,
    clean,
    free_words,
    names_place,
    names_rest,
    without_figures,
    zone_words,
)  # fmt: skip
from etl.link.candidates import Candidate
from etl.link.context import Context, Counted
from etl.link.decision import INHERITED, Decision, Sight
from etl.link.measures import Stated
from etl.link.standing import SET_BESIDE, names_class
from etl.link.tokens import Token
from etl.link.zones import Zone

_RUN = 4
"""Numbers back in which a list of classes shows itself as one."""
_TELLING = 10
"""Smaller numbers are the same by chance."""
_SEPARATORS = frozenset("、,，;；")
_NO_CLASS = frozenset({"verb", "own", "prep"})


def inherit(sight: Sight, stated: Stated) -> tuple[Decision, ...]:
    """A number without words of its own for what it counts takes over what the number before counted."""
    last = sight.headline
    zone = sight.zone
    if last is None or not last.indicators:
        return ()
    if zone.has_role("anaphor"):
        part = Part(last.breakdown, last.by_class)
        return tuple(Decision(name, last.frame, part, "level", 1, 3.0, "anaphor") for name in last.indicators)
    if _names_own_rate(zone):
        return ()
    free = free_words(sight.text, zone)
    if free and _counted_other_since(sight, last):
        return ()
    listed = _is_listed(zone, sight.context, last)
    prenominal = zone.span[0] == zone.span[1] and sight.has_noun_behind
    elsewhere = last.sentence != sight.context.sentence and not zone.has_role("counted")
    foreign = free or prenominal or _has_own_noun(zone) or elsewhere
    words = tuple(t for t in _without_verb(sight) if not names_class(zone, t, right=False))
    other = _names_other(words, zone.quantity.unit, last, sight.catalogue)
    if (last is not sight.divided and other) or (foreign and not listed):
        return ()
    part = _part(sight, last, listed, free)
    score = INHERITED + (0.4 if listed else 0.0)
    return tuple(Decision(name, last.frame, part, "level", stated.sign, score, "inherited") for name in last.indicators)


def _counted_other_since(sight: Sight, last: Counted) -> bool:
    """Whether the sentence has told of something else since: 办理案件48万件,惠及农民工53万人次 is no consultation."""
    between = sight.context.last
    if between is None or between is last or last is sight.divided or sight.zone.has_role("part"):
        return False
    people = sight.catalogue.people
    if between.sentence == sight.context.sentence and (sight.zone.quantity.unit in people) > (between.unit in people):
        # persons are those of the thing counted right before
        return between.measure == "level"
    return between.sentence == sight.context.sentence and between.indicators not in ((), last.indicators)


def restate(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """A number that opens a clause and stands there already is said once more: 203件中,红塔区主办27件."""
    zone = sight.zone
    quantity = zone.quantity
    if zone.left or zone.unknown or zone.is_cell or not quantity.unit or quantity.value < _TELLING:
        return ()
    if quantity.dimension == "percent":
        return ()
    if zone.before == "、" or any(c.kind == "name" for c in chosen):
        return ()
    same = (
        c for c in sight.context.recent()
        if c.value == quantity.value and c.unit == quantity.unit and c.measure == "level" and c.indicators
    )  # fmt: skip
    told = next(same, None)
    if told is None or any(c.indicator.frame != told.frame for c in chosen):
        return ()
    part = Part(told.breakdown, told.by_class)
    return tuple(Decision(name, told.frame, part, "level", stated.sign, 3.0, "restated") for name in told.indicators)


def _part(sight: Sight, last: Counted, listed: bool, free: str) -> Part:
    """The part that the zone's own words name, else that of the number before; a place names none."""
    zone = sight.zone
    classes = [t.entry.word for t in zone.left if last.frame in t.entry.classes]
    if classes:
        return Part("、".join(classes), by_class=True)
    if names_place(sight.text, zone):
        # 一审应诉893件,其中温岭市204件: a place's share of a class is of that class
        divides = zone.has_role("part") or sight.context.part_scope
        return Part(last.breakdown, last.by_class) if divides else WHOLE
    if zone.has_role("total") and not (zone.has_role("part") or zone.has_role("agent") or free):
        return WHOLE
    place = zone.has_role("place") and not free and not names_rest(sight.text, zone)
    earlier = not zone.roles.isdisjoint(SET_BESIDE) and not free
    if zone.has_role("part") or (listed and not place and not earlier) or free:
        words = without_figures(zone_words(sight.text, zone) or clean(sight.text, zone.right_span))
        return Part(words, by_class=True) if len(words) > 1 else Part(last.breakdown, last.by_class)
    return WHOLE if place else Part(last.breakdown, last.by_class)


def _names_other(words: tuple[Token, ...], unit: str, last: Counted, catalogue: Catalogue) -> bool:
    """Whether some words are of the catalogue, yet not of the frame or indicator of the number before."""
    for token in words:
        entry = token.entry
        slots = (*entry.names, *entry.cues, *entry.hints, *entry.parts, *entry.weak)
        if last.frame in entry.classes:
            continue
        if any(catalogue.frames[frame].is_outside for frame in entry.objects):
            return True
        defaults = (i for frame in entry.objects for i in catalogue.defaults.get(frame, ()))
        countable = any(unit in indicator.units for indicator in defaults)
        if token.has_role("other") or (countable and last.frame not in entry.objects):
            return True
        if entry.names and not set(last.indicators) & set(slots) and last.frame not in _frames(slots, catalogue):
            return True
        slots = tuple(name for name in slots if unit in catalogue.indicators[name].units)
        if slots and last.frame not in _frames(slots, catalogue) and not set(last.indicators) & set(slots):
            return True
    return False


def _frames(names: tuple[str, ...], catalogue: Catalogue) -> set[str]:
    return {catalogue.indicators[name].frame for name in names}


def _without_verb(sight: Sight) -> tuple[Token, ...]:
    """The words of the zone without its verb, where it has one that says only what was done: 白朗县举办9期."""
    left = sight.zone.left
    verbs = [t for t in left if t.has_role("verb") and not (t.entry.names or t.entry.objects or t.entry.weak)]
    keep = sight.zone.is_cell or len(verbs) != 1 or sight.has_noun_behind
    return left if keep else tuple(t for t in left if t is not verbs[0])


def _names_own_rate(zone: Zone) -> bool:
    """Whether a rate that the catalogue has no word for stands before the number: 胜诉率94.7%."""
    if zone.quantity.dimension != "percent":
        return False
    named = (t for t in reversed(zone.left) if t.entry.is_domain or t.entry.word == "率")
    last = next(named, None)
    if last is None or last.entry.word != "率":
        return False
    return any(t.end == last.start and t.entry.is_domain for t in zone.left) or any(
        end == last.start for _, end in zone.unknown
    )


def _has_own_noun(zone: Zone) -> bool:
    """Whether words stand there that say what else is counted: a general noun, or a body that is no place."""
    return zone.has_role("noun") or zone.has_role("agent")


def _is_listed(zone: Zone, context: Context, last: Counted) -> bool:
    """Whether the number stands in a list with the one before: 其中, an enumeration, a bracket, a named class."""
    classes = ("kind", "place", "township", "period", "level")
    kinds = [
        token
        for token in zone.left
        if any(token.has_role(role) for role in classes) or last.frame in token.entry.classes
    ]
    if zone.is_cell:
        return zone.has_role("part") or bool(kinds)
    same = last.position == zone.position - 1 and bool(last.breakdown) and last.by_class
    goes_on = same and zone.before == "、" and bool(zone.left) and zone.left[-1].has_role("counted")
    if goes_on:
        return True
    if _goes_on_in_classes(zone, context):
        return True
    bracketed = zone.before in ("(", "（") or (zone.depth > 0 and zone.before == "、")
    return bool(zone.is_item or context.part_scope or bracketed or zone.has_role("part") or kinds)


def _goes_on_in_classes(zone: Zone, context: Context) -> bool:
    """Whether a list of classes goes on in free words: 微信公众号13.8万件,占14%;手机客户端6.3万件,其他5.1万件."""
    here = [c for c in context.counted[-_RUN:] if c.sentence == context.sentence]
    levels = [c for c in here if c.measure == "level"]
    if not zone.unknown or not levels or zone.before not in _SEPARATORS:
        return False
    if any(t.entry.is_domain or t.entry.roles & _NO_CLASS for t in zone.left):
        return False
    run = levels[-2:] if here[-1].measure == "level" else levels[-1:]
    same = all(c.breakdown and c.indicators == levels[-1].indicators for c in run)
    shared = here[-1].measure == "share" and levels[-1].by_class
    return same and levels[-1].unit == zone.quantity.unit and (len(run) > 1 or shared)
