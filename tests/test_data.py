"""The queries of the pages: the one figure they choose is the one that the analysis chooses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.panel import Subject, one_per_region, place_key, slice_rows
from etl.errors import StoreError
from tests.invented_store import REPORTS, Report, build_store
from views._data import Tables


def tables_of(folder: Path, reports: tuple[Report, ...] = REPORTS) -> Tables:
    """The tables of a store of invented reports."""
    snapshot = build_store(folder, reports)
    return Tables(str(snapshot.folder), snapshot.name, "")


def doubled(report: Report) -> Report:
    """The report with its first figure stated again, less surely and otherwise."""
    again = replace(report.figures[0], text="999件", value=999.0, confidence=0.6)
    return replace(report, figures=(again, *report.figures))


def test_the_query_chooses_the_row_that_the_analysis_chooses(tmp_path: Path) -> None:
    tables = tables_of(tmp_path, tuple(doubled(report) for report in REPORTS))
    rows = tables.rows_of("hotline_cases", 2022)
    chosen = one_per_region(slice_rows(rows, Subject("hotline_cases"))).set_index("place")["value"]
    wholes = tables.wholes(2022, 0.0)
    queried = wholes[wholes["indicator"] == "hotline_cases"].set_index("place")["value"]
    assert queried.sort_index().to_dict() == chosen.sort_index().to_dict()
    assert 999.0 not in set(queried)


def test_a_place_is_the_same_in_queries_and_in_the_analysis(tmp_path: Path) -> None:
    rows = tables_of(tmp_path).history("990105")
    assert set(place_key(rows)) == {"990105"} and set(rows["year"]) == {2021, 2022}


def test_regions_know_the_years_of_their_reports(tmp_path: Path) -> None:
    regions = tables_of(tmp_path).regions()
    assert len(regions) == 12 and {tuple(years) for years in regions["report_years"]} == {(2021, 2022)}


def test_counts_of_the_whole_store(tmp_path: Path) -> None:
    tables = tables_of(tmp_path)
    totals = tables.totals()
    assert (totals["reports"], totals["regions"], totals["figures"]) == (24, 12, 24 * 7)
    assert tables.row_counts()["observations"] == 24 * 7 and tables.years() == [2022, 2021]
    assert len(tables.table("observations", 2021)) == 12 * 7


def test_an_apostrophe_in_a_parameter_is_only_text(tmp_path: Path) -> None:
    assert tables_of(tmp_path).observation("' OR 1=1 --").empty


def test_a_damaged_file_is_a_fault_of_the_store(tmp_path: Path) -> None:
    tables = tables_of(tmp_path)
    (Path(tables.folder) / "observations.parquet").write_bytes(b"no parquet")
    with pytest.raises(StoreError, match="已损坏"):
        tables.years()
