"""The user's own indicators: a file is checked, what it adds is shown, and every build uses it until it is removed."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from etl.commands.build import BuildPlan
from etl.errors import EtlError
from etl.own_catalogue import OwnCatalogue, load_own_catalogue, remove_own_catalogue, save_own_catalogue
from etl.store import Store
from views._build import rebuild
from views._format import plain
from views._state import View
from views._tables import Table, show_table

SAID = "own_catalogue:said"
COLUMNS = ("effect", "id", "label", "unit", "names")


def show_own_catalogue(view: View) -> None:
    """The panel with the file in force, the box for another one, and what can be done."""
    words = view.words
    panel = st.expander(
        words("own_catalogue.title"), icon=":material/playlist_add:", key="own_catalogue:fold", on_change="rerun"
    )
    if not panel.open:
        return
    with panel:
        st.caption(words("own_catalogue.lead"))
        said = st.session_state.pop(SAID, "")
        if said:
            st.success(said, icon=":material/check:")
        try:
            own = load_own_catalogue(Store())
        except EtlError as fault:
            st.error(plain(fault), icon=":material/error:")
            _offer_removal(view)
        else:
            _show_file(view, own)
        _ask_file(view)


def _show_file(view: View, own: OwnCatalogue | None) -> None:
    """What the file in force adds and replaces."""
    words = view.words
    if own is None:
        st.caption(words("own_catalogue.none"))
        return
    rows = pd.DataFrame(
        [
            (
                words(f"own_catalogue.{effect}"), one.id, words.either(one.label_zh, one.label_en), one.unit,
                " ".join(one.names),
            )
            for effect, entries in (("added", own.added), ("replaced", own.replaced))
            for one in entries
        ],
        columns=list(COLUMNS),
    )  # fmt: skip
    said = words("own_catalogue.summary", added=len(own.added), replaced=len(own.replaced))
    st.markdown(said)
    if len(rows):
        show_table(view, Table("own", rows, COLUMNS, said))
    with st.container(horizontal=True):
        _offer_removal(view)
        if st.button(words("own_catalogue.rebuild"), key="own_catalogue:rebuild", icon=":material/refresh:"):
            _rebuild(view)


def _ask_file(view: View) -> None:
    words = view.words
    with st.form("own_catalogue:form", border=False):
        file = st.file_uploader(words("own_catalogue.choose"), type=["yaml", "yml"], key="own_catalogue:file")
        if not st.form_submit_button(words("own_catalogue.save"), icon=":material/save:"):
            return
    if file is None:
        st.error(words("own_catalogue.missing"), icon=":material/error:")
        return
    try:
        own = save_own_catalogue(Store(), file.name, file.getvalue())
    except EtlError as fault:
        st.error(f"{words('own_catalogue.refused')} {plain(fault)}", icon=":material/error:")
        return
    _say(words("own_catalogue.saved", added=len(own.added), replaced=len(own.replaced)))


def _offer_removal(view: View) -> None:
    if st.button(view.words("own_catalogue.remove"), key="own_catalogue:remove", icon=":material/delete:"):
        remove_own_catalogue(Store())
        _say(view.words("own_catalogue.removed"))


def _rebuild(view: View) -> None:
    try:
        with st.spinner(view.words("own_catalogue.rebuilding")):
            result = rebuild(BuildPlan())
    except EtlError as fault:
        st.error(plain(fault), icon=":material/error:")
        return
    _say(view.words("own_catalogue.rebuilt", reports=result.documents, rows=result.rows))


def _say(text: str) -> None:
    st.session_state[SAID] = text
    st.rerun()
