"""Regions over the years: a line for each chosen one, all others as one grey trace, the median dashed."""

from __future__ import annotations

from typing import Any

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
    text_color,
)
from views._format import each_row

HEIGHT = 360
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
    unit = "%" if set(series["unit"].dropna()) == {"%"} else ""
    figure.update_layout(base_layout(style, HEIGHT))
    figure.update_yaxes(**axis_ticks(shown, style, unit), range=axis_range(shown, 0.08), showgrid=True)
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
    last = max(by_year)
    return go.Scatter(
        x=years, y=[None if row is None else row.value for row in rows], mode="lines+markers+text", connectgaps=False,
        line={"color": color, "width": 2.5}, marker=_marker(rows, color, MARKS[index % len(MARKS)], style),
        text=[f" {region_label(row)}" if row is not None and int(row.year) == last else "" for row in rows],
        textposition="middle right", textfont=text_color(style), cliponaxis=False,
        customdata=[["" if row is None else row.observation_id] for row in rows], hoverinfo="text",
        hovertext=["" if row is None else f"{row.year}<br>{hover_text(row, style)}" for row in rows],
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
    )  # fmt: skip


def _marker(rows: list[Any], color: str, symbol: str, style: Style) -> dict[str, Any]:
    """Filled where the figure is plain, hollow where it is bounded or doubtful: `note` says why."""
    hollow = [row is not None and bool(row.doubtful) for row in rows]
    fill = [style.palette.paper if one else color for one in hollow]
    return {"size": 10, "symbol": symbol, "color": fill, "line": {"color": color, "width": 2}}


def _background(others: pd.DataFrame, years: list[int], style: Style) -> go.Scatter:
    """All other regions in one trace with gaps between them: thousands of traces would take the browser seconds."""
    grid = others.pivot_table(index="place", columns="year", values="value", aggfunc="first").reindex(columns=years)
    values: list[float | None] = []
    for row in grid.to_numpy():
        values.extend([*row, None])
    return go.Scatter(
        x=[*years, None] * len(grid), y=values, mode="lines", connectgaps=False, hoverinfo="skip",
        line={"color": style.palette.faint, "width": 1}, opacity=0.6,
    )  # fmt: skip


def _median(middle: pd.DataFrame, style: Style) -> go.Scatter:
    names = [""] * (len(middle) - 1) + [f" {style.words('charts.median_name')}"]
    return go.Scatter(
        x=middle["year"].astype(int), y=middle["value"], mode="lines+text", text=names, textposition="middle right",
        textfont={"color": style.palette.muted, "size": 12}, cliponaxis=False, hoverinfo="skip",
        line={"color": style.palette.middle, "width": 2, "dash": "dash"},
    )  # fmt: skip


def _year_ticks(years: list[int]) -> list[int]:
    """Every year of the span, or every second or fifth where there are many."""
    every = 1 if len(years) <= 8 else 2 if years[-1] - years[0] <= 16 else 5
    return list(range(years[0], years[-1] + 1, every))
