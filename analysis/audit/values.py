"""Values that cannot be: a rate or share above 100 per cent, a count with decimals, a count below zero.

What a number measures comes from its row: only rates of the catalogue and shares end at 100, since a completion of
120 per cent may be meant. Nothing here is an identity, so only what is wrong is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.audit.model import Check, Figure, Report

ABOVE, FRACTION, NEGATIVE = "rate_above_hundred", "fractional_count", "negative_count"
_FULL = 100.0


def check_values(report: Report, kinds: Mapping[str, str]) -> Iterator[Check]:
    """One broken check for each impossible value.

    Args:
        kinds: the kind of each indicator of the catalogue (count, rate, amount, duration).
    """
    for passage in report.passages:
        for figure in passage.figures:
            kind = kinds.get(figure.row.indicator, "")
            facts = (("value", figure.text),)
            if _is_above(figure, kind):
                yield Check(ABOVE, "broken", (figure,), "error", facts)
            elif kind == "count" and figure.measure == "level" and not figure.is_percent:
                if abs(figure.value - round(figure.value)) > 1e-6:
                    yield Check(FRACTION, "broken", (figure,), "warning", facts)
                elif figure.value < 0:
                    yield Check(NEGATIVE, "broken", (figure,), "error", facts)


def _is_above(figure: Figure, kind: str) -> bool:
    bounded = figure.measure == "share" or (figure.measure == "level" and kind == "rate")
    return bounded and figure.unit == "%" and figure.interval.low > _FULL
