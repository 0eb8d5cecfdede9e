"""One zone in its context -> what its number counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from etl.knowledge.catalogue import Catalogue
from etl.link.breakdowns import WHOLE, Part, clean, free_words, read_part, zone_words
from etl.link.candidates import ACCEPT, Candidate, Scorer
from etl.link.context import Context, Counted
from etl.link.measures import Stated, read_measure
from etl.link.tokens import Token
from etl.link.zones import Span, Zone
from etl.model import Measure

_INHERITED = 2.2
_TIE = 1.2
"""In a coordination of rates, a word this much below the best one still counts."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One reading of one number; `indicator` is empty where none fits."""

    indicator: str
    frame: str
    part: Part
    measure: Measure
    sign: int
    score: float
    rule: str


@dataclass(frozen=True, slots=True)
class Sight:
    """All that a decision looks at."""

    text: str
    zone: Zone
    context: Context
    catalogue: Catalogue


def decide(sight: Sight) -> tuple[Decision, ...]:
    """The readings of one number, at least one; several where it states several indicators at once."""
    stated = read_measure(sight.zone, _names_reduction(sight))
    if stated.measure in ("change", "share", "rank"):
        return _decide_relative(sight, stated)
    chosen = _coordinated(sight) if sight.zone.quantity.dimension == "percent" else _single(sight)
    if chosen:
        return tuple(_decision(sight, candidate, stated) for candidate in chosen)
    return _inherit(sight, stated) or (_nothing(stated),)


def _names_reduction(sight: Sight) -> bool:
    names = (name for token in sight.zone.left for name in token.entry.names)
    return sight.zone.quantity.dimension == "percent" and any(
        sight.catalogue.indicators[name].is_reduction for name in names
    )


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
        for candidate in _of_frames_meant(found, sight.context, scorer.frames):
            held = chosen.get(candidate.indicator.id)
            if held is None or candidate.score > held.score:
                chosen[candidate.indicator.id] = candidate
    return tuple(chosen.values()) or (ranked[0],)


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


def _of_frames_meant(found: list[Candidate], context: Context, explicit: set[str]) -> Iterable[Candidate]:
    """The best candidate, with those of the frames that were put on the table together with its own."""
    if not found:
        return ()
    best = found[0]
    if not best.indicator.frame or not best.in_context and len(explicit) < 2:
        return (best,)
    together = explicit if best.indicator.frame in explicit else set(context.together(best.indicator.frame))
    return [c for c in found if c.indicator.frame in together and c.kind == best.kind]


def _decision(sight: Sight, chosen: Candidate, stated: Stated) -> Decision:
    part = read_part(sight.text, sight.zone, chosen, sight.context)
    rule = f"{chosen.kind}{'+context' if chosen.in_context else ''}:{chosen.token.entry.word}"
    indicator = chosen.indicator
    frame = indicator.frame or f"@{indicator.id}"
    return Decision(indicator.id, frame, part, stated.measure, stated.sign, chosen.score, rule)


def _decide_relative(sight: Sight, stated: Stated) -> tuple[Decision, ...]:
    """A change or a share: of what its own words name, else of the number before."""
    own = _own_subject(sight, stated)
    if own is not None:
        decision = _decision(sight, own, stated)
        if stated.measure == "share" and not decision.part.words:
            decision = replace(decision, part=Part(zone_words(sight.text, sight.zone) or own.token.entry.word, True))
        return (decision,)
    base = _base(sight, stated)
    if base is None or not base.indicators:
        return (_nothing(stated),)
    words = base.breakdown
    free = free_words(sight.text, _before_turn(sight.zone), sight.zone.span[1])
    if stated.measure == "share":
        words = free or base.breakdown or zone_words(sight.text, sight.zone)
    elif free:
        words = free
    return tuple(
        Decision(name, base.frame, Part(words, base.by_class), stated.measure, stated.sign, 3.0, "relative")
        for name in base.indicators
    )


def _before_turn(zone: Zone) -> Zone:
    """The zone up to the word of change or share: what stands behind it belongs to the comparison."""
    turns = [t for t in zone.left if t.entry.roles & {"rise", "fall", "share", "compared"}]
    if not turns:
        return zone
    stop = turns[0].start
    left = tuple(token for token in zone.left if token.end <= stop)
    return replace(zone, left=left, unknown=tuple(span for span in zone.unknown if span[1] <= stop))


def _own_subject(sight: Sight, stated: Stated) -> Candidate | None:
    zone = _before_turn(sight.zone)
    if not any(token.entry.is_domain for token in zone.left):
        return None
    ranked = Scorer(zone, sight.context, sight.catalogue, free_units=True).candidates()
    rates = sight.zone.quantity.dimension == "point"
    fitting = [c for c in ranked if not rates or c.indicator.kind == "rate"]
    return fitting[0] if fitting and fitting[0].score >= ACCEPT else None


def _base(sight: Sight, stated: Stated) -> Counted | None:
    """The number before that a change or share is about."""
    for counted in reversed(sight.context.counted):
        if counted.measure != "level":
            continue
        if sight.zone.quantity.dimension == "point" and counted.dimension != "percent":
            continue
        return counted
    return None


def _inherit(sight: Sight, stated: Stated) -> tuple[Decision, ...]:
    """A number without words of its own for what it counts takes over what the number before counted."""
    last = sight.context.last
    zone = sight.zone
    if last is None or not last.indicators or last.unit != zone.quantity.unit and zone.quantity.unit:
        return ()
    free = free_words(sight.text, zone, zone.span[0])
    listed = _is_listed(zone, sight.context)
    if free and not listed:
        return ()
    part = last_part = Part(last.breakdown, last.by_class)
    if free:
        part = Part(free, by_class=True)
    elif zone.has_role("part") or (listed and sight.context.part_scope):
        part = Part(zone_words(sight.text, zone) or last_part.words, by_class=True)
    measure: Measure = "level"
    return tuple(
        Decision(name, last.frame, part, measure, stated.sign, _INHERITED + (0.4 if listed else 0.0), "inherited")
        for name in last.indicators
    )


def _is_listed(zone: Zone, context: Context) -> bool:
    """Whether the number stands in a list with the one before: 其中, an enumeration, a bracket, a named class."""
    kinds = [token for token in zone.left if token.has_role("kind") or token.has_role("place")]
    return bool(context.part_scope or zone.before in ("、", "(", "（") or zone.has_role("part") or kinds)


def _nothing(stated: Stated) -> Decision:
    return Decision("", "", WHOLE, stated.measure, stated.sign, 0.0, "none")


def name_part(decision: Decision, text: str, name: Span, zone: Zone) -> Decision:
    """`decision` for one name of a list: the name is its part, unless it is a place or gave the indicator."""
    tokens = [token for token in zone.left if name[0] <= token.start < name[1]]
    last = tokens[-1] if tokens else None
    if last is not None and last.has_role("place") and last.end >= name[1]:
        return replace(decision, part=WHOLE)
    return replace(decision, part=Part(clean(text, name), by_class=True))
