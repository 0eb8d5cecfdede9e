"""Nearest regions: by shared indicators, each weighing alike."""

from __future__ import annotations

import pandas as pd

from analysis.peers import choose_yardsticks, find_nearest


def figures(**places: dict[str, float]) -> pd.DataFrame:
    """Figures by place and indicator."""
    rows = [(place, indicator, value) for place, values in places.items() for indicator, value in values.items()]
    return pd.DataFrame(rows, columns=["place", "indicator", "value"])


FIGURES = figures(
    a={"x": 100, "y": 10},
    b={"x": 110, "y": 11},
    c={"x": 9000, "y": 900},
    d={"x": 100},
    e={"z": 5},
    f={"x": 100, "y": 10},
)


def test_the_nearest_come_first_and_the_region_itself_is_none() -> None:
    nearest = find_nearest(FIGURES, "a", ["x", "y"], 3)
    assert list(nearest["place"]) == ["d", "f", "b"] or list(nearest["place"]) == ["f", "d", "b"]
    assert nearest["distance"].is_monotonic_increasing and nearest["distance"].iloc[0] == 0


def test_a_region_that_shares_too_little_is_no_peer() -> None:
    assert "e" not in set(find_nearest(FIGURES, "a", ["x", "y"], 9)["place"])
    assert "d" not in set(find_nearest(FIGURES, "a", ["x", "y", "z"], 9)["place"])


def test_a_region_without_figures_has_no_neighbours() -> None:
    assert find_nearest(FIGURES, "nowhere", ["x"], 3).empty and find_nearest(FIGURES, "a", [], 3).empty


def test_an_indicator_alike_everywhere_does_not_divide_by_zero() -> None:
    alike = figures(a={"x": 5, "y": 1}, b={"x": 5, "y": 2}, c={"x": 5, "y": 9})
    assert list(find_nearest(alike, "a", ["x", "y"], 1)["place"]) == ["b"]


def test_yardsticks_are_what_the_region_shares_with_most() -> None:
    assert choose_yardsticks(FIGURES, "a", 5) == ["x", "y"] and choose_yardsticks(FIGURES, "a", 1) == ["x"]
    assert choose_yardsticks(FIGURES, "e", 5) == []
