"""The invented panel as a tidy table, without texts and their reading: what detectors are measured on.

The figures are those that the reports of the same settings print; only the way through the text is left out, so the
columns that speak of a place in a text are empty.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.demo import PLANTED, Panel, Settings, invent_panel
from etl.knowledge.catalogue import load_catalogue
from etl.table import to_frame


def panel_rows(settings: Settings) -> pd.DataFrame:
    """One row per stated figure: the columns of the tidy table, then `planted` and `true_value`.

    `value` is what stands in the report, `true_value` what should; `planted` is the kind of error between them, one
    of `etl.demo.PLANTED`, empty for a figure as it should be. Parts have their `breakdown`; all rows are levels of
    confidence 1. Sorted by region, year and figure; row and ids depend on the settings alone.
    """
    return rows_of_panel(invent_panel(settings))


def rows_of_panel(panel: Panel) -> pd.DataFrame:
    """The rows of a panel that was invented before."""
    region, year, figure = np.nonzero(panel.stated)
    catalogue = load_catalogue().indicators
    declared = [catalogue[entry.indicator] for entry in panel.figures]
    number = (region * len(panel.years) + year) * len(panel.figures) + figure
    documents = _texts([f"{r.code}-{y}" for r in panel.regions for y in panel.years])
    taken = {
        "observation_id": np.char.add("d", np.char.zfill(number.astype(str), 15)),
        "document_id": documents[region * len(panel.years) + year],
        "region_code": _texts([r.code for r in panel.regions])[region],
        "region": _texts([r.marked for r in panel.regions])[region],
        "region_path": _texts([r.path for r in panel.regions])[region],
        "level": _texts([r.level for r in panel.regions])[region],
        "year": np.array(panel.years, dtype=np.int16)[year],
        "report_year": np.array(panel.years, dtype=np.int16)[year],
        "indicator": _texts([d.id for d in declared])[figure],
        "label": _texts([d.label_zh for d in declared])[figure],
        "theme": _texts([d.theme for d in declared])[figure],
        "breakdown": _texts([f.breakdown for f in panel.figures])[figure],
        "value": panel.shown[panel.stated],
        "unit": _texts([f.unit for f in panel.figures])[figure],
        "planted": _texts(list(PLANTED))[panel.planted[panel.stated]],
        "true_value": panel.true[panel.stated],
    }  # fmt: skip
    return _complete(pd.DataFrame(taken))


def _texts(values: list[str]) -> np.ndarray:
    return np.array(values, dtype=object)


def _complete(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with every column of the tidy table, in its order and types; what is not given is empty."""
    pattern = to_frame([])
    given: dict[str, str | int | float] = {"measure": "level", "bound": "=", "confidence": 1.0, "rule": "invented"}
    empty = {name: _empty(pattern[name]) for name in pattern.columns if name not in rows and name not in given}
    ordered = rows.assign(**empty, **given)[[*pattern.columns, "planted", "true_value"]]
    kinds = {name: pattern[name].dtype for name in pattern.columns if str(pattern[name].dtype) != "category"}
    return ordered.astype({**kinds, "measure": "category", "unit": "category", "bound": "category", "planted": "str"})


def _empty(column: pd.Series) -> str | int | float:
    """What stands in a column of the tidy table where there is nothing to say: a span is 0 to 0."""
    if pd.api.types.is_float_dtype(column):
        return np.nan
    return 0 if pd.api.types.is_integer_dtype(column) else ""
