"""Title and issuer -> the development zone that a document speaks for, and the region of its seat.

GB/T 2260 has no development zones. What their own reports count is a part of what their seat counts.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from etl.knowledge.gazetteer import Gazetteer
from etl.knowledge.periods import Periods


class ZoneKnowledge(Protocol):
    """What is needed of the knowledge."""

    @property
    def gazetteer(self) -> Gazetteer: ...
    @property
    def periods(self) -> Periods: ...


def find_zone(title: str, issuer: str, knowledge: ZoneKnowledge) -> tuple[str, str]:
    """The zone that a title opens with or whose body signs, and the code of its seat; empty where there is none."""
    titled = knowledge.periods.zone_title.match(title)
    signed = knowledge.periods.zone_body.match(issuer)
    for match in (titled, signed):
        name = match["name"] if match else ""
        if name and is_zone(name, knowledge):
            return name, _seat(name, knowledge.gazetteer)
    return "", ""


def is_zone(name: str, knowledge: ZoneKnowledge) -> bool:
    """Whether a name is a zone's: a known one, or an ending (高新区) alone or behind the name of a region.

    A district that is called 新区 (浦东新区) is none.
    """
    gazetteer, periods = knowledge.gazetteer, knowledge.periods
    if name in gazetteer.zones:
        return True
    found = list(gazetteer.scan(name))
    if found and found[-1][1] == len(name):
        return name[found[-1][0] :] in gazetteer.zones
    ending = periods.zone_ending.search(name)
    if ending is None:
        return False
    return not ending.start() or any(start == 0 for start, _, _ in found)


def _seat(name: str, gazetteer: Gazetteer) -> str:
    """The code of the last region or zone that a name holds."""
    found = list(gazetteer.scan(name))
    known = {above for _, _, codes in found[:-1] for above in gazetteer.ancestors(codes[0])}
    return settle(found[-1][2], gazetteer, known) if found else ""


def settle(codes: tuple[str, ...], gazetteer: Gazetteer, known: Collection[str]) -> str:
    """The one of several places with the same name whose parent is named elsewhere; empty where it stays open."""
    if len(codes) == 1:
        return codes[0]
    shared = {code: len(set(gazetteer.ancestors(code)[1:]) & set(known)) for code in codes}
    near = [code for code in codes if shared[code] and shared[code] == max(shared.values())]
    if len(near) == 1:
        return near[0]
    return codes[0] if gazetteer.regions[codes[0]].level == "province" else ""
