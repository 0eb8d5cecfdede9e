"""What is there and what is missing: the state of every indicator and year of a region, or of every region.

A state is `figure`, or the reason of a gap as `analysis.panel` names it.
"""

from __future__ import annotations

import pandas as pd

from analysis.panel import Subject, compare_regions, find_gaps, one_per_region

FIGURE = "figure"


def cover_regions(regions: pd.DataFrame, rows: pd.DataFrame, asked: tuple[Subject, int], sure: float) -> pd.DataFrame:
    """Each region's `state` for one indicator and year, with its row where there is a figure.

    Args:
        regions: the regions in question, with `place` and `report_years`.
        rows: all rows of the indicator in that year, with `place`.

    Returns:
        the columns of `regions`, `state`, and value, unit, bound, text, observation_id (empty in a gap); the regions
        with a figure first, each part in the order of `regions`.
    """
    comparison = compare_regions(rows[rows["confidence"] >= sure], asked[0])
    gaps = find_gaps(regions, rows, comparison, asked).rename(columns={"reason": "state"})
    stated = comparison.rows[["place", "value", "value_high", "unit", "bound", "text", "observation_id"]]
    figures = regions.merge(stated, on="place", how="inner").assign(state=FIGURE)
    return pd.concat([figures, gaps], ignore_index=True)


def cover_region(rows: pd.DataFrame, report_years: list[int], indicators: list[str], sure: float) -> pd.DataFrame:
    """The `state` of every indicator in every year that a region reports on, or that its figures cover.

    Args:
        rows: all rows of the region, of any indicator and year.
        report_years: the years of its own reports.

    Returns:
        indicator, year, state, and value, value_high, unit, bound, observation_id (empty in a gap), by indicator in the
        given order and year.
    """
    years = sorted({*report_years, *rows["year"].dropna().astype(int).tolist()})
    known = rows[rows["year"].notna()].assign(place=rows["indicator"])
    wholes = known[(known["breakdown"].fillna("") == "") & (known["measure"] == "level") & known["value"].notna()]
    figures = one_per_region(wholes[wholes["confidence"] >= sure])
    grid = pd.DataFrame([(one, year) for one in indicators for year in years], columns=["indicator", "year"])
    stated = figures[["indicator", "year", "value", "value_high", "unit", "bound", "observation_id"]]
    covered = grid.merge(stated.astype({"year": "int64"}), on=["indicator", "year"], how="left")
    unsure, whole, any_row = _pairs(wholes), _pairs(known[known["breakdown"].fillna("") == ""]), _pairs(known)

    def state(pair: tuple[str, int], has_figure: bool) -> str:
        if has_figure:
            return FIGURE
        known_as = ((unsure, "unsure"), (whole, "other_measure"), (any_row, "part_only"))
        stated_as = next((name for pairs, name in known_as if pair in pairs), "")
        return stated_as or ("not_in_report" if pair[1] in report_years else "no_report")

    pairs = zip(covered["indicator"].tolist(), covered["year"].tolist(), strict=True)
    has_figure = covered["observation_id"].notna().tolist()
    states = [state(pair, one) for pair, one in zip(pairs, has_figure, strict=True)]
    return covered.assign(state=pd.Series(states, index=covered.index, dtype="str"))


def _pairs(rows: pd.DataFrame) -> set[tuple[str, int]]:
    """The indicators and years that rows speak of."""
    return set(zip(rows["indicator"].tolist(), rows["year"].astype(int).tolist(), strict=True))
