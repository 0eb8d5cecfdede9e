"""The download under each table and chart: a CSV of exactly the rows shown, safe to open in a spreadsheet."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from etl.table import frame_to_csv
from views._state import View


def offer_csv(view: View, name: str, rows: pd.DataFrame) -> None:
    """A button that saves `rows` as `name`.csv; the columns keep the names of the schema."""
    st.download_button(
        view.words("common.csv"), lambda: frame_to_csv(rows), file_name=f"{name}.csv", mime="text/csv",
        key=f"{view.page}:csv:{name}", help=view.words("common.csv_help"), on_click="ignore",
        icon=":material/download:",
    )  # fmt: skip
