"""Makes the tidy table comparable: one figure for each region and year, ranks, peers' middle, and named gaps.

In: rows of the tidy table of one indicator. Out: frames with the same columns and those added here. Parts are
never mixed with wholes, and a missing figure stays missing: no other year and no zero takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

# Two figures are the same when they are no further apart than floats are.
SAME_WITHIN = 1e-9
# Measure words of counts (件, 份, 条) count alike; figures of these kinds compare only within one unit.
STRICT_KINDS = frozenset({"rate", "amount", "duration"})
GAP_REASONS = ("no_report", "part_only", "other_measure", "other_unit", "unsure", "not_in_report")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is compared: an indicator, its kind and good direction, and whether the whole or one part of it."""

    indicator: str
    kind: str = "count"
    better: str = "neither"
    measure: str = "level"
    breakdown: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Regions side by side: the ranked rows, the middle half of the peers, and the rows left out.

    `units` are the printed units of the rows; `left_out` holds rows in another unit than most.
    """

    rows: pd.DataFrame
    median: float | None
    lower: float | None
    upper: float | None
    units: tuple[str, ...]
    left_out: pd.DataFrame


def place_key(rows: pd.DataFrame) -> pd.Series:
    """What identifies a region in a table: its code, or its path where no code is known or a township speaks."""
    code = rows["region_code"].fillna("").astype(str)
    path = rows["region_path"].fillna("").astype(str)
    return code.where((code != "") & (rows["level"].astype(str) != "township"), path)


def slice_rows(rows: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """The rows of the subject's measure and breakdown that have a value, a year and a region; adds `place`."""
    breakdown = rows["breakdown"].fillna("").astype(str)
    wanted = (rows["measure"].astype(str) == subject.measure) & (breakdown == subject.breakdown)
    chosen = rows[wanted & rows["value"].notna() & rows["year"].notna()]
    placed = chosen.assign(place=place_key(chosen))
    return placed[placed["place"] != ""]


def one_per_region(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each place and year: the surest, then the one of the year's own report, then the first printed.

    Adds `alternatives` (how many other rows there were) and `differs` (whether one of them has another value).
    Sorted by place and year.
    """
    rivals = rows.duplicated(["place", "year"], keep=False)
    alone = rows[~rivals].assign(alternatives=0, differs=False)  # nearly all: none of them needs to be ranked
    chosen = pd.concat([alone, _surest(rows[rivals])]) if rivals.any() else alone
    return chosen.sort_values(["place", "year"], kind="stable").reset_index(drop=True)


def _surest(rows: pd.DataFrame) -> pd.DataFrame:
    """The first of several rows of each place and year."""
    own = (rows["report_year"] == rows["year"]).fillna(False).astype(bool)
    ordered = rows.assign(_own=own, _sure=rows["confidence"].round(1)).sort_values(
        ["place", "year", "_sure", "_own", "document_id", "start", "observation_id"],
        ascending=[True, True, False, False, True, True, True],
    )
    groups = ordered.groupby(["place", "year"], sort=False, observed=True)["value"]
    spread = groups.transform("max") - groups.transform("min")
    counted = ordered.assign(alternatives=groups.transform("size") - 1, differs=spread > SAME_WITHIN)
    return counted.drop_duplicates(["place", "year"]).drop(columns=["_own", "_sure"])


def split_units(rows: pd.DataFrame, subject: Subject) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that compare with one another, and those in another unit than most (none for counts)."""
    if rows.empty or subject.kind not in STRICT_KINDS:
        return rows, rows.iloc[:0]
    unit = rows["unit"].astype(str)
    usual = unit == unit.mode().iloc[0]
    return rows[usual], rows[~usual]


def compare_regions(rows: pd.DataFrame, subject: Subject) -> Comparison:
    """The regions of one indicator and year, ranked by value, each with its standing against the median.

    Args:
        rows: all rows of the indicator in one year, any measure and breakdown.
    """
    chosen, left_out = split_units(one_per_region(slice_rows(rows, subject)), subject)
    units = tuple(sorted({str(unit) for unit in chosen["unit"].dropna()}))
    if chosen.empty:
        return Comparison(_rank(chosen, None, subject.better), None, None, None, units, left_out)
    lower, median, upper = (float(chosen["value"].quantile(share)) for share in (0.25, 0.5, 0.75))
    return Comparison(_rank(chosen, median, subject.better), median, lower, upper, units, left_out)


def find_gaps(
    regions: pd.DataFrame, rows: pd.DataFrame, comparison: Comparison, asked: tuple[Subject, int]
) -> pd.DataFrame:
    """The regions without a figure, each with the `reason` (one of GAP_REASONS), in the order of `regions`.

    Args:
        regions: the regions in question with `place` and `report_years` (lists).
        rows: all rows of the indicator in that year with `place`; any measure, breakdown and confidence.
        asked: the subject and the year of the comparison.
    """
    subject, year = asked
    without = regions[~regions["place"].isin(comparison.rows["place"])]
    known = (
        ("part_only", rows["place"]),
        ("other_measure", rows.loc[rows["breakdown"].fillna("") == subject.breakdown, "place"]),
        ("unsure", slice_rows(rows, subject)["place"]),
        ("other_unit", comparison.left_out["place"]),
    )
    stated: dict[str, str] = {}
    for name, places in known:  # the later is the better reason
        stated.update(dict.fromkeys(places.unique(), name))
    pairs = zip(without["place"].tolist(), without["report_years"].tolist(), strict=True)
    reasons = [stated.get(place) or ("not_in_report" if year in years else "no_report") for place, years in pairs]
    return without.assign(reason=pd.Series(reasons, index=without.index, dtype="str"))


def name_regions(rows: pd.DataFrame) -> list[str]:
    """Names for display: the region's own; with the one above it in brackets where two places share a name."""
    places = rows[["place", "region"]].drop_duplicates("place")
    twice = set(places.loc[places["region"].duplicated(keep=False), "region"].tolist())
    names, paths = (rows[name].astype(str).to_numpy(dtype=object) for name in ("region", "region_path"))
    return [_full_name(name, path) if name in twice else name for name, path in zip(names, paths, strict=True)]


def _full_name(name: str, path: str) -> str:
    above = path.split("/")[-2:-1]
    return f"{name} ({above[0]})" if above else name


def _rank(rows: pd.DataFrame, median: float | None, better: str) -> pd.DataFrame:
    """Adds `rank` (1 is the largest), `percentile` (share of the others below) and `standing`."""
    ranked = rows.sort_values(["value", "place"], ascending=[False, True]).reset_index(drop=True)
    below = ranked["value"].rank(method="min") - 1
    return ranked.assign(
        rank=ranked["value"].rank(method="min", ascending=False).astype("int64"),
        percentile=below / max(len(ranked) - 1, 1) * 100,
        standing=pd.Series([standing_of(value, median, better) for value in ranked["value"]], dtype="str"),
    )


def standing_of(value: float, median: float | None, better: str) -> str:
    """Better or worse than the median by the indicator's direction; `plain` where it has none."""
    if better == "neither" or median is None:
        return "plain"
    if abs(value - median) <= SAME_WITHIN:
        return "middle"
    return "better" if (value > median) == (better == "higher") else "worse"
