"""Figures made from figures: a region's course over the years, an index to a base year, one indicator per another.

In: rows of the tidy table of one indicator. Out: one row for each place and year, keeping the observation it comes
from, so that every derived value still leads to its sentence. Nothing is interpolated.
"""

from __future__ import annotations

import pandas as pd

from analysis.panel import Subject, one_per_region, slice_rows, split_units


def follow_regions(rows: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """The figure of each place and year, sorted by place and year, with what breaks the course.

    Adds to the columns of `one_per_region`: `new_unit` (another measure word than the year before), `later_report`
    (the figure stands only in a later year's report).
    """
    chosen, _ = split_units(one_per_region(slice_rows(rows, subject)), subject)
    unit = chosen["unit"].fillna("").astype(str)
    before = unit.groupby(chosen["place"], sort=False).shift()
    later = (chosen["report_year"] > chosen["year"]).fillna(False).astype(bool)
    return chosen.assign(new_unit=before.notna() & (before != unit), later_report=later)


def index_to_base(series: pd.DataFrame, year: int) -> pd.DataFrame:
    """The series with each place's value of `year` as 100; places without one, or with zero, are left out."""
    base = series.loc[(series["year"] == year) & (series["value"] != 0), ["place", "value"]]
    based = series.merge(base.rename(columns={"value": "base"}), on="place", how="inner")
    return based.assign(value=based["value"] / based["base"] * 100, value_high=float("nan"), unit="").drop(
        columns="base"
    )


def divide(series: pd.DataFrame, denominator: pd.DataFrame) -> pd.DataFrame:
    """The series divided by another indicator of the same place and year; pairs with a zero below are left out.

    Adds `denominator` (its value) and `denominator_id` (its observation).
    """
    below = denominator.loc[denominator["value"] != 0, ["place", "year", "value", "observation_id", "bound"]]
    named = below.rename(columns={"value": "denominator", "observation_id": "denominator_id", "bound": "bound_below"})
    paired = series.merge(named, on=["place", "year"], how="inner")
    exact = (paired["bound"].astype(str) == "=") & (paired["bound_below"].astype(str) == "=")
    return paired.assign(
        value=paired["value"] / paired["denominator"], value_high=float("nan"), unit="",
        bound=exact.map({True: "=", False: "~"}),
    ).drop(columns="bound_below")  # fmt: skip


def middle_by_year(series: pd.DataFrame) -> pd.DataFrame:
    """The median of all places in each year and how many there are: year, value, count."""
    grouped = series.groupby("year", observed=True)["value"]
    return pd.DataFrame({"value": grouped.median(), "count": grouped.size()}).reset_index()
