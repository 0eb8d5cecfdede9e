"""Indicators that etl/knowledge/derived.yaml makes from others, and how they agree with what reports print.

In: rows of the tidy table of the store. Out: one row for each derived indicator, region and year, with the interval
that its printed figures allow and the observations it comes from. A region that does not state both figures for the
same year has no row; parts are never divided by wholes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from analysis.audit.declared import load_declared
from analysis.audit.intervals import interval_of
from analysis.audit.model import Interval
from analysis.panel import Subject, one_per_region, slice_rows
from etl.knowledge.derived import POPULATION, DerivedIndicator, load_derived
from etl.knowledge.reader import check_keys, read_yaml
from etl.normalise import fold

DERIVED_COLUMNS = (
    "indicator", "place", "region_code", "region", "region_path", "level", "year", "value", "value_low", "value_high",
    "unit", "bound", "flags", "over_id", "over_value", "under_indicator", "under_id", "under_value", "printed_id",
    "printed_value", "agrees",
)  # fmt: skip
"""`value_low` to `value_high` is what the printed figures allow; `flags` are those of both figures; `agrees` says
whether the printed rate is within rounding for one of the declared denominators (missing where none is printed)."""
DISAGREEMENT_COLUMNS = (
    "indicator", "printed_indicator", "observation_id", "place", "region", "year", "printed", "derived", "derived_low",
    "derived_high", "over_id", "under_id", "severity", "explanation_zh", "explanation_en",
)  # fmt: skip
_TEXT = Path(__file__).parent / "text" / "derived.yaml"
_FAR = 1.0
"""Percentage points from which a printed rate is more than a slip of rounding."""

Row = dict[str, object]
Key = tuple[str, int]


def derive_indicators(observations: pd.DataFrame, population: Mapping[Key, float] | None = None) -> pd.DataFrame:
    """Every derived indicator of the regions and years that state its figures: DERIVED_COLUMNS, by indicator, place.

    Args:
        population: people by region code and year (`etl.knowledge.derived.read_population`); without it there is
            nothing per head.
    """
    derived = load_derived()
    named = {name for entry in derived for name in (entry.over, *entry.under, entry.printed) if name}
    names = observations["indicator"].astype(str)
    figures = {name: _figures(observations[names == name], name) for name in sorted(named & set(names))}
    rows = [row for entry in derived for row in _rows(entry, figures, population or {})]
    return pd.DataFrame(rows, columns=list(DERIVED_COLUMNS))


def find_disagreements(derived: pd.DataFrame) -> pd.DataFrame:
    """The printed rates that no declared denominator gives within rounding: DISAGREEMENT_COLUMNS, the widest first."""
    words = check_keys(_TEXT.name, read_yaml(_TEXT), ("disagrees",))["disagrees"]
    printed = {entry.id: entry.printed for entry in load_derived()}
    apart = derived[derived["agrees"].eq(False).fillna(False).astype(bool)]
    rows = []
    for row in apart.to_dict("records"):
        gap = abs(row["printed_value"] - row["value"])
        facts = {
            "region": row["region"], "year": row["year"], "over": f"{row['over_value']:g}",
            "under": f"{row['under_value']:g}", "exact": f"{row['value']:.2f}%",
            "printed": f"{row['printed_value']:g}%",
        }  # fmt: skip
        rows.append(
            (
                gap, row["indicator"], printed[row["indicator"]], row["printed_id"], row["place"], row["region"],
                row["year"], row["printed_value"], row["value"], row["value_low"], row["value_high"], row["over_id"],
                row["under_id"], "warning" if gap >= _FAR else "note", words["zh"].format(**facts),
                words["en"].format(**facts),
            )
        )  # fmt: skip
    found = pd.DataFrame(rows, columns=["gap", *DISAGREEMENT_COLUMNS])
    ordered = found.sort_values(["gap", "observation_id"], ascending=[False, True], kind="stable")
    return ordered.drop(columns="gap").reset_index(drop=True)


def _figures(rows: pd.DataFrame, name: str) -> dict[Key, Row]:
    """The whole figure of each region and year, with the interval it stands for."""
    chosen = one_per_region(slice_rows(rows, Subject(name)))
    found: dict[Key, Row] = {}
    for record in chosen.to_dict("records"):
        row = {str(key): value for key, value in record.items()}
        found[(str(row["place"]), int(str(row["year"])))] = {**row, "interval": _interval(row)}
    return found


def _interval(row: Row) -> Interval:
    """What a figure may stand for; the value alone where its characters are not known."""
    value, text = float(str(row["value"])), row.get("text")
    if not isinstance(text, str) or not text:
        return Interval(value, value)
    high = row.get("value_high")
    upper = float(high) if isinstance(high, float) and not math.isnan(high) else None
    bound = str(row["bound"]) if isinstance(row["bound"], str) else "="
    return interval_of(fold(text), (value, upper, str(row["unit"]), bound), load_declared().words)[1]


def _rows(
    entry: DerivedIndicator, figures: Mapping[str, dict[Key, Row]], population: Mapping[Key, float]
) -> Iterator[Row]:
    """One row for each region and year of one derived indicator."""
    for key, over in sorted(figures.get(entry.over, {}).items()):
        below = list(_denominators(entry, (key, over), figures, population))
        if not below:
            continue
        name, under = below[0]
        printed = figures.get(entry.printed, {}).get(key)
        allowed = [_quotient(over, row, entry.per) for _, row in below]
        yield {
            "indicator": entry.id, **{column: over[column] for column in _PLACE}, "year": key[1],
            "value": float(str(over["value"])) / float(str(under["value"])) * entry.per,
            "value_low": allowed[0].low, "value_high": allowed[0].high, "unit": entry.unit,
            "bound": _bound(str(over["bound"]), str(under["bound"])),
            "flags": " ".join(sorted({*str(over.get("flags") or "").split(), *str(under.get("flags") or "").split()})),
            "over_id": over["observation_id"], "over_value": over["value"], "under_indicator": name,
            "under_id": under["observation_id"], "under_value": under["value"],
            "printed_id": printed["observation_id"] if printed else "",
            "printed_value": printed["value"] if printed else math.nan,
            "agrees": any(_printed_interval(printed).meets(one) for one in allowed) if printed else None,
        }  # fmt: skip


_PLACE = ("place", "region_code", "region", "region_path", "level")


def _denominators(
    entry: DerivedIndicator, over: tuple[Key, Row], figures: Mapping[str, dict[Key, Row]],
    population: Mapping[Key, float],
) -> Iterator[tuple[str, Row]]:  # fmt: skip
    """What the region states below the line, in the declared order; a zero divides nothing."""
    key, row = over
    for name in entry.under:
        if name == POPULATION:
            people = population.get((str(row["region_code"]), key[1]))
            if people and str(row["level"]) != "township":
                yield name, {
                    "value": people, "bound": "=", "observation_id": "", "interval": Interval(people, people)
                }  # fmt: skip
            continue
        under = figures.get(name, {}).get(key)
        if under and float(str(under["value"])) > 0:
            yield name, under


def _printed_interval(row: Row) -> Interval:
    """What a printed rate may stand for: at least half of its last digit that is not zero, where no text tells more."""
    interval = row["interval"]
    assert isinstance(interval, Interval)
    if interval.high > interval.low:
        return interval
    decimals = len(f"{interval.low:.4f}".rstrip("0").partition(".")[2])
    half = 10.0**-decimals / 2
    return Interval(interval.low - half, interval.high + half)


def _quotient(over: Row, under: Row, per: float) -> Interval:
    """All values that two intervals divide to."""
    above, below = over["interval"], under["interval"]
    assert isinstance(above, Interval) and isinstance(below, Interval)
    if below.low <= 0:
        return Interval(0.0, math.inf)
    low = 0.0 if math.isinf(below.high) else above.low / below.high * per
    return Interval(low, above.high / below.low * per)


def _bound(over: str, under: str) -> str:
    """The bound of a quotient: more above or less below is at least, the other way round at most, both is about."""
    turned = {">=": "<=", "<=": ">="}.get(under, under)
    sides = {side for side in (over, turned) if side not in ("=", "nan", "None", "")}
    if not sides:
        return "="
    return sides.pop() if len(sides) == 1 else "~"
