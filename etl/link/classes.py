"""A number without a noun of its own -> a class of what was counted before, named in words that no indicator has."""

from __future__ import annotations

from etl.link.breakdowns import WHOLE, Part, names_place, zone_words
from etl.link.candidates import Candidate
from etl.link.context import Counted
from etl.link.decision import INHERITED, Decision, Sight
from etl.link.measures import Stated


def class_among(sight: Sight, stated: Stated) -> tuple[Decision, ...]:
    """What stands behind 其中 in words that no indicator has: a part of the number before, 其中网上申请203件."""
    zone = sight.zone
    last = sight.headline if zone.has_role("part") and zone.quantity.unit and not zone.is_cell else None
    here = last is not None and last.sentence == sight.context.sentence
    if last is None or not here or not last.indicators or last.unit != zone.quantity.unit:
        return ()
    named = zone.unknown or any(t.entry.objects or t.entry.names or t.has_role("kind") for t in zone.left)
    words = zone_words(sight.text, zone)[-24:] if named else next(t.entry.word for t in zone.left if t.has_role("part"))
    part = WHOLE if names_place(zone) else Part(words, by_class=True)
    return _as_class(last, part, stated)


def elliptic_class(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """A class of what was counted before, without its noun: 被申请人为县级政府的211宗; 涉及行政处罚780宗."""
    zone = sight.zone
    by_field = sight.context.classing and bool(zone.quantity.unit)
    if zone.is_cell or zone.right or not (zone.left or (by_field and zone.unknown)):
        return ()
    ends = bool(zone.left) and zone.left[-1].has_role("of") and zone.left[-1].end == zone.span[1]
    opens = bool(zone.left) and zone.left[0].has_role("involves") and zone.left[0].start == zone.span[0]
    last = sight.headline if ends or opens or by_field else None
    if last is None or not last.indicators or not last.unit or last.unit != zone.quantity.unit:
        return ()
    if any(c.kind == "name" and c.indicator.within and c.indicator.id not in last.indicators for c in chosen):
        return ()
    if ends and not by_field and any(c.kind == "name" or c.indicator.id not in last.indicators for c in chosen):
        return ()
    words = zone_words(sight.text, zone).removesuffix("的")
    part = Part(words[-24:], by_class=True)
    return _as_class(last, part, stated)


def _as_class(last: Counted, part: Part, stated: Stated) -> tuple[Decision, ...]:
    return tuple(Decision(name, last.frame, part, "level", stated.sign, INHERITED, "class") for name in last.indicators)
