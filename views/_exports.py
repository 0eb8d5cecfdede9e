"""The download under each table and chart: a CSV of exactly the rows shown, safe to open in a spreadsheet.

Unless the reader switches them off, it begins with lines that say what the file is: each starts with `#`, holds no
comma and so stays one cell in a spreadsheet; the header of the table follows. They are explained on the page 下载.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from etl.table import frame_to_csv
from views._format import day
from views._state import CSV_NOTES, CSV_STYLES, View, address_of

BOM = "\ufeff".encode()


def offer_csv(view: View, name: str, rows: pd.DataFrame) -> None:
    """A button that saves `rows` as `name`.csv; the columns keep the names of the schema."""
    with_notes = st.session_state.get(CSV_NOTES, CSV_STYLES[0]) == CSV_STYLES[0]
    notes = csv_notes(view, name, len(rows)) if with_notes else ""
    st.download_button(
        view.words("common.csv"), lambda: annotated_csv(rows, notes), file_name=f"{name}.csv", mime="text/csv",
        key=f"{view.page}:csv:{name}", help=view.words("common.csv_help"), on_click="ignore",
        icon=":material/download:",
    )  # fmt: skip


def annotated_csv(rows: pd.DataFrame, notes: str) -> bytes:
    """The rows as a CSV, with the notes between the byte-order mark and the header."""
    return BOM + notes.encode() + frame_to_csv(rows).removeprefix(BOM)


def csv_notes(view: View, name: str, count: int) -> str:
    """The lines before the header: what the file is, where it comes from, when it was built, how to read it."""
    lines = _lines(view, name, count)
    return "".join(f"# {_one_cell(line)}\n" for line in [*lines, view.words("csv.skip", count=len(lines) + 1)])


def note_lines(view: View) -> int:
    """How many lines a CSV of this store has before its header."""
    return len(_lines(view, "", 0)) + 1


def _lines(view: View, name: str, count: int) -> list[str]:
    words = view.words
    lines = [
        words("csv.title", app=words("common.app"), page=words(f"{view.page}.title"), name=name),
        words("csv.address", address=address_of(view)),
        words("csv.built", built=day(view.notes.get("built", "")), count=count),
        words("csv.gaps"),
    ]
    if view.notes.get("demo"):
        lines.insert(0, words("common.demo_title"))
    return lines


def _one_cell(line: str) -> str:
    return " ".join(line.replace(",", "，").replace('"', "”").split())
