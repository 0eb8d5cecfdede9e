"""Puts a figure on the page: its text for screen readers, its picture button, and clicks that lead to sources."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from views._charts.template import Style, chart_config
from views._picks import pick_from_chart, pick_key
from views._state import PICTURE, PICTURES, View


def style_of(view: View) -> Style:
    """Language and colour scheme for charts."""
    return Style(view.words, dark=st.context.theme.type == "dark")


def draw(view: View, name: str, figure: go.Figure, alt: str) -> None:
    """Shows the figure; a click on a mark with an observation id opens its source.

    Args:
        name: of the chart within its page; also in the file name of its picture.
        alt: what the chart shows, in a sentence built from the data.
    """
    key = pick_key(view, name)

    def pick() -> None:
        pick_from_chart(view, key)

    st.plotly_chart(
        figure, theme=None, key=key, alt=alt, on_select=pick, selection_mode="points",
        config=chart_config(style_of(view), f"{view.page}-{name}", st.session_state.get(PICTURE) or PICTURES[0]),
    )  # fmt: skip
