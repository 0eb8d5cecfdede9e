"""Cells of a table -> zones, and what their numbers count: row, column and caption say it together.

Whichever of them names the indicator, what the others say is its part, unless they name a place, a year or the total.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from etl.knowledge.lexicon import Lexicon
from etl.link.breakdowns import LONGEST, WHOLE, Part, clean
from etl.link.candidates import frames_of
from etl.link.decide import decide
from etl.link.decision import INHERITED, Decision, Sight
from etl.link.tokens import Span, Token, find_tokens
from etl.link.zones import Zone, unknown_runs
from etl.model import Block, Cell, Layout, Quantity, Reading

_WHOLE = frozenset({"total", "own", "whole_year"})
_SILENT = frozenset(
    {
        "neutral",
        "counted",
        "earlier",
        "compared",
        "rise",
        "fall",
        "share",
        "verb",
        "linking",
        "of",
        "part",
        "and",
        "each",
    }
)
_ROUNDED = 0.06
"""How far a printed share may be from the quotient of its numbers."""
_TAKEN = ("inherited", "class", "none")


@dataclass(frozen=True, slots=True)
class TableWords:
    """The words above a table, and the frames that they and their partners put on the table."""

    lexicon: Lexicon
    caption: tuple[Token, ...] = ()
    frames: frozenset[str] = frozenset()


def cell_zones(layout: Layout, reading: Reading, block: Block, said: TableWords) -> tuple[Zone, ...]:
    """The zones of all quantities of one table row: labels and headers stand in for the words at the left."""
    zones: list[Zone] = []
    for position in reading.within(block.start, block.end):
        quantity = reading.quantities[position]
        cell = next((c for c in block.cells if c.start <= quantity.start < c.end), None)
        if cell is not None:
            zones.append(_cell_zone(layout.text, (position, quantity), cell, said))
    return tuple(zones)


def _cell_zone(text: str, place: tuple[int, Quantity], cell: Cell, said: TableWords) -> Zone:
    position, quantity = place
    lexicon = said.lexicon
    inside = (cell.start, quantity.start)
    left: list[Token] = []
    unknown: list[Span] = []
    above = tuple(token for span in cell.under for token in find_tokens(text, *span, lexicon))
    naming = _naming_kinds(text, cell, said.frames | frames_of(above), lexicon)
    for span in (*naming, *cell.labels, *cell.headers, inside):
        tokens = find_tokens(text, *span, lexicon)
        left.extend(tokens)
        if span not in cell.headers:
            unknown.extend(unknown_runs(text, span, tokens))
    span = cell.label if cell.labels else inside
    return Zone(
        position, quantity, tuple(left), (), tuple(unknown), span, (cell.end, cell.end), "", 0, is_cell=True,
        labels=(*cell.kinds, *cell.labels), headers=cell.headers, table=(*said.caption, *above),
    )  # fmt: skip


def _naming_kinds(text: str, cell: Cell, said: frozenset[str] | set[str], lexicon: Lexicon) -> tuple[Span, ...]:
    """The class labels that name what is counted: its caption speaks of it, or nothing else does (类别: 人大建议)."""
    headed = [token for span in cell.headers for token in find_tokens(text, *span, lexicon)]
    if frames_of(tuple(headed)):
        return ()
    words = {span: tuple(find_tokens(text, *span, lexicon)) for span in cell.kinds}
    if cell.headers and all(_is_figure(text[start:end]) for start, end in cell.headers):
        # 类别: 受理, 审结 over columns of years
        slots = tuple(span for span, tokens in words.items() if any(t.entry.cues or t.entry.parts for t in tokens))
    else:
        slots = ()
    frames = {span: frames_of(tokens) for span, tokens in words.items()}
    return slots or tuple(span for span, named in frames.items() if named and (not said or named & said))


def decide_cell(sight: Sight, look: Callable[[Zone], Sight], lexicon: Lexicon) -> tuple[Decision, ...]:
    """The readings of a cell by its own row and column, else with the words above the table."""
    zone = sight.zone
    shared = _share_of_row(sight)
    if shared:
        return shared
    decisions = decide(sight)
    if _is_taken(decisions) and any(token.entry.is_domain for token in zone.table):
        with_table = decide(look(_with_table(zone)))
        if not _is_taken(with_table):
            decisions = with_table
    if decisions[0].rule == "inherited" and any(_speaks(sight.text, span, lexicon) for span in zone.headers):
        return tuple(decision._replace(indicator="", frame="", part=WHOLE, rule="none") for decision in decisions[:1])
    return tuple(_with_part(decision, sight, lexicon) for decision in decisions)


def _share_of_row(sight: Sight) -> tuple[Decision, ...]:
    """A percentage that is the share of the number before it in a whole told before: 维持|3509|74.7%."""
    zone, last = sight.zone, sight.context.last
    heads = [t for t in zone.left if any(start <= t.start < end for start, end in zone.headers)]
    headed = any(t.entry.is_domain and not t.has_role("counted") for t in heads)
    if headed or zone.quantity.dimension != "percent" or last is None or last.measure != "level":
        return ()
    if last.sentence != sight.context.sentence or not last.indicators:
        return ()
    told = (c for c in sight.context.recent() if c.measure == "level" and c.sentence != last.sentence and c.value)
    if not any(abs(100 * last.value / c.value - zone.quantity.value) <= _ROUNDED for c in told):
        return ()
    part = Part(last.breakdown, last.by_class)
    return tuple(Decision(name, last.frame, part, "share", 1, INHERITED, "relative") for name in last.indicators)


def _is_taken(decisions: tuple[Decision, ...]) -> bool:
    """Whether a number found nothing of its own, or took over what the one before it counts."""
    return not decisions[0].indicator or decisions[0].rule.partition(":")[0] in _TAKEN


def _with_table(zone: Zone) -> Zone:
    return replace(zone, left=(*zone.table, *zone.left))


def _with_part(decision: Decision, sight: Sight, lexicon: Lexicon) -> Decision:
    """The decision with the part that labels and headers name beside the indicator."""
    if not decision.indicator:
        return decision
    # a share takes up the number before it; its own row and column say of what part it is
    held = "" if decision.rule == "relative" else decision.part.words
    words = [
        said
        for span in (*sight.zone.labels, *sight.zone.headers)
        for said in _said(sight, span, decision, lexicon)
        if said not in held
    ]
    if not words:
        return decision
    return decision._replace(part=Part("".join(dict.fromkeys((*words, held)))[:LONGEST], by_class=True))


def _said(sight: Sight, span: Span, decision: Decision, lexicon: Lexicon) -> Iterator[str]:
    """What a label or header says of a part of the indicator; nothing where it names it, a place or the whole."""
    tokens = find_tokens(sight.text, *span, lexicon)
    held = {token.start for token in sight.zone.left}
    if any(_is_about(token, decision) and token.start in held for token in tokens) or _names_place(span, tokens):
        return
    if span in sight.zone.headers and any(token.entry.cues for token in tokens):
        return  # 交办件数 over 建议: how it is counted, no class of it
    if any(token.entry.roles & _WHOLE or token.has_role("share") for token in tokens):
        return
    if _speaks(sight.text, span, lexicon):
        yield clean(sight.text, span)


def _speaks(text: str, span: Span, lexicon: Lexicon) -> bool:
    """Whether a label or header says more than 数量, 全年 or a year."""
    tokens = find_tokens(text, *span, lexicon)
    if any(not token.entry.roles & _SILENT or token.has_role("agent") for token in tokens):
        return True
    return any(not _is_figure(text[start:end]) for start, end in unknown_runs(text, span, tokens))


def _is_figure(words: str) -> bool:
    return all(char.isdigit() or char in "年度.%/-—()（）_ " for char in words)


def _is_about(token: Token, decision: Decision) -> bool:
    entry = token.entry
    slots = (*entry.names, *entry.cues, *entry.hints, *entry.parts, *entry.weak, *entry.governs, *entry.kinds)
    return decision.indicator in slots or (bool(decision.frame) and decision.frame in (*entry.objects, *entry.classes))


def _names_place(span: Span, tokens: tuple[Token, ...]) -> bool:
    """Whether a label ends in 县, 区 …: the number speaks for that place."""
    return (
        bool(tokens) and tokens[-1].end == span[1] and tokens[-1].has_role("place") and not tokens[-1].has_role("seat")
    )


class ColumnParts:
    """The wholes that the columns of one table have stated: a second row of the same indicator is a part of it."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text, self._lexicon = text, lexicon
        self._stated: dict[tuple[str, str], str] = {}

    def mark(self, decided: list[tuple[Zone, tuple[Decision, ...]]]) -> list[tuple[Zone, tuple[Decision, ...]]]:
        """The row with those of its numbers as parts whose whole another column, or a row above, has stated."""
        held: dict[tuple[str, str], str] = {}
        return [
            (zone, tuple(self._marked(zone, self._beside(zone, decision, held)) for decision in decisions))
            for zone, decisions in decided
        ]

    def _beside(self, zone: Zone, decision: Decision, held: dict[tuple[str, str], str]) -> Decision:
        """The decision as a part by its header where a column further left counts the same: 交办 8, 办结 8."""
        if not decision.indicator or not zone.headers or decision.measure != "level":
            return decision
        said = clean(self._text, zone.headers[-1])
        tokens = find_tokens(self._text, *zone.headers[-1], self._lexicon)
        first = held.setdefault((decision.indicator, decision.part.words), said)
        is_whole = any(token.entry.roles & _WHOLE for token in tokens) or _names_place(zone.headers[-1], tokens)
        picks = any(token.entry.cues or token.entry.parts for token in tokens)
        speaks = picks or _speaks(self._text, zone.headers[-1], self._lexicon)
        is_open = is_whole or not speaks
        if first == said or is_open or said in decision.part.words:
            return decision
        return decision._replace(part=Part(f"{decision.part.words}{said}"[:LONGEST], by_class=True))

    def _marked(self, zone: Zone, decision: Decision) -> Decision:
        if not decision.indicator or decision.part.words or not zone.labels or decision.measure != "level":
            return decision
        label = clean(self._text, zone.labels[-1])
        column = clean(self._text, zone.headers[-1]) if zone.headers else ""
        tokens = find_tokens(self._text, *zone.labels[-1], self._lexicon)
        is_open = (
            _names_place(zone.labels[-1], tokens) or _is_figure(label) or any(t.entry.roles & _WHOLE for t in tokens)
        )
        stated = self._stated.setdefault((decision.indicator, column), label)
        if is_open or stated == label:
            return decision
        return decision._replace(part=Part(label[:LONGEST], by_class=True))
