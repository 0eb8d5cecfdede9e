"""Regions ranked by value, as horizontal bars."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from views._charts.template import (
    Style,
    axis_range,
    axis_ticks,
    base_layout,
    hover_text,
    region_label,
    text_color,
    value_label,
)
from views._format import compact, each_row, escape

ROW_HEIGHT = 26  # pixels of a bar with its label: readable on a phone, 40 of them on two screens
ROOM = 0.18  # share of the axis kept for the labels at the ends of bars


def ranked_bars(rows: pd.DataFrame, median: float | None, style: Style) -> go.Figure:
    """Horizontal bars in the order of the rows; a row without a value is an empty place with a word.

    Args:
        rows: name, value, value_high, unit, bound, standing, marked, note, observation_id.
        median: drawn as a line with its value, if there is one.
    """
    figure = go.Figure(_bars(rows, style))
    labels = [region_label(row) for row in each_row(rows)]
    figure.update_layout(base_layout(style, 66 + ROW_HEIGHT * len(rows), labels), bargap=0.25)
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=labels,
        range=[len(rows) - 0.4, -0.6], showgrid=False, zeroline=False,
    )  # fmt: skip
    unit = "%" if set(rows["unit"].dropna()) - {""} == {"%"} else ""
    figure.update_xaxes(**axis_ticks(rows["value"], style, unit), range=axis_range(rows["value"], ROOM))
    _name_gaps(figure, rows, style)
    if median is not None:
        _mark_median(figure, median, style, int(rows["value"].notna().sum()))
    return figure


def _bars(rows: pd.DataFrame, style: Style) -> go.Bar:
    colors = [getattr(style.palette, standing) for standing in rows["standing"]]
    return go.Bar(
        x=rows["value"], y=list(range(len(rows))), orientation="h",
        marker={"color": colors, "pattern": _bound_pattern(rows, style)},
        text=[value_label(row, style) for row in each_row(rows)], textposition="outside", cliponaxis=False,
        textfont=text_color(style, 13), customdata=rows[["observation_id"]], hoverinfo="text",
        hovertext=[hover_text(row, style) for row in each_row(rows)],
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
    )  # fmt: skip


def _bound_pattern(rows: pd.DataFrame, style: Style) -> dict[str, Any]:
    """Hatching for figures printed with a bound (余, 近, 约), so that they do not pass for exact ones."""
    shapes = ["" if bound == "=" else "/" for bound in rows["bound"].astype(str)]
    return {"shape": shapes, "fgcolor": style.palette.paper, "fillmode": "overlay", "size": 6, "solidity": 0.25}


def _name_gaps(figure: go.Figure, rows: pd.DataFrame, style: Style) -> None:
    """The reason in words where a bar is missing: Plotly draws no label on a bar without a value."""
    for position, row in enumerate(each_row(rows)):
        if pd.isna(row.value):
            figure.add_annotation(
                x=0, y=position, xanchor="left", xshift=4, showarrow=False, text=f"<i>{escape(row.note)}</i>",
                font={"size": 12, "color": style.palette.muted},
            )  # fmt: skip


def _mark_median(figure: go.Figure, median: float, style: Style, bars: int) -> None:
    """A line down the bars, not over the gaps below them, with its value on top."""
    line = {"color": style.palette.ink, "width": 1.5, "dash": "dot"}
    figure.add_shape(type="line", x0=median, x1=median, y0=-0.6, y1=bars - 0.4, layer="below", line=line)
    label = style.words("charts.median", value=compact(median, style.words))
    figure.add_annotation(x=median, y=-0.6, yanchor="bottom", text=label, showarrow=False, font=text_color(style))
