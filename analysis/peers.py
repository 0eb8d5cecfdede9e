"""Regions like a given one, by indicators that the reader can see and change.

In: one figure for each indicator and place of a year. Out: the places nearest to one of them, with their distances.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

# Of the indicators compared, a peer must share at least this part; fewer say nothing of likeness.
SHARED_PART = 0.5


def choose_yardsticks(wholes: pd.DataFrame, place: str, count: int) -> list[str]:
    """The indicators that the place has and that most others have too: at most `count`, the commonest first."""
    own = set(wholes.loc[wholes["place"] == place, "indicator"])
    spread = wholes[wholes["indicator"].isin(own)].groupby("indicator")["place"].nunique()
    common = spread[spread > 1].sort_index().sort_values(ascending=False, kind="stable")
    return [str(one) for one in common.index[:count]]


def find_nearest(wholes: pd.DataFrame, place: str, yardsticks: list[str], count: int) -> pd.DataFrame:
    """The `count` places most like `place`.

    The distance is the root mean square of the differences in logarithms, each in units of its standard deviation
    over all places, so that a large indicator does not outweigh a small one; indicators one of the two lacks are
    left out.

    Args:
        wholes: place, indicator, value; one row for each indicator and place.

    Returns:
        place, distance (0 is alike), shared (how many yardsticks both have), the nearest first.
    """
    known = wholes[wholes["indicator"].isin(yardsticks)]
    grid = known.pivot_table(index="place", columns="indicator", values="value", aggfunc="first")
    if place not in grid.index:
        return pd.DataFrame({"place": [], "distance": [], "shared": []})
    logs = np.sign(grid) * np.log1p(grid.abs())
    scaled = logs / logs.std().replace(0.0, 1.0).fillna(1.0)
    squares = (scaled - scaled.loc[place]) ** 2
    shared = squares.notna().sum(axis=1)
    distances = np.sqrt(squares.mean(axis=1))
    found = pd.DataFrame({"place": grid.index, "distance": distances.to_numpy(), "shared": shared.to_numpy()})
    enough = (found["place"] != place) & (found["shared"] >= max(1, SHARED_PART * len(yardsticks)))
    return found[enough].sort_values(["distance", "place"]).head(count).reset_index(drop=True)
