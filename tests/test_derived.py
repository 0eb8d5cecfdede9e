"""Courses over the years, index and ratio: no value without its observation, no gap filled."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.derived import divide, follow_regions, index_to_base, middle_by_year
from analysis.panel import Subject
from tests.panel_rows import make_rows, region

CASES = Subject("cases")


def course(*changes: dict[str, object]) -> pd.DataFrame:
    """The series of some rows."""
    return follow_regions(make_rows(*changes), CASES)


def test_a_missing_year_stays_missing() -> None:
    series = course({"year": 2020, "report_year": 2020}, {"year": 2022})
    assert list(series["year"]) == [2020, 2022]


def test_breaks_are_told() -> None:
    series = course({"year": 2020, "unit": "件"}, {"year": 2021, "unit": "人次"}, {"year": 2022, "unit": "人次"})
    assert list(series["new_unit"]) == [False, True, False]
    assert list(series["later_report"]) == [True, True, False]


def test_the_first_year_of_a_region_is_no_break_after_another_region() -> None:
    assert not course(region(1, unit="件"), region(2, unit="人次"))["new_unit"].any()


def test_an_index_leaves_out_who_has_no_base() -> None:
    series = course(
        region(1, year=2020, value=50.0),
        region(1, year=2022, value=75.0),
        region(2, value=9.0),
        region(3, year=2020, value=0.0),
    )
    indexed = index_to_base(series, 2020)
    assert list(indexed["region"]) == ["县1", "县1"] and list(indexed["value"]) == [100, 150]


def test_a_ratio_keeps_both_observations_and_the_doubt_of_either() -> None:
    above, below = course(region(1, value=30.0), region(2)), course(region(1, value=60.0, bound="~"), region(3))
    ratio = divide(above, below)
    assert list(ratio["value"]) == [pytest.approx(0.5)] and list(ratio["bound"]) == ["~"]
    assert list(ratio["observation_id"]) == ["o0"] and list(ratio["denominator_id"]) == ["o0"]


def test_nothing_is_divided_by_zero() -> None:
    assert divide(course(region(1)), course(region(1, value=0.0))).empty


def test_the_median_of_each_year_counts_its_places() -> None:
    middle = middle_by_year(course(region(1, value=1.0), region(2, value=3.0), region(1, year=2021, value=7.0)))
    assert middle.to_dict("list") == {"year": [2021, 2022], "value": [7.0, 2.0], "count": [1, 2]}
