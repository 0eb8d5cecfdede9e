"""Lists of nouns with numbers: classes of the number that they add up to, or of what the passage counted last.

评查案卷86宗（处罚61宗、许可25宗）; 公开信息4,702条:部门动态798条,政务要闻672条; 热点方面,停气停电25件,重复投诉99件.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise, takewhile
from math import isclose

from etl.link.breakdowns import names_place
from etl.link.candidates import Candidate
from etl.link.context import Counted
from etl.link.decision import Decision, Sight, as_class, own_part
from etl.link.measures import Stated
from etl.link.standing import LOOSE, NAMING, SET_BESIDE
from etl.link.zones import CLOSING, OPENING, Enumeration, Zone

_NO_NOUN = SET_BESIDE | {"verb", "own", "prep", "other", "average", "total", "part"}
_LISTING = frozenset("、,，;；:：")
_LONGEST_LIST = 80
"""Numbers of the longest list: bounds the work in a sentence of thousands."""
_LONGEST_NOUN = 14
"""Characters of the longest noun of a list of classes."""
_MOST = 0.4
"""The share of a whole that a list of its classes gives at least."""
_OPENERS = frozenset({"为", "是", "有", "来自", "包括"})
"""The words behind which the first noun of a list begins."""
_TURNS = frozenset({"rise", "fall"})
_RATES = frozenset({"percent", "point", "multiple"})
_ROUNDING = 0.001
"""By how much rounding (万) may make a sum miss its whole."""
_BOUNDED = 0.01
"""The same where some of the numbers are only about right (1万多人)."""


def with_enumerations(zones: tuple[Zone, ...], text: str) -> tuple[Zone, ...]:
    """The zones of one sentence; those of a list of nouns know of which."""
    if len(zones) < 2:
        return zones
    found = {**dict(_runs(zones)), **dict(_lists(zones)), **dict(_brackets(zones, text))}
    if not found:
        return zones
    return tuple(replace(z, listed=found[z.position]) if z.position in found else z for z in zones)


def _brackets(zones: Sequence[Zone], text: str) -> Iterator[tuple[int, Enumeration]]:
    """The numbers of brackets that add up to the one in front of them: 评查案卷86宗（处罚61宗、许可25宗）."""
    for at, (head, following) in enumerate(pairwise(zones)):
        whole = head.quantity
        opening = text[whole.end : following.quantity.start].lstrip()[:1]
        if not opening or opening not in OPENING or not whole.unit:
            continue
        parts = _until_closed(zones[at + 1 : at + 1 + _LONGEST_LIST], text)
        same = all(z.quantity.unit == whole.unit and z.quantity.dimension == whole.dimension for z in parts)
        if len(parts) > 1 and same and isclose(sum(zone.quantity.value for zone in parts), whole.value):
            yield from ((zone.position, Enumeration(zone.span[0], head.position, in_bracket=True)) for zone in parts)


def _until_closed(zones: Sequence[Zone], text: str) -> Sequence[Zone]:
    """The numbers up to the one that a bracket closes behind."""
    for at, (zone, following) in enumerate(pairwise(zones)):
        if not CLOSING.isdisjoint(text[zone.quantity.end : following.quantity.start]):
            return zones[: at + 1]
    return zones


def _lists(zones: Sequence[Zone]) -> Iterator[tuple[int, Enumeration]]:
    """The numbers of lists of nouns that divide the number before them.

    公开各类信息4,702条:重点领域1,323条,部门动态798条,政务要闻672条. Shares between them do not matter. The number
    before them holds their sum; where the catalogue knows one of the nouns, it is their sum.
    """
    counts = [zone for zone in zones if _is_count(zone) and zone.depth == zones[0].depth]
    members = [zone for zone in counts if not _is_set_beside(zone)]
    positions = [zone.position for zone in members]
    end = 0
    for head in counts:
        begin = bisect_right(positions, head.position)
        following = members[begin : begin + _LONGEST_LIST]
        exact = _adding_up(following, head)
        told = _behind_colon(following, head)
        run = exact or told or _most_of(following, head)
        if len(run) > 1 and head.quantity.unit:
            of_run = partial(Enumeration, head=head.position, is_exact=bool(exact), in_bracket=bool(told and not exact))
            yield from ((zone.position, of_run(_noun_start(zone))) for zone in run if zone.position >= end)
            end = max(end, run[-1].position + 1)


def _is_count(zone: Zone) -> bool:
    """Whether a number may stand in such a list: none of the rates, shares and changes between its numbers does."""
    turned = bool(zone.left) and zone.left[-1].end == zone.quantity.start and zone.left[-1].entry.roles & _TURNS
    return bool(zone.quantity.unit) and zone.quantity.dimension not in _RATES and not turned


def _is_set_beside(zone: Zone) -> bool:
    """Whether a number only sets another year beside the one before: 市场监管局21件,上年30件;公安分局13件,上年6件."""
    named = zone.unknown or any(t.entry.is_domain or t.entry.roles & NAMING for t in zone.left)
    return bool(zone.left) and not named and not SET_BESIDE.isdisjoint(zone.roles)


def _adding_up(zones: Sequence[Zone], head: Zone) -> Sequence[Zone]:
    """The numbers right behind one that add up to it, whatever stands before them: 206件,市局27件,各县局179件."""
    whole, total = head.quantity, 0.0
    for at, zone in enumerate(zones):
        if zone.right or zone.quantity.unit != whole.unit or not (zone.left or zone.unknown):
            break
        total += zone.quantity.value
        if isclose(total, whole.value, rel_tol=_rounding(zones[: at + 1], head)):
            return zones[: at + 1]
        if total > whole.value:
            break
    return ()


def _behind_colon(zones: Sequence[Zone], head: Zone) -> Sequence[Zone]:
    """The numbers of a list that a colon opens behind one: 公开信息501条:行政许可79条,行政处罚1条,政府采购23条."""
    run = _run_from(zones, head.quantity.unit)
    opened = bool(run) and run[0].before in (":", "：") and run[0].position == head.position + 1
    return run if opened and _total(run) <= head.quantity.value * (1 + _rounding(run, head)) else ()


def _most_of(zones: Sequence[Zone], head: Zone) -> Sequence[Zone]:
    """The numbers of a list of nouns right behind one, where they are most of it; none is of the catalogue."""
    run = _run_from(zones, head.quantity.unit)
    run = list(takewhile(lambda z: not any(t.entry.is_domain for t in z.left), run))
    share = _total(run) / (head.quantity.value or 1.0)
    return run if _MOST <= share <= 1 + _rounding(run, head) else ()


def _rounding(zones: Sequence[Zone], head: Zone) -> float:
    """By how much a sum may miss its whole."""
    return _BOUNDED if any(zone.quantity.bound != "=" for zone in (head, *zones)) else _ROUNDING


def _runs(zones: Sequence[Zone]) -> Iterator[tuple[int, Enumeration]]:
    """The numbers of lists of nouns with no number to divide in their sentence: 热点方面,停气停电25件,重复投诉99件.

    Shares, rates and changes behind each of them do not matter.
    """
    counts = [zone for zone in zones if _is_count(zone) and not _is_set_beside(zone)]
    at = 0
    while at < len(counts):
        run = _run_from(counts[at : at + _LONGEST_LIST], counts[at].quantity.unit)
        opened = bool(run) and _noun_start(run[0]) > run[0].span[0]
        plain = not any(t.entry.names or t.entry.objects for zone in run for t in zone.left)
        if len(run) > 2 or (len(run) > 1 and opened):
            first, total = run[0].position, _total(run)
            of_run = partial(Enumeration, head=None, first=first, total=total, is_opened=opened, is_plain=plain)
            yield from ((zone.position, of_run(_noun_start(zone))) for zone in run)
        at += max(len(run), 1)


def _run_from(zones: Sequence[Zone], unit: str) -> list[Zone]:
    """The numbers of a unit from the first one on that each stand behind a short noun and nothing else.

    Words that open the list may stand before the first noun: 前三位为住建局99件.
    """
    first = zones[:1] if zones and _names_noun(zones[0], unit, _noun_start(zones[0])) else ()
    following = takewhile(lambda z: z.before in _LISTING and _names_noun(z, unit, z.span[0]), zones[1:])
    return [*first, *following] if first else []


def _noun_start(zone: Zone) -> int:
    """Where the noun of a number begins, behind the words that open a list."""
    return max([t.end for t in zone.left if t.entry.word in _OPENERS and t.end < zone.span[1]], default=zone.span[0])


def _names_noun(zone: Zone, unit: str, start: int) -> bool:
    """Whether only a short noun stands before a number of a unit, from a place on, and nothing behind it."""
    own = [token for token in zone.left if token.start >= start]
    named = any(end > start for _, end in zone.unknown)
    named = named or any(token.entry.is_domain or token.entry.roles & NAMING for token in own)
    fits = not zone.right and 1 < zone.span[1] - start <= _LONGEST_NOUN and zone.quantity.unit == unit
    return bool(named) and fits and not any(t.entry.roles & _NO_NOUN and not t.has_role("and") for t in own)


def _total(zones: Sequence[Zone]) -> float:
    return sum(zone.quantity.value for zone in zones)


def class_in_bracket(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """A number of a bracket that adds up, or of a list behind a colon: a part, unless it says what the head counts."""
    found = sight.zone.listed
    whole = sight.context.counted_at(found.head) if found is not None and found.in_bracket else None
    if whole is None or not whole.indicators:
        return ()
    counted = [sight.catalogue.indicators[name] for name in whole.indicators]
    partners = sight.catalogue.frames[whole.frame].partners if whole.frame in sight.catalogue.frames else ()
    own = {whole.frame, *partners, *(frame for indicator in counted for frame, _ in indicator.within)}
    named = {*whole.indicators, *(name for indicator in counted for name in indicator.includes)}
    if any(c.indicator.frame in own or c.indicator.id in named for c in chosen):
        return ()
    return as_class(whole, own_part(sight), stated)


def class_in_list(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """A number of a list of nouns, where no word of its own tells that it counts something else."""
    found = sight.zone.listed
    if found is None or found.in_bracket:
        return ()
    whole = sight.context.counted_at(found.head) if found.head is not None else _told_before(sight, found, chosen)
    if whole is None or not whole.indicators or whole.measure != "level":
        return ()
    own = [c for c in chosen if c.token.start >= found.start]
    if found.is_exact and own and all(c.indicator.id in whole.indicators for c in own):
        return as_class(whole, own_part(sight, found.start), stated)
    if any(c.kind not in LOOSE or c.indicator.frame == whole.frame for c in own):
        return ()
    return as_class(whole, own_part(sight, found.start), stated)


def _told_before(sight: Sight, found: Enumeration, chosen: tuple[Candidate, ...]) -> Counted | None:
    """The whole that a list divides without naming it: the one gone on from, of an indicator that has classes."""
    opened = found.is_opened or sight.context.classing or (found.is_plain and not chosen)
    if not opened or names_place(sight.text, sight.zone):
        return None
    if sight.zone.position > found.first:
        # the first of the list has settled it
        first = sight.context.counted_at(found.first)
        settled = first is not None and ((first.by_class and bool(first.breakdown)) or found.is_opened)
        return first if settled else None
    unit = sight.zone.quantity.unit
    told = [c for c in sight.context.recent() if c.measure == "level" and c.unit == unit and not c.is_beside]
    exact = (c for c in told if c.indicators and isclose(c.value, found.total))
    larger = (c for c in told if c.indicators and not c.breakdown and c.value >= found.total)
    last = next(exact, None) or (next(larger, None) if sight.context.classing else sight.headline)
    if last is not None and last.breakdown:
        last = next((c for c in told if c.indicators == last.indicators and not c.breakdown), None)
    if last is None or not last.indicators or last.unit != unit or found.total > last.value * (1 + _ROUNDING):
        return None
    return last if all(sight.catalogue.indicators[name].is_classed for name in last.indicators) else None
