"""One figure among its peers, with the range that it was expected in."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from views._charts.strip import strip_by_group
from views._charts.template import Style, axis_range

_BAND = 0.14  # opacity of the expected range
ROOM = 0.08


def figure_among_peers(rows: pd.DataFrame, expected: tuple[float, float], style: Style) -> go.Figure:
    """The strip of dots with a band from the lowest to the highest expected value.

    Args:
        rows: as `strip_by_group` takes them.
    """
    figure = strip_by_group(rows, style)
    low, high = expected
    if math.isfinite(low) and math.isfinite(high):
        color = style.palette.plain
        figure.add_vrect(x0=low, x1=high, fillcolor=color, opacity=_BAND, line_width=0, layer="below")
        ends = pd.concat([rows["value"].astype(float), pd.Series([low, high])])
        figure.update_xaxes(range=axis_range(ends, ROOM))
    return figure
