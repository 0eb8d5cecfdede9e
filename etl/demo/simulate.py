"""The figures that should stand in the reports: region effects × year effects × the noise of counting.

A region's effect lasts over the years, so that its history says something of its next figure; what is part of
another figure is drawn from it, so that orders, sums and ratios hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from etl.demo.model import DemoRegion, Figure, Settings, Values

_SIZES = {"province": 36.0, "prefecture": 6.5, "county": 1.0}
"""How many times the people of a county a region has."""
_SIZE_SPREAD, _YEAR_SPREAD, _NOISE = 0.40, 0.06, 0.06
_SHARE_SPREAD, _SHARE_NOISE = 0.30, 0.08
_RATE_SPREAD, _RATE_NOISE = 0.45, 0.15
_SMALLEST_RATE = 40.0


@dataclass(frozen=True, slots=True)
class _World:
    """What all figures share: the regions' sizes (column), the years (row), and the source of chance."""

    sizes: Values
    years: Values
    chance: np.random.Generator

    def lasting(self) -> Values:
        """A standard normal effect per region."""
        return self.chance.standard_normal((len(self.sizes), 1))

    def passing(self) -> Values:
        """A standard normal effect per region and year."""
        return self.chance.standard_normal((len(self.sizes), self.years.shape[1]))


def simulate_figures(
    settings: Settings, regions: tuple[DemoRegion, ...], figures: tuple[Figure, ...]
) -> Mapping[str, Values]:
    """The exact figures by id, each region × year; a ratio over nothing is NaN."""
    chance = np.random.default_rng([settings.seed, 2])
    levels = np.array([_SIZES[region.level] for region in regions])
    sizes = levels * np.exp(_SIZE_SPREAD * chance.standard_normal(len(regions)))
    world = _World(sizes[:, None], np.arange(settings.years, dtype=np.float64)[None, :], chance)
    found: dict[str, Values] = {}
    left: dict[str, tuple[Values, float]] = {}
    for figure in figures:
        if figure.cut or figure.is_rest:
            found[figure.id] = _cut(world, figure, found, left)
        elif figure.of:
            shares = _shares(world, figure.share)
            found[figure.id] = world.chance.binomial(found[figure.of].astype(np.int64), shares).astype(np.float64)
        elif figure.ratio:
            found[figure.id] = _ratio(figure, found)
        elif figure.rate:
            found[figure.id] = _rate(world, figure)
        else:
            found[figure.id] = _level(world, figure)
    return found


def _level(world: _World, figure: Figure) -> Values:
    base = figure.base or figure.days
    shock = _YEAR_SPREAD * world.chance.standard_normal(world.years.shape)
    spread = figure.spread or 0.25
    log = spread * world.lasting() + shock + figure.drift * world.years + _NOISE * world.passing()
    if figure.days:
        return np.maximum(0.5, np.round(base * np.exp(log) * 2) / 2)
    mean = base * world.sizes**figure.scale * np.exp(log)
    if figure.kind == "amount":
        return np.round(mean, -2)
    return np.maximum(1.0, world.chance.poisson(mean).astype(np.float64))


def _shares(world: _World, share: float) -> Values:
    odds = np.log(share / (1 - share)) + _SHARE_SPREAD * world.lasting() + _SHARE_NOISE * world.passing()
    shares: Values = 1 / (1 + np.exp(-odds))
    return shares


def _cut(world: _World, figure: Figure, found: Mapping[str, Values], left: dict[str, tuple[Values, float]]) -> Values:
    """A part of what earlier cuts left of a whole."""
    rest, share = left.get(figure.of, (found[figure.of], 1.0))
    if figure.is_rest:
        part = rest
    else:
        part = world.chance.binomial(rest.astype(np.int64), _shares(world, figure.cut / share)).astype(np.float64)
    left[figure.of] = (rest - part, share - figure.cut)
    return part


def _ratio(figure: Figure, found: Mapping[str, Values]) -> Values:
    over, under = (found[name] for name in figure.ratio)
    exact = np.full(over.shape, np.nan)
    np.divide(100 * over, under, out=exact, where=under > 0)
    rounded: Values = np.round(exact, figure.places)
    return rounded


def _rate(world: _World, figure: Figure) -> Values:
    odds = np.log(figure.rate / (100 - figure.rate)) + _RATE_SPREAD * world.lasting() + _RATE_NOISE * world.passing()
    rates = np.maximum(_SMALLEST_RATE, np.round(100 / (1 + np.exp(-odds)), figure.places))
    always = world.chance.random((len(world.sizes), 1)) < figure.full
    return np.where(always, 100.0, rates)
