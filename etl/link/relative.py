"""A change or a share -> what it is a change or share of: by its own words, else the number before."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, takewhile

from etl.link.breakdowns import Part, free_words, zone_words
from etl.link.candidates import Candidate, Scorer
from etl.link.context import Counted
from etl.link.decision import FAR, Decision, Sight, decision_of, nothing
from etl.link.measures import Stated
from etl.link.weights import ACCEPT
from etl.link.zones import Zone

_TELL_PARTS = frozenset({"part", "kind", "field", "place", "township", "seat", "involves", "own"})
_FIGURES = frozenset({"数", "量", "率", "人数", "数量", "总额", "金额"})
"""Ends of the name of a figure."""


def decide_relative(sight: Sight, stated: Stated) -> tuple[Decision, ...]:
    """A change or a share: of what its own words name, else of the number before."""
    if sight.zone.has_role("average") and sight.zone.quantity.dimension == "point":
        return (nothing(stated),)
    own = _own_subject(sight, stated) or (_fraction_subject(sight) if stated.measure == "share" else None)
    base = _base(sight, stated)
    if base is not None and base.indicators and own is not None and _names_class_of(sight, base, own, stated):
        own = None
    if own is not None:
        decision = decision_of(sight, own, stated)
        if stated.measure == "share" and not decision.part.words:
            decision = decision._replace(part=Part(zone_words(sight.text, sight.zone) or own.token.entry.word, True))
        return (decision,)
    if base is not None:
        return _of_base(sight, stated, base)
    whole = _share_whole(sight) if stated.measure == "share" else None
    if whole is None:
        return (nothing(stated),)
    words = zone_words(sight.text, _before_turn(sight.zone)) or whole.token.entry.word
    return (decision_of(sight, whole, stated)._replace(part=Part(words, by_class=True)),)


def _names_class_of(sight: Sight, base: Counted, own: Candidate, stated: Stated) -> bool:
    """Whether a share of a list is that of a class of what was counted: 行政处罚、信息公开分别占34.2%、8.1%."""
    listed = stated.measure == "share" and sight.zone.is_item and base.measure == "level"
    themes = {sight.catalogue.indicators[name].theme for name in base.indicators}
    return listed and own.indicator.theme not in themes


def _of_base(sight: Sight, stated: Stated, base: Counted) -> tuple[Decision, ...]:
    """A change or share of the number before; words of its own name the part."""
    if not base.indicators:
        return (nothing(stated),)
    reduction = _reduction(sight, base, stated)
    if reduction:
        return (Decision(reduction, base.frame, Part(base.breakdown, True), "level", 1, 3.0, "reduction"),)
    words = base.breakdown
    free = free_words(sight.text, _before_turn(sight.zone))
    if stated.measure == "change" and free and _has_other_subject(sight):
        return (nothing(stated),)
    if stated.measure == "share":
        words = free or base.breakdown or _part_of_share(sight)
    elif free:
        words = free
    return tuple(
        Decision(name, base.frame, Part(words, base.by_class), stated.measure, stated.sign, 3.0, "relative")
        for name in base.indicators
    )


def _part_of_share(sight: Sight) -> str:
    """What a share of a whole is called; nothing where it measures that whole by another (占在职职工的42.9%)."""
    zone, before = sight.zone, _before_turn(sight.zone)
    own = zone_words(sight.text, before) if before.span[1] > before.span[0] else ""
    behind = any(start >= before.span[1] for start, _ in zone.unknown) or any(
        t.entry.is_domain and t.start >= before.span[1] for t in zone.left
    )
    return own or ("" if behind else zone_words(sight.text, zone))


def _has_other_subject(sight: Sight) -> bool:
    """Whether a change names another figure that changed: 生产安全事故起数、死亡人数分别下降18.3%和9.1%."""
    zone = _before_turn(sight.zone)
    figure = next((t for t in reversed(zone.left) if not t.has_role("compared") and not t.has_role("each")), None)
    if figure is None or figure.entry.word not in _FIGURES or not _TELL_PARTS.isdisjoint(zone.roles):
        return False
    return any(end == figure.start for _, end in zone.unknown)


def _reduction(sight: Sight, base: Counted, stated: Stated) -> str:
    """The reduction rate that a fall in per cent of the number before is (由111小时压减为83小时,压缩25%)."""
    fell = stated.measure == "change" and stated.sign < 0 and sight.zone.quantity.dimension == "percent"
    return sight.catalogue.indicators[base.indicators[0]].reduced_by if fell else ""


def _share_whole(sight: Sight) -> Candidate | None:
    """What a share is a share of (占败诉案件的三分之二), where nothing before says it."""
    turn = next((t for t in sight.zone.left if t.has_role("share")), None)
    if turn is None:
        return None
    zone = replace(sight.zone, left=tuple(t for t in sight.zone.left if t.start >= turn.end), right=())
    ranked = Scorer(zone, sight.context, sight.catalogue, free_units=True).candidates()
    return ranked[0] if ranked and ranked[0].score >= ACCEPT else None


def _before_turn(zone: Zone) -> Zone:
    """The zone up to the word of change or share: what stands behind it belongs to the comparison."""
    turns = [t for t in zone.left if t.entry.roles & {"rise", "fall", "share", "compared", "against"}]
    if not turns:
        return zone
    stop = turns[0].start
    left = tuple(token for token in zone.left if token.end <= stop)
    unknown = tuple(span for span in zone.unknown if span[1] <= stop)
    return replace(zone, left=left, unknown=unknown, span=(zone.span[0], max(stop, zone.span[0])))


def _own_subject(sight: Sight, stated: Stated) -> Candidate | None:
    zone = _before_turn(sight.zone)
    if not any(token.entry.is_domain for token in zone.left):
        return None
    ranked = Scorer(zone, sight.context, sight.catalogue, free_units=True).candidates()
    rates = sight.zone.quantity.dimension == "point"
    fitting = [c for c in ranked if not rates or c.indicator.kind == "rate"]
    if stated.measure == "share":
        fitting = [c for c in ranked if c.indicator.kind in ("count", "amount")]
    return fitting[0] if fitting and fitting[0].score >= ACCEPT else None


def _fraction_subject(sight: Sight) -> Candidate | None:
    """What a proportion in words is about: 败诉案件中,七成…; 三分之二以上得到解决."""
    zone = sight.zone
    if not zone.is_fraction or zone.has_role("share"):
        return None
    ranked = Scorer(replace(zone, left=(*zone.lead, *zone.left)), sight.context, sight.catalogue, True).candidates()
    named = [c for c in ranked if c.score >= ACCEPT - 1.5 and c.kind == "name" and c.indicator.kind == "count"]
    return named[0] if named else None


def _base(sight: Sight, stated: Stated) -> Counted | None:
    """The number before that a change or share is about."""
    earliest = sight.context.sentence - (stated.measure == "share")
    point = sight.zone.quantity.dimension == "point"
    for counted in takewhile(lambda c: c.sentence >= earliest, islice(reversed(sight.context.counted), FAR)):
        if counted.measure not in (("level", "share") if point else ("level",)):
            continue
        if sight.zone.quantity.dimension == "point" and counted.dimension != "percent":
            continue
        if (stated.measure == "share" and counted.dimension in ("percent", "duration")) or counted.is_aside:
            continue
        if stated.measure == "change" and _counts_other(sight, counted):
            continue
        return counted
    last = sight.context.last
    if last is None or last.sentence != sight.context.sentence or point:
        return None
    return last if last.measure == stated.measure == "change" else None


def _counts_other(sight: Sight, counted: Counted) -> bool:
    """Whether a change in units of its own (少21起) cannot be one of a number in another unit (1,153万元)."""
    unit, dimension = sight.zone.quantity.unit, sight.zone.quantity.dimension
    if dimension in ("percent", "point", "multiple") or not unit or not counted.unit or unit == counted.unit:
        return False
    return not any(unit in sight.catalogue.indicators[name].units for name in counted.indicators)
