"""画像: one region's figures of a year against its peers and its own past, and what its reports are worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pandas as pd
import streamlit as st

from analysis.peers import Kind, choose_yardsticks, find_nearest, find_peers
from analysis.profile import add_history, place_among_peers
from views._charts.percentiles import percentile_dots
from views._choices import placed, region_labels
from views._data import SURE_ENOUGH, Tables
from views._derived import show_derived
from views._exports import offer_csv
from views._figures import draw, style_of
from views._findings import audit_of
from views._format import each_row, join, plain
from views._groups import saved_places
from views._layout import empty_state, page_header
from views._source import indicator_names, show_source, titled
from views._state import Choice, View, choose_one, link_to
from views._tables import Table, show_links, show_sources

INTEGRITY = ("found", "held", "broken", "uncheckable", "errors", "warnings")
PEERS = ("level", "province", "prefecture", "near", "all")
NEAREST, YARDSTICKS = 15, 6
GROUP = "group:"  # before the name of a saved group among the peers
COLUMNS = (
    "label", "theme_name", "value", "unit", "median", "peers", "percentile", "standing", "before", "course",
    "confidence", "sentence",
)  # fmt: skip
CSV_COLUMNS = (
    "label", "theme_name", "value", "unit", "median", "peers", "percentile", "standing", "before", "confidence",
    "sentence", "observation_id", "indicator", "region_code", "region", "year", "bound", "text", "source", "section",
)  # fmt: skip
REPORT_COLUMNS = (
    "report_year", "title", "issuer", "observations", "found", "held", "broken", "uncheckable", "published",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader asked: the region, the year, and its peers (one of PEERS, or a saved group)."""

    place: str
    region: pd.Series
    year: int
    peers: str
    group: tuple[str, ...]


def show(view: View, tables: Tables) -> None:
    """Writes the page."""
    page_header(view)
    question = _ask(view, tables)
    placed_rows = _place(view, tables, question)
    if placed_rows.empty:
        _show_nothing(view, tables, question)
    else:
        summary = _summary(view, question, placed_rows)
        st.markdown(plain(summary))
        _show_chart(view, placed_rows, summary)
        _show_rows(view, question, placed_rows, summary)
    if not view.embedded:
        show_derived(view, tables, question.place, question.year)
    _show_reports(view, tables, question)
    show_source(view, tables)


def _ask(view: View, tables: Tables) -> Question:
    words, names = view.words, region_labels(tables)
    left, middle, right = st.columns([3, 1, 2])
    with left:
        place = choose_one(
            view,
            Choice(
                "region", words("profile.region"), list(names), _richest(tables), names, steers=("year",), keep=True
            ),
        )
    with middle:
        years = [str(year) for year in tables.years()]
        own = _years_of(tables, place)
        year = choose_one(view, Choice("year", words("profile.year"), years, str(own[0]) if own else "", keep=True))
    with right:
        groups = {f"{GROUP}{name}": members for name, members in saved_places(view).items()}
        labels = {one: words(f"profile.peers_{one}") for one in PEERS} | {
            one: words("profile.peers_group", name=one.removeprefix(GROUP)) for one in groups
        }
        peers = choose_one(view, Choice("peers", words("profile.peers"), list(labels), "level", labels))
    regions = placed(tables.regions())
    region = regions[regions["place"] == place].iloc[0]
    return Question(place, region, int(year), peers, groups.get(peers, ()))


def _richest(tables: Tables) -> str:
    """The place with most reports' figures, so that the first picture shows something."""
    documents = placed(tables.documents())
    counts = documents.groupby("place")["observations"].sum()
    return str(counts.idxmax()) if len(counts) else ""


def _years_of(tables: Tables, place: str) -> list[int]:
    """The years in which the place has whole figures, the fullest first."""
    own = tables.history(place)
    return [int(year) for year in own["year"].value_counts(sort=True).index]


def _peers(view: View, tables: Tables, question: Question, wholes: pd.DataFrame) -> pd.DataFrame:
    """The figures of the regions to compare with."""
    others = wholes[wholes["place"] != question.place]
    if question.peers == "all":
        return others
    if question.peers in ("level", "province", "prefecture"):
        kind = cast(Kind, question.peers)
        return others[others["place"].isin(find_peers(placed(tables.regions()), question.place, kind))]
    if question.peers == "near":
        return others[others["place"].isin(_nearest(view, tables, question, wholes))]
    return others[others["place"].isin(question.group)]


def _nearest(view: View, tables: Tables, question: Question, wholes: pd.DataFrame) -> list[str]:
    """The regions of the level most like this one, which are named with their distances."""
    words, level = view.words, wholes[wholes["level"].astype(str) == str(question.region["level"])]
    yardsticks = choose_yardsticks(level, question.place, YARDSTICKS)
    nearest = find_nearest(level, question.place, yardsticks, NEAREST)
    names, labels = region_labels(tables), indicator_names(view, tables)
    said = [
        words("profile.near_one", name=names[row.place], distance=f"{row.distance:.2f}") for row in each_row(nearest)
    ]
    if said:
        by = join([labels[one] for one in yardsticks], words)
        st.caption(plain(words("profile.near", by=by, regions=join(said, words))))
    return [str(place) for place in nearest["place"]]


def _place(view: View, tables: Tables, question: Question) -> pd.DataFrame:
    """The region's figures of the year with peers, history, and names in the reader's language."""
    words, catalogue, history = view.words, tables.indicators(), tables.history(question.place)
    own = history[(history["year"] == question.year) & (history["confidence"] >= SURE_ENOUGH)]
    wholes = tables.wholes(question.year, SURE_ENOUGH)
    peers = _peers(view, tables, question, wholes)
    rows = add_history(place_among_peers(own, peers, catalogue), history, question.year)
    entries = catalogue.set_index("id")
    themes = [entries.loc[one] for one in rows["indicator"]]
    names = indicator_names(view, tables)
    return rows.assign(
        label=[names[one] for one in rows["indicator"]],
        course=rows["course"].map(lambda course: course if len(course) > 1 else None),
        theme_name=[words.either(entry["theme_zh"], entry["theme_en"]) for entry in themes],
    )


def _summary(view: View, question: Question, rows: pd.DataFrame) -> str:
    judged = rows[rows["percentile"].notna()]
    if judged.empty:
        facts = {"region": question.region["region"], "year": question.year, "count": len(rows)}
        return view.words("profile.summary_alone", **facts)
    return view.words(
        "profile.summary", region=question.region["region"], year=question.year, count=len(rows), placed=len(judged),
        better=int((judged["standing"] == "better").sum()), worse=int((judged["standing"] == "worse").sum()),
    )  # fmt: skip


def _show_chart(view: View, rows: pd.DataFrame, summary: str) -> None:
    st.header(view.words("profile.chart"), anchor=False)
    judged = rows[rows["percentile"].notna()]
    if judged.empty:
        st.caption(view.words("profile.chart_none"))
        return
    st.caption(view.words("profile.chart_lead"))
    draw(view, "percentiles", percentile_dots(judged, style_of(view)), view.words("profile.alt", summary=summary))


def _show_rows(view: View, question: Question, rows: pd.DataFrame, summary: str) -> None:
    if view.embedded:
        return
    st.header(view.words("profile.table"), anchor=False)
    judged = rows["percentile"].notna() | ~rows["standing"].isin(("better", "worse"))
    standings = rows["standing"].where(judged, "few")
    named = rows.assign(standing=[view.words(f"standing.{one}") for one in standings])
    show_sources(view, Table("rows", named, COLUMNS, summary))
    st.caption(view.words("common.click_hint"))
    offer_csv(view, f"profile-{question.place}-{question.year}", named[list(CSV_COLUMNS)])


def _show_nothing(view: View, tables: Tables, question: Question) -> None:
    years = sorted(_years_of(tables, question.place), reverse=True)
    text = view.words("profile.empty", years=join(years, view.words)) if years else view.words("profile.empty_never")
    title = view.words("profile.empty_title", region=plain(question.region["region"]), year=question.year)
    empty_state(title, text)


def _show_reports(view: View, tables: Tables, question: Question) -> None:
    """The region's own reports: how much each yields and how many doubts it raises."""
    words = view.words
    documents = placed(tables.documents())
    own = titled(documents[documents["place"] == question.place], words)
    st.header(words("profile.card"), anchor=False)
    if own.empty:
        st.caption(words("profile.card_none"))
        return
    _show_integrity(view, tables, question, own)
    st.caption(words("profile.card_lead"))
    own = own.merge(_cards(tables), on="document_id", how="left")
    show_links(view, Table("reports", own, REPORT_COLUMNS, words("profile.card")), "report", {"doc": "document_id"})


def _cards(tables: Tables) -> pd.DataFrame:
    """The integrity of each report: found, held, broken, uncheckable and the alarms, by document_id."""
    cards = audit_of(tables, None).cards
    return cards[["document_id", *INTEGRITY]]


def _show_integrity(view: View, tables: Tables, question: Question, own: pd.DataFrame) -> None:
    """The integrity card of the region's report of the year, with the way to its identities."""
    words = view.words
    reports = own[own["report_year"] == question.year].merge(_cards(tables), on="document_id")
    if reports.empty:
        st.caption(words("profile.integrity_none", year=question.year))
        return
    st.markdown(f"**{words('profile.integrity', year=question.year)}**")
    for report in each_row(reports):
        columns = st.columns(len(INTEGRITY))
        for column, name in zip(columns, INTEGRITY, strict=True):
            column.metric(words(f"columns.{name}"), int(getattr(report, name)))
        if not report.found:
            st.caption(words("profile.integrity_nothing"))
        link_to(view, "audit", words("profile.integrity_open"), doc=report.document_id, year=str(question.year))
