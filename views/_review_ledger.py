"""The ledger on the review page: every decision with who, when, what and why, what became of it, and its undo."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd
import streamlit as st

from etl.ledger import Entry
from etl.ledger.gold import export_gold
from views._data import Tables, open_ledger
from views._exports import offer_csv
from views._format import each_row, escape, plain, shorten
from views._review_form import REVIEWER, SAID, record
from views._source import indicator_names
from views._state import Choice, View, choose_one, choose_page, link_to

A_PAGE = 12
STATES = ("all", "applied", "overridden", "conflict", "stale", "revoked")
_WHOLE = "review"
_CONTEXT = 40


def show_ledger(view: View, tables: Tables) -> None:
    """Writes the list and its exports."""
    words, lines = view.words, tables.corrections()
    _warn_damaged(view)
    if lines.empty:
        st.info(words("review.ledger_empty"), icon=":material/info:")
        return
    left, right = st.columns(2)
    with left:
        labels = {"all": words("common.all"), **{one: words(f"review.state_{one}") for one in STATES[1:]}}
        state = choose_one(view, Choice("is", words("review.state"), STATES, "all", labels))
    with right:
        people = ["all", *dict.fromkeys(lines["who"])]
        who = choose_one(view, Choice("by", words("review.by"), people, "all", {"all": words("common.all")}))
    chosen = _filter(lines, state, who)
    entries = [rows for _, rows in chosen.groupby("entry_id", sort=False)]
    st.caption(words("review.ledger_count", count=len(entries)))
    if not entries:
        return
    pages = -(-len(entries) // A_PAGE)
    number = choose_page(view, "page", pages) if pages > 1 else 1
    for rows in entries[(number - 1) * A_PAGE : number * A_PAGE]:
        _show_entry(view, tables, rows)
    _show_exports(view, tables, chosen)


def _filter(lines: pd.DataFrame, state: str, who: str) -> pd.DataFrame:
    keep = pd.Series(True, index=lines.index)
    if state == "conflict":
        keep = lines["conflict"].fillna(False).astype(bool)
    elif state != "all":
        keep = lines["state"] == state
    return lines[keep & (lines["who"] == who if who != "all" else True)]


def _show_entry(view: View, tables: Tables, rows: pd.DataFrame) -> None:
    words, first = view.words, next(each_row(rows))
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{words(f'review.action_{first.action}')}** {_badges(view, rows)}")
            st.caption(plain(f"{first.who} · {_local(first.when)}"))
        st.html("".join(_change_html(view, tables, one) for one in each_row(rows)) + _quote_html(first))
        if first.why:
            st.caption(words("review.because", why=plain(first.why)))
        if first.reason:
            st.caption(words(f"review.stale_{first.reason}"))
        with st.container(horizontal=True):
            if first.action != "dismiss" and not tables.observation(first.observation_id).empty:
                link_to(view, "review", words("review.open"), obs=first.observation_id)
            if first.state != "revoked":
                label = words("review.redo" if first.action == "revoke" else "review.undo")
                key = f"review:undo:{first.entry_id}"
                st.button(label, key=key, icon=":material/undo:", on_click=undo, args=(view, first.entry_id))


def undo(view: View, entry_id: str) -> None:
    """Callback: records that an entry no longer holds; nothing is deleted."""
    who = str(st.session_state.get(REVIEWER) or "").strip()
    if not who:
        st.session_state[SAID] = ("fault", view.words("review.fault_who"))
        return
    record(view, Entry("revoke", who, revokes=entry_id), view.words("review.done_revoke"))


def _badges(view: View, rows: pd.DataFrame) -> str:
    """The state of the decision in words and colour; the words say all."""
    states = list(dict.fromkeys(rows["state"]))
    colors = {"applied": "green", "overridden": "gray", "stale": "orange", "revoked": "gray"}
    marks = [f":{colors[state]}-badge[{view.words(f'review.state_{state}')}]" for state in states]
    if rows["conflict"].fillna(False).any():
        marks.append(f":red-badge[{view.words('review.state_conflict')}]")
    return " ".join(marks)


def _change_html(view: View, tables: Tables, line: Any) -> str:
    """One field before and after; nothing where the row was judged as a whole."""
    if line.field == _WHOLE:
        return ""
    old, new = (_value_name(view, tables, line.field, text) for text in (line.old, line.new))
    struck = ' class="overridden"' if line.state == "overridden" else ""
    name = view.words(f"review.field_{line.field}")
    return f"<p{struck}>{escape(name)}{view.words('review.colon')}{escape(old)} → <strong>{escape(new)}</strong></p>"


def _value_name(view: View, tables: Tables, field: str, text: str) -> str:
    if not text:
        return view.words("review.nothing")
    if field == "indicator":
        return indicator_names(view, tables).get(text, text)
    return view.words.known("measure", text) if field == "measure" else text


def _quote_html(line: Any) -> str:
    """The words that the decision was made on, with the number marked."""
    if not line.text:
        return f'<p class="quiet">{escape(line.flag_id)}</p>' if line.flag_id else ""
    if str(line.sentence).count(line.text) != 1:
        # which of several is meant cannot be told without the report; the number stands before its sentence then
        return (
            f'<blockquote class="sentence brief"><mark class="picked">{escape(line.text)}</mark> '
            f"{escape(shorten(line.sentence, 2 * _CONTEXT))}</blockquote>"
        )
    before, _, after = str(line.sentence).partition(line.text)
    return (
        f'<blockquote class="sentence brief">{escape(before[-_CONTEXT:])}<mark class="picked">'
        f"{escape(line.text)}</mark>{escape(shorten(after, _CONTEXT))}</blockquote>"
    )


def _local(when: str) -> str:
    """A moment in the time of the reader's browser."""
    try:
        moment = datetime.fromisoformat(when)
        zone = ZoneInfo(st.context.timezone or "UTC")
    except (ValueError, ZoneInfoNotFoundError, TypeError):
        return when
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _warn_damaged(view: View) -> None:
    damaged = open_ledger().damaged()
    if damaged:
        names = "、".join(f"{name}.json" for name, _ in damaged[:3])
        st.warning(plain(view.words("review.damaged", count=len(damaged), names=names)), icon=":material/warning:")


def _show_exports(view: View, tables: Tables, lines: pd.DataFrame) -> None:
    words = view.words
    with st.container(horizontal=True):
        offer_csv(view, "ledger", lines)
        st.download_button(
            words("review.gold"), lambda: _gold(tables), "reviewed-gold.zip", "application/zip", key="review:gold",
            on_click="ignore", help=words("review.gold_help"), icon=":material/download:",
        )  # fmt: skip


def _gold(tables: Tables) -> bytes:
    """The reviewed rows as gold, with the texts they stand in."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in export_gold(*tables.reviewed()).files.items():
            target.writestr(name, content)
    return archive.getvalue()
