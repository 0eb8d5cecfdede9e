"""The selections that several pages share: an indicator, and the scope of regions and rows that count."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from analysis.panel import Subject, name_regions, place_key
from views._data import Tables
from views._format import cells, each_row, plain
from views._state import Choice, View, choose_one
from views._text import Words

LEVELS = ("national", "province", "prefecture", "county", "township", "department")
SURE = ("0", "0.5", "0.8")
ALL = "all"
WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which regions are in question, and how sure a row must be; `level` and `within` are `all` or a value."""

    level: str
    within: str
    sure: float


def choose_indicator(view: View, tables: Tables) -> pd.Series:
    """Shows the catalogue, indicators found most often first, and returns the entry of the chosen one."""
    labels = indicator_labels(view, tables)
    title, clears = view.words("choices.indicator"), ("obs", "page", "part", "state")
    chosen = choose_one(
        view, Choice("indicator", title, list(labels), "", labels, None, clears, ("year", "regions"), True)
    )
    entry = entry_of(tables, chosen)
    st.caption(plain(definition_of(view, entry)))
    return entry


def definition_of(view: View, entry: pd.Series) -> str:
    """What an indicator counts, in the reader's language; the catalogue's own words for one that a user added."""
    return view.words.known("definition", str(entry["id"]), str(entry["definition"]))


def entry_of(tables: Tables, indicator: str) -> pd.Series:
    """The catalogue's entry of an indicator."""
    catalogue = tables.indicators()
    return catalogue[catalogue["id"] == indicator].iloc[0]


def subject_of(entry: pd.Series) -> Subject:
    """The whole of an indicator, as comparisons need it."""
    return Subject(str(entry["id"]), str(entry["kind"]), str(entry["better"]))


def indicator_labels(view: View, tables: Tables) -> dict[str, str]:
    """A label for each indicator with its theme and how many regions have it; those with most come first."""
    return dict(_indicator_labels(tables, view.words.language, view.words))


@st.cache_resource(max_entries=8, show_spinner=False)
def _indicator_labels(tables: Tables, language: str, _words: Words) -> Mapping[str, str]:
    catalogue = tables.indicators().set_index("id", drop=False)
    regions = tables.found().groupby("indicator")["regions"].sum()
    counted = catalogue.assign(regions=regions.reindex(catalogue.index).fillna(0).astype("int64"))
    words = _words
    return {
        str(row.id): f"{words.either(row.label_zh, row.label_en)} · {words.either(row.theme_zh, row.theme_en)}"
        f" ({row.regions})"
        for row in each_row(counted.sort_values("regions", ascending=False, kind="stable"))
    }


def best_year(tables: Tables, indicator: str) -> str:
    """The year with most regions for the indicator, the latest of several; empty where it is never found."""
    found = tables.found().query("indicator == @indicator")
    return "" if found.empty else str(found.sort_values(["regions", "year"]).iloc[-1]["year"])


def choose_scope(view: View, tables: Tables) -> Scope:
    """Shows level, province or prefecture, and confidence, one below another."""
    words, (present, above) = view.words, _levels_and_parents(tables)
    level = choose_one(view, _level_choice(view, present))
    within = choose_one(view, _within_choice(view, above))
    sure = choose_one(view, Choice("sure", words("choices.sure"), SURE, "0.5", {}, words("choices.sure_help")))
    return Scope(level, within, float(sure))


def choose_part(view: View, tables: Tables, entry: pd.Series) -> Subject:
    """Shows the parts that the rows of an indicator have; the whole unless one is chosen."""
    words, parts = view.words, tables.parts(str(entry["id"]))
    counted = zip(parts["breakdown"], parts["count"], strict=True)
    labels = {WHOLE: words("choices.whole"), **{str(part): f"{part} ({count})" for part, count in counted}}
    part = choose_one(
        view, Choice("part", words("choices.part"), list(labels), WHOLE, labels, words("choices.part_help"))
    )
    return replace(subject_of(entry), breakdown="" if part == WHOLE else part)


def region_labels(tables: Tables) -> dict[str, str]:
    """A name for each place of the store, in the order of the region codes."""
    return dict(_region_labels(tables))


@st.cache_resource(max_entries=4, show_spinner=False)
def _region_labels(tables: Tables) -> Mapping[str, str]:
    """Named once for each snapshot: thousands of names would cost every page a moment."""
    regions = placed(tables.regions())
    return dict(zip(regions["place"], name_regions(regions), strict=True))


def placed(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that speak for a region, with its `place`."""
    known = rows.assign(place=place_key(rows))
    return known[known["place"] != ""]


def in_scope(rows: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The rows of regions of the chosen level inside the chosen province or prefecture."""
    keep = pd.Series(True, index=rows.index)
    if scope.level != ALL:
        keep &= rows["level"].astype(str) == scope.level
    if scope.within != ALL:
        keep &= rows["region_path"].astype(str).str.startswith(f"{scope.within}/")
    return rows[keep]


@st.cache_resource(max_entries=4, show_spinner=False)
def _levels_and_parents(tables: Tables) -> tuple[frozenset[str], tuple[str, ...]]:
    """The levels of the store's regions, and the paths that hold others."""
    regions = tables.regions()
    paths = cells(regions["region_path"].astype(str))
    above = {path.rsplit("/", depth)[0] for depth in (1, 2) for path in paths if path.count("/") >= depth}
    return frozenset(regions["level"].astype(str)), tuple(sorted(above))


def _level_choice(view: View, present: Collection[str]) -> Choice:
    levels = [ALL, *(level for level in LEVELS if level in present)]
    labels = {level: view.words.known("level", level) for level in levels} | {ALL: view.words("common.all")}
    return Choice("level", view.words("choices.level"), levels, ALL, labels)


def _within_choice(view: View, above: Sequence[str]) -> Choice:
    """The provinces and prefectures that hold other regions of the store, by their path, or everywhere."""
    options = [ALL, *above]
    labels = {path: path.replace("/", " · ") for path in options} | {ALL: view.words("choices.within_all")}
    return Choice("within", view.words("choices.within"), options, ALL, labels)
