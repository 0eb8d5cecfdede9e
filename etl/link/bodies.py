"""The body that a clause names as its subject, where that is only one of those that could have done it.

林业部门立案113起 is a part of what the county's offices did; 各执法部门立案 is not, nor is 市公安局 in its own report.
"""

from __future__ import annotations

import re

from etl.knowledge.lexicon import Lexicon
from etl.link.breakdowns import without_figures
from etl.link.zones import Zone
from etl.model import Block

_LONGEST = 10
"""Characters of the longest name in front of 部门, 局 …"""
_TEAM = "队"
"""Ends the name of the team that enforces for an office: its cases are the office's own."""
_BREAK = re.compile(r"[、,，;；:：。()（）《》“”\"\n \t]")


def own_title(text: str, first: Block, lexicon: Lexicon) -> str:
    """What a report says of whose it is: its title, else the office that its first clause opens with, else nothing."""
    if first.kind == "heading":
        return text[first.start : first.end]
    if lexicon.patterns["own"].match(text, first.start):
        return ""
    clause = _BREAK.search(text, first.start, first.end)
    stop = min(clause.start() if clause else first.end, first.start + 2 * _LONGEST)
    office = next(lexicon.patterns["office"].finditer(text, first.start, stop), None)
    return text[first.start : office.end()] if office else ""


def named_body(text: str, zone: Zone, title: str, lexicon: Lexicon) -> str | None:
    """The name of the body that did what is counted; empty for all of them, None where none is named."""
    first = (zone.near_lead or zone.left)[:1]
    start = min(zone.span[0], first[0].start) if first else zone.span[0]
    found: str | None = "" if zone.has_role("own") or "own" in zone.near_roles else None
    for match in lexicon.patterns["body"].finditer(text, start, zone.span[1]):
        begin = max(start, match.start() - _LONGEST)
        if any(own.end() == match.end() for own in lexicon.patterns["own"].finditer(text, begin, match.end())):
            found = ""
            continue
        name = _name(text, begin, match.start(), lexicon)
        if name is None:
            continue
        if _is_of_all(text, (match.start() - len(name), match.start()), lexicon):
            found = ""
            continue
        name = without_figures(name)
        rest = lexicon.patterns["anybody"].sub("", name)
        if lexicon.patterns["township"].search(title):
            # a town has one body of each kind: 综合行政执法队 is its own
            rest = lexicon.patterns["township"].sub("", rest).removeprefix("综合")
        elif match.group().endswith(_TEAM) and lexicon.patterns["office"].search(title):
            rest = ""
        found = name + match.group() if len(rest) >= 2 and rest not in title else ""
    return found


def _is_of_all(text: str, name: tuple[int, int], lexicon: Lexicon) -> bool:
    """Whether a name stands for all bodies of its kind (全市公安机关), not for those of one level (全市镇街执法队)."""
    before = text[max(name[0] - _LONGEST, 0) : name[0]]
    owned = any(own.end() == len(before) for own in lexicon.patterns["own"].finditer(before))
    return owned and not lexicon.patterns["level"].search(text, *name)


def _name(text: str, start: int, end: int, lexicon: Lexicon) -> str | None:
    """What stands in front of the ending of a body's name that opens its clause; None where it opens none."""
    breaks = [match.end() for match in _BREAK.finditer(text, start, end)]
    begin = breaks[-1] if breaks else start
    opens = bool(breaks) or start == 0 or bool(_BREAK.match(text, start - 1))
    for role in ("own", "body_lead"):
        heads = [match.end() for match in lexicon.patterns[role].finditer(text, begin, end)]
        if heads:
            begin, opens = heads[-1], True
    clause = max([m.end() for m in _BREAK.finditer(text, start, begin) if m.group() != "、"], default=start)
    if lexicon.patterns["prep"].match(text, clause):
        # 联合市场监管、公安等部门检查: they did not do it alone
        return None
    if not opens or lexicon.patterns["prep"].match(text, begin) or lexicon.patterns["verb"].match(text, begin):
        return None
    return text[begin:end]
