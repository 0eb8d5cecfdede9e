"""How well the detectors of outliers find planted errors: `python -m bench.detectors [--fast]`, a Markdown table.

In: the invented panel (`analysis.demo_panel`), whose errors are known, at several sizes and seeds. Out: for each size
and detector precision at 20, average precision, and false flags per 1,000 clean figures. Every detector sees the same
whole figures; a figure that a detector cannot judge has its lowest score. The others are what a reader would reach for:
the plain z-score, the modified z-score of logarithms, and scikit-learn's isolation forest.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score

from analysis.demo_panel import panel_rows
from analysis.outliers import OutlierSettings, find_outliers, judge_figures
from etl.demo import Settings
from etl.knowledge.catalogue import load_catalogue

# regions, years, indicators, seeds: fewer indicators and seeds where one panel has enough figures
SIZES = ((30, 1, 30, 4), (30, 3, 30, 4), (30, 5, 30, 4), (300, 3, 12, 1), (3000, 3, 5, 1))
PLANTED_SHARE = 0.03
FLAGGED_FROM = {"z": 3.0, "log-MAD": 3.5, "IsolationForest": 0.0, "IsolationForest, history": 0.0}
"""From which score each detector flags: three deviations; 3.5 (Iglewicz and Hoaglin); the forest's own zero."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One invented panel: its whole figures with `is_error`, all its rows, and the catalogue as a table."""

    cells: pd.DataFrame
    rows: pd.DataFrame
    indicators: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Marks:
    """What a detector reached: shares from 0 to 1, and false flags per 1,000 clean figures."""

    at_20: float
    average: float
    false_flags: float


def invent(regions: int, years: int, indicators: int, seed: int) -> Panel:
    """A panel with errors in a few per cent of its figures."""
    rows = panel_rows(Settings(regions, years, indicators, PLANTED_SHARE, seed))
    cells = rows[(rows["breakdown"] == "") & (rows["value"] > 0)].reset_index(drop=True)
    kinds = [(entry.id, entry.kind) for entry in load_catalogue().indicators.values()]
    kept = cells.assign(is_error=cells["planted"] != "", point=np.log(cells["value"]))
    return Panel(kept, rows, pd.DataFrame(kinds, columns=["id", "kind"]))


def score_z(panel: Panel) -> pd.Series:
    """Distance from the mean of the indicator and year, in standard deviations."""
    grouped = panel.cells.groupby(["indicator", "year"])["value"]
    return ((panel.cells["value"] - grouped.transform("mean")) / grouped.transform("std")).abs().fillna(0.0)


def score_log_mad(panel: Panel) -> pd.Series:
    """Distance of the logarithm from the median of the indicator and year, in MADs."""
    away = (panel.cells["point"] - panel.cells.groupby(["indicator", "year"])["point"].transform("median")).abs()
    mad = away.groupby([panel.cells["indicator"], panel.cells["year"]]).transform("median") * 1.4826
    return (away / mad.where(mad > 0)).fillna(0.0)


def score_forest(panel: Panel) -> pd.Series:
    """Isolation of the value within its indicator and year (Liu, Ting and Zhou, 2008), by scikit-learn's defaults."""
    return _forests(panel, ["value"], ["indicator", "year"])


def score_forest_history(panel: Panel) -> pd.Series:
    """The same within the indicator, on logarithms and their distance from the region's own median over the years."""
    own = panel.cells["point"] - panel.cells.groupby(["indicator", "region_code"])["point"].transform("median")
    common = panel.cells["point"] - panel.cells.groupby(["indicator", "year"])["point"].transform("median")
    cells = panel.cells.assign(own=own, common=common)
    return _forests(Panel(cells, panel.rows, panel.indicators), ["common", "own"], ["indicator"])


def _forests(panel: Panel, features: list[str], within: list[str]) -> pd.Series:
    scores = pd.Series(0.0, index=panel.cells.index)
    for _, group in panel.cells.groupby(within):
        forest = IsolationForest(random_state=1).fit(group[features].to_numpy())
        scores[group.index] = -forest.decision_function(group[features].to_numpy())
    return scores


def score_ours(panel: Panel) -> pd.Series:
    """The score of the first method that can judge; figures in groups too small have none."""
    judged = judge_figures(panel.rows, panel.indicators).set_index("observation_id")["score"]
    return panel.cells["observation_id"].map(judged).fillna(-1.0)


OTHERS: Mapping[str, Callable[[Panel], pd.Series]] = {
    "z": score_z, "log-MAD": score_log_mad, "IsolationForest": score_forest,
    "IsolationForest, history": score_forest_history,
}  # fmt: skip


def mark(panel: Panel, scores: pd.Series, flagged: pd.Series) -> Marks:
    """What scores and flags are worth against the planted errors."""
    truth = panel.cells["is_error"]
    first = scores.sort_values(ascending=False, kind="stable").index[:20]
    clean = ~truth
    return Marks(
        float(truth[first].mean()), float(average_precision_score(truth, scores)),
        float((flagged & clean).sum() / clean.sum() * 1000),
    )  # fmt: skip


def measure(panel: Panel, names: tuple[str, ...] = tuple(OTHERS)) -> dict[str, Marks]:
    """The marks of the other detectors and of ours on one panel."""
    found: dict[str, Marks] = {}
    for name in names:
        scores = OTHERS[name](panel)
        found[name] = mark(panel, scores, scores > FLAGGED_FROM[name])
    flags = find_outliers(panel.rows, panel.indicators, OutlierSettings())
    flagged = panel.cells["observation_id"].isin(flags["observation_id"])
    found["ours"] = mark(panel, score_ours(panel), flagged)
    return found


def average_marks(size: tuple[int, int, int, int]) -> dict[str, Marks]:
    """The mean marks over the seeds of a size."""
    regions, years, indicators, seeds = size
    runs = [measure(invent(regions, years, indicators, seed)) for seed in range(1, seeds + 1)]
    return {
        name: Marks(*(float(np.mean([getattr(run[name], part) for run in runs])) for part in Marks.__slots__))
        for name in runs[0]
    }


def table(sizes: tuple[tuple[int, int, int, int], ...]) -> Iterator[str]:
    """The lines of the Markdown table."""
    yield "| regions × years | detector | precision at 20 | average precision | false flags per 1,000 |"
    yield "|---|---|---|---|---|"
    for size in sizes:
        for name, m in average_marks(size).items():
            yield f"| {size[0]:,} × {size[1]} | {name} | {m.at_20:.2f} | {m.average:.2f} | {m.false_flags:.1f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="only 30 regions and two seeds")
    chosen = tuple((*size[:3], 2) for size in SIZES[:3]) if parser.parse_args().fast else SIZES
    for line in table(chosen):
        print(line, flush=True)


if __name__ == "__main__":
    main()
