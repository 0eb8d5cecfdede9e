"""Regions over the years: a line for each chosen one, all others as one grey trace, the median dashed."""

from __future__ import annotations

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
    hover_text,
    region_label,
)
from views._format import each_row

HEIGHT = 360
PLOT_HEIGHT = 290  # of which the lines have, without margins and axis
LABEL_HEIGHT = 16  # pixels that one name at the end of a line takes
HEADROOM = 0.08
GREY_LINES = 300  # regions in the background; as many more would lie on these, and take the browser a second
LABEL_ROOM = 0.22  # share of the years' span kept at the right for the names at the ends of the lines


def lines_by_year(series: pd.DataFrame, others: pd.DataFrame, middle: pd.DataFrame, style: Style) -> go.Figure:
    """One line for each place of `series`, interrupted where a year is missing; the name stands at its end.

    Args:
        series: place, name, year, value, value_high, unit, bound, note, doubtful, observation_id; marks that are
            doubtful are hollow.
        others: place, year, value of the regions in the background; may be empty.
        middle: year and value of the median; may be empty.
    """
    figure = go.Figure()
    years = sorted({int(year) for frame in (series, others, middle) for year in frame["year"]})
    if len(others):
        figure.add_trace(_background(others, years, style))
    if len(middle):
        figure.add_trace(_median(middle, style))
    for index, (_, course) in enumerate(series.groupby("place", sort=False)):
        figure.add_trace(_line(course, years, style, index))
    shown = pd.concat([series["value"], others["value"], middle["value"]])
    _name_ends(figure, series, middle, axis_range(shown, HEADROOM), style)
    unit = "%" if set(series["unit"].dropna()) == {"%"} else ""
    ticks = axis_ticks(shown, style, unit)
    figure.update_layout(base_layout(style, HEIGHT, ticks["ticktext"]))
    figure.update_yaxes(**ticks, range=axis_range(shown, HEADROOM), showgrid=True)
    last, span = years[-1], max(years[-1] - years[0], 1)
    figure.update_xaxes(
        tickvals=_year_ticks(years), ticktext=[str(year) for year in _year_ticks(years)], showgrid=False,
        zeroline=False, range=[years[0] - 0.06 * span, last + LABEL_ROOM * span],
    )  # fmt: skip
    return figure


def _line(course: pd.DataFrame, years: list[int], style: Style, index: int) -> go.Scatter:
    """Every year of the axis has a place in the trace, so that a missing one interrupts the line."""
    by_year = {int(row.year): row for row in each_row(course)}
    rows = [by_year.get(year) for year in years]
    color = style.palette.series[index % len(style.palette.series)]
    return go.Scatter(
        x=years, y=[None if row is None else row.value for row in rows], mode="lines+markers", connectgaps=False,
        line={"color": color, "width": 2.5}, marker=_marker(rows, color, MARKS[index % len(MARKS)], style),
        cliponaxis=False, customdata=[["" if row is None else row.observation_id] for row in rows], hoverinfo="text",
        hovertext=["" if row is None else f"{row.year}<br>{hover_text(row, style)}" for row in rows],
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
    )  # fmt: skip


def _marker(rows: list[Any], color: str, symbol: str, style: Style) -> dict[str, Any]:
    """Filled where the figure is plain, hollow where it is bounded or doubtful: `note` says why."""
    hollow = [row is not None and bool(row.doubtful) for row in rows]
    fill = [style.palette.paper if one else color for one in hollow]
    return {"size": 10, "symbol": symbol, "color": fill, "line": {"color": color, "width": 2}}


def _background(others: pd.DataFrame, years: list[int], style: Style) -> go.Scatter:
    """The other regions in one trace with gaps between them: thousands of traces would take the browser seconds."""
    grid = others.pivot_table(index="place", columns="year", values="value", aggfunc="first").reindex(columns=years)
    grid = grid.iloc[_spread_over(grid.mean(axis=1).to_numpy(), GREY_LINES)]
    values = np.column_stack([grid.to_numpy(dtype="float32"), np.full(len(grid), np.nan, dtype="float32")])
    return go.Scatter(
        x=np.tile(np.array([*years, np.nan], dtype="float32"), len(grid)), y=values.ravel(), mode="lines",
        connectgaps=False, hoverinfo="skip", line={"color": style.palette.faint, "width": 1}, opacity=0.6,
    )  # fmt: skip


def _spread_over(levels: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.intp]:
    """The positions of at most `count` regions, evenly from the lowest level to the highest, both included."""
    order = np.argsort(levels, kind="stable")
    return order if len(order) <= count else order[np.linspace(0, len(order) - 1, count).round().astype(np.intp)]


def _median(middle: pd.DataFrame, style: Style) -> go.Scatter:
    return go.Scatter(
        x=middle["year"].astype(int), y=middle["value"], mode="lines", hoverinfo="skip", cliponaxis=False,
        line={"color": style.palette.middle, "width": 2, "dash": "dash"},
    )  # fmt: skip


def _name_ends(figure: go.Figure, series: pd.DataFrame, middle: pd.DataFrame, span: list[float], style: Style) -> None:
    """The name of each line at its end; names at the end of one year are moved apart until none lies on another."""
    ends = [
        (int(last.year), float(last.value), region_label(last), style.palette.ink)
        for last in each_row(series.sort_values("year").drop_duplicates("place", keep="last"))
    ]
    if len(middle):
        last = middle.iloc[-1]
        ends.append((int(last["year"]), float(last["value"]), style.words("charts.median_name"), style.palette.muted))
    for year in {end[0] for end in ends}:
        here = sorted((end for end in ends if end[0] == year), key=lambda end: end[1])
        heights = [(end[1] - span[0]) / (span[1] - span[0]) * PLOT_HEIGHT for end in here]
        for end, shift in zip(here, spread_labels(heights, LABEL_HEIGHT), strict=True):
            figure.add_annotation(
                x=year, y=end[1], text=end[2], xanchor="left", xshift=9, yshift=shift, showarrow=False,
                font={"color": end[3], "size": 12},
            )  # fmt: skip


def spread_labels(heights: list[float], room: float) -> list[float]:
    """How far to move each of the rising heights so that each has `room`, as little as that takes."""
    moved: list[float] = []
    for height in heights:
        moved.append(max(height, moved[-1] + room) if moved else height)
    excess = [new - old for new, old in zip(moved, heights, strict=True)]
    centre = sum(excess) / len(excess) if excess else 0.0
    return [one - centre for one in excess]


def _year_ticks(years: list[int]) -> list[int]:
    """Every year of the span, or every second or fifth where there are many."""
    every = 1 if len(years) <= 8 else 2 if years[-1] - years[0] <= 16 else 5
    return list(range(years[0], years[-1] + 1, every))
