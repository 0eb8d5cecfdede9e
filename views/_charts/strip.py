"""The distribution of a figure, one line of dots for each group of regions."""

from __future__ import annotations

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
)
from views._format import each_row, escape

GROUP_HEIGHT = 84  # pixels of one line of dots
ROOM = 0.08
# Beyond so many dots on one line a box stands for them; the marked and the outermost keep dots of their own.
MANY = 120
OUTERMOST = 5


def strip_by_group(rows: pd.DataFrame, style: Style) -> go.Figure:
    """Dots by group, spread a little so that equal values stay apart, with the group's median as a bar.

    A group of more than MANY regions is a box (the middle half, whiskers to the 5th and 95th percentile) with dots for
    the marked and the OUTERMOST of each end only.

    Args:
        rows: name, group (its label), value, value_high, unit, bound, note, marked, observation_id.
    """
    groups = list(dict.fromkeys(rows["group"]))
    figure = go.Figure()
    for index, group in enumerate(groups):
        _draw_group(figure, rows[rows["group"] == group], index, style)
    labels = [escape(group) for group in groups]
    figure.update_layout(base_layout(style, 66 + GROUP_HEIGHT * len(groups), labels))
    figure.update_yaxes(
        tickvals=list(range(len(groups))), ticktext=labels,
        range=[len(groups) - 0.45, -0.55], showgrid=False, zeroline=False,
    )  # fmt: skip
    unit = "%" if set(rows["unit"].dropna()) == {"%"} else ""
    figure.update_xaxes(**axis_ticks(rows["value"], style, unit), range=axis_range(rows["value"], ROOM))
    return figure


def _draw_group(figure: go.Figure, members: pd.DataFrame, index: int, style: Style) -> None:
    """One line of dots, or the box that stands for a crowd."""
    if len(members) > MANY:
        figure.add_trace(_box(members["value"], index, style))
        figure.add_trace(_dots(_singled_out(members), index, style))
        return
    figure.add_trace(_dots(members, index, style))
    if len(members) > 2:
        middle, line = float(members["value"].median()), {"color": style.palette.ink, "width": 2}
        figure.add_shape(type="line", x0=middle, x1=middle, y0=index - 0.38, y1=index + 0.38, line=line)


def _box(values: pd.Series, index: int, style: Style) -> go.Box:
    low, lower, median, upper, high = (float(values.quantile(share)) for share in (0.05, 0.25, 0.5, 0.75, 0.95))
    return go.Box(
        y=[index], q1=[lower], median=[median], q3=[upper], lowerfence=[low], upperfence=[high], orientation="h",
        width=0.5, fillcolor=style.palette.faint, line={"color": style.palette.ink, "width": 1.5}, hoverinfo="skip",
    )  # fmt: skip


def _singled_out(members: pd.DataFrame) -> pd.DataFrame:
    """The marked regions and the outermost of each end."""
    ordered = members.sort_values("value", kind="stable")
    ends = pd.concat([ordered.head(OUTERMOST), ordered.tail(OUTERMOST)])
    return members[members["marked"].astype(bool) | members.index.isin(ends.index)]


def _dots(members: pd.DataFrame, index: int, style: Style) -> go.Scatter:
    marked, palette = members["marked"].astype(bool), style.palette
    return go.Scatter(
        x=members["value"], y=[index + step for step in spread(len(members))], mode="markers+text",
        text=[region_label(row) if row.marked else "" for row in each_row(members)], textposition="top center",
        textfont=text_color(style), cliponaxis=False,
        marker={
            "size": [13 if one else 9 for one in marked], "opacity": 0.85,
            "color": [palette.worse if one else palette.plain for one in marked],
            "symbol": ["diamond" if one else "circle" for one in marked],
            "line": {"width": 1, "color": palette.paper},
        },
        customdata=members[["observation_id"]], hoverinfo="text",
        hovertext=[hover_text(row, style) for row in each_row(members)],
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 0.85}},
    )  # fmt: skip


def spread(count: int) -> list[float]:
    """Offsets across the line, the same on every run, so that neighbours do not lie on one another."""
    return [((index * 7) % 11 - 5) / 5 * 0.3 if count > 1 else 0.0 for index in range(count)]
