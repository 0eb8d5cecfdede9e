"""审核: the rows most worth a look, one at a time with their sentence; missed numbers; the ledger of decisions."""

from __future__ import annotations

import streamlit as st

from analysis.panel import name_regions, place_key
from views._choices import indicator_labels
from views._data import Tables
from views._findings import weights_of
from views._format import each_row, escape, is_missing, plain, quantity
from views._layout import page_header
from views._queue import REVIEW_STATES, count_states, rank_queue
from views._review_add import show_add
from views._review_form import SAID, ask_reviewer, form_of, show_form
from views._review_ledger import show_ledger, undo
from views._source import indicator_label, indicator_names, rule_name, sentence_html, show_review_note
from views._state import Choice, View, choose_one, link_to, parameter, write_parameters
from views._tables import Table, show_choices

TABS = ("queue", "add", "ledger")
ALL = "all"
COLUMNS = ("label", "quantity", "year", "region", "confidence", "sentence")


def show(view: View, tables: Tables) -> None:
    """Writes the page."""
    page_header(view)
    words = view.words
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        labels = {tab: words(f"review.tab_{tab}") for tab in TABS}
        choice = Choice("tab", words("review.tab"), TABS, "queue", labels, None, ("obs", "page", "span"))
        tab = choose_one(view, choice, _segments)
    with right:
        ask_reviewer(view)
    _show_said(view)
    if tab == "ledger":
        show_ledger(view, tables)
    elif tab == "add":
        show_add(view, tables)
    else:
        _show_queue(view, tables)


def _segments(label: str, options: list[str], **settings: object) -> None:
    st.segmented_control(label, options, required=True, **settings)  # type: ignore[arg-type]


def _show_said(view: View) -> None:
    """What the last button did, with its undo; or why it did nothing."""
    said = st.session_state.pop(SAID, None)
    if said is None:
        return
    if said[0] == "fault":
        st.error(said[1], icon=":material/error:")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(said[1], icon=":material/check:")
        st.button(
            view.words("review.undo"), key="review:undo:last", icon=":material/undo:", on_click=undo,
            args=(view, said[2]),
        )  # fmt: skip


def _show_queue(view: View, tables: Tables) -> None:
    """The filters, the open figure, and the list it was taken from."""
    state, indicator, place = _choose_filters(view, tables)
    asked = (state, "" if indicator == ALL else indicator, "" if place == ALL else place)
    queue = rank_queue(tables, asked, weights_of(tables))
    ids = queue["observation_id"].tolist()
    picked = parameter("obs") or (ids[0] if ids else "")
    if not picked:
        st.info(view.words("review.queue_empty"), icon=":material/task_alt:")
        return
    position = ids.index(picked) if picked in ids else -1
    following = next(iter(ids[position + 1 :] if position + 1 < len(ids) else ids[: max(position, 0)]), "")
    _show_item(view, tables, picked, following)
    if ids:
        st.header(view.words("review.queue", count=len(ids)), anchor=False)
        st.caption(view.words("review.queue_lead"))
        names = indicator_names(view, tables)
        rows = queue.assign(
            label=[names.get(str(row.indicator), str(row.label or "")) for row in each_row(queue)],
            quantity=[quantity(row, view.words) for row in each_row(queue)],
        )
        table = Table("queue", rows, COLUMNS, view.words("review.queue", count=len(ids)))
        show_choices(view, table, "obs", "observation_id")


def _choose_filters(view: View, tables: Tables) -> tuple[str, str, str]:
    words, counts = view.words, count_states(tables)
    columns = st.columns(3)
    with columns[0]:
        labels = {name: f"{words(f'review.show_{name}')} ({counts[name]})" for name in REVIEW_STATES}
        state = choose_one(view, Choice("state", words("review.show"), list(labels), "open", labels))
    with columns[1]:
        names = {ALL: words("common.all"), **indicator_labels(view, tables)}
        indicator = choose_one(view, Choice("indicator", words("choices.indicator"), list(names), ALL, names))
    with columns[2]:
        regions = tables.regions()
        regions = regions.assign(place=place_key(regions))
        regions = regions[regions["place"] != ""]
        places = {ALL: words("common.all"), **dict(zip(regions["place"], name_regions(regions), strict=True))}
        place = choose_one(view, Choice("region", words("columns.region"), list(places), ALL, places))
    return state, indicator, place


def _show_item(view: View, tables: Tables, picked: str, following: str) -> None:
    """One figure: its sentence at the left, its fields and the buttons at the right."""
    found = tables.observation(picked)
    if found.empty:
        st.warning(view.words("common.not_found", id=plain(picked[:40])), icon=":material/search_off:")
        return
    view.chosen["obs"] = parameter("obs")
    row = next(each_row(found))
    document = tables.document(row.document_id)
    siblings = tables.rows_in(row.document_id)
    left, right = st.columns([1, 1], gap="large")
    with left, st.container(key="review-sentence"):
        year = "" if is_missing(row.year) else f" · {row.year}"
        st.html(
            f'<p class="figure-of">{escape(row.region)}{year}</p>'
            f'<p class="figure">{escape(quantity(row, view.words))}</p>'
            f'<p class="figure-of">{escape(indicator_label(view, tables, row))}</p>'
        )
        st.html(sentence_html(row, siblings, "" if document.empty else str(document.iloc[0]["text"])))
        show_review_note(view, row)
        rule = "" if is_missing(row.rule) else rule_name(view, str(row.rule))
        facts = {"sure": f"{float(row.confidence):.0%}", "rule": rule or "–", "issuer": row.issuer or "–"}
        st.caption(plain(view.words("review.facts", **facts)))
        for doubt in each_row(tables.doubts_about(picked)):
            said = view.words.either(doubt.explanation_zh, doubt.explanation_en)
            st.caption(plain(view.words("review.doubts", text=said)))
        with st.container(horizontal=True):
            link_to(view, "report", view.words("source.open_report"), doc=row.document_id, obs=row.observation_id)
            if following:
                st.button(
                    view.words("review.next"), key="review:next", icon=":material/skip_next:",
                    on_click=write_parameters, args=(view, {"obs": following}),
                )  # fmt: skip
    with right:
        show_form(view, tables, form_of(row, following), ("accept", "correct", "reject"))
