"""Orders: what is concluded cannot be more than what was accepted, and so on, as rules.yaml declares.

Only whole figures, or the same part of both, of one region and year within a few sentences are set side by side.
Where the passage says that cases were carried over from another year, more may be concluded than was accepted.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.audit.declared import Declared
from analysis.audit.lists import same_unit
from analysis.audit.model import Check, Figure, Report

ORDER = "order"
_BACK = 2
"""Sentences between the two figures at most."""
_SURE = 0.45
"""Confidence from which a row is taken for what it says; what is inherited from the sentence before is not."""


def check_orders(report: Report, declared: Declared) -> Iterator[Check]:
    """One check for each pair of figures with a declared order."""
    figures = [f for passage in report.passages for f in passage.figures if f.is_count and len(f.rows) == 1]
    for smaller, larger in declared.orders:
        lows = [figure for figure in figures if figure.row.indicator == smaller and figure.row.confidence >= _SURE]
        for low in lows:
            highs = [high for high in figures if high.row.indicator == larger and _pairs(low, high, declared)]
            if highs:
                yield _judge(report, low, max(highs, key=lambda high: high.value), declared)


def _pairs(low: Figure, high: Figure, declared: Declared) -> bool:
    one, other = low.row, high.row
    same = (one.region, one.year, one.breakdown) == (other.region, other.year, other.breakdown)
    return same and abs(low.sentence - high.sentence) <= _BACK and same_unit(low, high, declared)


def _judge(report: Report, low: Figure, high: Figure, declared: Declared) -> Check:
    facts = (("smaller", low.text), ("larger", high.text))
    if low.interval.low <= high.interval.high:
        return Check(ORDER, "held", (low, high), facts=facts)
    texts = "".join(report.passages[place].text for place in (low.sentence, high.sentence))
    if any(word in texts for word in declared.words.carried):
        return Check(ORDER, "uncheckable", (low, high), facts=facts)
    return Check(ORDER, "broken", (low, high), "warning", facts)
