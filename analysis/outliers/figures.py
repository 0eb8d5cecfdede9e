"""Rows of the tidy table -> the figures that are judged: one whole figure for each region and year of an indicator."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.outliers.model import OutlierSettings, Scale
from analysis.panel import Subject, one_per_region, slice_rows, split_units

_KEPT = [
    "observation_id", "document_id", "place", "region", "region_path", "level", "year", "indicator", "value", "unit",
    "text",
]  # fmt: skip


def collect_figures(
    observations: pd.DataFrame, indicators: pd.DataFrame, settings: OutlierSettings
) -> Iterator[tuple[pd.DataFrame, Scale]]:
    """The figures of each indicator, by place and year, numbered from 0; `point` is their place on the scale.

    Parts, changes and shares are left out, and figures in another unit than most; so is what the scale cannot hold.
    """
    kinds = dict(zip(indicators["id"].astype(str), indicators["kind"].astype(str), strict=True))
    wanted = observations[
        (observations["confidence"] >= settings.sure) & observations["indicator"].astype(str).isin(list(kinds))
    ]
    for name, rows in wanted.groupby(wanted["indicator"].astype(str), sort=True, observed=True):
        subject, scale = Subject(str(name), kinds[str(name)]), Scale(kinds[str(name)])
        chosen = split_units(one_per_region(slice_rows(rows, subject)), subject)[0]
        figures = chosen[_KEPT].assign(
            point=scale.forward(chosen["value"].to_numpy("float64")), year=chosen["year"].astype("int64"),
            level=chosen["level"].astype(str), region_path=chosen["region_path"].fillna("").astype(str),
        )  # fmt: skip
        placed = figures[figures["point"].notna()].reset_index(drop=True)
        if len(placed):
            yield placed, scale


def peer_groups(figures: pd.DataFrame, settings: OutlierSettings) -> pd.Series:
    """The narrowest group of each figure of one year that has enough others: its prefecture, province, or its level.

    A group is named by the region above it and its level (云南省/county); a level of the whole country by the level.
    """
    path, level = figures["region_path"], figures["level"]
    parent = path.str.replace(r"/?[^/]*$", "", regex=True)
    province = path.str.replace(r"/.*$", "", regex=True)
    narrow = (parent.where(parent != "", "") + "/" + level, province.where(parent != "", "") + "/" + level)
    groups = level.copy()
    for names in reversed(narrow):
        size = names.groupby([names, figures["year"]]).transform("size")
        groups = groups.where((size <= settings.narrow_from) | names.str.startswith("/"), names)
    return groups
