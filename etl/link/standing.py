"""How a word stands to its number: as what is counted, as a class of it, as who did it, as what was done with it."""

from __future__ import annotations

from etl.link.tokens import Token
from etl.link.zones import Zone

SET_BESIDE = frozenset({"earlier", "compared", "against"})
"""Roles of the words that set a number beside another year's or place's."""
NAMING = frozenset({"agent", "place", "township", "kind", "level"})
"""Roles of the small words that name a class by themselves: 乡镇25个."""
LOOSE = frozenset({"default", "weak"})
"""Kinds of evidence that a class of something else gives too: 行政处罚 names a matter of reconsideration as well."""


def names_class(zone: Zone, token: Token, right: bool) -> bool:
    """Whether the word names a class of something (处罚类1,022件), not the thing."""
    if right:
        return any(t.start == token.end and t.has_role("field") for t in zone.right)
    return zone.has_role("field") and any(t.start == token.end and t.has_role("field") for t in zone.left)


def names_body(zone: Zone, token: Token, right: bool) -> bool:
    """Whether the word is part of the name of a body that is counted: 3个公证处, 公证机构106个."""
    if right:
        return any(t.start == token.end and t.has_role("agent") for t in zone.right)
    named = not token.entry.is_verbal and zone.has_role("agent")
    return named and any(t.start == token.end and t.end == zone.span[1] and t.has_role("agent") for t in zone.left)


def is_done_by(zone: Zone, token: Token) -> bool:
    """Whether the number counts those who did it: 21个执法单位开展案卷评查."""
    before = [t for t in zone.right if t.end <= token.start]
    agents = [t.end for t in before if t.has_role("agent")]
    verbs = [t.start for t in before if t.has_role("verb")]
    return bool(agents) and bool(verbs) and agents[0] <= verbs[0]


def is_governed(zone: Zone, token: Token, frame: str) -> bool:
    """Whether a preposition puts the counted noun of a frame before this verb: 就9件决策事项征求意见."""
    left = zone.left
    governed = bool(left) and left[-1].has_role("prep") and left[-1].end == zone.quantity.start
    return governed and any(t.end <= token.start and frame in t.entry.objects for t in zone.right)


def is_lacked(zone: Zone, token: Token) -> bool:
    """Whether the number counts those that have none of it: 15个镇中仍有4个未配专职法制员."""
    return any(t.has_role("denied") and t.end <= token.start for t in zone.right)


def stands_behind_verb(zone: Zone, token: Token) -> bool:
    """Whether the word tells what was done with what is counted: 对39份行政协议开展合法性审查."""
    before = [t for t in zone.right if t.end <= token.start]
    verbs = [t.start for t in before if t.has_role("verb")]
    return bool(verbs) and any(t.entry.is_domain and t.start < verbs[0] for t in before)


def is_linked(zone: Zone, token: Token) -> bool:
    """Whether 的 ties the word to a noun that follows: 清理现行有效的规范性文件."""
    if not zone.has_role("of"):
        return False
    linked = next((t for t in zone.left if t.start == token.end and t.has_role("of")), None)
    return linked is not None and linked.end < zone.quantity.start


def ends_examples(zone: Zone, token: Token) -> bool:
    """Whether the word ends a list of examples that the number sums up: 合同、文件等386件."""
    if not zone.has_role("etc"):
        return False
    etc = next((t for t in zone.left if t.start == token.end and t.has_role("etc")), None)
    later = [t for t in zone.left if etc is not None and t.start >= etc.end]
    listed = any(t.end <= token.start and t.has_role("and") for t in zone.left)
    return etc is not None and listed and not any(t.entry.is_domain or t.has_role("counted") for t in later)


def is_partitive(zone: Zone, token: Token) -> bool:
    """Whether the number counts some of what the word names: 执法人员中."""
    left = zone.left if zone.has_role("partitive") else ()
    return any(t.start == token.end and t.has_role("partitive") for t in left)
