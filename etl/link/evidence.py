"""What speaks for and against one decision, as named numbers: the linker's share of the evidence of a row.

Scores say which reading is best; how often such a reading is right is fitted on marked texts, from these numbers
(`tools/fit_confidence.py`). Nothing here changes a decision, and a name that the fit does not know counts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from etl.link.decision import Decision
from etl.link.tokens import Token
from etl.link.zones import Zone

_SCORE_MOST, _MARGIN_MOST, _NEAR_MOST, _UNKNOWN_MOST, _NUMBERS_MOST = 8.0, 3.0, 30, 12, 16

Decided = tuple[Zone, tuple[Decision, ...]]


def evidence_of(place: int, decision: Decision, decided: Sequence[Decided]) -> tuple[tuple[str, float], ...]:
    """The evidence of one decision among those of its sentence or row, zeros left out.

    Args:
        place: the position in `decided` of the number that the decision is about.
        decision: one of the decisions on that number.
        decided: all numbers of the sentence, in order, with their decisions.
    """
    zone, decisions = decided[place]
    kind, _, word = decision.rule.partition(":")
    named = (
        *_of_rule(kind, decision),
        *_of_words(zone, word, decision),
        *_of_number(zone, decision),
        *_of_neighbours(place, decision, decided),
        ("several", float(len(decisions) > 1)),
    )
    return tuple((name, round(value, 3)) for name, value in named if value)


def _of_neighbours(place: int, decision: Decision, decided: Sequence[Decided]) -> Iterator[tuple[str, float]]:
    """What the other numbers of the sentence say, those right before and behind above all."""
    before = decided[place - 1][1][0] if place else None
    behind = decided[place + 1][1][0] if place + 1 < len(decided) else None
    is_whole = not decision.part.words
    same = min(_same_wholes(decision, decided), 3)
    yield "numbers", min(len(decided), _NUMBERS_MOST) / 4
    yield "opens", float(place == 0)
    yield "same", same
    yield "same_count", 0.0 if decided[place][0].quantity.dimension == "percent" else same
    yield "listed_whole", float(is_whole and decided[place][0].before == "、")
    yield "whole_among_parts", float(is_whole and any(d.part.words for _, ds in decided for d in ds))
    for name, other in (("before", before), ("behind", behind)):
        if other is not None:
            yield f"{name}_none", float(not other.indicator)
            yield f"{name}_same", float(other.indicator == decision.indicator)
            yield f"{name}_frame", float(other.frame == decision.frame)
            yield f"{name}_part", float(bool(other.part.words) and is_whole)


def _of_rule(kind: str, decision: Decision) -> Iterator[tuple[str, float]]:
    base, _, context = kind.partition("+")
    yield f"kind_{base}", 1.0
    yield "in_context", float(bool(context))
    yield "score", min(decision.score, _SCORE_MOST) / 4
    yield "score_low", max(3.0 - decision.score, 0.0)
    yield "close", max(1.0 - (decision.score - decision.rival), 0.0) if decision.rival else 0.0
    yield "margin", min(max(decision.score - decision.rival, 0.0), _MARGIN_MOST) if decision.rival else _MARGIN_MOST


def _of_words(zone: Zone, word: str, decision: Decision) -> Iterator[tuple[str, float]]:
    found = _last(zone.left, word)
    unknown = min(zone.unknown_after(zone.span[0]), _UNKNOWN_MOST) / 4
    yield "far", min(max(zone.quantity.start - found.end, 0), _NEAR_MOST) / 10 if found else 0.0
    yield "right", float(found is None and _last(zone.right, word) is not None)
    yield "unknown", unknown
    yield "unknown_behind", min(zone.unknown_after(found.end), _UNKNOWN_MOST) / 4 if found else 0.0
    yield "unknown_whole", 0.0 if decision.part.words else unknown
    yield "unknown_any_whole", float(bool(unknown) and not decision.part.words)
    yield "word", min(len(word), 10) / 4
    yield "short_word", float(0 < len(word) <= 2)
    yield "subjects", min(sum(token.entry.is_domain for token in zone.left), 6) / 2
    yield "bare", float(not zone.left)
    yield "lead", min(sum(token.entry.is_domain for token in zone.lead), 6) / 2
    for role in ("part", "place", "agent", "noun", "verb", "kind", "and", "each", "etc", "of", "township", "own"):
        yield f"role_{role}", float(zone.has_role(role))
        yield f"role_{role}_whole", float(zone.has_role(role) and not decision.part.words)


def _of_number(zone: Zone, decision: Decision) -> Iterator[tuple[str, float]]:
    quantity = zone.quantity
    yield "part", float(bool(decision.part.words))
    yield "part_class", float(bool(decision.part.words) and decision.part.by_class)
    yield decision.measure, float(decision.measure != "level")
    yield "cell", float(zone.is_cell)
    yield "item", float(zone.is_item)
    yield "bracket", min(float(zone.depth), 2.0)
    yield "no_unit", float(not quantity.unit)
    yield "percent", float(quantity.dimension == "percent")
    yield "bounded", float(quantity.bound != "=")
    yield "aside", float(quantity.kind != "plain")


def _last(tokens: Sequence[Token], word: str) -> Token | None:
    return next((token for token in reversed(tokens) if token.entry.word == word), None) if word else None


def _same_wholes(decision: Decision, decided: Sequence[Decided]) -> int:
    """How many other numbers of the sentence claim to be the same whole."""
    if not decision.indicator or decision.part.words:
        return 0
    claims = [d for _, decisions in decided for d in decisions if d.indicator == decision.indicator]
    return sum(not d.part.words and d.measure == decision.measure for d in claims) - 1
