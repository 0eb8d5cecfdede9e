"""Pairs of indicators: only regions with both, and a correlation only where there is one."""

from __future__ import annotations

import pytest

from analysis.pairs import pair_indicators, rank_correlation
from analysis.panel import Subject
from tests.panel_rows import make_rows, region

A, B = Subject("a"), Subject("b")


def test_only_regions_with_both_figures_are_paired() -> None:
    pairs = pair_indicators((make_rows(region(1, value=5.0), region(2)), A), (make_rows(region(1), region(3)), B))
    assert pairs[["place", "x", "value"]].to_dict("records") == [{"place": "990101", "x": 5.0, "value": 10.0}]


def test_parts_are_not_paired_with_wholes() -> None:
    assert pair_indicators((make_rows(region(1, breakdown="涉企")), A), (make_rows(region(1)), B)).empty


@pytest.mark.parametrize(("up", "expected"), [([1, 2, 9], 1.0), ([9, 2, 1], -1.0), ([4, 4, 4], None)])
def test_correlation_is_of_ranks(up: list[float], expected: float | None) -> None:
    across = make_rows(*(region(number, value=float(number)) for number in (1, 2, 3)))
    rows = make_rows(*(region(number, value=float(value)) for number, value in enumerate(up, 1)))
    assert rank_correlation(pair_indicators((across, A), (rows, B))) == expected


def test_two_regions_are_no_correlation() -> None:
    rows = make_rows(region(1, value=1.0), region(2, value=2.0))
    assert rank_correlation(pair_indicators((rows, A), (rows, B))) is None
