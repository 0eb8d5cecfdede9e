"""Where one region stands among its peers, one dot for each indicator."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from views._charts.template import Style, base_layout, text_color
from views._format import each_row, escape, quantity, shorten

ROW_HEIGHT = 26
LABEL_LENGTH = 20  # characters of an indicator's name beside its dot


def percentile_dots(rows: pd.DataFrame, style: Style) -> go.Figure:
    """Dots from 0 to 100 with the region's value beside each, and a line at the middle.

    Args:
        rows: label, percentile, standing, observation_id, and what `quantity` needs.
    """
    palette, count = style.palette, len(rows)
    figure = go.Figure()
    figure.add_trace(_stems(rows, style))
    figure.add_trace(_dots(rows, style))
    labels = [escape(shorten(label, LABEL_LENGTH)) for label in rows["label"]]
    figure.update_layout(base_layout(style, 66 + ROW_HEIGHT * count, labels))
    figure.update_yaxes(
        tickvals=list(range(count)), ticktext=labels,
        range=[count - 0.4, -0.6], showgrid=False, zeroline=False,
    )  # fmt: skip
    figure.update_xaxes(tickvals=[0, 25, 50, 75, 100], range=[-2, 122], zeroline=False)
    figure.add_vline(x=50, line={"color": palette.ink, "width": 1.5, "dash": "dot"}, layer="below")
    figure.add_annotation(
        x=50,
        y=-0.6,
        yanchor="bottom",
        text=style.words("profile.median_label"),
        showarrow=False,
        font=text_color(style),
    )
    return figure


def _stems(rows: pd.DataFrame, style: Style) -> go.Scatter:
    """From the middle to each dot; one trace, for a shape each would take Plotly seconds."""
    stems = [(50.0, float(percentile), None) for percentile in rows["percentile"]]
    return go.Scatter(
        x=[end for stem in stems for end in stem], y=[index for index in range(len(stems)) for _ in range(3)],
        mode="lines", line={"color": style.palette.grid, "width": 4}, hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip


def _dots(rows: pd.DataFrame, style: Style) -> go.Scatter:
    values = [escape(quantity(row, style.words)) for row in each_row(rows)]
    symbols = {"better": "circle", "worse": "diamond", "middle": "square", "plain": "circle"}
    return go.Scatter(
        x=rows["percentile"], y=list(range(len(rows))), mode="markers+text", text=values, textposition="middle right",
        textfont=text_color(style), cliponaxis=False, customdata=rows[["observation_id"]], hoverinfo="text",
        marker={
            "size": 12, "color": [getattr(style.palette, one) for one in rows["standing"]],
            "symbol": [symbols[one] for one in rows["standing"]],
        },
        hovertext=[
            f"<b>{escape(row.label)}</b><br>{value}<br>{row.percentile:.0f} / 100"
            for row, value in zip(each_row(rows), values, strict=True)
        ],
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
    )  # fmt: skip
