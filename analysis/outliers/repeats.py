"""Figures that are to the last digit those of another year of the same region: copied, or put in the wrong year.

How telling that is depends on how likely the same digits come up by chance: for a count of five digits that moves by a
tenth each year once in thousands of years, for a count of ten often. Where many regions keep their figure (a list of
items in force), staying the same is the rule, and nothing is said.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt

from analysis.outliers.model import Numbers

_SAME = 1e-9
_PEAK = 0.3989
"""The density of a standard normal number at its middle: no figure is likelier."""
_LATER = 0.6
"""How often the later of two neighbouring years is the copy, before the figures are looked at."""
_UNTOLD = 0.002
"""The chance below which the likelier copy of two alone may fall: the other is only suspected."""
_CLEAR = 20.0
_FINEST, _COARSEST = -2, 8


def find_repeats(values: Numbers, z: Numbers, slopes: Numbers, usual: float) -> tuple[Numbers, npt.NDArray[np.int64]]:
    """The chance of each figure to repeat another year's (1 where it does not), and the column of that year or -1.

    Args:
        values: figures of regions by years, NaN where there is none.
        z: how far each is from what was expected: of two equal figures the stranger one is likelier the copy.
        slopes: standard deviations that one unit of the value is worth.
        usual: the share of equal pairs from which they say nothing.
    """
    chances, sources = np.ones(values.shape), np.full(values.shape, -1, dtype=np.int64)
    density = np.minimum(_PEAK * last_digits(values) * slopes, 1.0)
    others = np.isfinite(values).sum(axis=1) - 1
    pairs = list(combinations(range(values.shape[1]), 2))
    equal = [np.abs(values[:, one] - values[:, other]) <= _SAME for one, other in pairs]
    there = [np.isfinite(values[:, one] - values[:, other]) for one, other in pairs]
    by_chance = sum(float(density[both, other].sum()) for both, (_, other) in zip(there, pairs, strict=True))
    beyond = sum(float(same.sum()) for same in equal) - by_chance
    if beyond > usual * sum(both.sum() for both in there):
        return chances, sources
    for (one, other), same in zip(pairs, equal, strict=True):
        later = _blame(z[:, one], z[:, other], _LATER if other == one + 1 else 0.5)
        for copy, source, blame in ((one, other, 1 - later), (other, one, later)):
            chance = np.minimum(density[:, copy] * others / np.maximum(blame, _SAME), 1.0)
            chance = np.where(blame < 0.5, np.maximum(chance, _UNTOLD), chance)
            better = same & (chance < chances[:, copy])
            chances[better, copy], sources[better, copy] = chance[better], source
    return chances, sources


def _blame(earlier: Numbers, later: Numbers, before: float) -> Numbers:
    """The probability that of two equal figures the later is the copy, by Bayes: an original is as expected."""
    odds = np.exp(np.clip((later**2 - earlier**2) / 2, -_CLEAR, _CLEAR)) * before / (1 - before)
    return np.asarray(odds / (1 + odds), dtype=np.float64)


def last_digits(values: Numbers) -> Numbers:
    """The worth of the last digit that is not zero (15300: 100; 98.3: 0.1)."""
    steps = np.full(values.shape, 10.0**_FINEST)
    for exponent in range(_FINEST + 1, _COARSEST + 1):
        step = 10.0**exponent
        whole = np.abs(values / step - np.round(values / step)) < _SAME * 1e3
        steps = np.where(whole & (np.abs(values) >= step), step, steps)
    return steps
