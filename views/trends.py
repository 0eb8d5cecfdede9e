"""趋势: indicators over the years for chosen regions, as they stand, indexed to a base year, or one per another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from analysis.derived import divide, follow_regions, index_to_base, middle_by_year
from analysis.panel import Subject, compare_regions, find_gaps, name_regions
from views._charts.lines import GREY_LINES, lines_by_year
from views._choices import (
    Scope,
    choose_indicator,
    choose_scope,
    entry_of,
    in_scope,
    indicator_labels,
    placed,
    region_labels,
    subject_of,
)
from views._data import SURE_ENOUGH, Tables
from views._exports import offer_csv
from views._figures import draw, style_of
from views._fold import fold_choices
from views._format import each_row, join, plain, quantity
from views._layout import empty_state, page_header
from views._source import indicator_names, show_source
from views._state import Choice, View, choose_flag, choose_many, choose_one
from views._tables import Table, show_sources, show_table

LINES = 8  # lines with a name; all other regions are one grey trace
FURTHER = 3  # indicators drawn beside the first
DEFAULT_REGIONS = 4
NONE = "none"
COLUMNS = ("region", "year", "value", "unit", "label", "text", "note", "confidence", "region_path", "sentence")
CSV_EXTRA = (
    "observation_id", "indicator", "region_code", "level", "report_year", "measure", "breakdown", "bound", "issuer",
    "source", "section", "document_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader asked: catalogue entries, the regions, the scope of the rest, and how values are derived."""

    entries: pd.DataFrame
    names: dict[str, str]
    regions: tuple[str, ...]
    scope: Scope
    base: int | None
    per: str
    with_others: bool
    with_median: bool


def show(view: View, tables: Tables) -> None:
    """Writes the page."""
    page_header(view)
    question = _ask(view, tables)
    drawn = [_show_indicator(view, tables, question, str(one)) for one in question.entries["id"]]
    rows = pd.concat([one for one in drawn if len(one)]) if any(len(one) for one in drawn) else pd.DataFrame()
    if len(rows) and not view.embedded:
        _show_rows(view, rows)
        _show_gaps(view, tables, question, drawn[0])
    show_source(view, tables)


def _ask(view: View, tables: Tables) -> Question:
    words = view.words
    entry = choose_indicator(view, tables)
    labels = {one: label for one, label in indicator_labels(view, tables).items() if one != entry["id"]}
    left, right = st.columns(2)
    with left:
        names = region_labels(tables)
        default = ",".join(_longest_courses(tables, str(entry["id"])))
        regions = choose_many(
            view, Choice("regions", words("trends.regions"), list(names), default, names, keep=True), LINES
        )
    with right:
        further = choose_many(view, Choice("with", words("trends.with"), list(labels), "", labels), FURTHER)
    entries = tables.indicators().set_index("id", drop=False).loc[[str(entry["id"]), *further]]
    with fold_choices(view) as asking:
        return _ask_more(asking, tables, entries, regions)


def _ask_more(view: View, tables: Tables, entries: pd.DataFrame, regions: tuple[str, ...]) -> Question:
    words, labels = view.words, indicator_labels(view, tables)
    left, right = st.columns(2)
    with left:
        scope = choose_scope(view, tables)
    with right:
        years = {NONE: words("trends.base_none")} | {
            str(year): words("trends.base_year", year=year) for year in sorted(tables.years())
        }
        base = choose_one(view, Choice("base", words("trends.base"), list(years), NONE, years))
        below = {NONE: words("trends.per_none"), **labels}
        per = choose_one(view, Choice("per", words("trends.per"), list(below), NONE, below))
        with_median = choose_flag(view, "median", words("trends.median"), True)
        with_others = choose_flag(view, "others", words("trends.others"), True)
    return Question(
        entries, region_labels(tables), regions, scope, None if base == NONE else int(base), "" if per == NONE else per,
        with_others, with_median,
    )  # fmt: skip


def _longest_courses(tables: Tables, indicator: str) -> list[str]:
    """The places with most years of an indicator, for a first picture that shows something."""
    years = _courses(tables, indicator, SURE_ENOUGH).groupby("place")["year"].nunique()
    return list(years.sort_values(ascending=False, kind="stable").index[:DEFAULT_REGIONS])


def _show_indicator(view: View, tables: Tables, question: Question, indicator: str) -> pd.DataFrame:
    """Draws one indicator and returns the rows drawn."""
    label = _label(view, question, indicator, tables)
    st.header(plain(label), anchor=False)
    everyone, missing = _series(view, tables, question, indicator)
    chosen = everyone[everyone["place"].isin(question.regions)]
    if chosen.empty:
        empty_state(view.words("trends.empty_title"), plain(view.words(missing, label=label)))
        return chosen
    series = _describe(view, question, chosen.merge(tables.texts_of(chosen), on="observation_id", how="left"), label)
    scoped = in_scope(everyone, question.scope)
    others = scoped[~scoped["place"].isin(question.regions)] if question.with_others else scoped.iloc[:0]
    middle = middle_by_year(scoped) if question.with_median else middle_by_year(scoped.iloc[:0])
    figure = lines_by_year(series, others, _course_of_middle(middle), style_of(view))
    draw(view, f"lines-{indicator}", figure, _alt(view, series, label))
    if others["place"].nunique() > GREY_LINES:
        st.caption(view.words("trends.sampled", count=GREY_LINES, total=others["place"].nunique()))
    if series["doubtful"].any():
        st.caption(view.words("trends.hollow"))
    if series["year"].nunique() == 1:
        st.caption(view.words("trends.one_year"))
    return series


def _course_of_middle(middle: pd.DataFrame) -> pd.DataFrame:
    """The medians of years with enough regions; none where that is not at least two years."""
    known = middle[middle["count"] > 2]
    return known if len(known) > 1 else known.iloc[:0]


def _series(view: View, tables: Tables, question: Question, indicator: str) -> tuple[pd.DataFrame, str]:
    """The courses of all regions, derived as asked, and the words for the case that none is left."""
    series = _follow(tables, question, indicator)
    if question.per:
        series = divide(series, _follow(tables, question, question.per))
    if question.base:
        series = index_to_base(series, question.base)
    return series, "trends.empty_base" if question.base else "trends.empty_per" if question.per else "trends.empty"


def _follow(tables: Tables, question: Question, indicator: str) -> pd.DataFrame:
    return _courses(tables, indicator, question.scope.sure)


@st.cache_data(max_entries=64, max_size="128MB", show_spinner=False)
def _courses(tables: Tables, indicator: str, sure: float) -> pd.DataFrame:
    """The course of every region; made once, for most filters change only what is drawn of it."""
    rows = placed(tables.courses_of(indicator))
    return follow_regions(rows[rows["confidence"] >= sure], subject_of(entry_of(tables, indicator)))


def _label(view: View, question: Question, indicator: str, tables: Tables) -> str:
    names = indicator_names(view, tables)
    label = names[indicator]
    if question.per:
        label = view.words("trends.per_title", label=label, below=names[question.per])
    return f"{label} ({view.words('trends.base_year', year=question.base)})" if question.base else label


def _describe(view: View, question: Question, chosen: pd.DataFrame, label: str) -> pd.DataFrame:
    """The chosen courses in the order of the regions asked for, with names, notes and what is doubtful."""
    order = {place: index for index, place in enumerate(question.regions)}
    ordered = chosen.assign(_order=chosen["place"].map(order)).sort_values(["_order", "year"]).drop(columns="_order")
    notes = [_note(view, row) for row in each_row(ordered)]
    return ordered.assign(
        name=name_regions(ordered), label=label, marked=False, note=notes,
        doubtful=[bool(note) or row.bound != "=" for note, row in zip(notes, each_row(ordered), strict=True)],
    )  # fmt: skip


def _note(view: View, row: Any) -> str:
    words, notes = view.words, []
    if row.new_unit:
        notes.append(words("trends.note_unit", unit=row.unit))
    if row.later_report:
        notes.append(words("trends.note_later", year=row.report_year))
    if row.differs:
        notes.append(words("trends.note_differs", count=row.alternatives))
    return join(notes, words)


def _alt(view: View, series: pd.DataFrame, label: str) -> str:
    """What the chart shows, in a sentence: where each line begins and ends."""
    courses = []
    for _, course in series.groupby("place", sort=False):
        first, last = course.iloc[0], course.iloc[-1]
        facts = {"name": first["name"], "first": first["year"], "first_value": quantity(first, view.words)}
        key = "trends.course" if len(course) > 1 else "trends.course_one"
        courses.append(view.words(key, last=last["year"], last_value=quantity(last, view.words), **facts))
    text = view.words("trends.course_separator").join(courses)
    return view.words("trends.alt", label=label, first=series["year"].min(), last=series["year"].max(), courses=text)


def _show_rows(view: View, rows: pd.DataFrame) -> None:
    st.header(view.words("trends.table"), anchor=False)
    show_sources(view, Table("rows", rows, COLUMNS, view.words("trends.table")))
    st.caption(view.words("common.click_hint"))
    offer_csv(view, "trends", rows[[*COLUMNS, *CSV_EXTRA]])


def _show_gaps(view: View, tables: Tables, question: Question, drawn: pd.DataFrame) -> None:
    """The chosen regions' missing years of the first indicator, each with its reason."""
    words, entry = view.words, question.entries.iloc[0]
    subject = subject_of(entry)
    regions = placed(tables.regions())
    regions = regions[regions["place"].isin(question.regions)]
    rows = placed(tables.courses_of(str(entry["id"])))
    rows = rows[rows["place"].isin(question.regions) & rows["year"].notna()]
    full = set(drawn.groupby("year")["place"].nunique().loc[lambda count: count == len(question.regions)].index)
    years = [year for year in _span(rows) if year not in full]
    found = [_gaps_of(regions, rows, subject, year, question.scope.sure) for year in years]
    gaps = pd.concat(found) if found else pd.DataFrame()
    if gaps.empty:
        return
    named = gaps.assign(reason=[words(f"gap.{reason}") for reason in gaps["reason"]])
    title = words("trends.gaps", count=len(named))
    with st.expander(title, icon=":material/do_not_disturb_on:"):
        show_table(view, Table("gaps", named, ("region", "year", "reason"), title))


def _gaps_of(regions: pd.DataFrame, rows: pd.DataFrame, subject: Subject, year: int, sure: float) -> pd.DataFrame:
    of_year = rows[rows["year"] == year]
    comparison = compare_regions(of_year[of_year["confidence"] >= sure], subject)
    return find_gaps(regions, of_year, comparison, (subject, year)).assign(year=year)


def _span(rows: pd.DataFrame) -> range:
    return range(int(rows["year"].min()), int(rows["year"].max()) + 1) if len(rows) else range(0)
