"""What a number takes of the words of the numbers right beside it, in whose list or phrase it stands."""

from __future__ import annotations

from dataclasses import replace

from etl.link.decision import Decision, Sight
from etl.link.zones import Zone

_LEVEL = 6
"""Characters of the longest class that stands between a number and the next one, whose noun it shares."""


def number_before(zone: Zone, zones: tuple[Zone, ...]) -> Zone | None:
    """The number before one of a sentence, None for the first."""
    return zones[zone.position - zones[0].position - 1] if zone.position > zones[0].position else None


def with_neighbours(sight: Sight, zones: tuple[Zone, ...]) -> Zone:
    """A number that stands right behind another (轮训2期180余人; 举办58期、1.2万人次) shares its words."""
    if sight.zone.is_cell:
        return sight.zone
    zone = _with_noun_of_next(sight, zones)
    before = number_before(zone, zones)
    if before is None:
        return zone
    gap = sight.text[before.quantity.end : zone.quantity.start]
    people = sight.catalogue.people
    came = (zone.quantity.unit in people) > (before.quantity.unit in people)
    alone = not (zone.left or zone.unknown or zone.right)
    if gap and not (came and gap.strip() in ("、，," if alone else "、")):
        return zone
    return replace(zone, left=before.left, unknown=before.unknown, before=before.before)


def _with_noun_of_next(sight: Sight, zones: tuple[Zone, ...]) -> Zone:
    """A number with a class alone behind it shares the noun of the next one: 5个国家级、27个省级示范村."""
    zone = sight.zone
    place = zone.position - zones[0].position + 1
    following = zones[place] if place < len(zones) else None
    if following is None or zone.quantity.unit != following.quantity.unit or not zone.quantity.unit:
        return zone
    gap = sight.text[zone.quantity.end : following.quantity.start]
    words = gap.removesuffix("、")
    is_class = 2 <= len(words) <= _LEVEL and words != gap and not any(t.entry.is_domain for t in zone.right)
    named = any(t.entry.is_domain for t in (*zone.left, *following.left))
    return replace(zone, right=(*zone.right, *following.right)) if is_class and not named else zone


def counts_who_came(sight: Sight, zones: tuple[Zone, ...], decisions: tuple[Decision, ...]) -> bool:
    """Whether a number counts the persons of what the one right before it counted: 来访1,206批次、4,918人次.

    Those of what no indicator fits (劝阻群体性上访23起617人) go on from nothing else.
    """
    last, people = sight.context.last, sight.catalogue.people
    before = number_before(sight.zone, zones)
    unit = sight.zone.quantity.unit
    if last is None or before is None or (unit in people) == (last.unit in people):
        return False
    gap = sight.text[before.quantity.end : sight.zone.quantity.start]
    same = any(decision.indicator in last.indicators for decision in decisions)
    if not last.indicators and not gap and decisions[0].rule == "inherited":
        return True
    return same and not gap.strip(" 、,，") and last.measure == decisions[0].measure
