"""Proportions with known denominators: each against its peers of the year, within limits that widen for small ones.

Source: Spiegelhalter, Funnel plots for comparing institutional performance (Statistics in Medicine, 2005), with the
additive random-effects overdispersion of Spiegelhalter, Handling over-dispersion of performance indicators (BMJ Quality
& Safety, 2005): squares of z winsorised at one tenth give phi, and phi gives the variance between regions (the moment
estimate of DerSimonian and Laird). Winsorising a normal sample takes a third off phi, which is given back.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats
from scipy.stats import mstats

from analysis.outliers.figures import peer_groups
from analysis.outliers.model import JUDGED_COLUMNS, Numbers, OutlierSettings, Scale

METHOD = "funnel"
_WINSORISED = 0.1
_KEPT_BY_WINSORISING = 0.679
"""The mean square of standard normal numbers winsorised at one tenth on both sides."""
_FEWEST = 5.0
"""Cases below which a proportion has steps too coarse for limits."""


def judge_funnel(figures: pd.DataFrame, scale: Scale, settings: OutlierSettings) -> pd.DataFrame:
    """What the peers of the same year say of each proportion: JUDGED_COLUMNS.

    Args:
        figures: `point`, `denominator` (NaN where unknown), `level`, `region_path`, `year`; of one indicator.
    """
    judged: list[pd.DataFrame] = []
    known = figures[figures["denominator"] >= _FEWEST] if scale.kind == "rate" else figures.iloc[:0]
    if len(known) <= settings.min_peers:
        return pd.DataFrame(columns=list(JUDGED_COLUMNS))
    for (_, group), rows in known.groupby([known["year"], peer_groups(known, settings)], sort=True):
        if len(rows) > settings.min_peers:
            judged.append(_judge_group(rows, str(group), scale, settings))
    return pd.concat(judged, ignore_index=True) if judged else pd.DataFrame(columns=list(JUDGED_COLUMNS))


def _judge_group(rows: pd.DataFrame, group: str, scale: Scale, settings: OutlierSettings) -> pd.DataFrame:
    points = rows["point"].to_numpy("float64")
    counting = scale.count_variance(points, rows["denominator"].to_numpy("float64"))
    target = float(np.median(points))
    spread = np.sqrt(counting + between_variance(points - target, counting))
    z = (points - target) / spread
    freedom = len(points) - 1
    wide = spread * float(stats.t.isf(settings.tail / 2, freedom))
    return pd.DataFrame(
        {
            "figure": rows.index, "method": METHOD, "expected": float(scale.back(np.array([target]))[0]),
            "expected_low": scale.back(target - wide), "expected_high": scale.back(target + wide), "z": z,
            "p_value": 2 * stats.t.sf(np.abs(z), freedom), "peers": freedom, "peer_group": group, "repeats": np.nan,
        }
    )  # fmt: skip


def between_variance(away: Numbers, counting: Numbers) -> float:
    """The variance between regions beyond counting; zero where counting explains it all.

    Args:
        away: distances from the target.
        counting: the variance that counting gives each.
    """
    z = np.asarray(mstats.winsorize(away / np.sqrt(counting), limits=(_WINSORISED, _WINSORISED)), dtype=np.float64)
    phi, regions = float(np.mean(z**2)) / _KEPT_BY_WINSORISING, len(z)
    weights = 1 / counting
    excess = (regions * phi - (regions - 1)) / (weights.sum() - (weights**2).sum() / weights.sum())
    return max(float(excess), 0.0)
