"""Figures that stand out: what is flagged and why, and what cannot be judged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.outliers import (
    FLAG_COLUMNS,
    UNCHECKED_COLUMNS,
    OutlierSettings,
    find_outliers,
    find_unchecked,
    needed_indicators,
)
from analysis.outliers.causes import digit_edits
from analysis.outliers.explain import load_outlier_words
from analysis.outliers.model import CAUSES, METHODS, REASONS
from tests.outlier_rows import INDICATORS, panel, put, rows_of, value_of


def flags_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The flags of some rows."""
    return find_outliers(rows, INDICATORS)


def test_a_gross_error_among_three_years_is_found_with_its_cause() -> None:
    rows = panel(30, 3)
    true = value_of(rows, "o4-1")
    flags = flags_of(put(rows, "o4-1", true * 10))
    assert list(flags.columns) == list(FLAG_COLUMNS)
    first = flags.iloc[0]
    assert (first["observation_id"], first["method"], first["cause"]) == ("o4-1", "two_way", "scale_slip")
    assert first["severity"] == "error" and first["expected_low"] < true < first["expected_high"] < first["value"]
    assert "县4" in first["explanation_zh"] and "县4" in first["explanation_en"]


def test_an_ordinary_panel_is_quiet() -> None:
    flagged = sum(len(flags_of(panel(30, 3, seed))) for seed in range(20))
    assert flagged <= 9  # of 1,800 figures


def test_one_year_is_judged_by_peers() -> None:
    flags = flags_of(put(panel(30, 1), "o4-0", 0.02))
    assert list(flags["observation_id"]) == ["o4-0"] and list(flags["method"]) == ["peers_log_mad"]


@pytest.mark.parametrize("regions", [1, 5, 8])
def test_too_few_peers_are_told_and_never_flagged(regions: int) -> None:
    rows = put(panel(regions, 3), "o0-1", 9e9)
    assert flags_of(rows).empty
    unchecked = find_unchecked(rows, INDICATORS)
    assert list(unchecked.columns) == list(UNCHECKED_COLUMNS)
    assert set(unchecked["reason"]) == {"too_few_peers"} and list(unchecked["year"]) == [2020, 2021, 2022]
    assert str(regions - 1) in unchecked["explanation_zh"].iloc[0]


def test_figures_all_alike_say_nothing() -> None:
    rows = rows_of(np.full((20, 1), 7.0))
    assert flags_of(rows).empty and set(find_unchecked(rows, INDICATORS)["reason"]) == {"no_spread"}


def test_where_most_are_alike_the_mean_deviation_takes_the_place_of_the_mad() -> None:
    values = np.full((30, 1), 7.0)
    values[:6, 0] = [6, 8, 9, 6, 5, 4000]
    assert list(flags_of(rows_of(values))["observation_id"]) == ["o5-0"]


def test_parts_and_changes_are_not_judged() -> None:
    rows = panel(30, 3)
    part = rows.iloc[:1].assign(breakdown="涉企", value=9e9, observation_id="part")
    change = rows.iloc[:1].assign(measure="change", value=9e9, observation_id="change")
    unsure = rows.iloc[:1].assign(confidence=0.2, value=9e9, observation_id="unsure", year=2021)
    flags = flags_of(pd.concat([rows, part, change, unsure], ignore_index=True))
    assert not set(flags["observation_id"]) & {"part", "change", "unsure"}


@pytest.mark.parametrize(
    ("factor", "cause"), [(1e4, "unit_slip"), (1e-4, "unit_slip"), (10, "scale_slip"), (0.1, "scale_slip")]
)
def test_slips_of_units_and_places_are_named(factor: float, cause: str) -> None:
    rows = panel(30, 4)
    flags = flags_of(put(rows, "o7-2", value_of(rows, "o7-2") * factor))
    assert dict(zip(flags["observation_id"], flags["cause"], strict=True))["o7-2"] == cause


def test_a_part_read_as_the_whole_is_named_by_its_sibling() -> None:
    rows = panel(30, 4)
    whole = value_of(rows, "o7-2")
    part = rows[rows["observation_id"] == "o7-2"].assign(breakdown="涉企", value=round(whole / 7), observation_id="part")
    flags = flags_of(pd.concat([put(rows, "o7-2", round(whole / 7)), part], ignore_index=True))
    assert dict(zip(flags["observation_id"], flags["cause"], strict=True))["o7-2"] == "part_for_whole"


def test_a_sum_of_years_is_cumulative() -> None:
    rows = panel(30, 4)
    total = sum(value_of(rows, f"o7-{year}") for year in range(4))
    flags = flags_of(put(rows, "o7-3", total))
    assert dict(zip(flags["observation_id"], flags["cause"], strict=True))["o7-3"] == "cumulative"


def test_a_difference_without_a_slip_is_real() -> None:
    rows = panel(30, 4)
    flags = flags_of(put(rows, "o7-3", value_of(rows, "o7-3") * 3.1))
    assert dict(zip(flags["observation_id"], flags["cause"], strict=True))["o7-3"] in ("real", "cumulative")


def test_digit_edits_are_swaps_losses_and_additions() -> None:
    edits = set(digit_edits(1234.0))
    assert {2134.0, 1324.0, 1243.0, 234.0, 134.0, 124.0, 123.0, 91234.0, 19234.0} <= edits
    assert not list(digit_edits(7.0)) and not list(digit_edits(12.5))


def test_flags_are_stable_whatever_the_order_of_rows() -> None:
    rows = put(panel(30, 3), "o4-1", 90_000)
    again = flags_of(rows.sample(frac=1, random_state=3).reset_index(drop=True))
    pd.testing.assert_frame_equal(flags_of(rows), again)


def test_an_empty_table_has_no_flags() -> None:
    rows = panel(9, 1).iloc[:0]
    assert flags_of(rows).empty and find_unchecked(rows, INDICATORS).empty


def test_settings_decide_how_many_peers_are_enough() -> None:
    rows = put(panel(7, 3), "o0-1", 9e9)
    assert list(find_outliers(rows, INDICATORS, OutlierSettings(min_peers=5))["observation_id"]) == ["o0-1"]


def test_a_copy_of_last_year_is_told_with_the_year() -> None:
    rows = panel(30, 4)
    flags = flags_of(put(rows, "o0-2", value_of(put(rows, "o0-1", 34_567), "o0-1")))
    assert flags.empty or "last_year_copied" not in set(flags["cause"])
    long = rows.assign(value=rows["value"] * 97 + 3)
    copied = flags_of(put(long, "o7-2", value_of(long, "o7-1")))
    first = copied.set_index("observation_id").loc["o7-2"]
    assert first["cause"] == "last_year_copied" and "2021" in first["explanation_zh"]


def test_where_figures_usually_stay_the_same_a_repeat_says_nothing() -> None:
    values = np.repeat(np.arange(30)[:, None] * 1111.0 + 20_347, 4, axis=1)
    values[3, 2] += 500
    assert "last_year_copied" not in set(flags_of(rows_of(values))["cause"])


def test_most_rates_at_a_hundred_say_nothing() -> None:
    values = np.full((30, 1), 100.0)
    values[:3, 0] = [70, 40, 10]
    rows = rows_of(values, indicator="rate", unit="%")
    assert flags_of(rows).empty and list(find_unchecked(rows, INDICATORS)["reason"]) == ["ceiling"]


RATES = pd.DataFrame({"id": ["litigation_loss_rate", "litigation_concluded"], "kind": ["rate", "count"]})


def rates_of(rates: list[float], cases: list[float]) -> pd.DataFrame:
    """Loss rates and the cases below them, one year."""
    above = rows_of(np.array(rates)[:, None], indicator="litigation_loss_rate", unit="%")
    below = rows_of(np.array(cases)[:, None], indicator="litigation_concluded")
    return pd.concat([above, below.assign(observation_id="n" + below["observation_id"])], ignore_index=True)


def test_a_rate_of_few_cases_may_be_far_off_where_one_of_many_may_not() -> None:
    base = [8.0, 9.0, 10.0, 11.0, 12.0] * 6
    few = find_outliers(rates_of([40.0, *base], [10.0, *[500.0] * 30]), RATES)
    many = find_outliers(rates_of([40.0, *base], [900.0, *[500.0] * 30]), RATES)
    assert "o0-0" not in set(few["observation_id"])
    first = many.set_index("observation_id").loc["o0-0"]
    assert first["method"] == "funnel" and first["expected_low"] < 10 < first["expected_high"] < 40


def test_a_single_long_series_shows_its_change_of_level() -> None:
    values = np.array([[100.0, 104, 98, 101, 99, 305, 311, 300, 298, 307]])
    flags = flags_of(rows_of(values))
    assert list(flags["year"]) == [2025] and list(flags["method"]) == ["change_point"]
    steady = np.array([[100.0, 112, 119, 135, 146, 160, 181, 197, 220, 240]])
    assert flags_of(rows_of(steady)).empty


@pytest.mark.parametrize(("printed", "cause"), [(9.73, "scale_slip"), (79.3, "digit_slip"), (55.0, "real")])
def test_slips_of_rates_are_named_too(printed: float, cause: str) -> None:
    rates = 97.0 + np.random.default_rng(4).normal(0, 0.5, (30, 4)).round(1).clip(-1.5, 1.5)
    flags = flags_of(put(rows_of(rates, indicator="rate", unit="%"), "o7-2", printed))
    assert dict(zip(flags["observation_id"], flags["cause"], strict=True))["o7-2"] == cause


def test_a_rate_needs_the_rows_of_its_denominators() -> None:
    assert needed_indicators("litigation_loss_rate") == (
        "litigation_loss_rate",
        "litigation_concluded",
        "litigation_cases",
    )
    assert needed_indicators("lawyers") == ("lawyers",)


def test_the_docs_name_every_column_method_cause_and_reason() -> None:
    text = Path("docs/detectors.md").read_text("utf-8")
    missing = [name for name in (*FLAG_COLUMNS, *METHODS, *CAUSES, *REASONS) if f"`{name}`" not in text]
    assert missing == []
    words = load_outlier_words()
    assert set(words.methods) == set(METHODS) and set(words.causes) == set(CAUSES)
