"""Puts errors into a share of the figures, the slips that people make: a shifted point, a lost digit, an old figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from etl.demo.model import PLANTED, Codes, Figure, Marks, Values

_RATE_KINDS = ("tenth", "digits_swapped", "last_year_copied", "wrong_year")
"""A rate has no 万, and ten times of it is seen at a glance."""
_PART = (0.08, 0.55)
"""Bounds of the share that a part has of its whole."""
_SMALLEST_TENTH = 20.0


@dataclass(frozen=True, slots=True)
class _Cell:
    """One figure: its whole history, which year it is, the worth of its last digit, and its parts in that year."""

    history: Values
    year: int
    step: float
    parts: tuple[float, ...]
    chance: np.random.Generator

    @property
    def value(self) -> float:
        return float(self.history[self.year])

    @property
    def digits(self) -> str:
        return f"{self.value / self.step:.0f}"


@dataclass(frozen=True, slots=True)
class Printed:
    """Figures as they should be printed, region × year × figure, and where they are stated."""

    figures: tuple[Figure, ...]
    true: Values
    steps: Values
    stated: Marks


def plant_errors(printed: Printed, rate: float, seed: int) -> tuple[Values, Codes]:
    """The figures with errors, and the code of each error: an index of `PLANTED`."""
    chance = np.random.default_rng([seed, 4])
    shown, planted = printed.true.copy(), np.zeros(printed.true.shape, dtype=np.int8)
    wholes = np.array([not figure.is_part and figure.kind != "duration" for figure in printed.figures])
    chosen = (chance.random(shown.shape) < rate) & printed.stated & wholes[None, None, :]
    parts = _parts(printed.figures)
    for region, year, at in np.argwhere(chosen).tolist():
        inside = tuple(float(printed.true[region, year, part]) for part in parts.get(at, ()))
        cell = _Cell(printed.true[region, :, at], year, float(printed.steps[region, year, at]), inside, chance)
        kind, value = _spoil(cell, printed.figures[at])
        if kind:
            shown[region, year, at], planted[region, year, at] = value, PLANTED.index(kind)
    return shown, planted


def _parts(figures: tuple[Figure, ...]) -> Mapping[int, tuple[int, ...]]:
    """The positions of the parts of each figure."""
    position = {figure.id: at for at, figure in enumerate(figures)}
    found: dict[int, tuple[int, ...]] = {}
    for at, figure in enumerate(figures):
        if figure.of in position and (figure.cut or figure.is_rest):
            found[position[figure.of]] = (*found.get(position[figure.of], ()), at)
    return found


def _spoil(cell: _Cell, figure: Figure) -> tuple[str, float]:
    """The first kind of error, in an order of chance, that makes another figure of this one; none: an empty kind."""
    kinds = _RATE_KINDS if figure.kind == "rate" else PLANTED[1:]
    for place in cell.chance.permutation(len(kinds)).tolist():
        value = _SPOILERS[kinds[place]](cell)
        if value is not None and np.isfinite(value) and value > 0 and abs(value - cell.value) > cell.step / 2:
            return kinds[place], value
    return "", cell.value


def _on_step(value: float, step: float) -> float:
    return round(round(value / step) * step, 2)


def _times_ten(cell: _Cell) -> float | None:
    return cell.value * 10


def _tenth(cell: _Cell) -> float | None:
    return _on_step(cell.value / 10, cell.step) if cell.value / cell.step >= _SMALLEST_TENTH else None


def _wan_dropped(cell: _Cell) -> float | None:
    """1.53万件 becomes 1.53件."""
    return round(cell.value / (100 * cell.step), 2) if cell.step >= 100 else None


def _digit_dropped(cell: _Cell) -> float | None:
    digits = cell.digits
    if len(digits) < 3:
        return None
    at = int(cell.chance.integers(len(digits)))
    rest = digits[:at] + digits[at + 1 :]
    return None if rest[0] == "0" else round(int(rest) * cell.step, 2)


def _digits_swapped(cell: _Cell) -> float | None:
    digits = cell.digits
    places = [
        at for at in range(len(digits) - 1) if digits[at] != digits[at + 1] and not (at == 0 and digits[1] == "0")
    ]
    if not places:
        return None
    at = places[int(cell.chance.integers(len(places)))]
    return round(int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]) * cell.step, 2)


def _last_year_copied(cell: _Cell) -> float | None:
    return float(cell.history[cell.year - 1]) if cell.year else None


def _part_for_whole(cell: _Cell) -> float | None:
    if cell.parts:
        return cell.parts[int(cell.chance.integers(len(cell.parts)))]
    return max(cell.step, _on_step(cell.value * cell.chance.uniform(*_PART), cell.step))


def _wrong_year(cell: _Cell) -> float | None:
    """The figure of another year than this and the last one."""
    others = [year for year in range(len(cell.history)) if year not in (cell.year, cell.year - 1)]
    return float(cell.history[others[int(cell.chance.integers(len(others)))]]) if others else None


_SPOILERS: Mapping[str, Callable[[_Cell], float | None]] = {
    "times_ten": _times_ten, "tenth": _tenth, "wan_dropped": _wan_dropped, "digit_dropped": _digit_dropped,
    "digits_swapped": _digits_swapped, "last_year_copied": _last_year_copied, "part_for_whole": _part_for_whole,
    "wrong_year": _wrong_year,
}  # fmt: skip
