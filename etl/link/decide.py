"""One zone in its context -> what its number counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, islice, takewhile
from typing import NamedTuple

from etl.knowledge.catalogue import Catalogue
from etl.link.breakdowns import WHOLE, Part, clean, free_words, names_place, read_part, zone_words
from etl.link.candidates import ACCEPT, Candidate, Scorer, frames_of
from etl.link.context import FRAMELESS, Context, Counted
from etl.link.measures import Stated, read_measure
from etl.link.tokens import Token
from etl.link.zones import Span, Zone
from etl.model import Measure

_INHERITED = 2.2
_SAYS_NOTHING = frozenset({"neutral", "linking", "total", "own", "prep", "counted", "verb", "to"})
_QUOTES = '”’」』"'
_FAR = 200
"""A number does not go on from one this many numbers away."""


class Decision(NamedTuple):
    """One reading of one number; `indicator` is empty where none fits, `rival` the score of the next best one."""

    indicator: str
    frame: str
    part: Part
    measure: Measure
    sign: int
    score: float
    rule: str
    rival: float = 0.0


class Sight(NamedTuple):
    """All that a decision looks at."""

    text: str
    zone: Zone
    context: Context
    catalogue: Catalogue


def decide(sight: Sight) -> tuple[Decision, ...]:
    """The readings of one number, at least one; several where it states several indicators at once."""
    if _says_nothing(sight.zone) and any(token.entry.is_domain for token in sight.zone.near_lead):
        sight = sight._replace(zone=_with_lead(sight.zone))
    stated = read_measure(sight.zone, _names_rate(sight))
    if stated.measure in ("change", "share", "rank"):
        return _decide_relative(sight, stated)
    chosen = _coordinated(sight) if sight.zone.quantity.dimension == "percent" else _single(sight)
    classed = _elliptic(sight, chosen, stated)
    if classed:
        return classed
    if chosen:
        return tuple(_decision(sight, candidate, stated) for candidate in chosen)
    return _among(sight, stated) or _inherit(sight, stated) or _from_context(sight, stated) or (_nothing(stated),)


def _as_class(last: Counted, part: Part, stated: Stated) -> tuple[Decision, ...]:
    return tuple(
        Decision(name, last.frame, part, "level", stated.sign, _INHERITED, "class") for name in last.indicators
    )


def _among(sight: Sight, stated: Stated) -> tuple[Decision, ...]:
    """What stands behind 其中 in words that no indicator has: a part of the number before, 其中网上申请203件."""
    zone = sight.zone
    last = _headline(sight) if zone.has_role("part") and zone.quantity.unit and not zone.is_cell else None
    here = last is not None and last.sentence == sight.context.sentence
    if last is None or not here or not last.indicators or last.unit != zone.quantity.unit:
        return ()
    word = next(token.entry.word for token in zone.left if token.has_role("part"))
    words = zone_words(sight.text, zone)[-24:] if zone.unknown else word
    part = WHOLE if names_place(zone) else Part(words, by_class=True)
    return _as_class(last, part, stated)


def _elliptic(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """A class of what was counted before, without its noun: 被申请人为县级政府的211宗; 涉及行政处罚780宗."""
    zone = sight.zone
    by_field = sight.context.classing and bool(zone.quantity.unit)
    if zone.is_cell or zone.right or not (zone.left or (by_field and zone.unknown)):
        return ()
    ends = bool(zone.left) and zone.left[-1].has_role("of") and zone.left[-1].end == zone.span[1]
    opens = bool(zone.left) and zone.left[0].has_role("involves") and zone.left[0].start == zone.span[0]
    last = _headline(sight) if ends or opens or by_field else None
    if last is None or not last.indicators or not last.unit or last.unit != zone.quantity.unit:
        return ()
    if ends and not by_field and any(c.kind == "name" or c.indicator.id not in last.indicators for c in chosen):
        return ()
    words = zone_words(sight.text, zone).removesuffix("的")
    part = Part(words[-24:], by_class=True)
    return _as_class(last, part, stated)


def _from_context(sight: Sight, stated: Stated) -> tuple[Decision, ...]:
    """What a number without an object counts in its section: 扎实开展执法人员培训。全年举办6期."""
    if sight.zone.quantity.dimension == "percent" or _is_prenominal(sight):
        return ()
    found = Scorer(sight.zone, sight.context, sight.catalogue, free_units=False).from_context()
    return tuple(_decision(sight, candidate, stated) for candidate in found[:1] if candidate.score >= ACCEPT)


def _is_prenominal(sight: Sight) -> bool:
    """Whether a noun follows the number at once."""
    following = sight.text[sight.zone.right_span[0] : sight.zone.right_span[1]].strip()
    return bool(following) and following[0] not in _QUOTES


def _says_nothing(zone: Zone) -> bool:
    """Whether the left zone holds small words alone (叶集区满意率最低,为91.3%)."""
    if zone.unknown or zone.right or zone.is_fraction:
        return False
    return all(t.entry.roles <= _SAYS_NOTHING and not t.entry.is_domain for t in zone.left)


def _with_lead(zone: Zone) -> Zone:
    return replace(zone, left=(*zone.near_lead, *zone.left), lead=())


def _names_rate(sight: Sight) -> str:
    """`reduction` or `rate` where a word of the zone names an indicator of that kind, else empty."""
    zone = sight.zone
    if zone.quantity.dimension != "percent":
        return ""
    indicators = sight.catalogue.indicators
    named = [indicators[name] for token in zone.left for name in token.entry.names]
    if any(indicator.is_reduction for indicator in named):
        return "reduction"
    frames = frames_of((*zone.left, *zone.lead))
    slots = [indicators[name] for token in zone.left for name in (*token.entry.cues, *token.entry.parts)]
    present = [i for i in slots if i.frame in frames or sight.context.presence(i.frame) is not None]
    return "rate" if any(indicator.kind == "rate" for indicator in (*named, *present)) else ""


def _single(sight: Sight) -> tuple[Candidate, ...]:
    """The best candidate of a count, or all that its winning word names together."""
    candidates = Scorer(sight.zone, sight.context, sight.catalogue, free_units=False).candidates()
    if not candidates or candidates[0].score < ACCEPT:
        return ()
    best = candidates[0]
    if best.kind != "name":
        return (best,)
    return tuple(c for c in candidates if c.token is best.token and c.kind == "name" and c.score >= best.score - 0.01)


def _coordinated(sight: Sight) -> tuple[Candidate, ...]:
    """The candidates of a rate: one for each of the names that stand joined before it, in each of the frames meant."""
    scorer = Scorer(sight.zone, sight.context, sight.catalogue, free_units=False)
    ranked = scorer.candidates()
    if not ranked or ranked[0].score < ACCEPT:
        return ()
    chosen: dict[str, Candidate] = {}
    for token in _joined_tokens(sight, scorer):
        found = [c for c in scorer.at(token) if c.score >= ACCEPT - 0.5]
        for candidate in _of_frames_meant(found, sight, scorer.frames):
            held = chosen.get(candidate.indicator.id)
            if held is None or candidate.score > held.score:
                chosen[candidate.indicator.id] = candidate
    rival = ranked[0].rival
    return tuple(candidate._replace(rival=rival) for candidate in chosen.values()) or (ranked[0],)


def _joined_tokens(sight: Sight, scorer: Scorer) -> tuple[Token, ...]:
    """The slot words that end the left zone, joined by 、 or 和 and nothing else, from the last one back."""
    joined: list[Token] = []
    edge: int | None = None
    for token in reversed(sight.zone.left):
        slot = bool(scorer.at(token))
        if slot and (edge is None or _only_joints(sight, token.end, edge)):
            joined.append(token)
            edge = token.start
        elif slot:
            break
    return tuple(joined)


def _only_joints(sight: Sight, start: int, end: int) -> bool:
    between = [token for token in sight.zone.left if start <= token.start < end]
    covered = sum(token.end - token.start for token in between)
    joint = any(token.has_role("and") for token in between)
    return joint and (end - start) - covered <= 4 and not any(t.has_role("part") for t in between)


def _of_frames_meant(found: list[Candidate], sight: Sight, explicit: set[str]) -> Iterable[Candidate]:
    """The best candidate, with those of the frames that were put on the table together with its own."""
    if not found:
        return ()
    best = found[0]
    frame = best.indicator.frame
    if not frame or (not best.in_context and len(explicit) < 2):
        return (best,)
    together = set(explicit if frame in explicit else sight.context.together(frame))
    partners = sight.catalogue.frames[frame].partners
    together.update(partner for partner in partners if sight.context.was_mentioned_here(partner))
    order = [*sight.context.together(frame), *sorted(together)]
    meant = [c for c in found if c.indicator.frame in together and c.kind == best.kind]
    return sorted(meant, key=lambda c: order.index(c.indicator.frame))


def _decision(sight: Sight, chosen: Candidate, stated: Stated) -> Decision:
    if chosen.indicator.frame:
        chosen = chosen._replace(partners=sight.catalogue.frames[chosen.indicator.frame].partners)
    part = read_part(sight.text, sight.zone, chosen, sight.context)
    rule = f"{chosen.kind}{'+context' if chosen.in_context else ''}:{chosen.token.entry.word}"
    indicator = chosen.indicator
    frame = indicator.frame or FRAMELESS + indicator.id
    return Decision(indicator.id, frame, part, stated.measure, stated.sign, chosen.score, rule, chosen.rival)


def _decide_relative(sight: Sight, stated: Stated) -> tuple[Decision, ...]:
    """A change or a share: of what its own words name, else of the number before."""
    own = _own_subject(sight, stated) or (_fraction_subject(sight) if stated.measure == "share" else None)
    if own is not None:
        decision = _decision(sight, own, stated)
        if stated.measure == "share" and not decision.part.words:
            decision = decision._replace(part=Part(zone_words(sight.text, sight.zone) or own.token.entry.word, True))
        return (decision,)
    base = _base(sight, stated)
    if base is None:
        whole = _share_whole(sight) if stated.measure == "share" else None
        if whole is None:
            return (_nothing(stated),)
        words = zone_words(sight.text, _before_turn(sight.zone)) or whole.token.entry.word
        return (_decision(sight, whole, stated)._replace(part=Part(words, by_class=True)),)
    if not base.indicators:
        return (_nothing(stated),)
    reduction = _reduction(sight, base, stated)
    if reduction:
        return (Decision(reduction, base.frame, Part(base.breakdown, True), "level", 1, 3.0, "reduction"),)
    words = base.breakdown
    free = free_words(sight.text, _before_turn(sight.zone))
    if stated.measure == "share":
        words = free or base.breakdown or zone_words(sight.text, sight.zone)
    elif free:
        words = free
    return tuple(
        Decision(name, base.frame, Part(words, base.by_class), stated.measure, stated.sign, 3.0, "relative")
        for name in base.indicators
    )


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
    for counted in takewhile(lambda c: c.sentence >= earliest, islice(reversed(sight.context.counted), _FAR)):
        if counted.measure not in (("level", "share") if point else ("level",)):
            continue
        if sight.zone.quantity.dimension == "point" and counted.dimension != "percent":
            continue
        if (stated.measure == "share" and counted.dimension in ("percent", "duration")) or counted.is_aside:
            continue
        return counted
    return None


def _headline(sight: Sight) -> Counted | None:
    """The number that this one goes on from: the one before with a fitting unit, in another block the first one."""
    unit = sight.zone.quantity.unit
    counted = sight.context.counted
    same_block = takewhile(lambda c: c.block == sight.context.block, reversed(counted))
    for found in chain(islice(same_block, _FAR), islice(counted, _FAR)):
        goes_on = found.measure == "level" and not (found.is_aside and not found.indicators)
        if goes_on and _may_share(sight, found, unit):
            return found
    return None


def _may_share(sight: Sight, counted: Counted, unit: str) -> bool:
    if not unit or unit == counted.unit:
        return True
    return any(unit in sight.catalogue.indicators[name].units for name in counted.indicators)


def _inherit(sight: Sight, stated: Stated) -> tuple[Decision, ...]:
    """A number without words of its own for what it counts takes over what the number before counted."""
    last = _headline(sight)
    zone = sight.zone
    if last is None or not last.indicators:
        return ()
    if zone.has_role("anaphor"):
        part = Part(last.breakdown, last.by_class)
        return tuple(Decision(name, last.frame, part, "level", 1, 3.0, "anaphor") for name in last.indicators)
    free = free_words(sight.text, zone)
    listed = _is_listed(zone, sight.context, last)
    following = sight.text[zone.right_span[0] : zone.right_span[1]].strip()
    prenominal = zone.span[0] == zone.span[1] and bool(following) and following[0] not in _QUOTES
    elsewhere = last.sentence != sight.context.sentence and not zone.has_role("counted")
    foreign = free or prenominal or _has_own_noun(zone) or elsewhere
    if _names_other(zone, last, sight.catalogue) or (foreign and not listed):
        return ()
    part = Part(last.breakdown, last.by_class)
    place = zone.has_role("place") and not free
    classes = [t.entry.word for t in zone.left if last.frame in t.entry.classes]
    if classes:
        part = Part("、".join(classes), by_class=True)
    elif names_place(zone):
        part = WHOLE
    elif zone.has_role("part") or (listed and not place) or free:
        part = Part(zone_words(sight.text, zone) or clean(sight.text, zone.right_span), by_class=True)
    elif place:
        part = WHOLE
    measure: Measure = "level"
    return tuple(
        Decision(name, last.frame, part, measure, stated.sign, _INHERITED + (0.4 if listed else 0.0), "inherited")
        for name in last.indicators
    )


def _names_other(zone: Zone, last: Counted, catalogue: Catalogue) -> bool:
    """Whether the zone has words of the catalogue that are not of the frame or indicator of the number before."""
    for token in zone.left:
        entry = token.entry
        slots = (*entry.names, *entry.cues, *entry.hints, *entry.parts, *entry.weak)
        if last.frame in entry.classes:
            continue
        defaults = (i for frame in entry.objects for i in catalogue.defaults.get(frame, ()))
        countable = any(zone.quantity.unit in indicator.units for indicator in defaults)
        if token.has_role("other") or (countable and last.frame not in entry.objects):
            return True
        slots = tuple(name for name in slots if zone.quantity.unit in catalogue.indicators[name].units)
        frames = {catalogue.indicators[name].frame for name in slots}
        if slots and last.frame not in frames and not set(last.indicators) & set(slots):
            return True
    return False


def _has_own_noun(zone: Zone) -> bool:
    """Whether words stand there that say what else is counted: a general noun, or a body that is no place."""
    return zone.has_role("noun") or zone.has_role("agent")


def _is_listed(zone: Zone, context: Context, last: Counted) -> bool:
    """Whether the number stands in a list with the one before: 其中, an enumeration, a bracket, a named class."""
    classes = ("kind", "place", "township", "period")
    kinds = [
        token
        for token in zone.left
        if any(token.has_role(role) for role in classes) or last.frame in token.entry.classes
    ]
    if zone.is_cell:
        return zone.has_role("part") or bool(kinds)
    return bool(zone.is_item or context.part_scope or zone.before in ("(", "（") or zone.has_role("part") or kinds)


def _nothing(stated: Stated) -> Decision:
    return Decision("", "", WHOLE, stated.measure, stated.sign, 0.0, "none")


def name_part(decision: Decision, text: str, name: Span, zone: Zone) -> Decision:
    """`decision` for one name of a list: the name is its part, unless it is a place or gave the indicator."""
    tokens = [token for token in zone.left if name[0] <= token.start < name[1]]
    last = tokens[-1] if tokens else None
    if last is not None and last.has_role("place") and last.end >= name[1]:
        return decision._replace(part=WHOLE)
    return decision._replace(part=Part(clean(text, name), by_class=True))
