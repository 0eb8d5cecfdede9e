"""Whom a region is compared with: its level, province or prefecture, or the regions most like it.

In: the regions of the store, or one figure for each indicator and place of a year. Out: places. Likeness is measured by
indicators that the reader can see and change, and every distance can be taken apart into them.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

Kind = Literal["level", "province", "prefecture"]

# Of the indicators compared, a peer must share at least this part; fewer say nothing of likeness.
SHARED_PART = 0.5
# Two places drawn at random differ by this on a standardised indicator, squared, on the average.
_TYPICAL_SQUARE = 2.0


def find_peers(regions: pd.DataFrame, place: str, kind: Kind) -> list[str]:
    """The other places of the same level, of the same level and province, or prefecture, in the order of `regions`.

    A place without such a one above it (a province has no province, a prefecture no prefecture) has no peers of that
    kind; the region itself is never among them.

    Args:
        regions: place, level, region_path; one row each.
    """
    own = regions[regions["place"] == place]
    if own.empty:
        return []
    level, path = str(own["level"].iloc[0]), str(own["region_path"].iloc[0])
    depth = {"level": 0, "province": 1, "prefecture": 2}[kind]
    above = path.split("/")[:-1][:depth]
    if len(above) < depth:
        return []
    inside = regions["region_path"].astype(str).str.startswith("".join(f"{name}/" for name in above))
    alike = inside & (regions["level"].astype(str) == level) & (regions["place"] != place)
    return [str(one) for one in regions.loc[alike, "place"]]


def choose_yardsticks(wholes: pd.DataFrame, place: str, count: int) -> list[str]:
    """The indicators that the place has and that most others have too: at most `count`, the commonest first."""
    own = set(wholes.loc[wholes["place"] == place, "indicator"])
    spread = wholes[wholes["indicator"].isin(own)].groupby("indicator")["place"].nunique()
    common = spread[spread > 1].sort_index().sort_values(ascending=False, kind="stable")
    return [str(one) for one in common.index[:count]]


def find_nearest(wholes: pd.DataFrame, place: str, yardsticks: list[str], count: int) -> pd.DataFrame:
    """The `count` places most like `place`.

    The distance is the root mean square of the differences in logarithms, each in units of its standard deviation
    over all places, so that a large indicator does not outweigh a small one. An indicator that one of the two lacks
    counts as if they differed by as much as two places usually do: what is not known does not make anyone near.

    Args:
        wholes: place, indicator, value; one row for each indicator and place.

    Returns:
        place, distance (0 is alike), shared (how many yardsticks both have), the nearest first.
    """
    scaled = _standardise(wholes, yardsticks)
    if place not in scaled.index:
        return pd.DataFrame({"place": [], "distance": [], "shared": []})
    own_points = scaled.loc[[place]].iloc[0]
    squares = (scaled - own_points) ** 2
    own = [name for name, there in own_points.notna().items() if there]
    shared = squares[own].notna().sum(axis=1)
    distances = np.sqrt(squares[own].fillna(_TYPICAL_SQUARE).mean(axis=1))
    found = pd.DataFrame({"place": scaled.index, "distance": distances.to_numpy(), "shared": shared.to_numpy()})
    enough = (found["place"] != place) & (found["shared"] >= max(1, SHARED_PART * len(yardsticks)))
    return found[enough].sort_values(["distance", "place"]).head(count).reset_index(drop=True)


def explain_distance(wholes: pd.DataFrame, places: tuple[str, str], yardsticks: list[str]) -> pd.DataFrame:
    """What two places' distance is made of: indicator, own, other (their values), difference (in standard deviations).

    In the order of the yardsticks; a figure that one of them lacks is NaN, and so is the difference.
    """
    scaled = _standardise(wholes, yardsticks).reindex(index=list(places), columns=yardsticks)
    grid = wholes.pivot_table(index="place", columns="indicator", values="value", aggfunc="first")
    values = grid.reindex(index=list(places), columns=yardsticks)
    return pd.DataFrame(
        {
            "indicator": yardsticks, "own": values.iloc[0].to_numpy(), "other": values.iloc[1].to_numpy(),
            "difference": (scaled.iloc[1] - scaled.iloc[0]).to_numpy(),
        }
    )  # fmt: skip


def _standardise(wholes: pd.DataFrame, yardsticks: list[str]) -> pd.DataFrame:
    """Places by yardsticks: signed logarithms in units of their standard deviation."""
    known = wholes[wholes["indicator"].isin(yardsticks)]
    grid = known.pivot_table(index="place", columns="indicator", values="value", aggfunc="first")
    logs = np.sign(grid) * np.log1p(grid.abs())
    scaled: pd.DataFrame = logs / logs.std().replace(0.0, 1.0).fillna(1.0)
    return scaled
