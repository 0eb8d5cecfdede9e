"""One region among its peers: where each of its figures stands, and how it went before.

In: one figure for each indicator and place of a year, and the region's own figures of all years. Out: one row for
each indicator that the region has.
"""

from __future__ import annotations

import pandas as pd

from analysis.panel import SAME_WITHIN, STRICT_KINDS, standing_of

# Below so many peers a percentile would only repeat the list of peers.
ENOUGH_PEERS = 8


def place_among_peers(own: pd.DataFrame, others: pd.DataFrame, catalogue: pd.DataFrame) -> pd.DataFrame:
    """The region's figures of a year with its peers' middle.

    Args:
        own: the region's rows, one for each indicator.
        others: indicator, value and unit of its peers, one row for each indicator and place.
        catalogue: id, kind, better of the indicators.

    Returns:
        the region's rows with `peers` (how many others have the figure), `median` of all, `percentile` (share of the
        others below, ties counted half; NaN with fewer than ENOUGH_PEERS) and `standing`; in catalogue order.
    """
    known = own.merge(catalogue[["id", "kind", "better"]], left_on="indicator", right_on="id", how="inner")
    joined = known[["indicator", "value", "unit", "kind"]].merge(
        others[["indicator", "value", "unit"]], on="indicator", how="inner", suffixes=("", "_other")
    )
    alike = ~joined["kind"].isin(STRICT_KINDS) | (joined["unit"] == joined["unit_other"])
    placed = known.merge(_facts(joined[alike]), on="indicator", how="left")
    placed["peers"] = placed["peers"].fillna(0).astype("int64")
    placed["percentile"] = placed["percentile"].where(placed["peers"] >= ENOUGH_PEERS)
    standings = [
        standing_of(value, None if pd.isna(median) else median, better)
        for value, median, better in zip(placed["value"], placed["median"], placed["better"], strict=True)
    ]
    order = {indicator: index for index, indicator in enumerate(catalogue["id"])}
    ranked = placed.assign(standing=pd.Series(standings, index=placed.index, dtype="str"))
    return ranked.sort_values("indicator", key=lambda ids: ids.map(order)).reset_index(drop=True)


def add_history(placed: pd.DataFrame, own: pd.DataFrame, year: int) -> pd.DataFrame:
    """Adds the region's own course: `years` and `course` (lists up to `year`), and `before` (last year's value or NaN).

    Args:
        own: one row for each indicator and year of the region.
    """
    past = own[own["year"] <= year].sort_values("year")
    grouped = past.groupby("indicator", sort=False)
    years = grouped["year"].agg(list)
    course = grouped["value"].agg(list)
    before = past[past["year"] == year - 1].drop_duplicates("indicator").set_index("indicator")["value"]
    ids = placed["indicator"]
    return placed.assign(years=_lists(ids, years), course=_lists(ids, course), before=ids.map(before))


def _lists(ids: pd.Series, by_id: pd.Series) -> pd.Series:
    """The list of each id, an empty one where there is none."""
    return pd.Series([by_id.get(one, []) for one in ids], index=ids.index, dtype="object")


def _facts(joined: pd.DataFrame) -> pd.DataFrame:
    """For each indicator the number of peers, the median with the region itself, and the share of peers below."""
    below = (joined["value_other"] < joined["value"] - SAME_WITHIN).astype("float64")
    tied = (joined["value_other"] - joined["value"]).abs() <= SAME_WITHIN
    grouped = joined.assign(below=below + tied * 0.5).groupby("indicator", sort=False)
    own = joined[["indicator", "value"]].drop_duplicates().rename(columns={"value": "value_other"})
    values = pd.concat([joined[["indicator", "value_other"]], own])
    return pd.DataFrame(
        {
            "peers": grouped.size(),
            "percentile": grouped["below"].mean() * 100,
            "median": values.groupby("indicator", sort=False)["value_other"].median(),
        }
    ).reset_index(names="indicator")
