"""One region among its peers: medians, percentiles and the course of its own figures."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.profile import add_history, place_among_peers
from tests.panel_rows import make_rows, region

CATALOGUE = pd.DataFrame(
    {"id": ["cases", "time", "rate"], "kind": ["count", "duration", "rate"], "better": ["neither", "lower", "higher"]}
)


def placed_in(rows: pd.DataFrame, place: str) -> pd.DataFrame:
    """One place of the rows against all others."""
    return place_among_peers(rows[rows["place"] == place], rows[rows["place"] != place], CATALOGUE)


def wholes(indicator: str, *changes: dict[str, object]) -> pd.DataFrame:
    """Rows of one indicator with their places."""
    rows = make_rows(*changes)
    return rows.assign(indicator=indicator, place=rows["region_code"])


def test_percentile_counts_the_others_below_and_ties_half() -> None:
    rows = wholes("rate", *(region(number, value=float(min(number, 5)), unit="%") for number in range(1, 11)))
    placed = placed_in(rows, "990105").iloc[0]
    assert placed["peers"] == 9 and placed["percentile"] == pytest.approx((4 + 2.5) / 9 * 100)
    assert placed["median"] == 5 and placed["standing"] == "middle"


def test_too_few_peers_give_no_percentile_but_a_standing() -> None:
    rows = wholes("rate", region(1, value=90.0, unit="%"), region(2, value=80.0, unit="%"))
    placed = placed_in(rows, "990101").iloc[0]
    assert pd.isna(placed["percentile"]) and placed["median"] == 85 and placed["standing"] == "better"


def test_spans_of_time_compare_only_within_their_unit() -> None:
    rows = wholes(
        "time", region(1, value=3.0, unit="天"), region(2, value=1.0, unit="天"), region(3, value=90.0, unit="小时")
    )
    placed = placed_in(rows, "990101").iloc[0]
    assert (placed["peers"], placed["median"], placed["standing"]) == (1, 2, "worse")


def test_a_figure_nobody_else_has_stands_alone() -> None:
    placed = placed_in(wholes("cases", region(1)), "990101").iloc[0]
    assert placed["peers"] == 0 and pd.isna(placed["median"]) and placed["standing"] == "plain"


def test_a_region_without_figures_gives_an_empty_table() -> None:
    assert placed_in(wholes("cases", region(1)), "990199").empty


def test_history_stops_at_the_year_and_last_year_is_last_year() -> None:
    own = wholes(
        "cases", region(1, year=2020, value=5.0), region(1, year=2022, value=8.0), region(1, year=2023, value=9.0)
    )
    placed = add_history(placed_in(own[own["year"] == 2022], "990101"), own, 2022).iloc[0]
    assert list(placed["course"]) == [5.0, 8.0] and list(placed["years"]) == [2020, 2022] and pd.isna(placed["before"])
