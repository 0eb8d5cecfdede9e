"""Two indicators of the same regions: a dot for each, with the medians of both as a cross."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from views._charts.template import (
    MARKS,
    Style,
    axis_range,
    axis_ticks,
    base_layout,
    region_label,
    text_color,
)
from views._format import compact, each_row, escape

HEIGHT = 460
MANY = 300  # dots beyond which they are smaller and fainter, so that crowds still show where they are thickest
NAMED = 15  # up to so many dots all bear their names; beyond, only the marked ones
SMALLEST, LARGEST = 8, 34  # pixels across


def scatter_pairs(pairs: pd.DataFrame, titles: tuple[str, str], style: Style, logarithmic: bool = False) -> go.Figure:
    """Dots by group, each group with a colour and a symbol of its own.

    Args:
        pairs: x, value, size (NaN for none), group, name, marked, hover (lines of text), observation_id.
        titles: of the horizontal and the vertical axis, with their units.
    """
    figure = go.Figure()
    for index, (group, members) in enumerate(pairs.groupby("group", sort=False)):
        figure.add_trace(_dots(members, str(group), index, style, len(pairs) <= NAMED))
    _cross(figure, pairs, style)
    figure.update_layout(base_layout(style, HEIGHT), showlegend=pairs["group"].nunique() > 1)
    figure.update_layout(legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "itemsizing": "constant"})
    figure.update_xaxes(title=_title(titles[0], style), **_axis(pairs["x"], style, logarithmic))
    figure.update_yaxes(title=_title(titles[1], style), **_axis(pairs["value"], style, logarithmic))
    return figure


def _dots(members: pd.DataFrame, group: str, index: int, style: Style, named: bool) -> go.Scatter:
    color, opacity = style.palette.series[index % len(style.palette.series)], 0.8 if len(members) <= MANY else 0.55
    return go.Scatter(
        x=members["x"].to_numpy(), y=members["value"].to_numpy(), name=escape(group), mode="markers+text",
        text=[region_label(row) if named or row.marked else "" for row in each_row(members)],
        textposition="top center", textfont=text_color(style), cliponaxis=False,
        marker={
            "size": _sizes(members["size"]), "color": color, "symbol": MARKS[index % len(MARKS)], "opacity": opacity,
            "line": {"width": np.where(members["marked"].to_numpy(dtype=bool), 3, 1), "color": style.palette.ink},
        },
        customdata=members[["observation_id"]], hoverinfo="text",
        hovertext=[escape(text).replace("\n", "<br>") for text in members["hover"]],
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": opacity}},
    )  # fmt: skip


def _sizes(sizes: pd.Series) -> Any:
    """Areas in proportion to the sizes; a region without one is as small as the smallest."""
    largest = float(sizes.max()) if sizes.notna().any() else 0.0
    if largest <= 0:
        return 11.0 if len(sizes) <= MANY else 7.0
    shares = (sizes.clip(lower=0).fillna(0) / largest).to_numpy(dtype="float64")
    return np.maximum(SMALLEST, LARGEST * np.sqrt(shares))


def _cross(figure: go.Figure, pairs: pd.DataFrame, style: Style) -> None:
    """The medians of both, which part the picture into four fields."""
    line = {"color": style.palette.middle, "width": 1, "dash": "dot"}
    figure.add_vline(x=float(pairs["x"].median()), line=line, layer="below")
    figure.add_hline(y=float(pairs["value"].median()), line=line, layer="below")


def _axis(values: pd.Series, style: Style, logarithmic: bool) -> dict[str, Any]:
    if not logarithmic:
        return {**axis_ticks(values, style), "range": axis_range(values, 0.1)}
    low, high = math.floor(math.log10(values.min())), math.ceil(math.log10(values.max()))
    powers = [10.0**power for power in range(low, high + 1)]
    texts = [compact(value, style.words) for value in powers]
    return {"type": "log", "tickvals": powers, "ticktext": texts, "range": [low - 0.1, high + 0.1]}


def _title(text: str, style: Style) -> dict[str, Any]:
    return {"text": escape(text), "font": {"size": 13, "color": style.palette.ink}}
