"""Rows of the tidy table -> the figures that are judged: one whole figure for each region and year of an indicator."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.audit.declared import load_declared
from analysis.outliers.model import ALL_LEVELS, OutlierSettings, Scale
from analysis.panel import Subject, one_per_region, slice_rows, split_units

_KEPT = [
    "observation_id", "document_id", "place", "region", "region_path", "level", "year", "indicator", "value", "unit",
    "text",
]  # fmt: skip
_FULL = 100.0


def collect_figures(
    observations: pd.DataFrame, indicators: pd.DataFrame, settings: OutlierSettings
) -> Iterator[tuple[pd.DataFrame, Scale]]:
    """The figures of each indicator, by place and year, numbered from 0.

    `point` is their place on the scale; `denominator` that of a rate, where the region states it, else NaN.
    Parts, changes and shares are left out, and figures in another unit than most; so is what the scale cannot hold.
    """
    kinds = dict(zip(indicators["id"].astype(str), indicators["kind"].astype(str), strict=True))
    wanted = observations[
        (observations["confidence"] >= settings.sure) & observations["indicator"].astype(str).isin(list(kinds))
    ]
    rows_by_name = {str(name): rows for name, rows in wanted.groupby(wanted["indicator"].astype(str), sort=True)}
    for name, rows in rows_by_name.items():
        subject, scale = Subject(name, kinds[name]), Scale(kinds[name])
        chosen = split_units(one_per_region(slice_rows(rows, subject)), subject)[0]
        figures = _with_denominators(chosen, rows_by_name)[[*_KEPT, "denominator"]].assign(
            point=scale.forward(chosen["value"].to_numpy("float64")), year=chosen["year"].astype("int64"),
            level=chosen["level"].astype(str), region_path=chosen["region_path"].fillna("").astype(str),
        )  # fmt: skip
        placed = figures[figures["point"].notna()].reset_index(drop=True)
        if len(placed):
            yield placed, scale


def needed_indicators(indicator: str) -> tuple[str, ...]:
    """The indicators whose rows a judgement of one needs: itself, and for a rate its declared denominators."""
    below = next((ratio.denominators for ratio in load_declared().ratios if ratio.rate == indicator), ())
    return (indicator, *below)


def _with_denominators(figures: pd.DataFrame, rows_by_name: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The figures of an indicator with the first of its declared denominators that their region and year state."""
    name = str(figures["indicator"].iloc[0]) if len(figures) else ""
    found = figures.assign(denominator=float("nan"))
    for below in needed_indicators(name)[1:]:
        if below in rows_by_name:
            stated = one_per_region(slice_rows(rows_by_name[below], Subject(below)))[["place", "year", "value"]]
            joined = figures[["place", "year"]].merge(stated, on=["place", "year"], how="left")["value"]
            found["denominator"] = found["denominator"].fillna(pd.Series(joined.to_numpy("float64"), found.index))
    return found


def split_ceilings(
    figures: pd.DataFrame, scale: Scale, settings: OutlierSettings
) -> tuple[pd.DataFrame, list[dict[str, object]]]:
    """The figures of years that tell regions apart, and the years in which most rates are at 100 per cent.

    The latter as year, peer_group, peers, figures and reason.
    """
    if scale.kind != "rate":
        return figures, []
    full = (figures["value"] >= _FULL).groupby(figures["year"]).transform("mean") >= settings.ceiling_part
    sizes = figures.loc[full, "year"].value_counts().sort_index()
    unchecked: list[dict[str, object]] = [
        {"year": year, "peer_group": ALL_LEVELS, "peers": size - 1, "figures": size, "reason": "ceiling"}
        for year, size in sizes.items()
        if size > settings.min_peers
    ]
    return figures[~full], unchecked


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
