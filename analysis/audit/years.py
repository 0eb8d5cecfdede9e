"""Reports of one region in following years: growth against last year's report, restated and repeated figures.

A growth that is printed without its base is checked against the figure that the report of the year before printed. A
figure for last year that differs from last year's report was restated. A count with the very digits of last year is
likelier copied than counted, the more so the more digits it has.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from analysis.audit.declared import Declared
from analysis.audit.growth import expected_change
from analysis.audit.lists import same_unit
from analysis.audit.model import Check, Figure, Interval, Report

CLAIM, RESTATED, REPEATED = "growth_over_last_report", "restated_last_year", "same_as_last_year"
_TELLING = 1000.0
"""A repeated count from here on has four digits, which chance repeats once in thousands of pairs."""
_SMALLEST = 100.0
_SURE = 0.45

Key = tuple[str, str, str]


def check_years(report: Report, before: Report, declared: Declared) -> Iterator[Check]:
    """The checks of a report against the one of the same region and the year before.

    The evidence that stands in the earlier report comes last in each check.
    """
    if report.report_year is None or before.report_year != report.report_year - 1:
        return
    now, last = _levels(report, report.report_year), _levels(before, before.report_year)
    again = _levels(report, before.report_year)
    yield from _claims(report, (now, last), declared)
    for key, figure in again.items():
        if key in last and same_unit(figure, last[key], declared):
            yield _restated(report, figure, last[key], declared)
    for key, figure in now.items():
        if key in last and _repeats(figure, last[key]):
            yield _repeated(figure, last[key])


def _levels(report: Report, year: int) -> Mapping[Key, Figure]:
    """The first sure level of each indicator, part and region in a year, where the report states just one value."""
    found: dict[Key, Figure] = {}
    torn: set[Key] = set()
    for passage in report.passages:
        for figure in passage.figures:
            row = figure.row
            if figure.measure != "level" or not row.indicator or row.year != year or row.confidence < _SURE:
                continue
            key = (row.indicator, row.breakdown, row.region)
            if key in found and not found[key].interval.meets(figure.interval):
                torn.add(key)
            found.setdefault(key, figure)
    return {key: figure for key, figure in found.items() if key not in torn}


def _claims(
    report: Report, levels: tuple[Mapping[Key, Figure], Mapping[Key, Figure]], declared: Declared
) -> Iterator[Check]:
    now, last = levels
    for passage in report.passages:
        for change in passage.figures:
            key = (change.row.indicator, change.row.breakdown, change.row.region)
            if change.measure != "change" or key not in now or key not in last:
                continue
            if now[key].sentence == change.sentence and same_unit(now[key], last[key], declared):
                yield _claim(change, now[key], last[key])


def _claim(change: Figure, now: Figure, base: Figure) -> Check:
    expected = expected_change(now.interval, base.interval, change.unit)
    middle = (expected.low + expected.high) / 2
    facts = (
        ("growth", change.text), ("now", now.text), ("base", base.text), ("exact", f"{middle:+.2f}{change.unit}"),
        ("claimed", f"{change.value:+g}{change.unit}"),
    )  # fmt: skip
    slack = change.step if change.is_percent else 0.0
    printed = Interval(change.interval.low - slack, change.interval.high + slack)
    if printed.meets(expected) or not math.isfinite(middle):
        return Check(CLAIM, "held", (change, now, base), facts=facts)
    return Check(CLAIM, "broken", (change, now, base), "warning", facts)


def _restated(report: Report, figure: Figure, earlier: Figure, declared: Declared) -> Check:
    facts, evidence = (("now", figure.text), ("then", earlier.text)), (figure, earlier)
    if figure.interval.meets(earlier.interval):
        return Check(RESTATED, "held", evidence, facts=facts)
    said = any(word in report.passages[figure.sentence].text for word in declared.words.revised)
    return Check(RESTATED, "broken", evidence, "note" if said else "warning", facts)


def _repeats(figure: Figure, earlier: Figure) -> bool:
    """Whether an exact count of three digits and more is last year's."""
    exact = figure.is_count and figure.bound == earlier.bound == "=" and figure.step == earlier.step
    return exact and figure.value == earlier.value and figure.value / figure.step >= _SMALLEST


def _repeated(figure: Figure, earlier: Figure) -> Check:
    digits = len(f"{figure.value / figure.step:.0f}")
    facts = (("value", figure.text), ("digits", str(digits)))
    telling = figure.value / figure.step >= _TELLING and figure.value % (10 * figure.step) != 0
    return Check(REPEATED, "broken", (figure, earlier), "warning" if telling else "note", facts)


def pair_years(reports: Sequence[Report]) -> Iterator[tuple[Report, Report]]:
    """Each report with the one of its region and the year before, where there is just one of them."""
    by_key: dict[tuple[str, int], list[Report]] = {}
    for report in reports:
        if report.region and report.report_year is not None:
            by_key.setdefault((report.region, report.report_year), []).append(report)
    for (region, year), own in by_key.items():
        before = by_key.get((region, year - 1), [])
        if len(own) == 1 and len(before) == 1:
            yield own[0], before[0]
