"""What a number leaves behind in the Context: what it counted, and the frames and words that it put on the table."""

from __future__ import annotations

from etl.knowledge.catalogue import Catalogue
from etl.link.candidates import frames_of
from etl.link.context import UNKNOWN, Context, Counted, Qualifier
from etl.link.decision import Decision
from etl.link.joint import JOINT
from etl.link.zones import Zone

_LISTED = frozenset({"inherited", "subject"})
"""A class that stands beside others in a list says nothing of what follows."""
Decisions = tuple[Decision, ...]


def remember(context: Context, zone: Zone, decisions: Decisions, catalogue: Catalogue) -> None:
    """Take what one number was found to count into the Context."""
    _mention(context, zone, decisions, catalogue)
    context.verbs = tuple([t for t in zone.left if t.entry.cues and not t.entry.objects]) or context.verbs
    _govern(context, zone, decisions, catalogue)
    for decision in decisions:
        is_class = decision.part.by_class and decision.rule not in _LISTED
        if is_class and decision.frame in catalogue.frames and not context.part_scope:
            for frame in (decision.frame, *_sharing(decision, catalogue)):
                held = context.qualifier.get(frame)
                # of two classes side by side (一审、二审) neither holds for what follows
                beside = held is not None and held.words != decision.part.words and zone.before == "、"
                of_list = zone.listed is not None and decision.rule == "class"
                named = Qualifier(decision.part.words, decision.frame, of_list)
                context.qualifier[frame] = Qualifier("", "") if beside else named
    quantity, first = zone.quantity, decisions[0]
    context.joint = context.block if first.rule == JOINT else context.joint
    indicators = tuple(decision.indicator for decision in decisions if decision.indicator)
    context.counted.append(
        Counted(
            zone.position, indicators, first.frame, first.part.words, quantity.unit, quantity.dimension, first.measure,
            context.sentence, context.block, first.part.by_class,
            is_aside=quantity.kind not in ("plain", "rank"),
            is_beside=zone.has_role("exceeds") or "exceeds" in zone.near_roles, value=quantity.value,
        )
    )  # fmt: skip


def _sharing(decision: Decision, catalogue: Catalogue) -> tuple[str, ...]:
    """The partner frames that a class may hold for too: 重点 for 建议 and 提案, 一审 for 行政诉讼 alone."""
    frame = catalogue.frames[decision.frame]
    own = decision.part.words in frame.classes
    return tuple(f for f in frame.partners if not own or decision.part.words in catalogue.frames[f].classes)


def _mention(context: Context, zone: Zone, decisions: Decisions, catalogue: Catalogue) -> None:
    """Put on the table what the number counts, else what its words are about."""
    frames = tuple(dict.fromkeys(d.frame for d in decisions if d.frame))
    rule, measure = decisions[0].rule, decisions[0].measure
    if zone.is_cell:
        context.mention(tuple(sorted(frames_of(zone.left))))
    elif frames and rule != "inherited" and measure == "level":
        context.mention((*_with_partner(context, zone, frames), *_of_one_review(context, decisions, catalogue)))
        context.mention(_happened_to(zone, decisions, catalogue))
    elif frames and rule not in ("relative", "inherited", "reduction"):
        context.mention(frames)
    elif not frames and measure == "level":
        named = tuple(sorted(frames_of(zone.left)))
        context.mention(named or ((UNKNOWN,) if zone.unknown else ()))


def _with_partner(context: Context, zone: Zone, frames: tuple[str, ...]) -> tuple[str, ...]:
    """The frames; in an enumeration (建议152件、提案120件) with those of the number before."""
    last = context.mentions[-1] if context.mentions else None
    goes_on = last is not None and last.sentence == context.sentence and UNKNOWN not in last.frames
    return tuple(dict.fromkeys((*last.frames, *frames))) if zone.before == "、" and last and goes_on else frames


def _of_one_review(context: Context, decisions: Decisions, catalogue: Catalogue) -> tuple[str, ...]:
    """The frames that go with what was reviewed and what came of it: 审核规范性文件46件,提出意见212条,备案33件."""
    found: list[str] = []
    for decision in decisions:
        for indicator in catalogue.sums if decision.frame in catalogue.frames else ():
            if decision.indicator in indicator.includes:
                found.append(indicator.frame)
            elif decision.frame == indicator.frame:
                found.extend(context.together(decision.frame))
    frames = {decision.frame for decision in decisions}
    return tuple(frame for frame in dict.fromkeys(found) if frame not in frames)


def _happened_to(zone: Zone, decisions: Decisions, catalogue: Catalogue) -> tuple[str, ...]:
    """The frames that an outcome's zone names: 得到解决的提案168件 is about 提案."""
    counted = (catalogue.indicators[d.indicator] for d in decisions if d.indicator)
    within = {frame for indicator in counted for frame, _ in indicator.within}
    return tuple(sorted(within & frames_of(zone.left))) if within else ()


def _govern(context: Context, zone: Zone, decisions: Decisions, catalogue: Catalogue) -> None:
    """Keep the indicator whose verb governs what follows (公开), until another verb comes."""
    if any(decision.rule.startswith("governs:") for decision in decisions):
        context.governed = catalogue.indicators[decisions[0].indicator]
    elif context.governed is not None and zone.has_role("verb"):
        same = any(decision.indicator == context.governed.id for decision in decisions)
        context.governed = context.governed if same else None
