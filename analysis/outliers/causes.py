"""The likeliest cause of a figure that stands out: which slip would bring it back to what was expected.

Every cause turns the figure into what it would have been without the slip. The cheapest wins: the squared distance of
that value from the expected one, in standard deviations, plus a price for how rare or how flexible the slip is; a real
difference pays its own distance up to a cap, since districts do differ.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.outliers.model import CAUSES
from etl.errors import KnowledgeError
from etl.knowledge.reader import check_keys, check_words, read_yaml

_FILE = Path(__file__).parent / "causes.yaml"
_NEAR, _FULL = 1e-9, 100.0
_TELLING = 100.0
"""A repeated figure of less than three digits may be chance."""


@dataclass(frozen=True, slots=True)
class Prices:
    """causes.yaml: what each cause costs, the factors of slips, the words of cumulative figures."""

    price: Mapping[str, float]
    unit_factors: tuple[float, ...]
    scale_factors: tuple[float, ...]
    cumulative_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A figure that stands out with what is known around it.

    `expected` and `deviation` are on a logarithmic scale around `value`; `last` is the figure of the year before or
    NaN; `earlier` those of all years before in turn; `siblings` other figures of the same indicator, region and year,
    parts among them.
    """

    value: float
    expected: float
    deviation: float
    is_rate: bool
    sentence: str
    last: float
    earlier: tuple[float, ...]
    parts: tuple[float, ...]
    wholes: tuple[float, ...]


@cache
def load_prices(path: Path = _FILE) -> Prices:
    """What causes.yaml says, read once.

    Raises:
        KnowledgeError: the file breaks its grammar.
    """
    entry = check_keys(path.name, read_yaml(path), ("price", "unit_factors", "scale_factors", "cumulative_words"))
    price = check_keys(f"{path.name}：price", entry["price"], CAUSES)
    try:
        return Prices(
            {cause: float(price[cause]) for cause in CAUSES}, tuple(map(float, entry["unit_factors"])),
            tuple(map(float, entry["scale_factors"])), check_words(path.name, entry["cumulative_words"]),
        )  # fmt: skip
    except (TypeError, ValueError) as fault:
        raise KnowledgeError(f"{path.name}：价格或倍数不是数字（{fault}）；请写成 3.0") from fault


def likeliest_cause(suspect: Suspect) -> tuple[str, float]:
    """The cause, and the value without it (the figure itself where the difference is real)."""
    prices = load_prices()
    own = _distance(suspect, suspect.value)
    best, cost, mended = "real", min(own, prices.price["real"]), suspect.value
    for cause, value in _candidates(suspect, prices):
        paid = _distance(suspect, value) + prices.price[cause]
        if paid < cost - _NEAR:
            best, cost, mended = cause, paid, value
    return best, mended


def _distance(suspect: Suspect, value: float) -> float:
    """Half the squared distance of a value from the expected one, in standard deviations."""
    if value <= 0 or suspect.expected <= 0:
        return math.inf
    return float((math.log(value / suspect.expected) / max(suspect.deviation, _NEAR)) ** 2 / 2)


def _candidates(suspect: Suspect, prices: Prices) -> Iterator[tuple[str, float]]:
    """The causes that may apply, each with the value without it."""
    value = suspect.value
    if abs(value - suspect.last) <= _NEAR and value >= _TELLING:
        yield "last_year_copied", suspect.expected
    if suspect.is_rate:
        yield from (pair for pair in _rate_slips(value, prices) if pair[1] <= _FULL)
        return
    for factor in prices.unit_factors:
        yield "unit_slip", value * factor
    for factor in prices.scale_factors:
        yield "scale_slip", value * factor
    for whole in suspect.wholes:
        if whole > value:
            yield "part_for_whole", whole
    if any(abs(part - value) <= _NEAR for part in suspect.parts):
        yield "part_for_whole", suspect.expected
    so_far = sum(suspect.earlier)
    if so_far and (value > so_far or any(word in suspect.sentence for word in prices.cumulative_words)):
        yield from (("cumulative", value - past) for past in _running(suspect.earlier) if value > past)
    for edited in digit_edits(value):
        yield "digit_slip", edited


def _rate_slips(value: float, prices: Prices) -> Iterator[tuple[str, float]]:
    """A rate with its point elsewhere, or another of its digits."""
    yield from (("scale_slip", value * factor) for factor in prices.scale_factors)
    decimals = len(f"{value:.4f}".rstrip("0").partition(".")[2])
    step = 10.0**-decimals
    yield from (("digit_slip", edited * step) for edited in digit_edits(float(round(value / step))))


def _running(earlier: Sequence[float]) -> Iterator[float]:
    """The sums of the last year, the last two, …"""
    total = 0.0
    for value in reversed(earlier):
        total += value
        yield total


def digit_edits(value: float) -> Iterator[float]:
    """The whole numbers from which one slip of the hand makes this one.

    One digit too many, two neighbours changed places, or one digit lost (stood for by the ten that may have stood there
    in the first two places, which decide the size).
    """
    if value != int(value) or value < 10:
        return
    digits = str(int(value))
    for at in range(len(digits) - 1):
        yield float(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
    for at in range(len(digits)):
        yield float(digits[:at] + digits[at + 1 :])
    for at in (0, 1):
        yield from (float(digits[:at] + str(digit) + digits[at:]) for digit in range(10) if at or digit)
