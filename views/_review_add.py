"""A number that the program missed: chosen among those not used or by its characters, and given its fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from analysis.marking import whole_number
from etl.knowledge.layout import load_layout
from etl.knowledge.numbers import load_numbers
from etl.ledger import Anchor
from etl.normalise import fold
from etl.quantities import find_quantities
from etl.segment import segment
from views._data import Tables
from views._format import each_row, escape, is_missing
from views._layout import empty_state
from views._review_form import Form, show_form
from views._state import Choice, View, choose_one, choose_text, link_to, parameter

CONTEXT = 14  # characters on each side of a number in the list of choices
SENTENCE = 80  # characters of the same line kept on each side as the text that the entry stands on
OCCURRENCES = 50
LONGEST = 40
# List numbering and numerals inside words would drown the numbers that somebody may miss.
NUMBERING = "numeral"


def show_add(view: View, tables: Tables) -> None:
    """Writes the tab."""
    words = view.words
    st.caption(words("review.add_lead"))
    documents = tables.documents()
    labels = {str(row.document_id): _label(row) for row in each_row(documents)}
    left, right = st.columns([2, 1])
    with left:
        choice = Choice("doc", words("report.doc"), list(labels), "", labels, None, ("span", "q"), keep=True)
        document_id = choose_one(view, choice)
    with right:
        typed = choose_text(view, "q", words("review.add_text"), words("review.add_text_hint"))
    found = tables.document(document_id)
    text = "" if found.empty else str(found.iloc[0]["text"] or "")
    if not text:
        empty_state(words("common.not_found_title"), words("report.no_text"))
        return
    spans = _spans(view, tables, text, typed)
    if not spans:
        st.info(words("review.add_none"), icon=":material/search_off:")
        return
    names = {f"{start}-{end}": _around(text, start, end) for start, end in spans}
    title = words("review.add_number", count=len(names))
    span = choose_one(view, Choice("span", title, list(names), "", names, keep=True))
    start, _, end = span.partition("-")
    _show_chosen(view, tables, found.iloc[0], (int(start), int(end)))


def _label(row: Any) -> str:
    year = "" if is_missing(row.report_year) else str(row.report_year)
    return " · ".join(part for part in (year, str(row.region or ""), str(row.title or row.source)) if part)


def _spans(view: View, tables: Tables, text: str, typed: str) -> list[tuple[int, int]]:
    """The spans to choose from: where the typed characters stand, else the unread numbers; the one asked for first."""
    if typed:
        found = list(_occurrences(text, typed))
    else:
        unread = tables.unread_in(parameter("doc") or view.chosen["doc"])
        shown = unread[unread["reason"] != NUMBERING]
        found = [(int(row.start), whole_number(text, int(row.end))) for row in each_row(shown)]
    asked = parameter("span")
    start, _, end = asked.partition("-")
    if start.isascii() and start.isdigit() and end.isascii() and end.isdigit():
        first, last = int(start), int(end)
        if 0 <= first < last <= len(text) and last - first <= LONGEST:
            return list(dict.fromkeys(((first, last), *found)))
    return found


def _occurrences(text: str, typed: str) -> Iterator[tuple[int, int]]:
    position = -1
    for _ in range(OCCURRENCES):
        position = text.find(typed, position + 1)
        if position < 0:
            return
        yield position, position + len(typed)


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT]
    return " ".join(f"…{before}【{text[start:end]}】{after}…".split())


def _show_chosen(view: View, tables: Tables, document: pd.Series, span: tuple[int, int]) -> None:
    """The number in its line, and the fields to give it."""
    text, (start, end) = str(document["text"]), span
    first = max(text.rfind("\n", 0, start) + 1, start - SENTENCE)
    stop = text.find("\n", end)
    last = min(len(text) if stop < 0 else stop, end + SENTENCE)
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.html(
            f'<blockquote class="sentence">{escape(text[first:start])}<mark class="picked">'
            f"{escape(text[start:end])}</mark>{escape(text[end:last])}</blockquote>"
        )
        link_to(view, "report", view.words("review.add_open"), doc=str(document["document_id"]))
    anchor = Anchor(
        str(document["document_id"]), str(document["source"]), start, end, text[start:end], text[first:last].strip()
    )
    year = "" if is_missing(document["report_year"]) else str(document["report_year"])
    fields = {
        "bound": "=", "measure": "level", "region": str(document["region_path"] or ""), "year": year,
        **_read(text[start:end]),
    }  # fmt: skip
    with right:
        show_form(view, tables, Form(anchor, fields), ("add",))


@st.cache_data(max_entries=64, show_spinner=False)
def _read(text: str) -> dict[str, str]:
    """What the number grammar makes of the chosen characters by themselves."""
    reading = find_quantities(segment(fold(text), load_layout()), load_numbers())
    if not reading.quantities:
        return {}
    quantity = reading.quantities[0]
    value = repr(int(quantity.value)) if quantity.value == int(quantity.value) else repr(quantity.value)
    return {"value": value, "unit": quantity.unit, "bound": quantity.bound}
