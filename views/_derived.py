"""Rates that are made from printed counts: a region's own, and those that contradict what reports print."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analysis.derived_rates import derive_indicators, find_disagreements
from etl.knowledge.derived import POPULATION, load_derived
from views._data import SURE_ENOUGH, Tables
from views._exports import offer_csv
from views._format import each_row, is_missing, number, plain
from views._source import indicator_names, show_source
from views._state import View
from views._tables import Table, show_sources

ROWS = 1_000
COLUMNS = ("label", "computed", "made_of", "printed", "verdict")
APART = ("severity_name", "region", "year", "label", "printed", "computed", "explanation")
APART_CSV = (
    "indicator", "region", "year", "printed", "derived", "derived_low", "derived_high", "observation_id", "over_id",
    "under_id", "severity", "explanation_zh", "explanation_en",
)  # fmt: skip


def show_derived(view: View, tables: Tables, place: str, year: int) -> None:
    """The rates of a region and year that its own counts give, beside the printed ones."""
    rows = tables.rows_at(place)
    derived = derive_indicators(rows[(rows["confidence"] >= SURE_ENOUGH) & (rows["year"] == year)])
    if derived.empty:
        return
    words, names = view.words, indicator_names(view, tables)
    described = derived.assign(
        label=_labels(view, derived), observation_id=derived["over_id"],
        computed=[_share(row.value, row.unit) for row in each_row(derived)],
        made_of=[
            words(
                "derived.made_of", over=number(row.over_value), under=number(row.under_value),
                name=names.get(str(row.under_indicator), str(row.under_indicator)),
            )
            for row in each_row(derived)
        ],
        printed=[_share(row.printed_value, row.unit) for row in each_row(derived)],
        verdict=[_verdict(view, row) for row in each_row(derived)],
    )  # fmt: skip
    st.header(words("derived.title"), anchor=False)
    st.caption(words("derived.lead"))
    show_sources(view, Table("derived", described, COLUMNS, words("derived.alt", count=len(derived), year=year)))
    offer_csv(view, f"derived-{place}-{year}", derived)


def show_disagreements(view: View, tables: Tables, year: int | None) -> None:
    """The printed rates that no declared pair of counts gives within rounding; ticking one opens its sentence."""
    words, found = view.words, _disagreements(tables.folder, tables.ledger, year, tables)
    st.caption(words("derived.apart_lead"))
    if found.empty:
        st.info(words("derived.apart_none"), icon=":material/info:")
        return
    described = found.assign(
        label=_labels(view, found), severity_name=[words(f"severity.{one}") for one in found["severity"]],
        printed=[_share(value, "%") for value in found["printed"]],
        computed=[_share(value, "%") for value in found["derived"]],
        explanation=found["explanation_zh" if words.language == "zh" else "explanation_en"],
    )  # fmt: skip
    st.markdown(plain(words("derived.apart_summary", count=len(found))))
    show_sources(view, Table("apart", described.head(ROWS), APART, words("derived.apart_summary", count=len(found))))
    if len(found) > ROWS:
        st.caption(words("outliers.flags_more", shown=ROWS, total=len(found)))
    offer_csv(view, "rates-against-counts", found[list(APART_CSV)])
    show_source(view, tables)


@st.cache_data(max_entries=8, max_size="64MB", show_spinner=False)
def _disagreements(folder: str, ledger: str, year: int | None, _tables: Tables) -> pd.DataFrame:
    derived = load_derived()
    named = {name for one in derived if one.printed for name in (one.over, *one.under, one.printed)} - {POPULATION}
    rows = _tables.rows_of_several(tuple(sorted(named)), year)
    return find_disagreements(derive_indicators(rows[rows["confidence"] >= SURE_ENOUGH]))


def _labels(view: View, rows: pd.DataFrame) -> list[str]:
    names = {one.id: view.words.either(one.label_zh, one.label_en) for one in load_derived()}
    return [names[str(one)] for one in rows["indicator"]]


def _share(value: Any, unit: str) -> str:
    return "" if is_missing(value) or pd.isna(value) else f"{number(float(value))}{unit}"


def _verdict(view: View, row: Any) -> str:
    if row.agrees is None or pd.isna(row.agrees):
        return view.words("derived.not_printed")
    return view.words("derived.agrees" if row.agrees else "derived.differs")
