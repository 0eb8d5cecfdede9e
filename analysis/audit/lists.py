"""Which figures of a report may be the parts of which total, by the words and the order in which they stand.

A list follows 其中, or fills a sentence, or ends in 合计. Several totals may fit one list; which of them does is left
to the rule that adds them up. `grade` says how sure the words make it that the list is complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from analysis.audit.declared import Declared
from analysis.audit.model import Figure, Passage, Report

Grade = Literal["complete", "declared", "among", "loose"]
_SUREST: tuple[Grade, ...] = ("complete", "declared", "among", "loose")
_BACK = 6
"""Sentences to look back for a total."""
_NEAREST = 4
"""Totals tried for a list that follows 其中; three times as many for one without."""


# What stands between the cells of a table's row: columns are no list.
_CELLS = re.compile(r"[|\t]")


@dataclass(frozen=True, slots=True)
class PartList:
    """Figures that may add up, and the totals that they may add up to, the likeliest first."""

    parts: tuple[Figure, ...]
    totals: tuple[Figure, ...]
    grade: Grade


@dataclass(frozen=True, slots=True)
class ListGroup:
    """The ways to read one list, the likeliest first; `is_marked` where 其中 or 合计 says what is part of what."""

    readings: tuple[PartList, ...]
    is_marked: bool


def find_lists(report: Report, declared: Declared) -> Iterator[ListGroup]:
    """All lists of a report, in text order; a figure may stand in several."""
    for position, passage in enumerate(report.passages):
        counts = _counts(passage)
        if counts and not _CELLS.search(passage.text):
            earlier = _earlier(report, position)
            view = _View(passage, counts, earlier, declared)
            yield from _among(view)
            yield from _summed_up(view)
            yield from _loose(view)


def related(left: Figure, right: Figure, declared: Declared) -> bool:
    """Whether two figures count the same kind of thing, as far as the catalogue says."""
    names = {row.indicator for row in left.rows}, {row.indicator for row in right.rows}
    if names[0] & names[1] - {""}:
        return True
    pairs = [(a, b) for a in names[0] for b in names[1] if a and b]
    alike = any(a.split("_")[0] == b.split("_")[0] for a, b in pairs)
    return alike or any(a in entry and b in entry for a, b in pairs for entry in declared.sums)


def same_unit(left: Figure, right: Figure, declared: Declared) -> bool:
    """Whether two counts may be added: the same measure word, or both count cases."""
    units = {left.unit, right.unit}
    return len(units) == 1 or "" in units or units <= declared.words.case_like


@dataclass(frozen=True, slots=True)
class _View:
    passage: Passage
    counts: tuple[Figure, ...]
    earlier: tuple[Figure, ...]
    declared: Declared

    def depth(self, place: int) -> int:
        """How many brackets are open at a place."""
        before = self.passage.slice(self.passage.start, place)
        return before.count("(") - before.count(")")

    def markers(self) -> list[int]:
        """Where 其中 stands."""
        pattern = "|".join(map(re.escape, self.declared.words.among))
        return [self.passage.start + match.start() for match in re.finditer(pattern, self.passage.text)]

    def cut(self, place: int) -> int:
        """Where the stretch up to the next semicolon after a place ends."""
        at = self.passage.text.find(";", place - self.passage.start)
        return self.passage.end if at < 0 else self.passage.start + at


def _counts(passage: Passage) -> tuple[Figure, ...]:
    """The figures that may add up; a second measure of the same thing (210批850人次) is left out."""
    found: list[Figure] = []
    for figure in passage.figures:
        twin = bool(found) and figure.start == found[-1].end and figure.unit != found[-1].unit
        if figure.is_count and not twin:
            found.append(figure)
    return tuple(found)


def _earlier(report: Report, position: int) -> tuple[Figure, ...]:
    """The counts of the sentences before, the nearest first."""
    back = report.passages[max(0, position - _BACK) : position]
    return tuple(figure for passage in reversed(back) for figure in reversed(_counts(passage)))


def _among(view: _View) -> Iterator[ListGroup]:
    """A total, 其中, and its parts: to the semicolon, to the end of the sentence, or the first few."""
    markers = view.markers()
    for marker in markers:
        depth = view.depth(marker)
        after = [f for f in view.counts if f.start > marker and view.depth(f.start) == depth]
        totals = _totals_before(view, marker, after[0]) if after else ()
        if not totals:
            continue
        limit = _limit(view, marker, markers)
        parts = [f for f in after if f.start < limit and same_unit(f, totals[0], view.declared)]
        near = [f for f in parts if f.start < view.cut(marker)]
        runs = [near, parts, *(near[:count] for count in range(2, len(near)))]
        distinct = {tuple(f.start for f in run): tuple(run) for run in runs if run}
        readings = [PartList(run, totals, _grade(view, run, totals[0], "among")) for run in distinct.values()]
        if readings:
            yield ListGroup(tuple(readings), is_marked=True)


def _totals_before(view: _View, marker: int, part: Figure) -> tuple[Figure, ...]:
    """What a part after 其中 may be part of; the sentences before count only where 其中 opens its own."""
    depth = view.depth(marker)
    before = [f for f in view.counts if f.end <= marker and view.depth(f.start) <= depth]
    if not before and any(f.end <= marker for f in view.passage.figures):
        return ()
    found = list(reversed(before)) if before else view.earlier
    return tuple(f for f in found if same_unit(f, part, view.declared))[:_NEAREST]


def _limit(view: _View, marker: int, markers: Sequence[int]) -> int:
    """Where the reach of a 其中 ends: its bracket, or the stretch in which the next one has its total."""
    depth = view.depth(marker)
    nearest = [other for other in markers if other > marker and view.depth(other) <= depth]
    end = view.passage.end
    if nearest:
        cuts = [place for place in range(marker, nearest[0]) if view.passage.slice(place, place + 1) == ";"]
        end = cuts[-1] if cuts else nearest[0]
    if depth:
        end = min([end, *(p for p in range(marker, view.passage.end) if view.depth(p + 1) < depth)])
    return end


def _summed_up(view: _View) -> Iterator[ListGroup]:
    """Parts and then their total: 12.4、3.1、6.2万平方米,全市合计21.7万平方米."""
    for position, total in enumerate(view.counts):
        words = view.passage.before(total)[-8:]
        if position < 2 or not any(word in words for word in view.declared.words.total):
            continue
        parts = []
        for figure in reversed(view.counts[:position]):
            if not same_unit(figure, total, view.declared) or ";" in view.passage.slice(figure.end, total.start):
                break
            parts.append(figure)
        if len(parts) > 1:
            yield ListGroup((PartList(tuple(reversed(parts)), (total,), "complete"),), is_marked=True)


def _loose(view: _View) -> Iterator[ListGroup]:
    """The counts of a sentence or of its stretches between semicolons, with a total in front of them."""
    for run in _runs(view):
        if len(run) > 2 and related(run[0], run[1], view.declared):
            rest = PartList(run[1:], (run[0],), _grade(view, run[1:], run[0], "loose"))
            yield ListGroup((rest,), is_marked=False)
        fitting = (f for f in view.earlier if same_unit(f, run[0], view.declared))
        totals = tuple(f for f in fitting if related(f, run[0], view.declared))[: 3 * _NEAREST]
        if len(run) > 1 and totals:
            yield ListGroup(tuple(_by_grade(view, run, totals)), is_marked=False)


def _by_grade(view: _View, run: tuple[Figure, ...], totals: Sequence[Figure]) -> Iterator[PartList]:
    """The readings of a list by how sure its words make it that it is complete, the surest first."""
    grades: dict[Grade, list[Figure]] = {}
    for total in totals:
        grades.setdefault(_grade(view, run, total, "loose"), []).append(total)
    for grade in sorted(grades, key=_SUREST.index):
        yield PartList(run, tuple(grades[grade]), grade)


def _runs(view: _View) -> Iterator[tuple[Figure, ...]]:
    """Runs of counts in one unit class outside brackets, the longest first: the sentence, then its stretches."""
    flat = [f for f in view.counts if view.depth(f.start) == 0]
    seen: set[tuple[int, ...]] = set()
    ends = sorted({view.cut(f.start) for f in flat})
    stretches = [flat, *([f for f in flat if view.cut(f.start) == end] for end in ends)]
    for stretch in stretches:
        for run in _split_units(stretch, view.declared):
            key = tuple(f.start for f in run)
            if key not in seen:
                seen.add(key)
                yield run


def _split_units(figures: Sequence[Figure], declared: Declared) -> Iterator[tuple[Figure, ...]]:
    run: list[Figure] = list(figures[:1])
    for left, right in pairwise(figures):
        if not same_unit(left, right, declared):
            yield tuple(run)
            run = []
        run.append(right)
    if run:
        yield tuple(run)


def _grade(view: _View, parts: Sequence[Figure], total: Figure, least: Grade) -> Grade:
    """How sure it is that the parts are all there are."""
    if len(parts) < 2:
        return least
    words = [view.passage.before(part) + part.row.breakdown for part in parts]
    rest = any(word in text for text in words for word in view.declared.words.rest)
    named = any(all(any(name in text for text in words) for name in entry) for entry in view.declared.complete)
    if rest or named:
        return "complete"
    wholes, names = {row.indicator for row in total.rows}, [part.row.indicator for part in parts]
    for entry in view.declared.sums:
        if entry[0] in wholes and set(names) <= set(entry[1:]) and len(set(names)) > 1:
            return "declared"
    return "declared" if _is_split(view, parts[0]) else least


def _is_split(view: _View, part: Figure) -> bool:
    """Whether the words before a list divide the whole: 按内容分, 从案件类型看."""
    words = view.declared.words
    if any(word in view.passage.section.rpartition("›")[2] for word in words.split_heads):
        return True
    openers, closers = ("|".join(map(re.escape, group)) for group in (words.split, words.split_end))
    return bool(re.search(rf"(?:{openers})[^,;:。]{{1,10}}(?:{closers})[,:]?", view.passage.before(part)))
