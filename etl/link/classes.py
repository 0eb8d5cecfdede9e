"""A number without a noun of its own -> a class of what was counted before, named in words that no indicator has."""

from __future__ import annotations

from itertools import islice

from etl.link.breakdowns import Part
from etl.link.candidates import Candidate
from etl.link.context import Counted
from etl.link.decision import Decision, Sight, as_class, nothing, own_part
from etl.link.measures import Stated
from etl.link.standing import LOOSE, SET_BESIDE
from etl.link.zones import Zone

_SMALL = frozenset({"neutral", "linking", "total", "and"})
_SILENT = _SMALL | {"each", "of", "to", "prep"}
_NO_CLASS = frozenset({"verb", "own", "prep", "other", "agent", "average"})
_SUBJECT = 2.0
"""The score of a class of what the title alone names."""


def class_among(sight: Sight, stated: Stated) -> tuple[Decision, ...]:
    """What stands behind 其中 in words that no indicator has: a part of the number before, 其中网上申请203件."""
    zone = sight.zone
    last = sight.headline if zone.has_role("part") and zone.quantity.unit and not zone.is_cell else None
    here = last is not None and last.sentence == sight.context.sentence
    if last is None or not here or not last.indicators or last.unit != zone.quantity.unit:
        return ()
    named = zone.unknown or any(t.entry.objects or t.entry.names or t.has_role("kind") for t in zone.left)
    divides = next(t.entry.word for t in zone.left if t.has_role("part"))
    part = own_part(sight) if named else Part(divides, by_class=True)
    return as_class(last, part if part.words else Part(last.breakdown, last.by_class), stated)


def class_of_nothing(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """A part of what no indicator fits is nothing either: 受理举报501件,其中广告违法行为329件."""
    zone, last = sight.zone, sight.divided
    if last is None or last.indicators or zone.quantity.unit != last.unit or last.value < zone.quantity.value:
        return ()
    loose = all(c.kind in LOOSE for c in chosen) and not zone.has_role("verb")
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
    return (Decision(default.id, frame, own_part(sight), stated.measure, stated.sign, _SUBJECT, "subject"),)


def elliptic_class(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """A class of what was counted before, without its noun: 被申请人为县级政府的211宗; 涉及行政处罚780宗."""
    zone = sight.zone
    by_field = sight.context.classing and bool(zone.quantity.unit)
    if zone.is_cell or zone.is_divided or zone.right or not (zone.left or zone.unknown):
        return ()
    by_field = by_field and bool(zone.unknown or any(t.entry.is_domain or t.entry.roles - _SILENT for t in zone.left))
    ends = _ends_open(zone)
    opens = _opens_with_class(zone) and (ends or not zone.has_role("of"))
    last = sight.headline if ends or opens or by_field or _goes_on_classing(sight) else None
    if last is None or not last.indicators or not last.unit or last.unit != zone.quantity.unit:
        return ()
    if any(c.kind == "name" and c.indicator.within and c.indicator.id not in last.indicators for c in chosen):
        return ()
    partners = sight.catalogue.frames[last.frame].partners if last.frame in sight.catalogue.frames else ()
    if any(c.indicator.frame in partners for c in chosen):
        return ()
    if sight.context.joint == sight.context.block and partners and not chosen:
        # a class of 建议 and 提案 together
        return (nothing(stated),)
    if ends and not by_field and any(_counts_other(c, last, opens) for c in chosen):
        return ()
    compared = not (zone.unknown or zone.roles.isdisjoint(SET_BESIDE))
    before = sight.context.last
    if compared and before is not None:
        # 市场监管局21件,上年30件: of the same class
        return as_class(last, Part(before.breakdown, before.by_class), stated)
    return as_class(last, own_part(sight), stated)


def _counts_other(candidate: Candidate, last: Counted, opens: bool) -> bool:
    """Whether a number may count something else than the number before; a class that is opened names things alone."""
    if opens:
        return candidate.kind in ("cue", "part") and candidate.indicator.id not in last.indicators
    return candidate.kind == "name" or candidate.indicator.id not in last.indicators


def _opens_with_class(zone: Zone) -> bool:
    """Whether the words start a class: 涉及行政处罚780宗, 被申请人涉及公安123件, 申请涉及行政处罚的437件."""
    first = next((t for t in zone.left if not (t.has_role("other") or t.has_role("counted"))), None)
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
    general = all(t.has_role("counted") or (t.entry.roles <= _SMALL and not t.entry.is_domain) for t in tail)
    return bool(linked) and general and not any(end > linked[-1] for _, end in zone.unknown)
