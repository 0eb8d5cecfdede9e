"""What holds for the numbers of a clause before any of them is decided: the parts being told, the body, a class.

The scope of 其中 goes on from number to number until a clause tells of something else.
"""

from __future__ import annotations

from etl.knowledge.catalogue import Catalogue
from etl.knowledge.lexicon import Lexicon
from etl.link.bodies import named_body
from etl.link.context import Context, Counted
from etl.link.decision import Sight
from etl.link.neighbours import number_before
from etl.link.zones import Zone

_PARTS = frozenset({"part", "partitive"})
_CLASSING = 8
"""The words that open a list of classes (分类型看) may begin this far in front of the first known one."""


def enter_sentence(context: Context) -> None:
    """A sentence starts anew: no part is being told, no body named, no verb said."""
    context.sentence += 1
    context.part_scope = context.part_opens = False
    context.verbs = ()
    context.governed = None
    context.body = ""
    context.classing = False


def enter_clause(sight: Sight, zones: tuple[Zone, ...], lexicon: Lexicon) -> None:
    """Bring the Context to where a number stands in its sentence."""
    context, zone = sight.context, sight.zone
    _leave_scope(context, zone)
    if not (_PARTS.isdisjoint(zone.roles) and _PARTS.isdisjoint(zone.lead_roles)):
        context.part_head = context.part_head if context.part_scope else _head_of(context, zone)
        context.part_opens = context.part_opens or (not context.part_scope and _opens_with_part(zone, zones))
        context.part_scope = True
    if zone.lead:
        far = zone.lead[: len(zone.lead) - len(zone.near_lead)]
        context.mention_words(far, context.counts_already)
        context.mention_words(zone.near_lead, "exceeds" in zone.near_roles and context.counts_already)
    body = named_body(sight.text, zone, context.title, lexicon) if not zone.is_cell else None
    context.body = context.body if body is None else body
    context.classing = context.classing or _opens_classes(sight, zones, lexicon)


def _leave_scope(context: Context, zone: Zone) -> None:
    """A new clause ends the parts being told, where it does not go on with them, and the class named last."""
    if zone.before in ("", ";", "；", "。"):
        goes_on = context.part_scope and (context.part_opens or _goes_on_dividing(context, zone))
        # a body named among the parts did no more than its part
        context.body = context.body if goes_on == context.part_scope else ""
        context.part_scope = goes_on
        context.qualifier.clear()
    if zone.depth < context.depth or (zone.has_role("total") and not zone.has_role("part")):
        context.qualifier.clear()
    context.depth = zone.depth


def _goes_on_dividing(context: Context, zone: Zone) -> bool:
    """Whether the next part stands behind a semicolon: 其中城建类63件,占40.1%;农业类31件,占19.7%."""
    head = context.part_head
    words = (*zone.lead, *zone.left)
    same = head is not None and head.unit == zone.quantity.unit and bool(zone.unknown)
    return same and not any(t.entry.is_domain or t.has_role("verb") or t.has_role("own") for t in words)


def _opens_with_part(zone: Zone, zones: tuple[Zone, ...]) -> bool:
    """Whether 其中 stands at the start of the sentence: it then holds for all of its clauses."""
    words = (*zone.lead, *zone.left)
    return zone is zones[0] and words[0].has_role("part") and zone.before != "(" and not zone.is_cell


def _head_of(context: Context, zone: Zone) -> Counted | None:
    """The number that parts divide: the whole that the words in front of 中 name, else the one before."""
    words = [*zone.lead, *zone.left]
    at = next((n for n, token in enumerate(words) if token.has_role("partitive")), 0)
    named = {name for token in words[:at] for name in (*token.entry.cues, *token.entry.names)}
    told = context.recent()
    wholes = (c for c in told if c.measure == "level" and not c.breakdown and not named.isdisjoint(c.indicators))
    return next(wholes, context.last)


def _opens_classes(sight: Sight, zones: tuple[Zone, ...], lexicon: Lexicon) -> bool:
    """Whether the words in front of a number open a list of classes: 从类型看,行政处罚412件."""
    zone = sight.zone
    before = number_before(zone, zones)
    first = zone.lead[0].start if zone.lead else zone.span[0]
    start = before.quantity.end if before else max(first - _CLASSING, 0)
    return lexicon.classing.search(sight.text, start, zone.span[1]) is not None


def side_by_side(zones: tuple[Zone, ...], catalogue: Catalogue) -> tuple[str, ...]:
    """Two partner frames of which one is named and the other hinted at in one sentence: 建议34件、提案42件."""
    tokens = [token for zone in zones for token in (*zone.lead, *zone.left)]
    hinted = {catalogue.indicators[name].frame for token in tokens for name in token.entry.hints}
    hinted &= catalogue.told_apart
    if not hinted:
        return ()
    named = {frame for token in tokens for frame in token.entry.objects}
    found = (f for f in sorted(hinted) if not named.isdisjoint(catalogue.frames[f].partners))
    frame = next(found, "")
    return (frame, *catalogue.frames[frame].partners) if frame else ()
