"""Invented rows of the tidy table for the tests of analysis and views."""

from __future__ import annotations

import pandas as pd

DEFAULTS = {
    "region_code": "990101", "region": "甲县", "region_path": "子省/丑市/甲县", "level": "county", "year": 2022,
    "report_year": 2022, "measure": "level", "breakdown": "", "value": 10.0, "value_high": None, "unit": "件", "bound": "=", "confidence": 0.9,
    "document_id": "d1", "start": 5, "text": "10件", "observation_id": "o",
}  # fmt: skip


def make_rows(*changes: dict[str, object]) -> pd.DataFrame:
    """Rows of the tidy table that differ from `DEFAULTS` as told."""
    rows = [{**DEFAULTS, "observation_id": f"o{index}", **change} for index, change in enumerate(changes)]
    frame = pd.DataFrame(rows, columns=list(DEFAULTS))
    return frame.astype({"year": "Int16", "report_year": "Int16"})


def region(number: int, **change: object) -> dict[str, object]:
    """The identity of an invented county."""
    return {
        "region_code": f"9901{number:02}",
        "region": f"县{number}",
        "region_path": f"子省/丑市/县{number}",
        **change,
    }
