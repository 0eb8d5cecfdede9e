"""One zone in its context -> what its number counts.

A number with words of its own is read here; changes and shares are read in `relative`, classes of what was counted
before in `classes`, numbers that take over the words of another one in `inherit`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from etl.link.breakdowns import WHOLE, Part, clean, without_figures
from etl.link.candidates import Candidate, Scorer, frames_of, ranked
from etl.link.classes import class_among, class_of_nothing, class_of_subject, elliptic_class
from etl.link.decision import Decision, Sight, decision_of, nothing
from etl.link.enumerations import class_in_bracket, class_in_list
from etl.link.inherit import inherit, restate
from etl.link.joint import JOINT, divides_joint_total, goes_on_reviewing, is_joint_total, sum_of_kinds
from etl.link.measures import Stated, read_measure
from etl.link.relative import decide_relative
from etl.link.shares import shared_class
from etl.link.tokens import Span, Token
from etl.link.weights import ACCEPT
from etl.link.zones import Zone

_SAYS_NOTHING = frozenset({"neutral", "linking", "total", "own", "prep", "counted", "verb", "to"})


def decide(sight: Sight) -> tuple[Decision, ...]:
    """The readings of one number, at least one; several where it states several indicators at once."""
    if _saysnothing(sight.zone) and any(token.entry.is_domain for token in sight.zone.near_lead):
        sight = sight._replace(zone=_with_lead(sight.zone))
    stated = read_measure(sight.zone, _names_rate(sight))
    if stated.measure in ("change", "share", "rank"):
        found = decide_relative(sight, stated)
        return found if found[0].indicator or stated.measure != "share" else class_of_subject(sight, stated) or found
    if sight.zone.has_role("per_head") and not sight.zone.is_cell:
        return (nothing(stated),)
    scorer = Scorer(sight.zone, sight.context, sight.catalogue, free_units=False)
    chosen = (_coordinated if sight.zone.quantity.dimension == "percent" else _single)(sight, scorer)
    if chosen and sight.zone.quantity.dimension != "percent":
        if is_joint_total(sight, chosen[0]):
            return (nothing(stated)._replace(rule=JOINT),)
        if divides_joint_total(sight, chosen[0]):
            return (nothing(stated),)
    again = restate(sight, chosen, stated)
    if again:
        return again
    classed = class_in_bracket(sight, chosen, stated) or shared_class(sight, chosen, stated)
    classed = classed or class_in_list(sight, chosen, stated) or elliptic_class(sight, chosen, stated)
    classed = classed or class_of_nothing(sight, chosen, stated)
    if classed:
        return classed
    if chosen and chosen[0].kind == "weak" and sight.divided is not None:
        among = class_among(sight, stated)
        if among:
            return among
    if chosen:
        return _decisions_of(sight, chosen, stated)
    return (
        class_among(sight, stated)
        or inherit(sight, stated)
        or _from_context(sight, scorer, stated)
        or class_of_subject(sight, stated)
        or (nothing(stated),)
    )


def _decisions_of(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """One decision for each candidate; of names of one rate (报备率、及时率均为100%) those of a part are parts."""
    names = [candidate.indicator.id for candidate in chosen]
    return tuple(
        decision._replace(part=Part(c.token.entry.word) if _is_of_part(c) else WHOLE)
        if names.count(c.indicator.id) > 1 else decision
        for c in chosen for decision in (decision_of(sight, c, stated),)
    )  # fmt: skip


def _is_of_part(candidate: Candidate) -> bool:
    return candidate.kind == "part" or candidate.indicator.id in candidate.token.entry.kinds


def _from_context(sight: Sight, scorer: Scorer, stated: Stated) -> tuple[Decision, ...]:
    """What a number without an object counts in its section: 扎实开展执法人员培训。全年举办6期."""
    if sight.zone.quantity.dimension == "percent" or sight.has_noun_behind:
        return ()
    found = [_done_before(sight, candidate) for candidate in scorer.from_context()[:1]]
    return tuple(decision_of(sight, candidate, stated) for candidate in found if candidate.score >= ACCEPT)


def _saysnothing(zone: Zone) -> bool:
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


def _single(sight: Sight, scorer: Scorer) -> tuple[Candidate, ...]:
    """The best candidate of a count, or all that its winning word names together."""
    candidates = scorer.candidates()
    told = candidates[0] if candidates and candidates[0].score >= ACCEPT else None
    listed = goes_on_reviewing(sight, told)
    if listed is not None:
        return (listed,)
    if told is None:
        return ()
    best = sum_of_kinds(sight, _done_before(sight, _on_list(sight, told)))
    if best.kind != "name":
        return (best,)
    return tuple(c for c in candidates if c.token is best.token and c.kind == "name" and c.score >= best.score - 0.01)


def _done_before(sight: Sight, best: Candidate) -> Candidate:
    """What the clause before did with a noun of which this one says no more: 对文件进行清理,涉及市政府文件266件."""
    zone = sight.zone
    if best.kind not in ("default", "context") or not zone.has_role("involves"):
        return best
    done = [sight.catalogue.indicators[n] for t in zone.near_lead for n in (*t.entry.names, *t.entry.cues)]
    meant = [i for i in done if i.frame == best.indicator.frame and zone.quantity.unit in i.units]
    return best._replace(indicator=meant[-1], kind="list") if meant else best


def _on_list(sight: Sight, best: Candidate) -> Candidate:
    """The indicator of the number before, where a list goes on with another noun of its frame alone.

    审核市政府规范性文件31件、部门规范性文件64件; 得到解决的建议97件、提案168件.
    """
    last, zone = sight.context.last, sight.zone
    objects = best.token.entry.objects
    slots = sight.catalogue.indicators
    verbs = [
        name for t in zone.left if t is not best.token for name in (*t.entry.cues, *t.entry.names, *t.entry.parts)
        if slots[name].frame == best.indicator.frame
    ]  # fmt: skip
    if zone.before != "、" or verbs or not objects or last is None or last.unit != zone.quantity.unit:
        return best
    done = [slots[name] for token in sight.context.verbs for name in token.entry.cues]
    meant = [i for i in done if i.frame == best.indicator.frame and zone.quantity.unit in i.units]
    if meant and best.kind == "default":
        return best._replace(indicator=meant[-1], kind="list")
    for name in last.indicators:
        indicator = slots[name]
        happens_to = {frame for frame, _ in indicator.within}
        same = indicator.frame in objects and best.kind == "default"
        if same or not happens_to.isdisjoint(objects):
            return best._replace(indicator=indicator, kind="list")
    return best


def _coordinated(sight: Sight, scorer: Scorer) -> tuple[Candidate, ...]:
    """The candidates of a rate: one for each of the names that stand joined before it, in each of the frames meant."""
    candidates = scorer.candidates()
    if not candidates or candidates[0].score < ACCEPT:
        return ()
    chosen: dict[tuple[str, str], Candidate] = {}
    for said in _joined(sight, scorer):
        found = [c for c in said if c.score >= ACCEPT - 0.5]
        for candidate in _of_frames_meant(found, sight, scorer.frames):
            part = candidate.token.entry.word if _is_of_part(candidate) else ""
            held = chosen.get((candidate.indicator.id, part))
            if held is None or candidate.score > held.score:
                chosen[candidate.indicator.id, part] = candidate
    best = candidates[0]
    return tuple(candidate._replace(rival=best.rival) for candidate in chosen.values()) or (best,)


def _joined(sight: Sight, scorer: Scorer) -> Iterator[tuple[Candidate, ...]]:
    """What each slot word at the end of the left zone says, joined by 、 or 和 and nothing else, the last first."""
    edge: int | None = None
    for token, candidates in reversed(scorer.by_word):
        if edge is not None and not _only_joints(sight, token.end, edge):
            return
        yield ranked(candidates)
        edge = token.start


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
    here = [c for c in sight.context.counted if c.sentence == sight.context.sentence and c.measure == "level"]
    told = {name for counted in here for name in counted.indicators}
    meant = [
        c for c in found
        if c.indicator.frame in together and c.kind == best.kind and (c is best or c.indicator.id not in told)
    ]  # fmt: skip
    return sorted(meant, key=lambda c: order.index(c.indicator.frame))


def name_part(decision: Decision, text: str, name: Span, zone: Zone) -> Decision:
    """`decision` for one name of a list: the name is its part, unless it is a place or gave the indicator."""
    if not decision.indicator:
        return decision
    tokens = [token for token in zone.left if name[0] <= token.start < name[1]]
    last = tokens[-1] if tokens else None
    if last is not None and last.end >= name[1] and (last.has_role("place") or _is_body_of_place(last, tokens, zone)):
        return decision._replace(part=WHOLE)
    words = without_figures(clean(text, name))
    return decision._replace(part=Part(words, by_class=True)) if words else decision


def _is_body_of_place(last: Token, tokens: Sequence[Token], zone: Zone) -> bool:
    """Whether a name of a list is a body called after its place, for which it speaks: 伽师县公证处."""
    places = {t.start for t in tokens if t.has_role("place")}
    return last.has_role("agent") and any(end in places for _, end in zone.unknown)
