"""原文: one report's text with every extracted number marked; a click shows its row, unread numbers are visible too."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from analysis.marking import Mark, Run, cut_pages, cut_runs, whole_number
from analysis.outline import Line, outline
from analysis.panel import name_regions, place_key
from views._data import Tables
from views._exports import offer_csv
from views._format import each_row, escape, is_missing, plain, quantity
from views._layout import empty_state, page_header
from views._reader import show_reader
from views._source import fill_panel, indicator_names, titled
from views._state import (
    Choice,
    View,
    choose_flag,
    choose_one,
    choose_page,
    link_to,
    parameter,
    write_parameters,
)
from views._tables import Table, show_sources, show_table

PAGE_LENGTH = 40_000  # characters of a report shown at once; most reports have fewer than 20,000
PARAGRAPH_LENGTH = 10_000  # a line longer than this is cut, so that the browser stays quick
SURE, LIKELY = 0.8, 0.5
ALL = "all"
UNKNOWN = "unknown"
# Ten hues for ten themes, laid under the text at 24 %; the name of each stands in the legend and in each tip.
HUES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6bb1", "#b8860b", "#00868b", "#c2334d", "#6b8e23", "#5470c6")
COLUMNS = ("label", "quantity", "breakdown", "year", "region", "text", "confidence", "sentence")
UNREAD_COLUMNS = ("text", "reason", "sentence")
# List numbering and numerals inside words are in the table of unread numbers, but would only clutter the text.
NUMBERING = "numeral"
SELECTED = 40  # characters of a selection repeated beside the text
AROUND = 20  # characters shown on each side of an unread number


@dataclass(frozen=True, slots=True)
class Page:
    """What the open report holds: its text, its rows, the numbers not used, and the names that rows are shown under."""

    document: pd.Series
    rows: pd.DataFrame
    unread: pd.DataFrame
    labels: Mapping[str, str]
    hues: Mapping[str, str]


def show(view: View, tables: Tables) -> None:
    """Writes the page."""
    page_header(view)
    document_id = _choose_document(view, tables)
    found = tables.document(document_id)
    if found.empty:
        empty_state(view.words("common.not_found_title"), view.words("common.store_empty"))
        return
    page = Page(
        found.iloc[0], tables.rows_in(document_id), tables.unread_in(document_id), indicator_names(view, tables),
        _hue_by_theme(tables),
    )  # fmt: skip
    _summarise(view, page)
    theme, with_unread = _legend(view, tables, page)
    left, right = st.columns([5, 3], gap="medium")
    with left:
        _show_text(view, page, theme, with_unread)
    with right, st.container(key="row-panel"):
        _show_panel(view, tables, page)
    _show_rows(view, page)
    _show_unread(view, page)


def _choose_document(view: View, tables: Tables) -> str:
    """Region first, then its reports: a flat list of thousands would be of no use."""
    documents = tables.documents()
    documents = documents.assign(place=place_key(documents).replace("", UNKNOWN))
    asked = parameter("doc") or _document_of(tables, parameter("obs"))
    left, right = st.columns([1, 2])
    with left:
        place = choose_one(view, _region_choice(view, documents, asked))
    with right:
        return choose_one(view, _report_choice(view, documents[documents["place"] == place], asked))


def _document_of(tables: Tables, observation_id: str) -> str:
    found = tables.observation(observation_id) if observation_id else pd.DataFrame()
    return "" if found.empty else str(found.iloc[0]["document_id"])


def _region_choice(view: View, documents: pd.DataFrame, asked: str) -> Choice:
    labels = dict(zip(documents["place"], name_regions(documents), strict=True))
    if UNKNOWN in labels:
        labels[UNKNOWN] = view.words("report.region_unknown")
    holding = documents.loc[documents["document_id"] == asked, "place"]
    default = str(holding.iloc[0]) if len(holding) else ""
    return Choice(
        "region", view.words("report.region"), list(labels), default, labels, None, ("doc", "obs", "page"), keep=True
    )


def _report_choice(view: View, documents: pd.DataFrame, asked: str) -> Choice:
    named = titled(documents, view.words)
    labels = {str(row.document_id): _document_label(view, row) for row in each_row(named)}
    return Choice("doc", view.words("report.doc"), list(labels), asked, labels, keep=True)


def _document_label(view: View, row: Any) -> str:
    title = row.title
    if is_missing(row.report_year):
        return view.words("report.doc_label_yearless", title=title)
    return view.words("report.doc_label", year=row.report_year, title=title)


def _hue_by_theme(tables: Tables) -> dict[str, str]:
    themes = dict.fromkeys(tables.indicators()["theme"])
    return {theme: HUES[index % len(HUES)] for index, theme in enumerate(themes)}


def _summarise(view: View, page: Page) -> None:
    document, rows = page.document, page.rows
    linked = int((rows["indicator"].fillna("") != "").sum())
    facts = {
        "issuer": document["issuer"] or document["region"] or view.words("report.region_unknown"),
        "year": "–" if is_missing(document["report_year"]) else document["report_year"],
    }
    st.markdown(plain(view.words("report.summary", rows=len(rows), linked=linked, unread=len(page.unread), **facts)))


def _legend(view: View, tables: Tables, page: Page) -> tuple[str, bool]:
    """The themes of the report with their hues; returns the one to highlight and whether unread numbers show."""
    words = view.words
    catalogue = tables.indicators().drop_duplicates("theme").set_index("theme")
    counts = page.rows.loc[page.rows["theme"].fillna("") != "", "theme"].value_counts()
    names = {
        theme: words.either(catalogue.at[theme, "theme_zh"], catalogue.at[theme, "theme_en"]) for theme in counts.index
    }
    swatches = "".join(
        f'<span class="swatch"><mark style="background:color-mix(in srgb,{page.hues[theme]} 30%,transparent);'
        f'border-bottom:2px solid {page.hues[theme]}">{escape(name)}</mark> {counts[theme]}</span>'
        for theme, name in names.items()
    )
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        labels = {ALL: words("common.all")} | {theme: f"{name} ({counts[theme]})" for theme, name in names.items()}
        theme = choose_one(view, Choice("theme", words("report.theme"), list(labels), ALL, labels, None, ()))
    with right:
        with_unread = choose_flag(view, "unread", words("report.unread"), default=True)
    st.html(f'<p class="legend">{swatches}</p>')
    st.caption(words("report.legend"))
    return theme, with_unread


def _show_text(view: View, page: Page, theme: str, with_unread: bool) -> None:
    text = str(page.document["text"] or "")
    if not text:
        st.info(view.words("report.no_text"))
        return
    lines = _lines(page.document["document_id"], text)
    pages = cut_pages([(line.start, line.end) for line in lines], PAGE_LENGTH)
    number = _open_page(view, page, pages)
    marks = _marks(page, with_unread)
    describe = _describer(view, page, theme)
    shown = set(pages[number - 1])
    paragraphs = [_paragraph(text, line, marks, describe) for line in lines if (line.start, line.end) in shown]
    reviewed = ",".join(page.rows["review"].fillna("").astype(str) + page.rows["value"].astype(str))
    version = f"{page.document['document_id']}:{number}:{theme}:{with_unread}:{view.words.language}:{reviewed}"
    data = {
        "version": hashlib.sha256(version.encode()).hexdigest()[:16], "label": view.words("report.text"),
        "picked": parameter("obs"), "paragraphs": paragraphs,
    }  # fmt: skip
    show_reader(
        "report-reader", data, lambda name: write_parameters(view, {"obs": name, "sel": ""}),
        lambda span: write_parameters(view, {"sel": span}),
    )  # fmt: skip


def _open_page(view: View, page: Page, pages: tuple[tuple[tuple[int, int], ...], ...]) -> int:
    """The page to show: the one asked for, else the one that holds the chosen number."""
    if len(pages) < 2:
        return 1
    chosen = page.rows[page.rows["observation_id"] == parameter("obs")]
    position = int(chosen.iloc[0]["start"]) if len(chosen) else 0
    holding = sum(1 for spans in pages if spans and spans[0][0] <= position) or 1
    number = choose_page(view, "page", len(pages), holding)
    st.caption(view.words("report.page_of", page=number, total=len(pages)))
    return number


def _marks(page: Page, with_unread: bool) -> list[Mark]:
    marks = [Mark(int(row.start), int(row.end), f"row:{row.observation_id}") for row in each_row(page.rows)]
    if with_unread:
        text, shown = str(page.document["text"]), page.unread[page.unread["reason"] != NUMBERING]
        for row in each_row(shown):
            marks.append(Mark(int(row.start), whole_number(text, int(row.end)), f"unread:{row.reason}"))
    return marks


def _describer(view: View, page: Page, theme: str) -> Any:
    """A function from a run of text to what the reader component needs of it."""
    by_id = {row.observation_id: row for row in each_row(page.rows)}

    def describe(run: Run) -> dict[str, str]:
        ids = [name[4:] for name in run.names if name.startswith("row:")]
        if ids:
            rows = [by_id[one] for one in ids]
            tip = " / ".join(_tip(view, page, row) for row in rows)
            hue = page.hues.get(str(rows[0].theme), "")
            return {"text": run.text, "kind": _kind(rows[0], theme), "name": ids[0], "tip": tip, "hue": hue}
        if run.names:
            reason = view.words.known("unread", run.names[0].partition(":")[2])
            return {"text": run.text, "kind": "unread", "tip": view.words("report.tip_unread", reason=reason)}
        return {"text": run.text}

    return describe


def _kind(row: Any, theme: str) -> str:
    sure = "sure" if row.confidence >= SURE else "likely" if row.confidence >= LIKELY else "unsure"
    sure = f"{sure} rejected" if row.review == "rejected" else sure
    return f"{sure} faint" if theme not in (ALL, row.theme) else sure


def _tip(view: View, page: Page, row: Any) -> str:
    label = page.labels.get(str(row.indicator), str(row.label or ""))
    part = "" if is_missing(row.breakdown) else f" · {row.breakdown}"
    value, sure = quantity(row, view.words), f"{float(row.confidence):.0%}"
    return view.words("report.tip", label=label + part, value=value, sure=sure)


def _paragraph(text: str, line: Line, marks: list[Mark], describe: Callable[[Run], dict[str, str]]) -> dict[str, Any]:
    """A line as the reader shows it: its level, and its runs, those of a heading inside the line apart."""
    inside = [mark for mark in marks if mark.start < line.end and mark.end > line.start]
    lead = cut_runs(text, inside, line.start, line.lead) if line.lead else ()
    runs = cut_runs(text, inside, max(line.start, line.lead), line.end)
    shown = {"lead": [describe(run) for run in lead], "runs": [describe(run) for run in runs]}
    return {"start": line.start, "level": line.level, **shown}


@st.cache_data(max_entries=32, show_spinner=False)
def _lines(document_id: str, _text: str) -> tuple[Line, ...]:
    return outline(_text, PARAGRAPH_LENGTH)


def _show_panel(view: View, tables: Tables, page: Page) -> None:
    picked = parameter("obs")
    _offer_selection(view, page)
    if not picked:
        st.caption(view.words("report.panel_empty"))
    elif picked not in set(page.rows["observation_id"]):
        st.warning(view.words("report.obs_elsewhere", id=plain(picked[:40])), icon=":material/search_off:")
    else:
        fill_panel(view, tables, picked)


def _offer_selection(view: View, page: Page) -> None:
    """Leads from characters selected in the text to adding them as a missed number."""
    start, _, end = parameter("sel").partition("-")
    if not (start.isascii() and start.isdigit() and end.isascii() and end.isdigit()):
        return
    chosen = str(page.document["text"] or "")[int(start) : int(end)]
    if not chosen:
        return
    view.chosen["sel"] = parameter("sel")
    with st.container(border=True):
        st.text(view.words("report.selected", text=chosen[:SELECTED]))
        link = {"tab": "add", "doc": str(page.document["document_id"]), "span": parameter("sel")}
        link_to(view, "review", view.words("report.add"), **link)


def _show_rows(view: View, page: Page) -> None:
    words = view.words
    rows = page.rows.assign(
        label=[page.labels.get(str(row.indicator), str(row.label or "")) for row in each_row(page.rows)],
        quantity=[quantity(row, words) for row in each_row(page.rows)],
    )
    st.header(words("report.rows", count=len(rows)), anchor=False)
    reviewed = rows["review"].fillna("").astype(str)
    columns = (*COLUMNS[:3], "review", *COLUMNS[3:]) if reviewed.any() else COLUMNS
    shown = rows.assign(review=[words(f"review.is_{state}") if state else "" for state in reviewed])
    show_sources(view, Table("rows", shown, columns, words("report.alt_rows", count=len(rows))))
    offer_csv(view, f"report-{page.document['document_id']}", rows)


def _show_unread(view: View, page: Page) -> None:
    words, text = view.words, str(page.document["text"] or "")
    if page.unread.empty:
        return
    rows = page.unread.assign(
        text=[text[row.start : row.end] for row in each_row(page.unread)],
        reason=[words.known("unread", str(row.reason)) for row in each_row(page.unread)],
        sentence=list(_surroundings(text, page.unread)),
    )
    with st.expander(words("report.unread_rows", count=len(rows)), icon=":material/filter_alt_off:"):
        show_table(view, Table("unread", rows, UNREAD_COLUMNS, words("report.unread_rows", count=len(rows))))


def _surroundings(text: str, unread: pd.DataFrame) -> Iterator[str]:
    for row in each_row(unread):
        yield " ".join(text[max(row.start - AROUND, 0) : row.end + AROUND].split())
