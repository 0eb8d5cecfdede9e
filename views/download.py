"""下载: every table of the store with its row count and the meaning of its columns, and the texts of the reports."""

from __future__ import annotations

import io
import zipfile

import pandas as pd
import streamlit as st

from etl.table import TABLES, frame_to_csv
from views._choices import ALL
from views._data import Tables
from views._exports import note_lines
from views._format import number
from views._layout import page_header
from views._state import Choice, View, choose_one
from views._tables import Table, show_table

ORDER = ("observations", "documents", "issues", "unread", "indicators", "regions", "corrections")
# Above this a CSV of all rows would take minutes and more than Excel's million lines: it is given year by year.
LARGE = 300_000
# The whole text of a report is in the archive of texts, not in a cell of a spreadsheet.
NOT_IN_CSV = {"documents": ("text",)}


def show(view: View, tables: Tables) -> None:
    """Writes the page."""
    page_header(view)
    st.caption(view.words("download.tables_lead"))
    st.caption(view.words("csv.about", lines=note_lines(view), header=note_lines(view) + 1))
    counts = tables.row_counts()
    for name in ORDER:
        _show_table(view, tables, name, counts[name])
    _show_texts(view, tables, counts["documents"])


def _show_table(view: View, tables: Tables, name: str, rows: int) -> None:
    words = view.words
    columns = [column for column in TABLES[name] if column.name not in NOT_IN_CSV.get(name, ())]
    with st.container(border=True):
        st.header(words(f"download.{name}"), anchor=False)
        st.markdown(words(f"download.{name}_about"))
        st.caption(words("download.summary", rows=number(rows), columns=len(columns)))
        year = _choose_year(view, tables, name, rows)
        file_name = f"{name}.csv" if year == ALL else f"{name}-{year}.csv"
        with st.container(horizontal=True):
            st.download_button(
                words("download.get", file=file_name), lambda: _csv(tables, name, year), file_name, "text/csv",
                key=f"download:{name}:csv", on_click="ignore", icon=":material/download:",
            )  # fmt: skip
            st.download_button(
                words("download.get", file=f"{name}.parquet"), lambda: tables.parquet(name), f"{name}.parquet",
                "application/vnd.apache.parquet", key=f"download:{name}:parquet", on_click="ignore",
                icon=":material/download:",
            )  # fmt: skip
        with st.expander(words("download.columns"), icon=":material/list:"):
            _show_columns(view, name)


def _choose_year(view: View, tables: Tables, name: str, rows: int) -> str:
    """All years, or one of them where the table is too large for one spreadsheet."""
    if name != "observations" or rows <= LARGE:
        return ALL
    st.caption(view.words("download.large"))
    years = [str(year) for year in tables.years()]
    return choose_one(view, Choice("year", view.words("columns.year"), years, years[0]))


def _csv(tables: Tables, name: str, year: str) -> bytes:
    rows = tables.table(name, None if year == ALL else int(year))
    return frame_to_csv(rows.drop(columns=list(NOT_IN_CSV.get(name, ()))))


def _show_columns(view: View, name: str) -> None:
    """The dictionary of the table's columns, from the schema itself."""
    words = view.words
    described = pd.DataFrame(
        {
            "column": [column.name for column in TABLES[name]],
            "type": [str(column.type) for column in TABLES[name]],
            "meaning": [words.either(column.zh, column.en) for column in TABLES[name]],
        }
    )
    show_table(view, Table(f"columns-{name}", described, ("column", "type", "meaning"), words("download.columns")))


def _show_texts(view: View, tables: Tables, reports: int) -> None:
    words = view.words
    with st.container(border=True):
        st.header(words("download.texts"), anchor=False)
        st.markdown(words("download.texts_about"))
        st.caption(words("download.texts_files", count=number(reports)))
        st.download_button(
            words("download.get", file="texts.zip"), lambda: _texts(tables), "texts.zip", "application/zip",
            key="download:texts", on_click="ignore", icon=":material/download:",
        )  # fmt: skip


def _texts(tables: Tables) -> bytes:
    """An archive with one UTF-8 text for each report."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for document_id in tables.documents()["document_id"]:
            target.writestr(f"{document_id}.txt", str(tables.document(str(document_id)).iloc[0]["text"]))
    return archive.getvalue()
