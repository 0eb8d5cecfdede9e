"""Growth within one sentence: this year's figure, last year's, and the printed growth fit one another.

较上年的586件增长26.6% next to 742件 is 742/586 - 1; 比上年增加156件 is a difference; 增加930件,增幅3.9% ties a
difference to a percentage without last year's figure. Growth over a figure of another report is checked across years.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from analysis.audit.declared import Declared
from analysis.audit.intervals import is_cut_off
from analysis.audit.lists import same_unit
from analysis.audit.model import Check, Figure, Interval, Passage, Report

GROWTH, TRUNCATED = "growth_of_figures", "growth_cut_off"
_TIMES, _POINTS = "倍", ("百分点", "千分点")


def check_growth(report: Report, declared: Declared) -> Iterator[Check]:
    """One check for each printed growth whose two other figures stand in its sentence."""
    for passage in report.passages:
        for change in passage.figures:
            if change.measure == "change":
                check = _against_base(passage, change, declared) or _against_difference(passage, change, declared)
                if check is not None:
                    yield check


def _against_base(passage: Passage, change: Figure, declared: Declared) -> Check | None:
    """The growth against a figure of this year and one of last year in the same sentence."""
    levels = [f for f in passage.figures if f.measure == "level" and _same_thing(f, change)]
    for now in levels:
        for base in levels:
            if _follow(base, now) and same_unit(now, base, declared) and _is_near(passage, change, (now, base)):
                return _judge(change, expected_change(now.interval, base.interval, change.unit), (now, base))
    return None


def _against_difference(passage: Passage, change: Figure, declared: Declared) -> Check | None:
    """A percentage against the difference printed before it: (now - (now - d)) / (now - d)."""
    before = [f for f in passage.figures if f.end <= change.start]
    if change.unit != "%" or len(before) < 2 or before[-1].measure != "change" or before[-1].is_percent:
        return None
    difference = before[-1]
    now = next((f for f in reversed(before[:-1]) if f.is_count and same_unit(f, difference, declared)), None)
    if now is None or not _same_thing(now, change) or ";" in passage.slice(now.end, change.start):
        return None
    expected = growth_by_difference(now.interval, difference.interval)
    return _judge(change, expected, (now, difference)) if expected is not None else None


def growth_by_difference(now: Interval, difference: Interval) -> Interval | None:
    """What a growth in per cent may be, by the difference to last year's figure; None where that may be zero."""
    if now.low - difference.high <= 0:
        return None
    ends = [d / (n - d) * 100 for d in (difference.low, difference.high) for n in (now.low, now.high)]
    return Interval(min(ends), max(ends))


def _same_thing(level: Figure, change: Figure) -> bool:
    one, other = level.row, change.row
    return bool(one.indicator) and (one.indicator, one.breakdown, one.region) == (
        other.indicator, other.breakdown, other.region,
    )  # fmt: skip


def _follow(base: Figure, now: Figure) -> bool:
    return base.row.year is not None and now.row.year == base.row.year + 1


def _is_near(passage: Passage, change: Figure, pair: tuple[Figure, Figure]) -> bool:
    """Whether no semicolon stands between the change and its two figures."""
    starts, ends = [change.start, *(f.start for f in pair)], [change.end, *(f.end for f in pair)]
    return ";" not in passage.slice(min(starts), max(ends))


def expected_change(now: Interval, base: Interval, unit: str) -> Interval:
    """What a printed change may be, in the unit that it is printed in: %, 倍, or the figures' own."""
    if unit in ("%", _TIMES):
        if base.low <= 0:
            return Interval(-math.inf, math.inf)
        factor = 100.0 if unit == "%" else 1.0
        return Interval((now.low / base.high - 1) * factor, (now.high / base.low - 1) * factor)
    return Interval(now.low - base.high, now.high - base.low)


def _judge(change: Figure, expected: Interval, others: Sequence[Figure]) -> Check:
    middle = (expected.low + expected.high) / 2
    facts = (
        ("growth", change.text), ("now", others[0].text), ("base", others[1].text),
        ("exact", f"{middle:+.2f}{change.unit}"), ("claimed", f"{change.value:+g}{change.unit}"),
    )  # fmt: skip
    evidence = (change, *others)
    if change.interval.meets(expected):
        return Check(GROWTH, "held", evidence, facts=facts)
    if change.is_percent and is_cut_off(change, expected):
        return Check(TRUNCATED, "broken", evidence, "note", facts)
    return Check(GROWTH, "broken", evidence, "warning", facts)
