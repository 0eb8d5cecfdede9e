"""The same figure stated twice in one report: first after its noun, then before it (提案93件 … 承办的93件提案).

Two whole figures of one indicator may count different things, so a difference alone says nothing. It is reported where
the second mention points back to the first and one slip of a digit explains the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.audit.declared import Declared
from analysis.audit.intervals import slips
from analysis.audit.model import Check, Figure, Passage, Report

RESTATED = "stated_twice"
_BEFORE, _AFTER = 14, 12
"""Characters in front of the first mention and behind the second in which the noun is looked for."""
_SHARED = 2
"""Characters that the two mentions' nouns share at least."""
_LONG = 3
"""Digits from which a slip is told from another figure without more words."""
_SMALLEST = 10.0
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")


def check_restated(report: Report, declared: Declared) -> Iterator[Check]:
    """One check for each figure that a later sentence of the report takes up again."""
    known: list[tuple[Passage, Figure]] = []
    for passage in report.passages:
        for figure in passage.figures:
            if not figure.is_count or figure.value < _SMALLEST or figure.bound != "=":
                continue
            firsts = [first for text, first in known if _takes_up((text, first), (passage, figure))]
            if firsts:
                yield from _judge(passage, figure, firsts[-1], declared)
        known += [(passage, figure) for figure in passage.figures if figure.is_count and figure.bound == "="]


def _takes_up(first: tuple[Passage, Figure], second: tuple[Passage, Figure]) -> bool:
    """Whether the second mention has the first one's noun behind its number."""
    one, other = first[1].row, second[1].row
    same = (one.indicator, one.breakdown, one.region, one.year) == (
        other.indicator, other.breakdown, other.region, other.year,
    )  # fmt: skip
    if not one.indicator or not same or first[1].unit != second[1].unit:
        return False
    noun, named = first[0].before(first[1])[-_BEFORE:], second[0].after(second[1])[:_AFTER]
    return any(_shares(word, noun) for word in _HAN.findall(named.split(",")[0]))


def _shares(word: str, text: str) -> bool:
    """Whether the beginning of a word stands in a text."""
    return any(word[at : at + _SHARED] in text for at in range(min(2, len(word) - _SHARED + 1)))


def _judge(passage: Passage, figure: Figure, first: Figure, declared: Declared) -> Iterator[Check]:
    facts, evidence = (("first", first.text), ("second", figure.text)), (figure, first)
    if figure.interval.meets(first.interval):
        yield Check(RESTATED, "held", evidence, facts=facts)
        return
    points_back = any(word in passage.after(figure)[:_AFTER] for word in declared.words.all)
    is_slip = any(abs(value - first.value) < 1e-9 for value in slips(figure))
    if is_slip and (points_back or figure.value >= 10 ** (_LONG - 1)):
        yield Check(RESTATED, "broken", evidence, "warning", facts)
