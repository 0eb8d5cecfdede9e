"""对比: one indicator across regions in one year, ranked, with the peers' middle and every gap named."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analysis.panel import Comparison, Subject, compare_regions, find_gaps, name_regions
from views._charts.bars import ranked_bars
from views._charts.strip import strip_by_group
from views._choices import (
    Scope,
    best_year,
    choose_indicator,
    choose_part,
    choose_scope,
    in_scope,
    placed,
    region_labels,
)
from views._data import Tables
from views._exports import offer_csv
from views._figures import draw, style_of
from views._fold import fold_choices, fold_gaps
from views._format import compact, each_row, join, plain, quantity
from views._groups import choose_group
from views._layout import empty_state, page_header
from views._neighbours import choose_neighbours
from views._source import show_source
from views._state import (
    Choice,
    View,
    choose_flag,
    choose_many,
    choose_one,
    choose_page,
    link_to,
)
from views._tables import Table, show_sources, show_table

BARS = 40  # bars on one page
FEW_PEERS = 8  # below this a median and a rank say little
NAMES_IN_A_WARNING = 6
MARKED_AT_MOST = 8
GAPS_IN_CHART = 12
COLUMNS = (
    "rank", "region", "value", "unit", "text", "standing", "note", "confidence", "issuer", "region_path", "sentence",
)  # fmt: skip
CSV_EXTRA = (
    "observation_id", "indicator", "label", "region_code", "level", "year", "report_year", "measure", "breakdown",
    "value_high", "bound", "percentile", "source", "section", "document_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader asked: the indicator's catalogue entry, the year, and which regions and rows count."""

    entry: pd.Series
    year: int
    subject: Subject
    scope: Scope
    marked: tuple[str, ...]
    only_marked: bool
    neighbours: pd.DataFrame | None
    order: str
    group: tuple[str, ...] | None


def show(view: View, tables: Tables) -> None:
    """Writes the page."""
    page_header(view)
    question = _ask(view, tables)
    regions = _among_peers(placed(tables.regions()), question)
    rows = _among_peers(placed(tables.rows_of(question.entry["id"], question.year)), question)
    comparison = compare_regions(rows[rows["confidence"] >= question.scope.sure], question.subject)
    gaps = find_gaps(regions, rows, comparison, (question.subject, question.year))
    if comparison.rows.empty:
        _show_nothing(view, tables, question, rows)
    else:
        _show_comparison(view, question, comparison, gaps)
    _show_gaps(view, gaps, comparison.rows.empty)
    show_source(view, tables)


def _ask(view: View, tables: Tables) -> Question:
    words = view.words
    left, right = st.columns([3, 1])
    with left:
        entry = choose_indicator(view, tables)
    with right:
        years = [str(year) for year in tables.years()]
        year = choose_one(view, Choice("year", words("compare.year"), years, best_year(tables, entry["id"]), keep=True))
    with fold_choices(view) as asking:
        return _ask_more(asking, tables, entry, int(year))


def _ask_more(view: View, tables: Tables, entry: pd.Series, year: int) -> Question:
    words, names = view.words, region_labels(tables)
    left, right = st.columns(2)
    with left:
        scope = choose_scope(view, tables)
        neighbours = choose_neighbours(view, tables, year, scope)
    with right:
        subject = choose_part(view, tables, entry)
        labels = {order: words(f"compare.order_{order}") for order in ("high", "low")}
        order = choose_one(view, Choice("order", words("compare.order"), ("high", "low"), "high", labels))
        marked = choose_many(view, Choice("mark", words("compare.marked"), list(names), "", names), MARKED_AT_MOST)
        only_marked = choose_flag(view, "only", words("compare.only"))
        group = choose_group(view, marked)
    return Question(entry, year, subject, scope, marked, only_marked and bool(marked), neighbours, order, group)


def _among_peers(rows: pd.DataFrame, question: Question) -> pd.DataFrame:
    """The rows of the regions to compare: in scope, and near, in a group or hand-picked where that was asked."""
    peers = in_scope(rows, question.scope)
    if question.group is not None:
        peers = peers[peers["place"].isin(question.group)]
    if question.neighbours is not None:
        peers = peers[peers["place"].isin(question.neighbours["place"])]
    return peers[peers["place"].isin(question.marked)] if question.only_marked else peers


def _show_comparison(view: View, question: Question, comparison: Comparison, gaps: pd.DataFrame) -> None:
    rows = _describe(view, question, comparison.rows)
    summary = _summary(view, question, comparison, rows)
    st.markdown(plain(summary))
    _warn(view, question, comparison, rows)
    shown = _page_of(view, rows)
    _show_bars(view, question, comparison, _with_gaps(view, shown, gaps, question.marked), summary)
    if len(rows) >= FEW_PEERS:
        st.header(view.words("compare.strip"), anchor=False)
        _show_strip(view, question, rows, summary)
    if view.embedded:
        return
    st.header(view.words("compare.table"), anchor=False)
    named = rows.assign(standing=[view.words(f"standing.{one}") for one in rows["standing"]])
    columns: tuple[str, ...] = COLUMNS
    if question.neighbours is not None:
        named = named.merge(question.neighbours[["place", "distance"]], on="place", how="left")
        columns = ("distance", *COLUMNS)
    show_sources(view, Table("rows", named, columns, summary))
    st.caption(view.words("common.click_hint"))
    offer_csv(view, f"compare-{question.entry['id']}-{question.year}", named[[*columns, *CSV_EXTRA]])


def _describe(view: View, question: Question, rows: pd.DataFrame) -> pd.DataFrame:
    """The ranked rows in the chosen order, with display names, marks and notes."""
    ordered = rows if question.order == "high" else rows.iloc[::-1]
    return ordered.assign(
        name=name_regions(ordered),
        marked=ordered["place"].isin(question.marked),
        group=[view.words.known("level", str(level)) for level in ordered["level"]],
        note=_notes(view, ordered),
        label=view.words.either(question.entry["label_zh"], question.entry["label_en"]),
    ).reset_index(drop=True)


def _notes(view: View, rows: pd.DataFrame) -> list[str]:
    """What is odd about each row; most have nothing."""
    words, notes = view.words, []
    facts = zip(rows["differs"], rows["alternatives"], rows["year"], rows["report_year"], strict=True)
    for differs, alternatives, year, report_year in facts:
        said = [words("compare.note_differs", count=alternatives)] if differs else []
        if not pd.isna(report_year) and report_year != year:
            said.append(words("compare.note_year_report", year=report_year))
        notes.append(join(said, words))
    return notes


def _summary(view: View, question: Question, comparison: Comparison, rows: pd.DataFrame) -> str:
    """What the chart shows, in a sentence; also its text for screen readers."""
    label = view.words.either(question.entry["label_zh"], question.entry["label_en"])
    ends = rows.sort_values("rank")
    top, bottom = ends.iloc[0], ends.iloc[-1]
    facts = {"year": question.year, "label": label, "top": top["name"], "top_value": quantity(top, view.words)}
    if len(rows) == 1:
        return view.words("compare.summary_one", **facts)
    unit = "%" if comparison.units == ("%",) else ""
    return view.words(
        "compare.summary", count=len(rows), median=compact(comparison.median or 0.0, view.words) + unit,
        bottom=bottom["name"], bottom_value=quantity(bottom, view.words), **facts,
    )  # fmt: skip


def _warn(view: View, question: Question, comparison: Comparison, rows: pd.DataFrame) -> None:
    """Everything that makes the ranking less than it seems."""
    words = view.words
    differing = rows[rows["differs"]]
    if len(comparison.units) > 1:
        st.warning(words("compare.warn_units", units=plain(join(comparison.units, words))), icon=":material/warning:")
    if len(differing):
        names = join(list(differing["name"].head(NAMES_IN_A_WARNING)), words)
        st.warning(words("compare.warn_differs", count=len(differing), names=plain(names)), icon=":material/warning:")
    if rows["level"].nunique() > 1 and question.entry["kind"] in ("count", "amount"):
        st.warning(words("compare.warn_levels"), icon=":material/warning:")
    if 1 < len(rows) < FEW_PEERS:
        st.caption(words("compare.warn_few"))


def _page_of(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the chosen page of bars; all of them where they fit."""
    if len(rows) <= BARS:
        return rows
    page = choose_page(view, "page", -(-len(rows) // BARS))
    first = (page - 1) * BARS
    shown = rows.iloc[first : first + BARS]
    st.caption(view.words("compare.page_of", first=first + 1, last=first + len(shown), total=len(rows)))
    return shown


def _with_gaps(view: View, shown: pd.DataFrame, gaps: pd.DataFrame, marked: tuple[str, ...]) -> pd.DataFrame:
    """The bars followed by empty places for the regions without a figure, as far as there is room."""
    reported = gaps[(gaps["reason"] != "no_report") | gaps["place"].isin(marked)]
    named = reported.head(max(min(GAPS_IN_CHART, BARS - len(shown)), 0))
    if named.empty:
        return shown
    empty = named.assign(
        name=name_regions(named), value=float("nan"), bound="=", unit="", standing="plain", observation_id="",
        marked=named["place"].isin(marked), note=[view.words(f"gap.{reason}") for reason in named["reason"]],
    )  # fmt: skip
    return pd.concat([shown, empty], ignore_index=True)


def _show_bars(view: View, question: Question, comparison: Comparison, rows: pd.DataFrame, summary: str) -> None:
    words = view.words
    st.header(words("compare.chart"), anchor=False)
    median = comparison.median if len(comparison.rows) > 2 else None
    draw(view, "bars", ranked_bars(rows, median, style_of(view)), words("compare.alt_bars", summary=summary))
    st.caption(words(f"compare.direction_{question.entry['better']}"))
    if (rows["bound"].astype(str) != "=").any():
        st.caption(words("compare.bounds"))


def _show_strip(view: View, question: Question, rows: pd.DataFrame, summary: str) -> None:
    draw(view, "strip", strip_by_group(rows, style_of(view)), view.words("compare.alt_strip", summary=summary))


def _show_nothing(view: View, tables: Tables, question: Question, rows: pd.DataFrame) -> None:
    """Says that the year has no figure, and leads to the years that have one."""
    words = view.words
    found = tables.found().query("indicator == @question.entry['id']")
    years = found[found["year"] != question.year].sort_values("year", ascending=False)
    parts = sorted(set(rows["breakdown"].fillna("").astype(str)) - {""})
    text = words("compare.empty_year" if len(years) else "compare.empty_filters")
    if parts:
        text += "\n\n" + words("compare.parts_only_note", names=plain(join(parts, words)))
    empty_state(words("compare.empty_year_title", year=question.year), text)
    with st.container(horizontal=True):
        for row in each_row(years):
            label = words("compare.year_link", year=row.year, count=row.regions)
            link_to(view, "compare", label, indicator=question.entry["id"], year=str(row.year))


def _show_gaps(view: View, gaps: pd.DataFrame, nothing_else: bool) -> None:
    """The regions without a figure, each with its reason; at once where there is nothing else to see."""
    if gaps.empty or view.embedded:
        return
    words = view.words
    with fold_gaps(view, words("compare.gaps", count=len(gaps)), opened=nothing_else) as is_open:
        if not is_open:
            return
        st.caption(words("compare.gaps_lead"))
        named = gaps.assign(reason=[words(f"gap.{reason}") for reason in gaps["reason"]])
        show_table(view, Table("gaps", named, ("region", "region_path", "reason"), words("compare.gaps_lead")))
