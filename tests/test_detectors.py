"""The scorecard of the detectors at its smallest: ours finds planted errors better than what a reader would reach for."""

from __future__ import annotations

import numpy as np
import pytest

from bench.detectors import invent, measure

SEEDS = (11, 12, 13)
AHEAD = 0.1


@pytest.mark.slow
def test_three_years_are_judged_better_than_by_the_usual_detectors() -> None:
    runs = [measure(invent(30, 3, 10, seed), ("z", "log-MAD", "IsolationForest")) for seed in SEEDS]
    average = {name: np.mean([run[name].average for run in runs]) for name in runs[0]}
    assert all(average["ours"] >= other + AHEAD for name, other in average.items() if name != "ours")
    assert np.mean([run["ours"].false_flags for run in runs]) <= 5
