"""Nearest regions: by shared indicators, each weighing alike."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.peers import Kind, choose_yardsticks, explain_distance, find_nearest, find_peers


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
    assert list(nearest["place"]) == ["f", "b", "d"]
    assert nearest["distance"].is_monotonic_increasing and nearest["distance"].iloc[0] == 0


def test_what_a_region_does_not_state_makes_it_no_nearer() -> None:
    nearest = find_nearest(FIGURES, "a", ["x", "y"], 9).set_index("place")
    assert nearest.loc["d", "distance"] == pytest.approx(1) and nearest.loc["d", "shared"] == 1
    assert find_nearest(FIGURES, "d", ["x"], 2)["distance"].tolist() == [0, 0]


def test_a_distance_is_made_of_the_differences_that_are_shown() -> None:
    parts = explain_distance(FIGURES, ("a", "c"), ["x", "y"])
    distance = find_nearest(FIGURES, "a", ["x", "y"], 9).set_index("place").loc["c", "distance"]
    assert (parts["difference"] ** 2).mean() ** 0.5 == pytest.approx(distance)
    assert list(parts["own"]) == [100, 10] and list(parts["other"]) == [9000, 900]
    assert explain_distance(FIGURES, ("a", "d"), ["y"])["difference"].isna().all()


REGIONS = pd.DataFrame(
    {
        "place": ["p", "c1", "a1", "a2", "c2", "b1", "q", "z1"],
        "level": ["province", "prefecture", "county", "county", "prefecture", "county", "province", "county"],
        "region_path": ["子省", "子省/丑市", "子省/丑市/甲县", "子省/丑市/乙县", "子省/寅市", "子省/寅市/丙县", "卯省", "卯省/辰市/丁县"],
    }
)


@pytest.mark.parametrize(
    ("place", "kind", "peers"),
    [
        ("a1", "level", ["a2", "b1", "z1"]), ("a1", "province", ["a2", "b1"]), ("a1", "prefecture", ["a2"]),
        ("c1", "province", ["c2"]), ("c1", "prefecture", []), ("p", "level", ["q"]), ("p", "province", []),
        ("nowhere", "level", []),
    ],
)  # fmt: skip
def test_peers_are_of_the_same_level(place: str, kind: Kind, peers: list[str]) -> None:
    assert find_peers(REGIONS, place, kind) == peers


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
