"""What a printed figure may stand for, by hand and by property."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from analysis.audit.declared import load_declared
from analysis.audit.growth import expected_change, growth_by_difference
from analysis.audit.intervals import add_up, interval_of, share_of
from analysis.audit.model import Interval

WORDS = load_declared().words


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound", "low", "high"),
    [
        ("39件", 39, "件", "=", 39, 39),
        ("1,327项", 1327, "项", "=", 1327, 1327),
        ("1.53万件", 15300, "件", "=", 15250, 15350),
        ("3万件", 30000, "件", "=", 25000, 35000),
        ("41.94%", 41.94, "%", "=", 41.935, 41.945),
        ("98%", 98, "%", "=", 97.5, 98.5),
        ("300余次", 300, "次", ">=", 300, 400),
        ("2.5万余条", 25000, "条", ">=", 25000, 26000),
        ("80%以上", 80, "%", ">=", 80, math.inf),
        ("近80项", 80, "项", "<=", 64, 80),
        ("5个工作日以内", 5, "工作日", "<=", 0, 5),
        ("约500人", 500, "人", "~", 450, 550),
        ("九成", 90, "%", "=", 85, 95),
        ("八成半", 85, "%", "=", 82.5, 87.5),
        ("百分之九十二点四", 92.4, "%", "=", 92.35, 92.45),
        ("三百零五件", 305, "件", "=", 305, 305),
        ("三万件", 30000, "件", "=", 25000, 35000),
        ("一万二千人", 12000, "人", "=", 11500, 12500),
        ("下降14.2%", -14.2, "%", "=", -14.25, -14.15),
    ],
)  # fmt: skip
def test_a_figure_stands_for_what_rounds_to_it(
    text: str, value: float, unit: str, bound: str, low: float, high: float
) -> None:
    _, interval = interval_of(text, (value, None, unit, bound), WORDS)
    assert (interval.low, interval.high) == (pytest.approx(low), pytest.approx(high))


@given(part=some.integers(0, 10_000), rest=some.integers(1, 10_000), places=some.integers(0, 2))
def test_a_rightly_rounded_share_always_fits(part: int, rest: int, places: int) -> None:
    whole = part + rest
    printed = f"{part / whole * 100:.{places}f}%"
    _, share = interval_of(printed, (float(printed[:-1]), None, "%", "="), WORDS)
    assert share_of(Interval(part, part), Interval(whole, whole)).meets(share)


@given(parts=some.lists(some.integers(1, 9_999_999), min_size=2, max_size=6))
def test_rightly_rounded_parts_always_add_up(parts: list[int]) -> None:
    def printed(value: int) -> Interval:
        text = f"{value / 10_000:.1f}万件"
        return interval_of(text, (float(text[:-2]) * 10_000, None, "件", "="), WORDS)[1]

    assert add_up(map(printed, parts)).meets(printed(sum(parts)))


@given(now=some.integers(1, 99_999), base=some.integers(1, 99_999))
def test_a_rightly_rounded_growth_always_fits(now: int, base: int) -> None:
    printed = f"{(now / base - 1) * 100:.1f}%"
    _, growth = interval_of(printed, (float(printed[:-1]), None, "%", "="), WORDS)
    assert expected_change(Interval(now, now), Interval(base, base), "%").meets(growth)
    by_difference = growth_by_difference(Interval(now, now), Interval(now - base, now - base))
    assert by_difference is not None and by_difference.meets(growth)


def test_a_growth_over_nothing_may_be_anything() -> None:
    assert expected_change(Interval(5, 5), Interval(0, 0), "%") == Interval(-math.inf, math.inf)
    assert growth_by_difference(Interval(5, 5), Interval(5, 5)) is None
    assert share_of(Interval(5, 5), Interval(0, 0)) == Interval(-math.inf, math.inf)
