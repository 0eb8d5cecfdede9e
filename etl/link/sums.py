"""Numbers of one sentence that add up to the one before them are its classes, whatever their nouns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise, takewhile
from math import isclose

from etl.link.candidates import Candidate
from etl.link.decision import Decision, Sight, as_class, own_part
from etl.link.measures import Stated
from etl.link.standing import LOOSE, SET_BESIDE
from etl.link.zones import CLOSING, OPENING, Sum, Zone

_NO_NOUN = SET_BESIDE | {"verb", "own", "prep", "other", "average", "total", "part"}
_LISTING = frozenset("、,，;；:：")
_LONGEST_NOUN = 14
"""Characters of the longest noun of a list of classes."""
_MOST = 0.4
"""The share of a whole that a list of its classes gives at least."""
_ROUNDING = 0.001
"""By how much rounding (万) may make a sum miss its whole."""


def with_sums(zones: tuple[Zone, ...], text: str) -> tuple[Zone, ...]:
    """The zones of one sentence; those that add up to a number before them know of which sum they are."""
    if len(zones) < 3:
        return zones
    sums = {**dict(_lists(zones)), **dict(_brackets(zones, text))}
    return tuple(replace(zone, of_sum=sums.get(zone.position)) for zone in zones) if sums else zones


def _brackets(zones: Sequence[Zone], text: str) -> Iterator[tuple[int, Sum]]:
    """The numbers of brackets that add up to the one in front of them: 评查案卷86宗（处罚61宗、许可25宗）."""
    for at, (head, following) in enumerate(pairwise(zones)):
        whole = head.quantity
        opening = text[whole.end : following.quantity.start].lstrip()[:1]
        if not opening or opening not in OPENING or not whole.unit:
            continue
        parts = _until_closed(zones[at + 1 :], text)
        same = all(z.quantity.unit == whole.unit and z.quantity.dimension == whole.dimension for z in parts)
        if len(parts) > 1 and same and isclose(sum(zone.quantity.value for zone in parts), whole.value):
            yield from ((zone.position, Sum(head.position, in_bracket=True)) for zone in parts)


def _until_closed(zones: Sequence[Zone], text: str) -> Sequence[Zone]:
    """The numbers up to the one that a bracket closes behind."""
    for at, (zone, following) in enumerate(pairwise(zones)):
        if not CLOSING.isdisjoint(text[zone.quantity.end : following.quantity.start]):
            return zones[: at + 1]
    return zones


def _lists(zones: Sequence[Zone]) -> Iterator[tuple[int, Sum]]:
    """The numbers of lists of nouns that divide the number before them.

    公开各类信息4,702条:重点领域1,323条,部门动态798条,政务要闻672条. Shares between them do not matter. The number
    before them holds their sum; where the catalogue knows one of the nouns, it is their sum.
    """
    counts = [zone for zone in zones if zone.quantity.dimension != "percent" and zone.depth == zones[0].depth]
    end = 0
    for at, head in enumerate(counts):
        quantity = head.quantity
        run = list(takewhile(partial(_is_noun_alone, unit=quantity.unit), counts[at + 1 :]))
        if not isclose(sum(zone.quantity.value for zone in run), quantity.value, rel_tol=_ROUNDING):
            run = list(takewhile(lambda z: not any(t.entry.is_domain for t in z.left), run))
        total = sum(zone.quantity.value for zone in run)
        if len(run) > 1 and quantity.unit and _MOST <= total / (quantity.value or 1.0) <= 1 + _ROUNDING:
            yield from ((zone.position, Sum(head.position)) for zone in run if zone.position >= end)
            end = max(end, run[-1].position + 1)


def _is_noun_alone(zone: Zone, unit: str) -> bool:
    """Whether only a short noun stands before a number of a unit, and nothing behind it."""
    length = zone.span[1] - zone.span[0]
    named = zone.unknown or any(token.entry.is_domain for token in zone.left)
    bare = named and not zone.right and zone.before in _LISTING and 1 < length <= _LONGEST_NOUN
    return bool(bare) and zone.quantity.unit == unit and not any(t.entry.roles & _NO_NOUN for t in zone.left)


def class_in_bracket(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """A number of a bracket that adds up to the number before it: its part, unless it says what that number counts."""
    found = sight.zone.of_sum
    whole = sight.context.counted_at(found.position) if found and found.in_bracket else None
    if whole is None or not whole.indicators:
        return ()
    counted = [sight.catalogue.indicators[name] for name in whole.indicators]
    own = {whole.frame, *(frame for indicator in counted for frame, _ in indicator.within)}
    named = {*whole.indicators, *(name for indicator in counted for name in indicator.includes)}
    if any(c.indicator.frame in own or c.indicator.id in named for c in chosen):
        return ()
    return as_class(whole, own_part(sight), stated)


def class_in_list(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """A number of a list that adds up, where no word of its own tells that it counts something else."""
    found = sight.zone.of_sum
    whole = sight.context.counted_at(found.position) if found and not found.in_bracket else None
    if whole is None or not whole.indicators or whole.measure != "level":
        return ()
    if any(c.kind not in LOOSE or c.indicator.frame == whole.frame for c in chosen):
        return ()
    return as_class(whole, own_part(sight), stated)
