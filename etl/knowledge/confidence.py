"""Loads the fitted confidence: how much each piece of evidence says that a row is right, and what each band reached."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from etl.errors import KnowledgeError
from etl.knowledge.reader import FOLDER, check_keys, read_yaml

_NAME = "confidence.yaml"


@dataclass(frozen=True, slots=True)
class Band:
    """The rows at a confidence from `low` up to the next band: how many of them were right where it was not fitted."""

    low: float
    precision: float
    rows: int


@dataclass(frozen=True, slots=True)
class Scale:
    """A logistic score of the evidence, and the curve that turns it into the share of rows that were right."""

    intercept: float
    weights: Mapping[str, float]
    curve: tuple[tuple[float, float], ...]

    def probability(self, evidence: tuple[tuple[str, float], ...]) -> float:
        """The probability that a row with this evidence is right, strictly between 0 and 1."""
        total = self.intercept + sum([self.weights.get(name, 0.0) * value for name, value in evidence])
        return _along(self.curve, 1 / (1 + math.exp(-max(min(total, 30.0), -30.0))))


@dataclass(frozen=True, slots=True)
class Confidence:
    """One scale for rows with an indicator, one for those without, and the published bands of the first."""

    linked: Scale
    unlinked: Scale
    bands: tuple[Band, ...]


def load_confidence() -> Confidence:
    """The fitted numbers of confidence.yaml.

    Raises:
        KnowledgeError: the file breaks its grammar.
    """
    content = check_keys(_NAME, read_yaml(FOLDER / _NAME), ("linked", "unlinked", "bands"))
    bands = tuple(_band(entry) for entry in content["bands"])
    return Confidence(_scale("linked", content["linked"]), _scale("unlinked", content["unlinked"]), bands)


def _band(value: object) -> Band:
    entry = check_keys(f"{_NAME}: bands", value, ("from", "precision", "rows"))
    return Band(float(entry["from"]), float(entry["precision"]), int(entry["rows"]))


def _scale(name: str, value: object) -> Scale:
    where = f"{_NAME}：{name}"
    entry = check_keys(where, value, ("intercept", "weights", "curve"))
    weights = {str(key): _number(f"{where}：{key}", weight) for key, weight in entry["weights"].items()}
    curve = tuple((_number(where, x), _number(where, y)) for x, y in entry["curve"])
    if len(curve) < 2 or any(a[0] >= b[0] or a[1] > b[1] for a, b in pairwise(curve)):
        raise KnowledgeError(f"{where}：curve 必须递增；请重新运行 `python -m tools.fit_confidence`")
    return Scale(_number(where, entry["intercept"]), weights, curve)


def _number(where: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise KnowledgeError(f"{where}：{value!r} 不是数字；请重新运行 `python -m tools.fit_confidence`")
    return float(value)


def _along(curve: tuple[tuple[float, float], ...], place: float) -> float:
    """The height of a curve of straight pieces, flat beyond its ends."""
    if place <= curve[0][0]:
        return curve[0][1]
    for (left, low), (right, high) in pairwise(curve):
        if place <= right:
            return low + (high - low) * (place - left) / (right - left)
    return curve[-1][1]
