"""What a printed figure may stand for, and what its neighbours by one slip of a digit are.

A figure printed to a step stands for all values that round to it (41.94% is 41.935 to 41.945); whole counts are
exact. Bound words widen it: 300余次 is 300 to 400, 近80项 is 70 to 80, 80%以上 is 80 and more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from analysis.audit.declared import Words
from analysis.audit.model import Figure, Interval

_DIGITS = re.compile(r"\d[\d,，]*(?:\.(\d+))?")
_ABOUT = 0.1
"""How far a figure with 约 or 左右 may be off, as a share of itself."""
_ROUNDING = 10_000
"""Numbers in words are rounded to scales from here on: 三万 is no exact count, 三百 is."""
_LOOSE = 0.34
"""The same for a fraction in words (三分之一), which names no digits."""


def printed_step(text: str, value: float, unit: str, words: Words) -> float:
    """The worth of the last printed digit of a figure.

    Args:
        text: folded characters of the number, with its scale word and unit.
    """
    match = _DIGITS.search(text)
    if match is None:
        return _step_of_words(text, unit, words)
    decimals = len(match[1] or "")
    mantissa = float(match[0].replace(",", "").replace("，", ""))
    named = max((scale for word, scale in words.scales.items() if word in text), default=1)
    scale = abs(value) / mantissa if mantissa else named
    return float(10.0**-decimals * max(scale, 1e-12))


def _step_of_words(text: str, unit: str, words: Words) -> float:
    if any(word in text for word in words.tenths):
        return 5.0 if any(word in text for word in words.half) else 10.0
    if unit not in ("%", "‰"):
        return _step_of_numerals(text, words)
    if any(word in text for word in words.percent):
        return float(10.0 ** -len(text.split("点")[1])) if "点" in text else 1.0
    return 0.0


def _step_of_numerals(text: str, words: Words) -> float:
    """Rounded to its last scale where that is 万 and more (三万: 10000; 一万二千: 1000); else exact (三百零五: 1)."""
    at = max((text.rfind(word) for word, scale in words.scales.items() if scale >= _ROUNDING), default=-1)
    if at < 0:
        return 1.0
    rest = text[at + 1 :]
    below = [float(scale) for word, scale in words.scales.items() if word in rest and scale < _ROUNDING]
    if any(numeral in rest for numeral in words.counts):
        return min(below, default=1.0)
    return float(words.scales[text[at]])


def interval_of(text: str, figure: tuple[float, float | None, str, str], words: Words) -> tuple[float, Interval]:
    """The step of a figure and the values that it may stand for.

    Args:
        figure: its value, upper end of a range, unit and bound.
    """
    value, high, unit, bound = figure
    if value < 0:
        step, mirrored = interval_of(text, (-value, None if high is None else -high, unit, bound), words)
        return step, Interval(-mirrored.high, -mirrored.low)
    step = printed_step(text, value, unit, words)
    if high is not None and not math.isnan(high):
        return step, Interval(value, high)
    # a whole count is exact; a scaled, decimal or relative one is rounded
    exact = step == 1.0 and unit not in ("%", "‰", "倍")
    half = 0.0 if exact else step / 2 or abs(value) * _LOOSE / 2
    return step, _widened(value, half, bound, (text, words))


def _widened(value: float, half: float, bound: str, how: tuple[str, Words]) -> Interval:
    text, words = how
    if bound == "~":
        return Interval(value - abs(value) * _ABOUT, value + abs(value) * _ABOUT)
    grain = _grain(value)
    if bound == ">=":
        many = any(word in text for word in words.many)
        return Interval(value, value + grain if many else math.inf)
    if bound == "<=":
        near = any(word in text for word in words.near)
        return Interval(min(value - grain, value * 0.8) if near else 0.0, value)
    return Interval(value - half, value + half)


def _grain(value: float) -> float:
    """The worth of the last digit that is not zero: 100 for 300, 1000 for 25000."""
    grain = 10.0 ** math.floor(math.log10(abs(value))) if value else 1.0
    while grain > 1e-6 and abs(value / grain - round(value / grain)) > 1e-9:
        grain /= 10
    return grain


def add_up(parts: Iterable[Interval]) -> Interval:
    """The interval of a sum."""
    parts = tuple(parts)
    return Interval(sum(part.low for part in parts), sum(part.high for part in parts))


def share_of(part: Interval, whole: Interval) -> Interval:
    """The percentage that one is of the other; all percentages where the whole may be zero."""
    if whole.low <= 0:
        return Interval(-math.inf, math.inf)
    high = part.high / whole.low * 100
    return Interval(part.low / whole.high * 100, high)


def slips(figure: Figure) -> Iterator[float]:
    """The values of a figure with one of its digits changed."""
    digits = str(round(abs(figure.value) / figure.step)) if figure.step else ""
    for place, digit in enumerate(digits):
        worth = figure.step * 10.0 ** (len(digits) - 1 - place)
        for other in range(10):
            if other != int(digit) and not (place == 0 and other == 0 and len(digits) > 1):
                yield figure.value + (other - int(digit)) * worth


def gives_share(known: Sequence[Interval]) -> bool:
    """Whether a share fits its counts: the first interval is the share, the last the whole, the rest its parts."""
    share, *parts, whole = known
    return whole.low > 0 and share_of(add_up(parts), whole).meets(share)


def is_cut_off(figure: Figure, exact: Interval) -> bool:
    """Whether a figure may be an exact value whose further digits were cut off instead of rounded: 99.92% of 99.926."""
    magnitude = sorted((abs(exact.low), abs(exact.high)))
    printed = abs(figure.value)
    return Interval(printed, printed + figure.step).meets(Interval(magnitude[0], magnitude[1]))


def one_slip_mends(figures: Sequence[Figure], holds: Callable[[Sequence[Interval]], bool]) -> bool:
    """Whether some other digit in one of the figures makes their identity hold."""
    intervals = [figure.interval for figure in figures]
    for place, figure in enumerate(figures):
        for value in slips(figure):
            if holds([*intervals[:place], shifted(figure, value), *intervals[place + 1 :]]):
                return True
    return False


def shifted(figure: Figure, value: float) -> Interval:
    """The interval of a figure if it were printed with another value."""
    by = value - figure.value
    return Interval(figure.interval.low + by, figure.interval.high + by)
