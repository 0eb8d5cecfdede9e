"""覆盖: indicator × region × year, with the reason for each gap; from the whole down to one region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analysis.coverage import FIGURE, cover_region, cover_regions
from views._choices import (
    ALL,
    best_year,
    choose_indicator,
    choose_scope,
    in_scope,
    placed,
    region_labels,
    subject_of,
)
from views._data import SURE_ENOUGH, Tables
from views._exports import offer_csv
from views._fold import fold_choices
from views._format import each_row, is_missing, join, plain, quantity
from views._layout import page_header
from views._source import indicator_names, show_source
from views._state import Choice, View, choose_one
from views._tables import Table, show_grid, show_sources

WAYS = ("indicator", "region")
COLUMNS = ("region", "state", "quantity", "text", "level", "region_path")
CSV_COLUMNS = (
    "region_code",
    "region",
    "region_path",
    "level",
    "state",
    "value",
    "unit",
    "bound",
    "text",
    "observation_id",
)
GRID_CSV = ("indicator", "label", "year", "state", "value", "unit", "bound", "observation_id")


def show(view: View, tables: Tables) -> None:
    """Writes the page."""
    page_header(view)
    labels = {way: view.words(f"coverage.by_{way}") for way in WAYS}
    if (
        choose_one(view, Choice("by", view.words("coverage.by"), WAYS, "indicator", labels), st.segmented_control)
        == "region"
    ):
        _show_region(view, tables)
    else:
        _show_grid(view, tables)
        _show_regions(view, tables)
    show_source(view, tables)


def _show_grid(view: View, tables: Tables) -> None:
    """Indicators down, years across, and how many regions have a figure."""
    words, found, catalogue = view.words, tables.found(), _catalogue(view, tables)
    years = tables.years()
    counts = found.pivot_table(index="indicator", columns="year", values="regions", aggfunc="sum")
    grid = counts.reindex(index=catalogue["id"], columns=years).astype("Int64")
    reporting = Counter(year for years_of in tables.regions()["report_years"] for year in years_of)
    headers = [words("coverage.year_header", year=year, count=reporting[year]) for year in years]
    shown = grid.set_axis(headers, axis="columns").set_axis(_names(view, tables, catalogue["id"]), axis="index")
    shown.attrs["alt"] = words("coverage.grid_alt", indicators=len(grid), years=len(years))
    st.header(words("coverage.grid"), anchor=False)
    st.caption(words("coverage.grid_lead"))
    ids = catalogue["id"].tolist()

    def pick(row: int, header: str) -> Mapping[str, str]:
        return {"indicator": str(ids[row]), "year": str(years[headers.index(header)]), "obs": "", "state": ""}

    show_grid(view, "grid", shown, pick)


def _catalogue(view: View, tables: Tables) -> pd.DataFrame:
    """The indicators of the chosen theme."""
    words, catalogue = view.words, tables.indicators()
    themes = catalogue.drop_duplicates("theme")
    labels = {ALL: words("common.all")} | {
        str(row.theme): words.either(row.theme_zh, row.theme_en) for row in each_row(themes)
    }
    theme = choose_one(view, Choice("theme", words("coverage.theme"), list(labels), ALL, labels))
    return catalogue if theme == ALL else catalogue[catalogue["theme"] == theme]


def _names(view: View, tables: Tables, ids: pd.Series) -> pd.Index:
    names = indicator_names(view, tables)
    return pd.Index([names[one] for one in ids], name=view.words("columns.label"))


def _show_regions(view: View, tables: Tables) -> None:
    """Every region in scope for one indicator and year: its figure or the reason why there is none."""
    words = view.words
    left, right = st.columns([3, 1])
    with left:
        entry = choose_indicator(view, tables)
    with right:
        years = [str(year) for year in tables.years()]
        year = int(
            choose_one(view, Choice("year", words("coverage.year"), years, best_year(tables, entry["id"]), keep=True))
        )
    with fold_choices(view) as asking:
        scope = choose_scope(asking, tables)
    rows = in_scope(placed(tables.rows_of(entry["id"], year)), scope)
    regions = in_scope(placed(tables.regions()), scope)
    subject = subject_of(entry)
    covered = _describe(view, cover_regions(regions, rows, (subject, year), scope.sure))
    label = words.either(entry["label_zh"], entry["label_en"])
    st.header(plain(words("coverage.regions", year=year, label=label)), anchor=False)
    _show_covered(view, covered, f"coverage-{entry['id']}-{year}")


def _describe(view: View, covered: pd.DataFrame) -> pd.DataFrame:
    """The states in words, the figures as quantities, and an id for every row."""
    return covered.assign(
        code=covered["state"],
        state=[_state(view, state) for state in covered["state"]],
        level=[view.words.known("level", str(level)) for level in covered["level"]],
        quantity=[quantity(row, view.words) for row in each_row(covered)],
        observation_id=covered["observation_id"].fillna(""),
    )


def _state(view: View, state: str) -> str:
    return view.words("coverage.state_figure") if state == FIGURE else view.words(f"gap.{state}")


def _show_covered(view: View, covered: pd.DataFrame, file_name: str) -> None:
    words = view.words
    counts = covered["code"].value_counts()
    gaps = [
        words("coverage.gap_count", reason=_state(view, code), count=counts[code])
        for code in counts.index
        if code != FIGURE
    ]
    summary = words(
        "coverage.regions_summary", total=len(covered), figures=counts.get(FIGURE, 0), gaps=join(gaps, words)
    )
    st.markdown(plain(summary))
    labels = {ALL: words("common.all")} | {code: f"{_state(view, code)} ({counts[code]})" for code in counts.index}
    state = choose_one(view, Choice("state", words("coverage.state"), list(labels), ALL, labels))
    shown = covered if state == ALL else covered[covered["code"] == state]
    if shown.empty:
        st.info(words("coverage.empty"), icon=":material/info:")
        return
    show_sources(view, Table("regions", shown, COLUMNS, summary))
    st.caption(words("common.click_hint_table"))
    offer_csv(view, file_name, shown[list(CSV_COLUMNS)])


def _show_region(view: View, tables: Tables) -> None:
    """One region: every indicator it mentions, year by year."""
    words, names = view.words, region_labels(tables)
    place = choose_one(view, Choice("region", words("coverage.region"), list(names), "", names, keep=True))
    rows = tables.rows_at(place)
    if rows.empty:
        st.info(words("coverage.region_empty"), icon=":material/info:")
        return
    mentioned = set(rows["indicator"])
    ids = [str(one) for one in tables.indicators()["id"] if one in mentioned]
    regions = placed(tables.regions())
    report_years = [int(year) for year in regions.loc[regions["place"] == place, "report_years"].iloc[0]]
    covered = cover_region(rows, report_years, ids, SURE_ENOUGH)
    st.header(plain(words("coverage.region_grid", region=names[place])), anchor=False)
    st.caption(words("coverage.region_grid_lead"))
    _region_grid(view, tables, covered, ids)
    labels = indicator_names(view, tables)
    listed = covered.assign(label=[labels[one] for one in covered["indicator"]])
    offer_csv(view, f"coverage-{place}", listed[list(GRID_CSV)])


def _region_grid(view: View, tables: Tables, covered: pd.DataFrame, ids: list[str]) -> None:
    texts = [_cell(view, row) for row in each_row(covered)]
    grid = covered.assign(text=texts).pivot(index="indicator", columns="year", values="text").loc[ids]
    grid = grid[sorted(grid.columns, reverse=True)]
    picked = covered.pivot(index="indicator", columns="year", values="observation_id").loc[ids]
    shown = grid.set_axis([str(year) for year in grid.columns], axis="columns")
    shown = shown.set_axis(_names(view, tables, pd.Series(ids)), axis="index")
    shown.attrs["alt"] = view.words("coverage.grid_alt", indicators=len(ids), years=len(grid.columns))

    def pick(row: int, header: str) -> Mapping[str, str]:
        found = picked.iloc[row][int(header)]
        return {"obs": "" if is_missing(found) else str(found)}

    show_grid(view, "region-grid", shown, pick)


def _cell(view: View, row: Any) -> str:
    return quantity(row, view.words) if row.state == FIGURE else _state(view, row.state)
