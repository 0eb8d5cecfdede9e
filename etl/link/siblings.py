"""Numbers of one sentence that claim the same whole: the later ones are parts, in their own words.

受理3119件,答复3050件: one indicator cannot have two wholes in one sentence, unless they speak for two places or
two years.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etl.knowledge.catalogue import Catalogue
from etl.link.breakdowns import Part, zone_words
from etl.link.decide import Decision
from etl.link.zones import Zone
from etl.model import Relation

Decided = tuple[Zone, tuple[Decision, ...]]


def mark_siblings(
    decided: Sequence[Decided], catalogue: Catalogue, text: str, relations: Mapping[int, Relation]
) -> Sequence[Decided]:
    """`decided` with the later of two equal wholes made parts, and both where their slots exclude each other."""
    if len(decided) < 2:
        return decided
    wholes: dict[str, list[int]] = {}
    for place, (zone, decisions) in enumerate(decided):
        if zone.position in relations or zone.is_cell or _speaks_for_a_place(zone):
            continue
        for decision in decisions:
            if decision.indicator and not decision.part.words and decision.measure == "level":
                wholes.setdefault(decision.indicator, []).append(place)
    marked = list(decided)
    for name, places in wholes.items():
        exclusive = set(catalogue.indicators[name].exclusive)
        words = [_word(decided[place], name) for place in places]
        if len(places) < 2 or catalogue.indicators[name].kind != "count":
            continue
        for place, word in list(zip(places, words, strict=True))[0 if set(words) <= exclusive else 1 :]:
            if word != words[0] or word in exclusive:
                marked[place] = _as_part(marked[place], name, text)
    return marked


def _speaks_for_a_place(zone: Zone) -> bool:
    return zone.has_role("place") or zone.has_role("own")


def _word(decided: Decided, name: str) -> str:
    return next(d.rule.partition(":")[2] for d in decided[1] if d.indicator == name)


def _as_part(decided: Decided, name: str, text: str) -> Decided:
    zone, decisions = decided
    word = _word(decided, name) or zone_words(text, zone)
    return zone, tuple(d._replace(part=Part(word)) if d.indicator == name else d for d in decisions)
