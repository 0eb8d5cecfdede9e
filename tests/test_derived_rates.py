"""Indicators made from others: values, bounds, denominators, agreement with printed rates, population."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.derived_rates import DERIVED_COLUMNS, DISAGREEMENT_COLUMNS, derive_indicators, find_disagreements
from etl.errors import KnowledgeError
from etl.knowledge.catalogue import load_catalogue
from etl.knowledge.derived import load_derived, read_population, unknown_indicators
from tests.panel_rows import make_rows, region


def rows_of(*figures: dict[str, object]) -> pd.DataFrame:
    """Rows of one county with an indicator each."""
    rows = make_rows(*({key: value for key, value in figure.items() if key not in ("indicator", "flags")} for figure in figures))
    return rows.assign(
        indicator=[figure["indicator"] for figure in figures], flags=[figure.get("flags", "") for figure in figures]
    )


LOST = {"indicator": "litigation_lost", "value": 7.0, "text": "7件"}
CONCLUDED = {"indicator": "litigation_concluded", "value": 90.0, "text": "90件"}
RECEIVED = {"indicator": "litigation_cases", "value": 100.0, "text": "100件"}


def rate(value: float, text: str) -> dict[str, object]:
    """A printed loss rate."""
    return {"indicator": "litigation_loss_rate", "value": value, "text": text, "unit": "%"}


def test_every_declared_indicator_is_in_the_catalogue() -> None:
    assert list(unknown_indicators(load_derived(), load_catalogue())) == []


def test_a_rate_comes_from_its_counts_with_both_observations() -> None:
    derived = derive_indicators(rows_of(LOST, CONCLUDED))
    assert list(derived.columns) == list(DERIVED_COLUMNS) and len(derived) == 1
    row = derived.iloc[0]
    assert row["value"] == pytest.approx(700 / 90) and row["under_indicator"] == "litigation_concluded"
    assert (row["over_id"], row["under_id"], row["bound"], row["unit"]) == ("o0", "o1", "=", "%")


@pytest.mark.parametrize(
    ("printed", "text", "agrees"),
    [(7.8, "7.8%", True), (7.78, "7.78%", True), (7.0, "7%", True), (8.5, "8.5%", False), (77.8, "77.8%", False)],
)
def test_a_printed_rate_agrees_within_rounding_for_one_of_the_denominators(
    printed: float, text: str, agrees: bool
) -> None:
    derived = derive_indicators(rows_of(LOST, CONCLUDED, RECEIVED, rate(printed, text)))
    assert bool(derived["agrees"].iloc[0]) is agrees
    found = find_disagreements(derived)
    assert list(found.columns) == list(DISAGREEMENT_COLUMNS) and len(found) == (not agrees)
    assert agrees or (found["observation_id"].iloc[0] == "o3" and text in found["explanation_zh"].iloc[0])


def test_a_far_rate_is_a_warning_and_a_near_one_a_note() -> None:
    far = find_disagreements(derive_indicators(rows_of(LOST, CONCLUDED, rate(77.8, "77.8%"))))
    near = find_disagreements(derive_indicators(rows_of(LOST, CONCLUDED, rate(7.9, "7.9%"))))
    assert list(far["severity"]) == ["warning"] and list(near["severity"]) == ["note"]


@pytest.mark.parametrize(
    ("above", "below", "bound"),
    [("=", "=", "="), (">=", "=", ">="), ("=", ">=", "<="), (">=", "<=", ">="), (">=", ">=", "~"), ("~", "=", "~")],
)
def test_bounds_are_carried_over(above: str, below: str, bound: str) -> None:
    derived = derive_indicators(rows_of({**LOST, "bound": above}, {**CONCLUDED, "bound": below}))
    assert list(derived["bound"]) == [bound]


def test_rounded_figures_widen_the_interval_and_flags_go_along() -> None:
    rough = {**CONCLUDED, "value": 15300.0, "text": "1.53万件", "flags": "unit_doubt"}
    row = derive_indicators(rows_of({**LOST, "value": 765.0, "text": "765件"}, rough)).iloc[0]
    assert row["value_low"] == pytest.approx(765 / 15350 * 100) and row["value_high"] == pytest.approx(765 / 15250 * 100)
    assert row["flags"] == "unit_doubt"


def test_nothing_is_made_from_other_years_parts_or_zero() -> None:
    other_year = {**CONCLUDED, "year": 2021}
    part = {**CONCLUDED, "breakdown": "一审"}
    zero = {**CONCLUDED, "value": 0.0, "text": "0件"}
    assert all(derive_indicators(rows_of(LOST, below)).empty for below in (other_year, part, zero))


def test_per_head_needs_the_table_of_its_region_and_year(tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text('﻿region_code,year,population\n990101,2022,"250,000"\n', encoding="utf-8")
    rows = rows_of({"indicator": "lawyers", "value": 50.0, "text": "50名"}, {"indicator": "lawyers", **region(2)})
    assert derive_indicators(rows).empty
    derived = derive_indicators(rows, read_population(table))
    assert list(derived["value"]) == [20.0] and list(derived["unit"]) == ["名/10万人"] and derived["agrees"].isna().all()


@pytest.mark.parametrize(
    "text",
    ["region_code,year\n1,2022\n", "region_code,year,population\n1,x,5\n", "region_code,year,population\n1,2022,0\n",
     "region_code,year,population\n1,2022,5\n1,2022,6\n"],
)  # fmt: skip
def test_a_broken_table_of_people_names_its_line(tmp_path: Path, text: str) -> None:
    table = tmp_path / "people.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"people\.csv"):
        read_population(table)


def test_an_empty_table_derives_nothing() -> None:
    empty = derive_indicators(rows_of(LOST).iloc[:0])
    assert empty.empty and find_disagreements(empty).empty


def test_the_docs_name_every_derived_indicator_with_what_it_is_made_of() -> None:
    lines = Path("docs/derived.md").read_text("utf-8").splitlines()
    for entry in load_derived():
        line = next(line for line in lines if f"`{entry.id}`" in line)
        assert all(name in line for name in (entry.label_zh, entry.label_en, entry.over, *entry.under, entry.printed))
