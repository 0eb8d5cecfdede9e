"""Comparisons of the tidy table: which row speaks for a region, ranks, standings, units and gaps."""

from __future__ import annotations

import pandas as pd

from analysis.panel import (
    Subject,
    compare_regions,
    find_gaps,
    name_regions,
    one_per_region,
    place_key,
    slice_rows,
)
from tests.panel_rows import make_rows, region

COUNT = Subject("cases", "count", "neither")


def test_parts_changes_and_empty_values_never_stand_for_the_whole() -> None:
    rows = make_rows({}, {"breakdown": "涉企"}, {"measure": "change"}, {"value": None}, {"year": None})
    assert list(slice_rows(rows, COUNT)["observation_id"]) == ["o0"]


def test_a_part_is_compared_only_when_it_is_asked_for() -> None:
    rows = make_rows({}, {"breakdown": "涉企"})
    assert list(slice_rows(rows, Subject("cases", breakdown="涉企"))["observation_id"]) == ["o1"]


def test_the_surest_row_speaks_for_the_region_and_disagreement_is_told() -> None:
    rows = slice_rows(make_rows({"confidence": 0.6, "value": 11.0}, {}, region(2)), COUNT)
    chosen = one_per_region(rows).set_index("region")
    assert chosen.loc["甲县", "observation_id"] == "o1"
    assert chosen.loc["甲县", "alternatives"] == 1 and bool(chosen.loc["甲县", "differs"])
    assert not chosen.loc["县2", "differs"]


def test_a_figure_stated_twice_alike_is_no_disagreement() -> None:
    chosen = one_per_region(slice_rows(make_rows({}, {"start": 90}), COUNT))
    assert list(chosen["observation_id"]) == ["o0"] and not chosen["differs"].any()


def test_the_years_own_report_goes_before_a_later_one() -> None:
    rows = make_rows({"report_year": 2023, "document_id": "a"}, {"document_id": "b"})
    assert list(one_per_region(slice_rows(rows, COUNT))["observation_id"]) == ["o1"]


def test_ranks_percentiles_and_quartiles() -> None:
    rows = make_rows(*(region(number, value=float(number)) for number in range(1, 6)))
    comparison = compare_regions(rows, COUNT)
    assert list(comparison.rows["rank"]) == [1, 2, 3, 4, 5]
    assert list(comparison.rows["percentile"]) == [100, 75, 50, 25, 0]
    assert (comparison.lower, comparison.median, comparison.upper) == (2, 3, 4)


def test_equal_values_share_a_rank() -> None:
    rows = make_rows(region(1), region(2), region(3, value=1.0))
    assert list(compare_regions(rows, COUNT).rows["rank"]) == [1, 1, 3]


def test_standing_follows_the_direction_of_the_indicator() -> None:
    rows = make_rows(region(1, value=1.0), region(2, value=2.0), region(3, value=3.0))
    by_direction = {
        better: list(compare_regions(rows, Subject("cases", "count", better)).rows["standing"])
        for better in ("higher", "lower", "neither")
    }
    assert by_direction == {
        "higher": ["better", "middle", "worse"], "lower": ["worse", "middle", "better"], "neither": ["plain"] * 3,
    }  # fmt: skip


def test_spans_of_time_in_other_units_are_left_out_and_counts_are_not() -> None:
    rows = make_rows(region(1, unit="天"), region(2, unit="天"), region(3, unit="小时"))
    timed = compare_regions(rows, Subject("time", "duration"))
    assert list(timed.rows["unit"]) == ["天", "天"] and list(timed.left_out["region"]) == ["县3"]
    assert compare_regions(rows, COUNT).left_out.empty


def test_nothing_compared_gives_an_empty_table_and_no_median() -> None:
    comparison = compare_regions(make_rows().astype({"value": "float64"}), COUNT)
    assert comparison.rows.empty and comparison.median is None and "standing" in comparison.rows


def test_every_gap_has_its_reason() -> None:
    rows = make_rows(
        region(1),
        region(2, breakdown="涉企"),
        region(3, measure="change"),
        region(4, confidence=0.3),
        region(5, unit="小时"),
    )
    rows = rows.assign(place=place_key(rows), unit=rows["unit"].replace("件", "天"))
    subject = Subject("time", "duration")
    regions = pd.DataFrame([region(number, report_years=[2022] if number < 7 else [2021]) for number in range(1, 8)])
    regions = regions.assign(place=regions["region_code"])
    comparison = compare_regions(rows[rows["confidence"] >= 0.5], subject)
    gaps = find_gaps(regions, rows, comparison, (subject, 2022)).set_index("region")["reason"]
    assert gaps.to_dict() == {
        "县2": "part_only", "县3": "other_measure", "县4": "unsure", "县5": "other_unit", "县6": "not_in_report",
        "县7": "no_report",
    }  # fmt: skip


def test_a_township_and_a_region_without_code_are_known_by_their_path() -> None:
    rows = make_rows(
        {}, {"level": "township", "region_path": "子省/丑市/甲县/某镇"}, {"region_code": ""}, {"region_code": None}
    )
    assert list(place_key(rows)) == ["990101", "子省/丑市/甲县/某镇", "子省/丑市/甲县", "子省/丑市/甲县"]


def test_regions_of_one_name_are_told_apart() -> None:
    rows = make_rows(
        {"region": "鼓楼区", "region_path": "子省/丑市/鼓楼区"}, {"region": "鼓楼区", "region_path": "子省/寅市/鼓楼区"}
    )
    rows = rows.assign(place=["a", "b"])
    assert name_regions(rows) == ["鼓楼区 (丑市)", "鼓楼区 (寅市)"]
