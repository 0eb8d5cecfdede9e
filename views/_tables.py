"""Tables on a page: columns named in the reader's language, cells alike everywhere, one row to tick."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from views._picks import pick_key
from views._state import View, open_page, write_parameters

# Pixels; the named widths of `column_config` are too coarse for codes and too narrow for sentences.
WIDTHS = {
    "rank": 60, "region": 120, "region_path": 200, "label": 200, "quantity": 110, "text": 100, "year": 70,
    "report_year": 90, "standing": 150, "severity_name": 70,
    "status_name": 80, "rule_name": 180, "explanation": 420, "report_name": 240, "title": 300, "observed": 110,
    "interval": 140,
    "made_of": 240, "computed": 100, "printed": 100, "verdict": 90, "effect": 90, "names": 260,
    "cause_name": 150, "group_name": 150, "confidence": 80,
    "sentence": 460, "note": 160, "issuer": 180,
}  # fmt: skip
LETTER, WIDEST_NAME = 7, 280  # pixels; a Chinese letter is two wide
ROW_HEIGHT = 35
ROWS_IN_SIGHT = 12
GRID_IN_SIGHT = 16


@dataclass(frozen=True, slots=True)
class Table:
    """A table to show: its name in keys, its rows, the columns in order, and what it is, in a sentence."""

    name: str
    rows: pd.DataFrame
    columns: tuple[str, ...]
    alt: str


def show_table(view: View, table: Table) -> None:
    """Shows the rows, for reading only."""
    _frame(view, table)


def show_sources(view: View, table: Table) -> None:
    """Shows observations; ticking one opens its source. The rows have `observation_id`."""
    show_choices(view, table, "obs", "observation_id")


def show_choices(view: View, table: Table, parameter: str, column: str) -> None:
    """Shows the rows; ticking one puts the value of `column` into the address as `parameter`."""
    key, values = pick_key(view, table.name), [str(value) for value in table.rows[column]]

    def pick() -> None:
        rows = st.session_state[key].selection.rows
        write_parameters(view, {parameter: values[rows[0]] if rows and rows[0] < len(values) else ""})

    _frame(view, table, key=key, selection_mode="single-row", on_select=pick)


def show_links(view: View, table: Table, page: str, parameters: Mapping[str, str]) -> None:
    """Shows the rows; ticking one opens another page, whose parameters are taken from the named columns."""
    state = _frame(view, table, key=pick_key(view, table.name), selection_mode="single-row", on_select="rerun")
    rows = state.selection.rows if state else []
    if rows and rows[0] < len(table.rows):
        row = table.rows.iloc[rows[0]]
        open_page(view, page, **{name: str(row[column]) for name, column in parameters.items()})


def show_grid(view: View, name: str, grid: pd.DataFrame, pick: Callable[[int, str], Mapping[str, str]]) -> None:
    """Shows a matrix; choosing a cell puts the parameters that `pick` gives for its row and column into the address.

    Args:
        grid: rows named by the index, columns as they are to be headed.
    """
    key = pick_key(view, name)

    def choose() -> None:
        cells = st.session_state[key].selection.cells
        if cells and cells[0][1] in grid.columns:
            write_parameters(view, pick(int(cells[0][0]), str(cells[0][1])))

    height = (min(len(grid), GRID_IN_SIGHT) + 1) * ROW_HEIGHT + 3
    config = {"_index": st.column_config.TextColumn(str(grid.index.name or ""), pinned=True, width=200)}
    st.dataframe(
        grid, column_config=config, height=height, key=key, placeholder="", lazy=False, alt=grid.attrs.get("alt"),
        selection_mode="single-cell", on_select=choose,
    )  # fmt: skip


def _frame(view: View, table: Table, **selection: Any) -> Any:
    shown = table.rows[list(table.columns)].round({"confidence": 2})
    config = {name: _column(view, name, shown[name]) for name in table.columns}
    height = (min(len(shown), ROWS_IN_SIGHT) + 1) * ROW_HEIGHT + 3
    return st.dataframe(
        shown, column_config=config, hide_index=True, height=height, alt=table.alt, lazy=False,
        placeholder="", **selection,
    )  # fmt: skip


def _room_for(values: pd.Series, least: int) -> int:
    """Pixels for the longest of the names: those of invented places bear their mark, which may not be cut off."""
    longest = max((len(str(name)) if str(name).isascii() else 2 * len(str(name)) for name in set(values)), default=0)
    return max(least, min(longest * LETTER + 20, WIDEST_NAME))


def _column(view: View, name: str, values: pd.Series) -> Any:
    label, width = view.words(f"columns.{name}"), WIDTHS.get(name)
    if name in ("region", "label"):
        width = _room_for(values, WIDTHS[name])
    if name == "confidence":
        return st.column_config.NumberColumn(label, format="percent", width=width)
    if name in ("year", "report_year"):
        return st.column_config.NumberColumn(label, format="%d", width=width)
    if name == "course":
        return st.column_config.LineChartColumn(label, width=110)
    if name == "percentile":
        return st.column_config.ProgressColumn(label, min_value=0, max_value=100, format="%.0f", width=110)
    if name == "url":
        return st.column_config.LinkColumn(label, validate="^https?://")
    if pd.api.types.is_numeric_dtype(values):
        return st.column_config.NumberColumn(label, format="localized", width=width)
    return st.column_config.TextColumn(label, width=width)
