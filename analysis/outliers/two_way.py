"""Three years and more: each figure against what its region and its year let expect.

On logarithms a figure is region + year + noise. Region and year are fitted by median polish (Tukey, Exploratory Data
Analysis, 1977, ch. 11), which a few gross errors do not move. The noise is what counting alone gives (Poisson, 1/mean)
and what regions vary beyond it; the latter is found from the differences between the years of each region, by the
median of their squares, so that errors do not widen it.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from scipy import optimize, stats

from analysis.outliers.model import ALL_LEVELS, JUDGED_COLUMNS, Numbers, OutlierSettings, Scale
from analysis.outliers.one_year import MAD_FREEDOM
from analysis.outliers.repeats import find_repeats

METHOD = "two_way"
_ROUNDS, _SETTLED = 20, 1e-6
_HALF_OF_SQUARES = float(stats.chi2.median(1))
"""The median of a squared standard normal number."""


def judge_two_way(figures: pd.DataFrame, scale: Scale, settings: OutlierSettings) -> pd.DataFrame:
    """What region and year say of each figure: JUDGED_COLUMNS, for the regions and years that have enough figures.

    Regions are fitted with those of their level; where a level has too few of them, with those of all levels, for
    their own size is taken out by the fit.

    Args:
        figures: `place`, `level`, `year`, `point`; one row for each place and year of one indicator.
    """
    if len(figures) <= settings.min_peers * settings.min_years:
        return pd.DataFrame(columns=list(JUDGED_COLUMNS))
    judged = [_judge_group(rows, str(level), scale, settings) for level, rows in figures.groupby("level", sort=True)]
    alone = {str(table["peer_group"].iloc[0]) for table in judged if len(table)}
    rest = ~figures["level"].isin(alone)
    if rest.any() and len(alone) < figures["level"].nunique():
        together = _judge_group(figures, ALL_LEVELS, scale, settings)
        judged.append(together[together["figure"].isin(figures.index[rest])])
    found = [table for table in judged if len(table)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(JUDGED_COLUMNS))


def _judge_group(rows: pd.DataFrame, level: str, scale: Scale, settings: OutlierSettings) -> pd.DataFrame:
    """Regions that share the effects of the years."""
    kept = _with_enough(rows, settings)
    if kept.empty:
        return pd.DataFrame(columns=list(JUDGED_COLUMNS))
    row_codes, places = pd.factorize(kept["place"])
    column_codes, years = pd.factorize(kept["year"], sort=True)
    cells = (row_codes, column_codes)
    grids = [np.full((len(places), len(years)), np.nan) for _ in range(3)]
    for grid, column in zip(grids, ("point", "value", "denominator"), strict=True):
        grid[cells] = kept[column].to_numpy("float64")
    points, values, denominators = grids
    region, year = polish(points)
    fitted = region[:, None] + year[None, :]
    counting = scale.count_variance(fitted, denominators)
    known = np.isfinite(points).sum(axis=1)
    extra = extra_variance(points - year, counting, scale.finest_spread)
    noise = np.sqrt((counting + extra) * (1 + _median_variance(known - 1))[:, None])
    z = (points - fitted) / noise
    freedom = MAD_FREEDOM * (len(places) - 1) * (float(known.mean()) - 1)
    chance = 2 * stats.t.sf(np.abs(z), freedom)
    repeated, of = find_repeats(values, z, scale.slope(values) / noise, settings.repeats_part)
    middle, wide = fitted[cells], noise[cells] * float(stats.t.isf(settings.tail / 2, freedom))
    return pd.DataFrame(
        {
            "figure": kept.index, "method": METHOD, "expected": scale.back(middle),
            "expected_low": scale.back(middle - wide), "expected_high": scale.back(middle + wide), "z": z[cells],
            "p_value": np.minimum(chance, repeated)[cells], "peers": len(places) - 1, "peer_group": level,
            "repeats": np.where(repeated < chance, np.append(years, np.nan)[of], np.nan)[cells],
        }
    )  # fmt: skip


def _with_enough(rows: pd.DataFrame, settings: OutlierSettings) -> pd.DataFrame:
    """The figures of years with enough regions and of regions with two such years; none where the years are too few."""
    kept = rows
    while len(kept):
        by_year = kept.groupby("year")["place"].transform("size") > settings.min_peers
        by_place = kept.groupby("place")["year"].transform("size") > 1
        if (by_year & by_place).all():
            break
        kept = kept[by_year & by_place]
    return kept if kept["year"].nunique() >= settings.min_years else kept.iloc[:0]


def polish(grid: Numbers) -> tuple[Numbers, Numbers]:
    """The effects of rows and columns of a grid with gaps (NaN), found by medians in turn; the rows carry the level.

    The median of two is whichever is nearer to the middle of all rows, so that of two figures that do not go together
    the stranger one stands out.
    """
    rows, columns = np.nanmedian(grid, axis=1), np.zeros(grid.shape[1])
    for _ in range(_ROUNDS):
        fresh = np.nanmedian(grid - rows[:, None], axis=0)
        fresh -= np.median(fresh)
        moved = float(np.max(np.abs(fresh - columns)))
        columns = fresh
        rows = np.nanmedian(grid - columns, axis=1)
        if moved < _SETTLED:
            break
    pairs = np.isfinite(grid).sum(axis=1) == 2
    if pairs.any():
        levelled = grid[pairs] - columns
        first, second = np.nanmin(levelled, axis=1), np.nanmax(levelled, axis=1)
        middle = float(np.median(rows))
        rows[pairs] = np.where(np.abs(first - middle) < np.abs(second - middle), first, second)
    return rows, columns


def extra_variance(levelled: Numbers, counting: Numbers, finest: float) -> float:
    """The variance of one figure beyond counting, from all pairs of years of the same region.

    Args:
        levelled: the grid without the effects of the years.
        counting: the variance that counting gives each cell.
        finest: the least standard deviation to give back.
    """
    pairs = list(combinations(range(levelled.shape[1]), 2))
    squares = np.concatenate([(levelled[:, one] - levelled[:, other]) ** 2 for one, other in pairs])
    known = np.concatenate([counting[:, one] + counting[:, other] for one, other in pairs])
    # figures that stay exactly the same are copied, or at the end of their scale: they tell nothing of noise
    there = np.isfinite(squares) & (squares > _SETTLED**2)
    squares, known = squares[there], known[there]

    def excess(extra: float) -> float:
        return float(np.median(squares / (known + 2 * extra)) - _HALF_OF_SQUARES)

    least = finest**2
    if not len(squares):
        return least
    most = max(float(np.median(squares)) / _HALF_OF_SQUARES, least)
    if excess(least) <= 0:
        return least
    return float(optimize.brentq(excess, least, most))


def _median_variance(sizes: Numbers) -> Numbers:
    """The variance of the median of some standard normal numbers: exact for one and two, else the large-sample π/2n."""
    counts = np.maximum(sizes.astype("float64"), 1.0)
    return np.asarray(np.where(counts <= 2, 1 / counts, np.pi / 2 / counts), dtype=np.float64)
