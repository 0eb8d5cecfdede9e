"""What speaks for and against one decision, as named numbers: the linker's share of the evidence of a row.

Scores say which reading is best; how often such a reading is right is fitted on marked texts, from these numbers
(`tools/fit_confidence.py`). Nothing here changes a decision, and a name that the fit does not know counts nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.link.decision import Decision
from etl.link.tokens import Token
from etl.link.zones import Zone

_SCORE_MOST, _MARGIN_MOST, _NEAR_MOST, _UNKNOWN_MOST, _NUMBERS_MOST = 8.0, 3.0, 30, 12, 16
_ROLES = tuple(
    (role, f"role_{role}", f"role_{role}_whole")
    for role in ("part", "place", "agent", "noun", "verb", "kind", "and", "each", "etc", "of", "township", "own")
)

Decided = tuple[Zone, tuple[Decision, ...]]
Found = list[tuple[str, float]]
"""Evidence as it is gathered; what is zero may be left out at once."""


def evidence_of(place: int, decision: Decision, decided: Sequence[Decided]) -> tuple[tuple[str, float], ...]:
    """The evidence of one decision among those of its sentence or row, zeros left out.

    Args:
        place: the position in `decided` of the number that the decision is about.
        decision: one of the decisions on that number.
        decided: all numbers of the sentence, in order, with their decisions.
    """
    zone, decisions = decided[place]
    kind, _, word = decision.rule.partition(":")
    found: Found = []
    _add_rule(found, kind, decision)
    _add_words(found, zone, word, decision)
    _add_number(found, zone, decision)
    _add_neighbours(found, place, decision, decided)
    if len(decisions) > 1:
        found.append(("several", 1.0))
    return tuple([named for named in found if named[1]])


def _add_neighbours(found: Found, place: int, decision: Decision, decided: Sequence[Decided]) -> None:
    """What the other numbers of the sentence say, those right before and behind above all."""
    zone = decided[place][0]
    is_whole = not decision.part.words
    same = min(_same_wholes(decision, decided), 3)
    found.append(("numbers", min(len(decided), _NUMBERS_MOST) / 4))
    if place == 0:
        found.append(("opens", 1.0))
    found.append(("same", same))
    if zone.quantity.dimension != "percent":
        found.append(("same_count", same))
    if is_whole:
        if zone.before == "、":
            found.append(("listed_whole", 1.0))
        if any(d.part.words for _, ds in decided for d in ds):
            found.append(("whole_among_parts", 1.0))
    if place:
        _add_neighbour(found, "before", decided[place - 1][1][0], decision)
    if place + 1 < len(decided):
        _add_neighbour(found, "behind", decided[place + 1][1][0], decision)


def _add_neighbour(found: Found, name: str, other: Decision, decision: Decision) -> None:
    if not other.indicator:
        found.append((f"{name}_none", 1.0))
    if other.indicator == decision.indicator:
        found.append((f"{name}_same", 1.0))
    if other.frame == decision.frame:
        found.append((f"{name}_frame", 1.0))
    if other.part.words and not decision.part.words:
        found.append((f"{name}_part", 1.0))


def _add_rule(found: Found, kind: str, decision: Decision) -> None:
    base, _, context = kind.partition("+")
    score, rival = decision.score, decision.rival
    found.append((f"kind_{base}", 1.0))
    if context:
        found.append(("in_context", 1.0))
    # scores are the only evidence with more digits than an explanation should print
    found.append(("score", round(min(score, _SCORE_MOST) / 4, 3)))
    if score < 3.0:
        found.append(("score_low", round(3.0 - score, 3)))
    margin = score - rival if rival else _MARGIN_MOST
    if margin < 1.0:
        found.append(("close", round(1.0 - margin, 3)))
    found.append(("margin", round(min(max(margin, 0.0), _MARGIN_MOST), 3)))


def _add_words(found: Found, zone: Zone, word: str, decision: Decision) -> None:
    is_whole = not decision.part.words
    token = _last(zone.left, word)
    unknown = min(zone.unknown_after(zone.span[0]), _UNKNOWN_MOST) / 4
    if token is not None:
        found.append(("far", min(max(zone.quantity.start - token.end, 0), _NEAR_MOST) / 10))
    elif _last(zone.right, word) is not None:
        found.append(("right", 1.0))
    found.append(("unknown", unknown))
    if token is not None:
        found.append(("unknown_behind", min(zone.unknown_after(token.end), _UNKNOWN_MOST) / 4))
    if is_whole and unknown:
        found.append(("unknown_whole", unknown))
        found.append(("unknown_any_whole", 1.0))
    found.append(("word", min(len(word), 10) / 4))
    if 0 < len(word) <= 2:
        found.append(("short_word", 1.0))
    found.append(("subjects", min(sum([token.entry.is_domain for token in zone.left]), 6) / 2))
    if not zone.left:
        found.append(("bare", 1.0))
    found.append(("lead", min(sum([token.entry.is_domain for token in zone.lead]), 6) / 2))
    roles = zone.roles
    for role, name, name_whole in _ROLES:
        if role in roles:
            found.append((name, 1.0))
            if is_whole:
                found.append((name_whole, 1.0))


def _add_number(found: Found, zone: Zone, decision: Decision) -> None:
    quantity, part = zone.quantity, decision.part
    named = (
        ("part", bool(part.words)),
        ("part_class", bool(part.words) and part.by_class),
        (decision.measure, decision.measure != "level"),
        ("cell", zone.is_cell),
        ("item", zone.is_item),
        ("in_list", zone.listed is not None),
        ("bracket", min(zone.depth, 2)),
        ("no_unit", not quantity.unit),
        ("percent", quantity.dimension == "percent"),
        ("bounded", quantity.bound != "="),
        ("aside", quantity.kind != "plain"),
    )
    found.extend([(name, float(holds)) for name, holds in named if holds])


def _last(tokens: Sequence[Token], word: str) -> Token | None:
    if word:
        for token in reversed(tokens):
            if token.entry.word == word:
                return token
    return None


def _same_wholes(decision: Decision, decided: Sequence[Decided]) -> int:
    """How many other numbers of the sentence claim to be the same whole."""
    if not decision.indicator or decision.part.words:
        return 0
    claims = [d for _, decisions in decided for d in decisions if d.indicator == decision.indicator]
    return sum([not d.part.words and d.measure == decision.measure for d in claims]) - 1
