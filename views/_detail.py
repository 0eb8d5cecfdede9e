"""One finding opened below its list: the one that the address names, and the sentences that it stands on."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import streamlit as st

from views._data import Tables
from views._format import each_row, plain
from views._source import sentence_html
from views._state import View, link_to, parameter


def open_detail(view: View, kind: Literal["finding", "flag"], rows: pd.DataFrame) -> Any | None:
    """The row that the address names; None where it names none, or one that is gone, which is said.

    Args:
        kind: the parameter of the address; `rows` are told apart by the column of this name with `_id`.
    """
    words, asked = view.words, parameter(kind)
    view.chosen[kind] = asked
    st.header(words(f"detail.title_{kind}"), anchor=False)
    if not asked:
        st.caption(words(f"detail.empty_{kind}"))
        return None
    found = rows[rows[f"{kind}_id"] == asked]
    if found.empty:
        st.warning(words(f"detail.gone_{kind}", id=plain(asked[:40])), icon=":material/search_off:")
        return None
    return next(each_row(found))


def show_sentence(view: View, tables: Tables, rows: pd.DataFrame) -> None:
    """The sentence of the first row with the figures of all marked, and the way to it in the report."""
    row = next(each_row(rows))
    document = tables.document(row.document_id)
    st.html(sentence_html(row, rows, "" if document.empty else str(document.iloc[0]["text"])))
    link_to(view, "report", view.words("detail.open_sentence"), doc=row.document_id, obs=row.observation_id)
