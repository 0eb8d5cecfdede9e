"""The nouns of the outlier search: its settings, the scale figures are judged on, and the columns of its tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

FLAG_COLUMNS = (
    "flag_id", "observation_id", "document_id", "place", "region", "year", "indicator", "value", "unit", "expected",
    "expected_low", "expected_high", "method", "score", "p_value", "q_value", "severity", "peers", "peer_group",
    "cause", "explanation_zh", "explanation_en",
)  # fmt: skip
"""The columns of the table of flags; docs/detectors.md says what each means."""
UNCHECKED_COLUMNS = (
    "indicator", "year", "peer_group", "peers", "figures", "reason", "explanation_zh", "explanation_en",
)  # fmt: skip
"""The columns of the table of groups that cannot be judged; `figures` is how many figures each concerns."""
JUDGED_COLUMNS = (
    "figure", "method", "expected", "expected_low", "expected_high", "z", "p_value", "peers", "peer_group", "repeats",
)  # fmt: skip
"""What every method says of a figure; `figure` is its position in the table of figures, `z` is signed, `repeats` the
year of the same region whose very figure it is, where that is telling, else NaN."""

ALL_LEVELS = "all"
"""The peer group of regions of any level."""
METHODS = ("funnel", "two_way", "peers_log_mad", "change_point")
"""In the order in which they are tried: a figure is judged by the first that can."""
CAUSES = (
    "unit_slip", "scale_slip", "part_for_whole", "cumulative", "last_year_copied", "digit_slip", "real",
)  # fmt: skip
REASONS = ("too_few_peers", "ceiling", "no_spread")


@dataclass(frozen=True, slots=True)
class OutlierSettings:
    """What counts as standing out.

    `min_peers` is how many other regions a judgement needs, `narrow_from` how many a province or prefecture needs to be
    compared within itself; `min_years` how many years the two-way fit needs, `min_series` a change point. From a share
    of `repeats_part` figures that stay the same over the years, that is no sign of a copy. `tail` is the chance of a
    figure outside its expected interval (0.002: the limits of a funnel plot, Spiegelhalter 2005);
    `false_discoveries` the share of false flags to expect among the flags of one indicator and year. `ceiling_part` is
    the share of regions at 100 per cent from which a rate says nothing; `sure` the confidence below which a figure is
    not judged.
    """

    min_peers: int = 8
    narrow_from: int = 20
    min_years: int = 3
    min_series: int = 8
    repeats_part: float = 0.05
    tail: float = 0.002
    false_discoveries: float = 0.05
    ceiling_part: float = 0.5
    sure: float = 0.5


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale on which figures of a kind spread evenly: logarithms, or the arcsine of the root for rates.

    Half a case is added to counts, so that zero has a place; the arcsine makes the noise of a proportion the same near
    nothing, half and all (both Anscombe, 1948).
    """

    kind: str

    @property
    def shift(self) -> float:
        """What is added before the logarithm."""
        return 0.5 if self.kind == "count" else 0.0

    def forward(self, values: Numbers) -> Numbers:
        """The values on the scale; NaN where they have no place on it (an amount of zero)."""
        if self.kind == "rate":
            return np.asarray(np.arcsin(np.sqrt(np.clip(values, 0.0, _FULL) / _FULL)), dtype=np.float64)
        shifted = values + self.shift
        return np.log(np.where(shifted > 0, shifted, np.nan))

    def back(self, points: Numbers) -> Numbers:
        """The values that stand at points of the scale."""
        if self.kind == "rate":
            return np.asarray(_FULL * np.sin(np.clip(points, 0.0, np.pi / 2)) ** 2, dtype=np.float64)
        return np.asarray(np.maximum(np.exp(np.minimum(points, _LARGEST)) - self.shift, 0.0), dtype=np.float64)

    def count_variance(self, points: Numbers, denominators: Numbers) -> Numbers:
        """The variance that counting alone gives at points of the scale.

        1/mean for a count (Poisson), 1/4n for a rate of a known denominator (binomial), else none.
        """
        if self.kind == "rate":
            return np.asarray(np.nan_to_num(0.25 / np.maximum(denominators, 1.0), nan=0.0), dtype=np.float64)
        if self.kind != "count":
            return np.zeros_like(points)
        return np.asarray(np.exp(-np.minimum(points, _LARGEST)), dtype=np.float64)

    def slope(self, values: Numbers) -> Numbers:
        """How far one unit of the value moves the point."""
        if self.kind == "rate":
            part = np.clip(values, 0.0, _FULL) / _FULL
            return np.asarray(1 / (2 * _FULL * np.sqrt(np.maximum(part * (1 - part), _LEAST))), dtype=np.float64)
        return np.asarray(1 / np.maximum(values + self.shift, _LEAST), dtype=np.float64)

    @property
    def finest_spread(self) -> float:
        """The least that a steady region varies on the scale: figures are rounded, and no office counts exactly."""
        return 0.02 if self.kind == "rate" else 0.01


_FULL, _LARGEST, _LEAST = 100.0, 700.0, 1e-12
"""Per cent; the largest exponent of a float; what stands for nothing below a line."""
