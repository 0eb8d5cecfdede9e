"""关系: two indicators of the same year as a scatter by region, with a third as size, and every dot's two sources."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analysis.pairs import pair_indicators, rank_correlation
from analysis.panel import compare_regions, name_regions
from views._charts.scatter import scatter_pairs, without_covered
from views._choices import (
    Scope,
    choose_scope,
    entry_of,
    in_scope,
    indicator_labels,
    placed,
    region_labels,
    subject_of,
)
from views._data import Tables
from views._exports import offer_csv
from views._figures import draw, style_of
from views._fold import fold_choices
from views._format import compact, each_row, join, number, plain, unit_label
from views._layout import empty_state, page_header
from views._source import indicator_names, show_source
from views._state import Choice, View, choose_flag, choose_many, choose_one, parameter
from views._tables import Table, show_sources

NONE = "none"
FEW = 8  # below this a correlation is chance
GROUPS = 6  # groups with a colour of their own; the rest are one
MARKED_AT_MOST = 8
COLUMNS = ("region", "x", "x_text", "y", "y_text", "size_value", "group", "region_path")
CSV_EXTRA = ("observation_id", "x_id", "region_code", "level", "year", "unit", "x_unit", "bound", "x_bound", "source")


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader asked: the indicators of the axes and of the size, the year, the scope, and the look of dots."""

    x: str
    y: str
    size: str
    year: int
    scope: Scope
    group: str
    marked: tuple[str, ...]
    logarithmic: bool


def show(view: View, tables: Tables) -> None:
    """Writes the page."""
    page_header(view)
    question = _ask(view, tables)
    if question.x == question.y:
        st.info(view.words("relation.same"), icon=":material/info:")
        return
    pairs = _pairs(tables, question)
    if pairs.empty:
        _show_nothing(view, tables, question)
    else:
        _show_pairs(view, tables, question, _describe(view, tables, question, pairs))
    show_source(view, tables, _other_axis(view, pairs))


def _ask(view: View, tables: Tables) -> Question:
    words, labels = view.words, indicator_labels(view, tables)
    ids = list(labels)
    left, middle, right = st.columns([3, 3, 1])
    with left:
        x = choose_one(view, Choice("x", words("relation.x"), ids, ids[0], labels, steers=("year",), keep=True))
    with middle:
        y = choose_one(
            view, Choice("y", words("relation.y"), ids, ids[min(1, len(ids) - 1)], labels, steers=("year",), keep=True)
        )
    with right:
        years = [str(year) for year in tables.years()]
        shared = _shared_years(tables, x, y)
        best = str(shared.index[0]) if len(shared) else ""
        year = choose_one(view, Choice("year", words("relation.year"), years, best, keep=True))
    with fold_choices(view) as asking:
        return _ask_more(asking, tables, (x, y, int(year)))


def _ask_more(view: View, tables: Tables, axes: tuple[str, str, int]) -> Question:
    words, labels = view.words, indicator_labels(view, tables)
    left, right = st.columns(2)
    with left:
        scope = choose_scope(view, tables)
        logarithmic = choose_flag(view, "log", words("relation.log"))
    with right:
        sizes = {NONE: words("relation.size_none"), **labels}
        size = choose_one(view, Choice("size", words("relation.size"), list(sizes), NONE, sizes))
        groups = {name: words(f"relation.group_{name}") for name in ("level", "province", "none")}
        group = choose_one(view, Choice("group", words("relation.group"), list(groups), "level", groups))
        names = region_labels(tables)
        marked = choose_many(view, Choice("mark", words("relation.marked"), list(names), "", names), MARKED_AT_MOST)
    return Question(axes[0], axes[1], "" if size == NONE else size, axes[2], scope, group, marked, logarithmic)


def _shared_years(tables: Tables, x: str, y: str) -> pd.Series:
    """For each year how many regions could have both at most, the best year first."""
    found = tables.found().pivot_table(index="year", columns="indicator", values="regions", aggfunc="sum")
    if x not in found or y not in found:
        return pd.Series(dtype="float64")
    both = found[[x, y]].min(axis=1, skipna=False).dropna().sort_index(ascending=False)
    return both.sort_values(ascending=False, kind="stable")


def _rows(tables: Tables, question: Question, indicator: str) -> pd.DataFrame:
    rows = in_scope(placed(tables.rows_of(indicator, question.year)), question.scope)
    return rows[rows["confidence"] >= question.scope.sure]


def _pairs(tables: Tables, question: Question) -> pd.DataFrame:
    axes = [(_rows(tables, question, one), subject_of(entry_of(tables, one))) for one in (question.x, question.y)]
    return pair_indicators(axes[0], axes[1])


def _describe(view: View, tables: Tables, question: Question, pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs with names, groups, sizes and hover texts."""
    names = indicator_names(view, tables)
    shown = pairs.assign(name=name_regions(pairs), marked=pairs["place"].isin(question.marked), y=pairs["value"])
    hover = [
        view.words(
            "relation.hover", name=row.name, x=names[question.x], y=names[question.y],
            x_value=f"{number(row.x)}{unit_label(row.x_unit, view.words)}",
            y_value=f"{number(row.value)}{unit_label(row.unit, view.words)}",
        )
        for row in each_row(shown)
    ]  # fmt: skip
    sizes = _size_by_place(tables, question)
    return shown.assign(
        hover=hover, size=shown["place"].map(sizes), size_value=shown["place"].map(sizes), y_text=shown["text"],
        group=_groups(view, question, shown),
    )  # fmt: skip


def _size_by_place(tables: Tables, question: Question) -> dict[str, float]:
    if not question.size:
        return {}
    rows = compare_regions(_rows(tables, question, question.size), subject_of(entry_of(tables, question.size))).rows
    return dict(zip(rows["place"], rows["value"], strict=True))


def _groups(view: View, question: Question, pairs: pd.DataFrame) -> list[str]:
    """The group of each region; beyond the largest six all are one, since more colours cannot be told apart."""
    if question.group == "none":
        return [""] * len(pairs)
    if question.group == "level":
        return [view.words.known("level", str(level)) for level in pairs["level"]]
    provinces = pairs["region_path"].astype(str).str.split("/").str[0]
    largest = set(provinces.value_counts().index[:GROUPS])
    return [one if one in largest else view.words("relation.group_other") for one in provinces]


def _show_pairs(view: View, tables: Tables, question: Question, pairs: pd.DataFrame) -> None:
    words, names = view.words, indicator_names(view, tables)
    drawn = pairs[(pairs["x"] > 0) & (pairs["value"] > 0)] if question.logarithmic else pairs
    facts = {"x": names[question.x], "y": names[question.y]}
    summary = words("relation.summary", year=question.year, count=len(pairs), **facts)
    st.markdown(plain(summary))
    _show_correlation(view, pairs)
    if len(drawn) < len(pairs):
        st.caption(words("relation.log_dropped", count=len(pairs) - len(drawn)))
    if len(drawn):
        titles = tuple(_axis_title(view, tables, one) for one in (question.x, question.y))
        figure = scatter_pairs(drawn, (titles[0], titles[1]), style_of(view), question.logarithmic)
        draw(view, "scatter", figure, _alt(view, drawn, summary))
        st.caption(words("relation.cross"))
        covered = len(drawn) - len(without_covered(drawn, question.logarithmic))
        if covered:
            st.caption(words("relation.covered", count=covered))
    if view.embedded:
        return
    st.header(words("relation.table"), anchor=False)
    columns = tuple(name for name in COLUMNS if question.size or name != "size_value")
    show_sources(view, Table("rows", pairs, columns, summary))
    st.caption(words("relation.table_lead"))
    offer_csv(view, f"relation-{question.x}-{question.y}-{question.year}", pairs[[*columns, *CSV_EXTRA]])


def _show_correlation(view: View, pairs: pd.DataFrame) -> None:
    correlation = rank_correlation(pairs)
    if len(pairs) < FEW:
        st.caption(view.words("relation.few"))
    elif correlation is not None:
        st.caption(view.words("relation.correlation", value=f"{correlation:+.2f}"))


def _axis_title(view: View, tables: Tables, indicator: str) -> str:
    entry = entry_of(tables, indicator)
    label = view.words.either(entry["label_zh"], entry["label_en"])
    unit = unit_label(entry["unit"], view.words).strip()
    return f"{label} ({unit})" if unit else label


def _alt(view: View, pairs: pd.DataFrame, summary: str) -> str:
    ends = {
        f"{axis}_{end}": compact(float(getattr(pairs[column], end_of)()), view.words)
        for axis, column in (("x", "x"), ("y", "value"))
        for end, end_of in (("low", "min"), ("high", "max"))
    }
    return view.words("relation.alt", summary=summary, **ends)


def _show_nothing(view: View, tables: Tables, question: Question) -> None:
    years = [str(year) for year in _shared_years(tables, question.x, question.y).index[:5]]
    text = view.words("relation.empty", years=join(years, view.words)) if years else view.words("relation.empty_never")
    empty_state(view.words("relation.empty_title", year=question.year), text)


def _other_axis(view: View, pairs: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """For the open dot the observation of its horizontal value, with the words of the link to it."""
    label = view.words("relation.other_axis")
    picked = pairs[pairs["observation_id"] == parameter("obs")] if len(pairs) else pairs
    return {row.observation_id: (row.x_id, label) for row in each_row(picked)}
