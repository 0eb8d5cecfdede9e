"""Two indicators of the same regions: a dot for each, with the medians of both as a cross."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
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
CELLS = (240, 90)  # places for a small dot across and up: two dots of one place cannot be told apart
SMALLEST, LARGEST = 8, 34  # pixels across


def scatter_pairs(pairs: pd.DataFrame, titles: tuple[str, str], style: Style, logarithmic: bool = False) -> go.Figure:
    """Dots by group, each group with a colour and a symbol of its own.

    Args:
        pairs: x, value, size (NaN for none), group, name, marked, hover (lines of text), observation_id.
        titles: of the horizontal and the vertical axis, with their units.
    """
    figure = go.Figure()
    order = {str(group): index for index, group in enumerate(dict.fromkeys(pairs["group"]))}
    seen = without_covered(pairs, logarithmic).assign(across=_sizes(pairs))
    for group, members in seen.groupby("group", sort=False):
        figure.add_trace(_dots(members, order[str(group)], style, len(pairs) <= NAMED))
    _cross(figure, pairs, style)
    across, up = _axis(pairs["x"], style, logarithmic), _axis(pairs["value"], style, logarithmic)
    figure.update_layout(
        base_layout(style, HEIGHT, up["ticktext"], titled=True), showlegend=pairs["group"].nunique() > 1,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "itemsizing": "constant"},
    )  # fmt: skip
    figure.update_xaxes(title=_title(titles[0], style), **across)
    figure.update_yaxes(title=_title(titles[1], style), **up)
    return figure


def without_covered(pairs: pd.DataFrame, logarithmic: bool = False) -> pd.DataFrame:
    """The pairs whose dots are seen: of many in one place of the picture the largest, and every marked one."""
    if len(pairs) <= MANY:
        return pairs
    largest_first = pairs.sort_values("size", ascending=False, kind="stable")
    cells = {
        axis: _cell_of(largest_first[column].to_numpy(dtype="float64"), count, logarithmic)
        for axis, column, count in (("x", "x", CELLS[0]), ("y", "value", CELLS[1]))
    }
    covered = pd.DataFrame({**cells, "group": largest_first["group"].to_numpy()}).duplicated().to_numpy()
    hidden = largest_first.index[covered & ~largest_first["marked"].to_numpy(dtype=bool)]
    return pairs.drop(index=hidden)


def _cell_of(values: npt.NDArray[np.float64], count: int, logarithmic: bool) -> npt.NDArray[np.int64]:
    points = np.log10(values) if logarithmic else values
    low, high = float(points.min()), float(points.max())
    low = low if logarithmic else min(0.0, low)
    return np.floor((points - low) / ((high - low) or 1.0) * count).astype(np.int64)


def _dots(members: pd.DataFrame, index: int, style: Style, named: bool) -> go.Scatter:
    color, opacity = style.palette.series[index % len(style.palette.series)], 0.8 if len(members) <= MANY else 0.55
    lines = {"width": np.where(members["marked"].to_numpy(dtype=bool), 3, 1), "color": style.palette.ink}
    return go.Scatter(
        x=members["x"].to_numpy(), y=members["value"].to_numpy(), name=escape(members["group"].iloc[0]),
        mode="markers+text",
        text=[region_label(row) if named or row.marked else "" for row in each_row(members)],
        textposition="top center", textfont=text_color(style), cliponaxis=False,
        marker={
            "size": members["across"].to_numpy(), "color": color, "symbol": MARKS[index % len(MARKS)],
            "opacity": opacity, "line": lines,
        },
        customdata=members[["observation_id"]], hoverinfo="text",
        hovertext=[escape(text).replace("\n", "<br>") for text in members["hover"]],
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": opacity}},
    )  # fmt: skip


def _sizes(pairs: pd.DataFrame) -> pd.Series:
    """Areas in proportion to the sizes; a region without one is as small as the smallest."""
    sizes = pairs["size"].astype("float64")
    largest = float(sizes.max()) if sizes.notna().any() else 0.0
    if largest <= 0:
        return pd.Series(11.0 if len(sizes) <= MANY else 7.0, index=pairs.index)
    return (LARGEST * np.sqrt(sizes.clip(lower=0).fillna(0) / largest)).clip(lower=SMALLEST)


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
