"""总览: what the store holds, how fresh it is, the best-covered indicators, the latest reports, and open doubts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from views._data import Tables
from views._format import (
    compact,
    day,
    each_row,
    escape,
    is_missing,
    number,
    plain,
    unit_label,
)
from views._layout import page_header
from views._source import indicator_names, titled
from views._state import View, link_to
from views._tables import ROW_HEIGHT, Table, show_links, show_table

CARDS = 6
LATEST = 12
MATRIX_IN_SIGHT = 16  # provinces seen without scrolling inside the table
REPORT_COLUMNS = ("report_year", "region", "title", "issuer", "observations", "published")


def show(view: View, tables: Tables) -> None:
    """Writes the page."""
    page_header(view)
    totals = tables.totals()
    _show_totals(view, tables, totals)
    _show_headlines(view, tables)
    _show_matrix(view, tables)
    _show_latest(view, tables)
    _show_issues(view, tables)


def _show_totals(view: View, tables: Tables, totals: pd.Series) -> None:
    words = view.words
    first, last = totals["first_year"], totals["last_year"]
    years = "–" if is_missing(last) else str(last) if first == last else f"{first}–{last}"
    share = totals["linked"] / totals["figures"] if totals["figures"] else 0
    facts = (
        ("reports", number(totals["reports"])), ("regions", number(totals["regions"])), ("years", years),
        ("figures", number(totals["figures"])), ("linked", f"{share:.0%}"), ("doubts", number(totals["doubts"])),
    )  # fmt: skip
    with st.container(horizontal=True):
        for name, value in facts:
            st.metric(words(f"overview.{name}"), value, border=True, width=148)
    year = "–" if is_missing(last) else last
    st.caption(words("overview.freshness", built=day(tables.built), year=year))


def _show_headlines(view: View, tables: Tables) -> None:
    """The indicators with most regions, each with its median and a way to the comparison."""
    found = tables.found().sort_values(["regions", "year"], ascending=False, kind="stable")
    best = found.drop_duplicates("indicator").head(CARDS)
    if best.empty:
        return
    st.header(view.words("overview.headline"), anchor=False)
    st.caption(view.words("overview.headline_lead"))
    pairs = tuple((str(row.indicator), int(row.year)) for row in each_row(best))
    medians = tables.medians(pairs).set_index("indicator")
    names = indicator_names(view, tables)
    columns = st.columns(3)
    for index, row in enumerate(each_row(best)):
        with columns[index % len(columns)], st.container(border=True):
            _show_card(view, row, medians.loc[row.indicator], names.get(row.indicator, row.indicator))


def _show_card(view: View, row: Any, median: pd.Series, name: str) -> None:
    words = view.words
    unit = unit_label(median["unit"], words)
    caption = words("overview.card_median", year=row.year, count=row.regions)
    if row.regions == 1:
        caption = words("overview.card_one", year=row.year, region=median["region"])
    link_to(view, "compare", name, indicator=row.indicator, year=str(row.year))
    st.html(f'<p class="figure">{compact(float(median["value"]), words)}{escape(unit)}</p>')
    st.caption(plain(caption))


def _show_matrix(view: View, tables: Tables) -> None:
    """Provinces down, years across, and the number of reports in each cell."""
    words = view.words
    counted = tables.reports_by_place()
    place = counted["place"].replace("", words("overview.place_unknown"))
    year = counted["year"].astype("string").fillna(words("overview.year_unknown"))
    grid = counted.assign(place=place, year=year).pivot_table(
        index="place", columns="year", values="reports", aggfunc="sum", sort=False
    )
    grid = grid[sorted(grid.columns)].astype("Int64")
    st.header(words("overview.matrix"), anchor=False)
    st.caption(words("overview.matrix_lead"))
    config: dict[str, Any] = {"_index": st.column_config.TextColumn(words("columns.region"), pinned=True)}
    alt = words("overview.matrix_alt", places=len(grid), years=len(grid.columns))
    height = ROW_HEIGHT * (min(len(grid), MATRIX_IN_SIGHT) + 1) + 3
    st.dataframe(grid, column_config=config, alt=alt, height=height, width="content", placeholder="")


def _show_latest(view: View, tables: Tables) -> None:
    words = view.words
    documents = titled(tables.documents().head(LATEST), words)
    st.header(words("overview.new"), anchor=False)
    st.caption(words("overview.new_lead"))
    table = Table("latest", documents, REPORT_COLUMNS, words("overview.new_alt", count=len(documents)))
    show_links(view, table, "report", {"doc": "document_id"})


def _show_issues(view: View, tables: Tables) -> None:
    words = view.words
    counts = tables.issue_counts()
    st.header(words("overview.issues"), anchor=False)
    if counts.empty:
        st.caption(words("overview.issues_none"))
        return
    st.caption(words("overview.issues_lead"))
    rows = counts.assign(
        severity=[words.known("severity", str(one)) for one in counts["severity"]],
        description=[words.known("issue", str(code)) for code in counts["code"]],
        example=[words.either(row.explanation_zh, row.explanation_en) for row in each_row(counts)],
    )
    alt = words("overview.issues_alt", count=len(rows))
    show_table(view, Table("issues", rows, ("severity", "description", "count", "example"), alt))
