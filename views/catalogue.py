"""指标: the catalogue with definitions and directions, how often each is found, and sentences that state it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from views._choices import definition_of
from views._data import Tables
from views._exports import offer_csv
from views._format import each_row, escape, plain, quantity
from views._layout import empty_state, page_header
from views._own_catalogue import show_own_catalogue
from views._source import show_source
from views._state import (
    Choice,
    View,
    choose_flag,
    choose_one,
    choose_text,
    link_to,
    parameter,
)
from views._tables import Table, show_choices, show_sources

ALL = "all"
EXAMPLES = 5
COLUMNS = ("label", "theme_name", "regions", "rows", "kind_name", "unit", "better_name", "definition")
EXAMPLE_COLUMNS = ("quantity", "region", "year", "confidence", "sentence")


def show(view: View, tables: Tables) -> None:
    """Writes the page."""
    page_header(view)
    if not view.embedded:
        show_own_catalogue(view)
    catalogue = _describe(view, tables)
    shown = _filter(view, catalogue)
    found = int((catalogue["regions"] > 0).sum())
    st.caption(view.words("catalogue.summary", total=len(catalogue), found=found, shown=len(shown)))
    if shown.empty:
        empty_state(view.words("catalogue.nothing_title"), view.words("catalogue.nothing"))
        return
    alt = view.words("catalogue.table_alt", shown=len(shown))
    show_choices(view, Table("catalogue", shown, COLUMNS, alt), "indicator", "id")
    st.caption(view.words("catalogue.choose"))
    offer_csv(view, "indicators", shown[["id", *COLUMNS]])
    chosen = catalogue[catalogue["id"] == parameter("indicator")]
    if len(chosen):
        _show_entry(view, tables, chosen.iloc[0])
    show_source(view, tables)


def _describe(view: View, tables: Tables) -> pd.DataFrame:
    """The catalogue with names in the reader's language and how often each indicator is found as a whole."""
    words, catalogue = view.words, tables.indicators()
    counts = tables.found().groupby("indicator")[["regions", "rows"]].sum()
    found = counts.reindex(catalogue["id"]).fillna(0).astype("int64").reset_index(drop=True)
    return catalogue.assign(
        label=[words.either(row.label_zh, row.label_en) for row in each_row(catalogue)],
        theme_name=[words.either(row.theme_zh, row.theme_en) for row in each_row(catalogue)],
        kind_name=[words.known("kind", str(kind)) for kind in catalogue["kind"]],
        definition=[definition_of(view, entry) for _, entry in catalogue.iterrows()],
        better_name=[words.known("better", str(better)) for better in catalogue["better"]],
        regions=found["regions"],
        rows=found["rows"],
    )


def _filter(view: View, catalogue: pd.DataFrame) -> pd.DataFrame:
    words = view.words
    themes = catalogue.drop_duplicates("theme")
    labels = {ALL: words("common.all"), **dict(zip(themes["theme"], themes["theme_name"], strict=True))}
    left, middle, right = st.columns([2, 3, 2], vertical_alignment="bottom")
    with left:
        theme = choose_one(view, Choice("theme", words("catalogue.theme"), list(labels), ALL, labels))
    with middle:
        asked = choose_text(view, "q", words("catalogue.search"))
    with right:
        found_only = choose_flag(view, "found", words("catalogue.found_only"))
    keep = pd.Series(True, index=catalogue.index)
    if theme != ALL:
        keep &= catalogue["theme"] == theme
    if found_only:
        keep &= catalogue["regions"] > 0
    if asked:
        searched = catalogue[["id", "label_zh", "label_en", "definition"]].agg(" ".join, axis=1)
        keep &= searched.str.contains(asked, case=False, regex=False)
    return catalogue[keep].reset_index(drop=True)


def _show_entry(view: View, tables: Tables, entry: pd.Series) -> None:
    """One indicator: its definition, sentences that state it, and the years in which regions can be compared."""
    words = view.words
    st.header(plain(entry["label"]), anchor=False)
    st.html(f'<p class="lead">{escape(entry["definition"])}</p>')
    examples = tables.examples(str(entry["id"]), EXAMPLES)
    if examples.empty:
        st.info(words("catalogue.examples_none"))
        return
    st.markdown(f"**{words('catalogue.examples')}**")
    rows = examples.assign(quantity=[quantity(row, words) for row in each_row(examples)])
    show_sources(view, Table("examples", rows, EXAMPLE_COLUMNS, words("catalogue.examples")))
    st.markdown(f"**{words('catalogue.by_year')}**")
    years = tables.found().query("indicator == @entry['id']").sort_values("year", ascending=False)
    with st.container(horizontal=True):
        for row in each_row(years):
            label = words("catalogue.open_compare", year=row.year, count=row.regions)
            link_to(view, "compare", label, indicator=str(entry["id"]), year=str(row.year))
