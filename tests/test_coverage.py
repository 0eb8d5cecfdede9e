"""Coverage: every region and every indicator has a figure or a reason."""

from __future__ import annotations

import pandas as pd

from analysis.coverage import cover_region, cover_regions
from analysis.panel import Subject
from tests.panel_rows import make_rows, region


def regions_of(*numbers: int) -> pd.DataFrame:
    """Invented counties that all have a report of 2022."""
    frame = pd.DataFrame([region(number, report_years=[2022]) for number in numbers])
    return frame.assign(place=frame["region_code"])


def test_every_region_has_a_state() -> None:
    rows = make_rows(region(1), region(2, breakdown="涉企"), region(3, confidence=0.2))
    rows = rows.assign(place=rows["region_code"])
    covered = cover_regions(regions_of(1, 2, 3, 4), rows, (Subject("cases"), 2022), 0.5).set_index("region")
    assert covered["state"].to_dict() == {"县1": "figure", "县2": "part_only", "县3": "unsure", "县4": "not_in_report"}
    assert covered.loc["县1", "observation_id"] == "o0" and pd.isna(covered.loc["县4", "value"])


def test_a_region_is_looked_at_in_every_year_it_speaks_of() -> None:
    rows = make_rows(region(1), region(1, year=2020), region(1, year=2021, confidence=0.1)).assign(indicator="cases")
    covered = cover_region(rows, [2022], ["cases", "rate"], 0.5)
    states = {(row.indicator, row.year): row.state for row in covered.itertuples()}
    assert states == {
        ("cases", 2020): "figure", ("cases", 2021): "unsure", ("cases", 2022): "figure",
        ("rate", 2020): "no_report", ("rate", 2021): "no_report", ("rate", 2022): "not_in_report",
    }  # fmt: skip


def test_both_views_of_coverage_agree() -> None:
    changes = ({}, {"breakdown": "涉企"}, {"measure": "change"}, {"confidence": 0.2}, {"value": None})
    for number, change in enumerate(changes, 1):
        rows = make_rows(region(number, **change)).assign(indicator="cases")
        one = cover_region(rows, [2022], ["cases"], 0.5)["state"].iloc[0]
        placed = rows.assign(place=rows["region_code"])
        assert cover_regions(regions_of(number), placed, (Subject("cases"), 2022), 0.5)["state"].iloc[0] == one


def test_a_region_that_says_nothing_has_no_rows() -> None:
    rows = make_rows().assign(indicator="").astype({"value": "float64"})
    assert cover_region(rows, [], ["cases"], 0.5).empty
