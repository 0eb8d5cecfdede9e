"""A finding is dismissed with a reason, or its dismissal taken back: who, when and why stay in the ledger."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from etl.errors import EtlError
from etl.ledger import Entry
from views._findings import dismiss, dismissals, take_back
from views._format import day, plain
from views._state import View

_WHO = "reviewer"
_LONGEST = 500


def offer_dismissal(view: View, finding_id: str, row: pd.Series) -> None:
    """A form that dismisses an open finding, or what was said of a dismissed one with a button that takes it back.

    Args:
        row: the observation that the finding stands on; it may be empty.
    """
    entry = dismissals().get(finding_id)
    if entry is None:
        _ask(view, finding_id, row)
    else:
        _show(view, entry)


def _ask(view: View, finding_id: str, row: pd.Series) -> None:
    words = view.words
    with st.form(f"{view.page}:dismiss:{finding_id}", border=True):
        st.markdown(f"**{words('dismissal.title')}**")
        st.caption(words("dismissal.lead"))
        who = st.text_input(words("dismissal.who"), value=st.session_state.get(_WHO, ""), max_chars=60)
        why = st.text_area(words("dismissal.why"), max_chars=_LONGEST, placeholder=words("dismissal.why_example"))
        if st.form_submit_button(words("dismissal.submit"), icon=":material/do_not_disturb_on:"):
            _record(view, finding_id, row, (who.strip(), why.strip()))


def _record(view: View, finding_id: str, row: pd.Series, said: tuple[str, str]) -> None:
    who, why = said
    if not who or not why:
        st.error(view.words("dismissal.missing"))
        return
    st.session_state[_WHO] = who
    try:
        dismiss(finding_id, row, who, why)
    except EtlError as fault:
        st.error(plain(str(fault)))
        return
    st.rerun()


def _show(view: View, entry: Entry) -> None:
    words = view.words
    said = words("dismissal.said", who=plain(entry.who), when=day(entry.when), why=plain(entry.why))
    st.info(said, icon=":material/do_not_disturb_on:")
    if st.button(words("dismissal.undo"), key=f"{view.page}:undo:{entry.entry_id}", icon=":material/undo:"):
        try:
            take_back(entry, st.session_state.get(_WHO) or entry.who, words("dismissal.undone"))
        except EtlError as fault:
            st.error(plain(str(fault)))
            return
        st.rerun()
