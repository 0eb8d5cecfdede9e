"""One number for several kinds of things at once: 建议和提案196件 counts neither alone, 审查文件、合同97件 is a sum."""

from __future__ import annotations

from collections.abc import Iterator

from etl.knowledge.lexicon import Entry
from etl.link.candidates import Candidate
from etl.link.decision import Sight
from etl.link.tokens import Token

JOINT = "joint"
"""The rule of a total of two things together."""
_LISTING = frozenset({"、", "和", "及", "以及", "与"})
_EQUALLY = 0.05
"""How near to one another two frames are that are spoken of alike."""
_LISTED = 2.6
"""What the place in such a list says of a number."""
_CLASS = 6
"""Characters of the longest class before a noun of such a list."""
_JOINTS = frozenset({"and", "neutral", "total"})
_OWN_SLOTS = frozenset({"default", "list", "context"})
"""Kinds of evidence that tell no more than what is counted; a slot of the catalogue (已解决) may hold for both."""


def is_joint_total(sight: Sight, best: Candidate) -> bool:
    """Whether a count adds up two frames that are counted side by side: 人大代表建议和政协提案共287件."""
    frame = sight.catalogue.frames.get(best.indicator.frame)
    if frame is None or not frame.partners or not (best.kind in _OWN_SLOTS or best.kind in ("cue", "name")):
        return False
    named = {f for token in _run(sight, best.token) for f in token.entry.objects}
    later = (t.entry.objects for t in sight.zone.left if best.kind == "cue" and t.start >= best.token.end)
    named.update(f for objects in later if len(objects) > 1 for f in objects)
    return frame.id in named and not named.isdisjoint(frame.partners) and not best.indicator.within


def divides_joint_total(sight: Sight, best: Candidate) -> bool:
    """Whether a number tells of both frames of a joint total that was told: 建议和提案137件,主办96件."""
    frame = sight.catalogue.frames.get(best.indicator.frame)
    if sight.context.joint != sight.context.block or frame is None or best.kind != "cue" or not best.in_context:
        return False
    if frame.id not in sight.catalogue.told_apart:
        return False
    own = sight.context.presence(frame.id) or 0.0
    return any(abs((sight.context.presence(f) or 0.0) - own) < _EQUALLY for f in frame.partners)


def sum_of_kinds(sight: Sight, best: Candidate) -> Candidate:
    """The indicator that sums up what several nouns name, where its verb stands there, else `best` itself."""
    if best.token not in sight.zone.left:
        return best
    nouns = [t for t in sight.zone.left if t.entry.names or t.entry.objects]
    run = list(_run(sight, nouns[-1])) if nouns else []
    run = run if best.kind == "cue" or best.token in run else list(_run(sight, best.token))
    kinds = {_kind(sight, token) for token in run} - {""}
    if len(kinds) < 2:
        return best
    verbal = [token.entry for token in sight.zone.left if token.entry.is_verbal]
    done = {name for entry in verbal for name in (*entry.cues, *entry.names)}
    for name in sorted(done):
        indicator = sight.catalogue.indicators[name]
        if kinds <= set(indicator.sums) and sight.zone.quantity.unit in indicator.units:
            return best._replace(indicator=indicator, kind="sum")
    return best


def goes_on_reviewing(sight: Sight, best: Candidate | None) -> Candidate | None:
    """What a list of things that one verb was done to goes on with, else None.

    审查合同2,731份、规范性文件21份、重大决策8件: the second is a review of its kind, the third one of the sum.
    """
    last, zone = sight.headline if sight.zone.has_role("part") else sight.context.last, sight.zone
    goes_on = zone.before in _LISTING or zone.is_item or zone.has_role("part")
    if last is None or not goes_on or last.sentence != sight.context.sentence or zone.has_role("verb") or zone.is_cell:
        return None
    if not (zone.unknown or zone.left) or (best is not None and best.kind != "default"):
        return None
    for indicator in sight.catalogue.sums:
        family = {indicator.id, *indicator.includes}
        if family.isdisjoint(last.indicators) or not indicator.fits(zone.quantity.unit):
            continue
        own = (sight.catalogue.indicators[name] for name in indicator.includes)
        meant = next((i for i in own if best is not None and i.frame == best.indicator.frame), indicator)
        token = best.token if best is not None else Token(*zone.span, Entry(""))
        return Candidate(meant, _LISTED, "list" if meant is not indicator else "listed", token)
    return None


def _kind(sight: Sight, token: Token) -> str:
    """The first indicator that a noun names, by itself, as what its frame counts, or with its verb (审查文件)."""
    defaults = (i.id for frame in token.entry.objects for i in sight.catalogue.defaults.get(frame, ()))
    return next(iter((*token.entry.names, *defaults, *token.entry.cues)), "")


def _run(sight: Sight, last: Token) -> Iterator[Token]:
    """The nouns that stand side by side up to one of them, joined by nothing else than 、 or 和.

    Unknown words may class the one behind the joint (规范性文件及镇村合同).
    """
    zone = sight.zone
    tokens = zone.left if last in zone.left else zone.right
    yield last
    edge, joined = last.start, False
    for token in reversed([t for t in tokens if t.end <= last.start]):
        if token.has_role("verb") or edge - token.end > (0 if joined else _CLASS):
            return
        if token.entry.roles & _JOINTS and not token.entry.is_domain:
            joined, edge = True, token.start
        elif token.entry.is_domain and (joined or token.end == edge):
            yield token
            joined, edge = False, token.start
        elif token.entry.is_domain or joined:
            return
