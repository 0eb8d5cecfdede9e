"""One year: each figure against its peers, by the median and the median absolute deviation of their logarithms.

Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers (ASQC, 1993): the modified z-score; where more than half
of the figures are alike and the MAD is zero, the mean absolute deviation takes its place.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from analysis.outliers.figures import peer_groups
from analysis.outliers.model import JUDGED_COLUMNS, Numbers, OutlierSettings, Scale

METHOD = "peers_log_mad"
_MAD_TO_DEVIATION = 1.4826
_MEAN_TO_DEVIATION = 1.2533
"""What makes the median and the mean absolute deviation of a normal sample its standard deviation."""
MAD_FREEDOM = 0.45
"""Degrees of freedom of a MAD per peer: with them the tails of z are Student's t for 8 to 200 peers (docs/detectors.md
tells how this was measured)."""
_ALIKE = 1e-9


def judge_one_year(
    figures: pd.DataFrame, wanted: pd.Index, scale: Scale, settings: OutlierSettings
) -> tuple[pd.DataFrame, list[dict[str, object]]]:
    """What the peers of the same year say of the wanted figures, and the groups that say nothing.

    Args:
        figures: `point`, `level`, `region_path`, `year`; of one indicator, any years.

    Returns:
        JUDGED_COLUMNS, and for each group without a judgement year, peer_group, peers, figures and reason.
    """
    judged: list[pd.DataFrame] = []
    unchecked: list[dict[str, object]] = []
    keys = [figures["year"], peer_groups(figures, settings)]
    for (year, group), rows in figures.groupby(keys, sort=True):
        asked = rows.index.isin(wanted)
        if not asked.any():
            continue
        points = rows["point"].to_numpy("float64")
        peers = len(points) - 1
        middle, spread = robust_spread(points)
        reason = "too_few_peers" if peers < settings.min_peers else "no_spread" if spread == 0 else ""
        if reason:
            unchecked.append(
                {"year": year, "peer_group": group, "peers": peers, "figures": int(asked.sum()), "reason": reason}
            )
            continue
        z = (points - middle) / spread
        freedom = MAD_FREEDOM * peers
        wide = float(stats.t.isf(settings.tail / 2, freedom)) * spread
        expected = scale.back(np.array([middle, middle - wide, middle + wide]))
        judged.append(
            pd.DataFrame(
                {
                    "figure": rows.index, "method": METHOD, "expected": expected[0], "expected_low": expected[1],
                    "expected_high": expected[2], "z": z, "p_value": 2 * stats.t.sf(np.abs(z), freedom), "peers": peers,
                    "peer_group": group, "repeats": np.nan,
                }
            )[asked]
        )  # fmt: skip
    empty = pd.DataFrame(columns=list(JUDGED_COLUMNS))
    return (pd.concat(judged, ignore_index=True) if judged else empty), unchecked


def robust_spread(points: Numbers) -> tuple[float, float]:
    """The median of points and their robust standard deviation; the latter is zero where all are alike."""
    middle = float(np.median(points))
    away = np.abs(points - middle)
    mad = float(np.median(away)) * _MAD_TO_DEVIATION
    return middle, mad if mad > _ALIKE else float(np.mean(away)) * _MEAN_TO_DEVIATION if away.max() > _ALIKE else 0.0
