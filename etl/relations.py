"""How the numbers of one sentence hang together: lists after 分别, from–to pairs, and figures of the year before.

Comes in: the layout and the reading. Goes out: at most one `Relation` per quantity, in text order. What the
numbers count is not decided here; both the linker and the attribution build on what is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from etl.knowledge.lexicon import Lexicon
from etl.model import Layout, Quantity, Reading, Relation, Sentence

Span = tuple[int, int]

_LIST_GAP = re.compile(r"\s*(?:[、,和及与]|以及)?\s*")
_MARKS = re.compile(r"[、,，;；:：]")
_COMMA = re.compile("、")
_JOINTS = re.compile(r"和|与|以及|及|、|(?<=[”》])(?=[“《])")
_YEAR = r"(?:19|20)\d\d\s*年度?"
_YEAR_OF = re.compile(r"(?:今年|当年|去年|目前|本年|(?:19|20)\d\d\s*年)度?(?:的|末|底)*\s*$")
_NEAR = 14
"""How many characters may stand between 由 and its number, and between the two ends of a change."""


def find_relations(layout: Layout, reading: Reading, lexicon: Lexicon) -> tuple[Relation, ...]:
    """The relations of all quantities that have one, in the order of the quantities."""
    marks = _marks_of(lexicon)
    found: dict[int, Relation] = {}
    for sentence in _sentences(layout):
        positions = reading.within(sentence.start, sentence.end)
        if not positions:
            continue
        view = _View(layout.text, sentence, reading, positions)
        for relation in (*_pairs(view, marks), *_lists(view, marks), *_bases(view, marks)):
            found.setdefault(relation.quantity, relation)
    return tuple(found[position] for position in sorted(found))


class _Marks(NamedTuple):
    """The words that join numbers: `turn` ends what stands between the two ends of a change (升至).

    `base` is all that stands in front of a figure of the year before, `earlier` the word of it that tells the year.
    """

    each: re.Pattern[str]
    origin: re.Pattern[str]
    turn: re.Pattern[str]
    base: re.Pattern[str]
    earlier: re.Pattern[str]


def _marks_of(lexicon: Lexicon) -> _Marks:
    patterns = lexicon.patterns
    against, linking = patterns["against"].pattern, patterns["linking"].pattern
    earlier = f"{patterns['earlier'].pattern}|{_YEAR}"
    return _Marks(
        each=patterns["each"],
        origin=patterns["from"],
        turn=re.compile(rf"(?:{patterns['to'].pattern}|到|至|为)\Z"),
        base=re.compile(rf"\s*(?:{against})?\s*(?:(?:{earlier})\s*)+(?:{linking})*\s*"),
        earlier=re.compile(earlier),
    )


def _sentences(layout: Layout) -> Iterator[Sentence]:
    for block in layout.blocks:
        if block.kind != "row":
            yield from block.sentences


class _View:
    """One sentence and its quantities."""

    def __init__(self, text: str, sentence: Sentence, reading: Reading, positions: range) -> None:
        self.text = text
        self.sentence = sentence
        self.reading = reading
        self.positions = positions

    def quantity(self, position: int) -> Quantity:
        return self.reading.quantities[position]

    def left(self, position: int) -> Span:
        """The stretch of its clause between a quantity and the one before it."""
        quantity = self.quantity(position)
        start = self.sentence.clause_at(quantity.start).start
        if position > self.positions.start:
            start = max(start, self.quantity(position - 1).end)
        return start, quantity.start

    def depth(self, position: int) -> int:
        """How many brackets stand around a quantity."""
        return self.sentence.clause_at(self.quantity(position).start).depth

    def between(self, position: int) -> str:
        """The text between a quantity and the next one."""
        return self.text[self.quantity(position).end : self.quantity(position + 1).start]


def _pairs(view: _View, marks: _Marks) -> Iterator[Relation]:
    """从26%升至90%, 由上年的8个工作日减至5个工作日."""
    for position in view.positions[:-1]:
        between = _YEAR_OF.sub("", view.between(position)).strip()
        if len(between) > _NEAR or not marks.turn.search(between):
            continue
        start, end = view.left(position)
        reach = view.text[max(start, end - _NEAR) : end]
        same = view.quantity(position).dimension in ("none", view.quantity(position + 1).dimension)
        if same and marks.origin.search(reach):
            yield Relation(position, "from", other=position + 1)
            yield Relation(position + 1, "to", other=position)


def _bases(view: _View, marks: _Marks) -> Iterator[Relation]:
    """较上年的541件增长26.2%; 败诉率11.9%,上年为14.5%."""
    if not marks.earlier.search(view.text, view.sentence.start, view.sentence.end):
        return
    for position in view.positions:
        if marks.base.fullmatch(view.text, *view.left(position)):
            yield Relation(position, "base")


def _lists(view: _View, marks: _Marks) -> Iterator[Relation]:
    """A、B、C分别受理112件、87件、54件: each number with the name of its place in the list."""
    begin, end = view.sentence.start, view.sentence.end
    for each in marks.each.finditer(view.text, begin, end):
        run = _run_after(view, each.end())
        if len(run) < 2:
            continue
        names = _names_before(view, each.start(), run)
        if names:
            yield from (Relation(at, "item", *name) for at, name in zip(run, names, strict=True))
        elif counted := _numbers_before(view, run):
            yield from (Relation(at, "item", other=other) for at, other in zip(run, counted, strict=True))
        else:
            yield from (Relation(at, "item") for at in run)


def _run_after(view: _View, place: int) -> range:
    """The quantities of the list that starts after a place, none where other words come between."""
    first = view.reading.within(place, view.sentence.end)
    if not first or _MARKS.search(view.text[place : view.quantity(first[0]).start].rstrip(":：")):
        return range(0)
    last = first.start
    while last + 1 < first.stop and _LIST_GAP.fullmatch(view.between(last)):
        last += 1
    return range(first.start, last + 1)


def _numbers_before(view: _View, run: range) -> tuple[int, ...]:
    """The last numbers before a list, one for each of its own and none out of deeper brackets, or none at all."""
    depth = view.depth(run.start)
    level = [at for at in range(view.positions.start, run.start) if view.depth(at) <= depth]
    return tuple(level[-len(run) :]) if len(level) >= len(run) else ()


def _names_before(view: _View, place: int, run: range) -> tuple[Span, ...]:
    """The last names of the enumeration that ends at a place, one for each number of `run`, or none."""
    rates = view.quantity(run.start).dimension == "percent"
    clause = view.sentence.clause_at(max(place - 1, view.sentence.start))
    earlier = [c.start for c in view.sentence.clauses if c.depth == clause.depth and c.start < clause.start]
    for start in (clause.start, *earlier[-2:][::-1]):
        start = max([start, *(view.quantity(at).end for at in view.reading.within(start, place))])
        end = place if start >= clause.start else clause.start
        names = _split_names(view.text, (start, end), len(run), rates)
        if names:
            return names
    return ()


def _split_names(text: str, span: Span, count: int, rates: bool) -> tuple[Span, ...]:
    """The last `count` parts of an enumeration; 和 splits only where 、 alone gives too few."""
    for joint in (_COMMA, _JOINTS):
        cuts = [match.span() for match in joint.finditer(text, *span)]
        starts = [span[0], *(end for _, end in cuts)]
        ends = [*(start for start, _ in cuts), span[1]]
        names = [_trim(text, start, end) for start, end in zip(starts, ends, strict=True)]
        names = [name for name in names if name[1] > name[0]][-count:]
        if len(names) == count and not (rates and joint is _COMMA and _mixes_rates(text, names)):
            return tuple(names)
    return ()


def _mixes_rates(text: str, names: list[Span]) -> bool:
    """Whether some names are rates and others are not: 建议、提案办理的面商率和办复率 are two rates."""
    return len({text[end - 1] in "率度例重" for _, end in names}) > 1


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \n\t,，;；:：“”":
        start += 1
    while end > start and text[end - 1] in " \n\t,，;；:：":
        end -= 1
    return start, end
