"""A single long series without peers: the year from which its level is another one.

Every year is tried as the first of a new level, beside a steady trend; the year with the largest t is the change, and
its chance is multiplied by the number of years tried (the bound of Bonferroni, for the largest of several t as in
Worsley, On the likelihood ratio test for a shift in location of normal populations, JASA, 1979).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from analysis.outliers.model import JUDGED_COLUMNS, Numbers, OutlierSettings, Scale

METHOD = "change_point"
_SHORTEST = 3
"""Years before and after a change that make a level."""
_LEAST = 1e-12


def judge_change_points(figures: pd.DataFrame, scale: Scale, settings: OutlierSettings) -> pd.DataFrame:
    """The first figure of the likeliest new level of each place with enough years: JUDGED_COLUMNS.

    Args:
        figures: `place`, `year`, `point` of one indicator, of places that no peers can judge.
    """
    judged: list[dict[str, object]] = []
    for _, rows in figures.sort_values("year").groupby("place", sort=True):
        if len(rows) < max(settings.min_series, 2 * _SHORTEST):
            continue
        points = rows["point"].to_numpy("float64")
        at, t = find_change(points, rows["year"].to_numpy("float64"))
        tried, freedom = len(points) - 2 * _SHORTEST + 1, len(points) - 3
        before = points[:at]
        middle, spread = float(np.median(before)), max(float(np.std(before, ddof=1)), scale.finest_spread)
        wide = float(stats.t.isf(settings.tail / 2, at - 1)) * spread
        expected = scale.back(np.array([middle, middle - wide, middle + wide]))
        judged.append(
            {
                "figure": rows.index[at], "method": METHOD, "expected": expected[0], "expected_low": expected[1],
                "expected_high": expected[2], "z": t, "p_value": min(1.0, _two_sided(t, freedom) * tried),
                "peers": 0, "peer_group": "", "repeats": np.nan,
            }
        )  # fmt: skip
    return pd.DataFrame(judged, columns=list(JUDGED_COLUMNS))


def find_change(points: Numbers, years: Numbers) -> tuple[int, float]:
    """The position of the first point of the likeliest new level, and the t of its step beside a trend."""
    best, largest = _SHORTEST, 0.0
    for at in range(_SHORTEST, len(points) - _SHORTEST + 1):
        step = (np.arange(len(points)) >= at).astype(np.float64)
        design = np.column_stack([np.ones(len(points)), years - years.mean(), step])
        fit, *_ = np.linalg.lstsq(design, points, rcond=None)
        left = points - design @ fit
        variance = max(float(left @ left) / (len(points) - 3), _LEAST)
        t = float(fit[2] / np.sqrt(variance * np.linalg.inv(design.T @ design)[2, 2]))
        if abs(t) > abs(largest):
            best, largest = at, t
    return best, largest


def _two_sided(t: float, freedom: int) -> float:
    return 2 * float(stats.t.sf(abs(t), freedom))
