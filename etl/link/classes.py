"""A number without a noun of its own -> a class of what was counted before, named in words that no indicator has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import islice, takewhile
from math import isclose

from etl.link.breakdowns import LONGEST, WHOLE, Part, names_place, zone_words
from etl.link.candidates import Candidate
from etl.link.context import Counted
from etl.link.decision import INHERITED, Decision, Sight, nothing
from etl.link.measures import Stated
from etl.link.standing import SET_BESIDE
from etl.link.zones import Share, Zone

_LOOSE = frozenset({"default", "weak"})
"""Kinds of evidence that a class of something else gives too: 行政处罚 names a matter of reconsideration as well."""
_SMALL = frozenset({"neutral", "linking", "total", "and"})
_NO_NOUN = SET_BESIDE | {"verb", "own", "prep", "other", "average", "total", "part"}
_LISTING = frozenset("、,，;；:：")
_LONGEST_NOUN = 14
"""Characters of the longest noun of a list of classes."""
_MOST = 0.4
"""The share of a whole that a list of its classes gives at least."""
_ROUNDING = 0.001
"""By how much rounding (万) may make a sum miss its whole."""
_NO_CLASS = frozenset({"verb", "own", "prep", "other", "agent", "average"})
_SUBJECT = 2.0
"""The score of a class of what the title alone names."""
_ROUNDED, _LOOSE_SHARE = 0.6, 5.0
"""How many points a printed share may miss the quotient of its numbers, and one that is only about right (近三成)."""


def class_among(sight: Sight, stated: Stated) -> tuple[Decision, ...]:
    """What stands behind 其中 in words that no indicator has: a part of the number before, 其中网上申请203件."""
    zone = sight.zone
    last = sight.headline if zone.has_role("part") and zone.quantity.unit and not zone.is_cell else None
    here = last is not None and last.sentence == sight.context.sentence
    if last is None or not here or not last.indicators or last.unit != zone.quantity.unit:
        return ()
    named = zone.unknown or any(t.entry.objects or t.entry.names or t.has_role("kind") for t in zone.left)
    divides = next(t.entry.word for t in zone.left if t.has_role("part"))
    return _as_class(last, _own_part(sight) if named else Part(divides, by_class=True), stated)


def shared_class(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """What a share follows is a part of a whole told before, whatever its noun: 行政处罚412件,占受理总数的58%.

    A verb of its own (立案查处412件), a name of the same theme, a share of a place's figure (占全省的5%) speak against.
    """
    zone = sight.zone
    if zone.share is None or zone.has_role("verb") or any(c.token.entry.is_verbal for c in chosen):
        return ()
    if any(t.has_role("own") or t.has_role("place") for t in zone.share.words):
        return ()
    last = _whole_of(sight, zone.share)
    if last is None or any(_is_of(sight, candidate, last) for candidate in chosen):
        return ()
    if not last.indicators:
        return (nothing(stated),)
    words = zone_words(sight.text, zone)
    return _as_class(last, Part(words[-LONGEST:], by_class=True), stated) if words else ()


def summed_class(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """What adds up in a bracket to the number before it is its part, whatever its noun: 86宗（处罚61宗、许可25宗）."""
    zone = sight.zone
    whole = sight.context.counted_at(zone.whole)
    if whole is None or not whole.indicators:
        return ()
    own = {whole.frame, *(f for name in whole.indicators for f in _frames_within(sight, name))}
    if any(c.indicator.frame in own or c.indicator.id in whole.indicators for c in chosen):
        return ()
    included = {i for name in whole.indicators for i in sight.catalogue.indicators[name].includes}
    if any(c.indicator.id in included for c in chosen):
        return ()
    return _as_class(whole, _own_part(sight), stated)


def _frames_within(sight: Sight, name: str) -> tuple[str, ...]:
    return tuple(frame for frame, _ in sight.catalogue.indicators[name].within)


def class_runs(zones: Sequence[Zone]) -> dict[int, int]:
    """The numbers of lists of nouns that divide the number before them, each with the position of that one.

    公开各类信息4,702条:重点领域1,323条,部门动态798条,政务要闻672条. Shares between them do not matter. The number
    before them holds their sum; where the catalogue knows one of the nouns, it is their sum.
    """
    counts = [zone for zone in zones if zone.quantity.dimension != "percent" and zone.depth == zones[0].depth]
    found: dict[int, int] = {}
    for at, head in enumerate(counts):
        quantity = head.quantity
        run = list(takewhile(partial(_is_noun_alone, unit=quantity.unit), counts[at + 1 :]))
        if not isclose(sum(zone.quantity.value for zone in run), quantity.value, rel_tol=_ROUNDING):
            run = list(takewhile(lambda z: not any(t.entry.is_domain for t in z.left), run))
        total = sum(zone.quantity.value for zone in run)
        if len(run) > 1 and quantity.unit and _MOST <= total / (quantity.value or 1.0) <= 1 + _ROUNDING:
            found.update({zone.position: head.position for zone in run if zone.position not in found})
    return found


def _is_noun_alone(zone: Zone, unit: str) -> bool:
    """Whether only a short noun stands before a number of a unit, and nothing behind it."""
    length = zone.span[1] - zone.span[0]
    named = zone.unknown or any(token.entry.is_domain for token in zone.left)
    bare = named and not zone.right and zone.before in _LISTING and 1 < length <= _LONGEST_NOUN
    return bool(bare) and zone.quantity.unit == unit and not any(t.entry.roles & _NO_NOUN for t in zone.left)


def class_in_run(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """A number of such a list, where no word of its own tells that it counts something else."""
    zone = sight.zone
    head = sight.context.counted_at(sight.context.divided.get(zone.position))
    if head is None or not head.indicators or head.measure != "level":
        return ()
    if any(c.kind not in _LOOSE or c.indicator.frame == head.frame for c in chosen):
        return ()
    return _as_class(head, _own_part(sight), stated)


def class_of_nothing(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """A part of what no indicator fits is nothing either: 受理举报501件,其中广告违法行为329件."""
    zone, last = sight.zone, sight.divided
    if last is None or last.indicators or zone.quantity.unit != last.unit or last.value < zone.quantity.value:
        return ()
    loose = all(c.kind in _LOOSE for c in chosen) and not zone.has_role("verb")
    return (nothing(stated),) if chosen and loose and last.sentence == sight.context.sentence else ()


def class_of_subject(sight: Sight, stated: Stated) -> tuple[Decision, ...]:
    """A class of the one thing that a report is about, under a heading or in a sentence of its own: 小区物业1,530件."""
    zone, frame = sight.zone, sight.context.subject
    default = next((i for i in sight.catalogue.defaults.get(frame, ()) if i.kind == "count"), None)
    classes = [t for t in zone.left if frame in t.entry.classes]
    named = classes or any(end - start > 1 for start, end in zone.unknown)
    if default is None or zone.is_cell or not named or zone.right:
        return ()
    units = {default.unit, *(c.unit for c in sight.context.counted if default.id in c.indicators)}
    if stated.measure != "share" and zone.quantity.unit not in units:
        return ()
    if any((t.entry.is_domain and t not in classes) or t.entry.roles & _NO_CLASS for t in zone.left):
        return ()
    return (Decision(default.id, frame, _own_part(sight), stated.measure, stated.sign, _SUBJECT, "subject"),)


def _is_of(sight: Sight, candidate: Candidate, whole: Counted) -> bool:
    """Whether a candidate counts the whole itself, or more surely something of its theme (最多跑一次事项 of 事项)."""
    if candidate.indicator.frame == whole.frame or candidate.indicator.id in whole.indicators:
        return candidate.kind != "default"
    themes = {sight.catalogue.indicators[name].theme for name in whole.indicators}
    return candidate.kind not in _LOOSE and (candidate.indicator.theme in themes or not themes)


def _whole_of(sight: Sight, share: Share) -> Counted | None:
    """The whole that a share divides: the one that makes the arithmetic hold best, one its words name, or the last."""
    number = sight.zone.quantity
    larger = [
        c for c in sight.context.recent()
        if c.measure == "level" and not c.is_beside and number.unit in ("", c.unit) and c.value >= number.value
    ]  # fmt: skip
    cues = {name for token in share.words for name in token.entry.cues}
    off = _LOOSE_SHARE if share.quantity.bound != "=" or sight.zone.is_fraction else _ROUNDED
    missed = {id(c): abs(100 * number.value / c.value - share.quantity.value) for c in larger if c.value}
    exact = sorted((c for c in larger if missed.get(id(c), off + 1) <= off), key=lambda c: missed[id(c)])
    told = [c for c in larger if c.indicators and share.words]
    named = (c for c in told if not c.breakdown and not cues.isdisjoint(c.indicators))
    return next(iter(exact), next(named, sight.headline if sight.headline in told else None))


def elliptic_class(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """A class of what was counted before, without its noun: 被申请人为县级政府的211宗; 涉及行政处罚780宗."""
    zone = sight.zone
    by_field = sight.context.classing and bool(zone.quantity.unit)
    if zone.is_cell or zone.is_divided or zone.right or not (zone.left or (by_field and zone.unknown)):
        return ()
    ends = _ends_open(zone)
    opens = _opens_with_class(zone)
    last = sight.headline if ends or opens or by_field or _goes_on_classing(sight) else None
    if last is None or not last.indicators or not last.unit or last.unit != zone.quantity.unit:
        return ()
    if any(c.kind == "name" and c.indicator.within and c.indicator.id not in last.indicators for c in chosen):
        return ()
    if ends and not by_field and any(c.kind == "name" or c.indicator.id not in last.indicators for c in chosen):
        return ()
    compared = not (zone.unknown or zone.roles.isdisjoint(SET_BESIDE))
    return _as_class(last, WHOLE if compared else _own_part(sight), stated)


def _opens_with_class(zone: Zone) -> bool:
    """Whether the words start a class: 涉及行政处罚780宗, 被申请人涉及公安123件."""
    first = next((t for t in zone.left if not t.has_role("other")), None)
    known = sum(t.end - t.start for t in zone.left if first is not None and t.start < first.start)
    return first is not None and first.has_role("involves") and first.start == zone.span[0] + known


def _goes_on_classing(sight: Sight) -> bool:
    """Whether a list of classes goes on with one that names something else too: 投诉处理类33件;行政处罚类9件."""
    zone, last = sight.zone, sight.context.last
    fields = [t for t in zone.left if t.has_role("field") and t.end == zone.span[1]]
    before = next((c for c in islice(reversed(sight.context.counted), 2) if c.measure == "level"), None)
    if not fields or last is None or before is None or last.sentence != sight.context.sentence:
        return False
    return before.by_class and bool(before.breakdown) and before.unit == zone.quantity.unit


def _ends_open(zone: Zone) -> bool:
    """Whether the noun behind 的 is left out or a general one: 被申请人为县政府的211宗, 为县政府部门的案件为9件."""
    linked = [t.end for t in zone.left if t.has_role("of")]
    tail = [t for t in zone.left if linked and t.start >= linked[-1]]
    general = all(t.has_role("counted") or t.entry.roles <= _SMALL for t in tail)
    return bool(linked) and general and not any(end > linked[-1] for _, end in zone.unknown)


def _own_part(sight: Sight) -> Part:
    """The class that the words of the zone name; a place names none."""
    words = zone_words(sight.text, sight.zone).removesuffix("的")
    return WHOLE if names_place(sight.zone) else Part(words[-LONGEST:], by_class=True)


def _as_class(last: Counted, part: Part, stated: Stated) -> tuple[Decision, ...]:
    return tuple(Decision(name, last.frame, part, "level", stated.sign, INHERITED, "class") for name in last.indicators)
