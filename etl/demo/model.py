"""The nouns of the invented panel, all frozen: what was asked for, its places, figures and sentences.

Nothing here is a real place, body or number. Arrays have the axes region × year × figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from etl.errors import EtlError

Values = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
Kind = Literal["count", "rate", "amount", "duration"]

MOST_REGIONS, MOST_YEARS, MOST_INDICATORS = 10_000, 30, 60

PLANTED = (
    "", "times_ten", "tenth", "wan_dropped", "digit_dropped", "digits_swapped", "last_year_copied", "part_for_whole",
    "wrong_year",
)  # fmt: skip
"""The kinds of planted errors; their positions are the codes in `Panel.planted`, 0 is a figure as it should be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What to invent: how much, from which seed, and the share of figures that get an error.

    Raises:
        EtlError: a number is out of its bounds.
    """

    regions: int = 60
    years: int = 5
    indicators: int = 30
    errors: float = 0.01
    seed: int = 1
    last_year: int = 2024

    def __post_init__(self) -> None:
        bounds = (("regions", MOST_REGIONS), ("years", MOST_YEARS), ("indicators", MOST_INDICATORS))
        for name, most in bounds:
            if not 1 <= getattr(self, name) <= most:
                raise EtlError(f"--{name} 是 {getattr(self, name)}；请给 1 到 {most} 之间的整数")
        if not 0 <= self.errors <= 0.5:
            raise EtlError(f"--errors 是 {self.errors}；请给 0 到 0.5 之间的比例")
        if self.seed < 0:
            raise EtlError(f"--seed 是 {self.seed}；请给不小于 0 的整数")


@dataclass(frozen=True, slots=True)
class DemoRegion:
    """A fictional place; `name` is bare (青岚县), `marked` says that it is invented, as does every part of `path`."""

    code: str
    name: str
    marked: str
    path: str
    level: str


@dataclass(frozen=True, slots=True)
class Figure:
    """How one figure comes about; the fields are those of figures.yaml, zero or empty where they do not apply."""

    id: str
    indicator: str
    breakdown: str
    kind: Kind
    unit: str
    printed_unit: str
    base: float = 0.0
    spread: float = 0.0
    drift: float = 0.0
    scale: float = 1.0
    of: str = ""
    share: float = 0.0
    cut: float = 0.0
    is_rest: bool = False
    ratio: tuple[str, ...] = ()
    rate: float = 0.0
    full: float = 0.0
    places: int = 0
    days: float = 0.0

    @property
    def is_part(self) -> bool:
        """Whether it is a named part of its indicator."""
        return bool(self.breakdown)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in its variants, all with the same `figures`."""

    variants: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the reports: its heading in several wordings, plain sentences, and those with figures."""

    headings: tuple[str, ...]
    plain: tuple[str, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Wordings:
    """Everything of wordings.yaml."""

    mark: str
    note: str
    title: str
    issuer: str
    signed: str
    place: str
    home: Mapping[str, str]
    when: tuple[str, ...]
    growth: tuple[str, ...]
    up: str
    down: str
    numbering: str
    sections: tuple[Section, ...]
    first: tuple[str, ...]
    second: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """The invented figures.

    `true` is what should stand in the report, `shown` what stands there, both as printed; `planted` is the code of the
    error between them. `steps` is the worth of the last digit that is printed at most (1.53万件: 100). `stated` says
    whether the report of the region and year states the figure.
    """

    settings: Settings
    regions: tuple[DemoRegion, ...]
    years: tuple[int, ...]
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    true: Values
    shown: Values
    steps: Values
    planted: Codes
    stated: Marks
