"""Invented panels for the tests of outliers: counties of no real province, with sizes, a common course and noise."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.panel_rows import make_rows

INDICATORS = pd.DataFrame(
    {"id": ["cases", "rate", "money"], "kind": ["count", "rate", "amount"], "unit": ["件", "%", "元"]}
)


def panel(regions: int, years: int, seed: int = 1) -> pd.DataFrame:
    """One count of each county and year: the county's size, a course common to all, and noise."""
    random = np.random.default_rng(seed)
    size, course = random.normal(6, 1, regions), random.normal(0, 0.2, years).cumsum()
    means = np.exp(size[:, None] + course[None, :] + random.normal(0, 0.1, (regions, years)))
    return rows_of(random.poisson(means).astype(float))


def rows_of(values: np.ndarray, **change: object) -> pd.DataFrame:
    """Rows of the tidy table from a grid of regions by years; NaN is no row."""
    rows = [
        {
            "region_code": f"99{row:04}", "region": f"县{row}", "region_path": f"子省/丑{row // 20}市/县{row}",
            "year": 2020 + column, "report_year": 2020 + column, "value": float(value), "text": f"{value:g}件",
            "observation_id": f"o{row}-{column}", "document_id": f"d{row}-{column}", "indicator": "cases", "sentence": "",
            **change,
        }
        for (row, column), value in np.ndenumerate(values) if np.isfinite(value)
    ]  # fmt: skip
    return make_rows(*rows).assign(
        indicator=[row["indicator"] for row in rows], sentence=[row["sentence"] for row in rows]
    )


def put(rows: pd.DataFrame, observation: str, value: float, **change: object) -> pd.DataFrame:
    """The rows with another value in one of them."""
    hit = rows["observation_id"] == observation
    assert hit.sum() == 1
    changed = rows.assign(value=rows["value"].mask(hit, value))
    for column, new in change.items():
        changed[column] = changed[column].mask(hit, new)
    return changed


def value_of(rows: pd.DataFrame, observation: str) -> float:
    """The value of one row."""
    return float(rows.loc[rows["observation_id"] == observation, "value"].iloc[0])
