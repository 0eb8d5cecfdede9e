"""Two indicators of the same regions and year, side by side.

In: rows of the tidy table of each. Out: one row for each region that has both. Says how they go together, not why.
"""

from __future__ import annotations

import pandas as pd

from analysis.panel import Subject, one_per_region, slice_rows, split_units


def pair_indicators(across: tuple[pd.DataFrame, Subject], up: tuple[pd.DataFrame, Subject]) -> pd.DataFrame:
    """The regions that have both figures, in the order of their places.

    Args:
        across, up: the rows of one indicator in one year, and its subject.

    Returns:
        the columns of `up`, and `x`, `x_id` (its observation), `x_unit`, `x_bound`, `x_text` of `across`.
    """
    first, second = _figures(*across), _figures(*up)
    named = first[["place", "value", "observation_id", "unit", "bound", "text"]].rename(
        columns={"value": "x", "observation_id": "x_id", "unit": "x_unit", "bound": "x_bound", "text": "x_text"}
    )
    return second.merge(named, on="place", how="inner").sort_values("place").reset_index(drop=True)


def rank_correlation(pairs: pd.DataFrame) -> float | None:
    """Spearman's rank correlation of `x` and `value`; None where one of them does not vary.

    Source: Spearman 1904; ranks, because counts of regions of different size are far from normal.
    """
    ranks = pairs[["x", "value"]].rank()
    if len(ranks) < 3 or (ranks.nunique() < 2).any():
        return None
    return float(ranks["x"].corr(ranks["value"]))


def _figures(rows: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    return split_units(one_per_region(slice_rows(rows, subject)), subject)[0]
