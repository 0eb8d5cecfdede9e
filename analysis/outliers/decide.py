"""Judgements -> flags: false-discovery control within indicator and year, severity, cause, words.

Source: Benjamini and Hochberg, Controlling the False Discovery Rate (J. R. Stat. Soc. B, 1995), by SciPy.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
from scipy import stats

from analysis.outliers.causes import Suspect, likeliest_cause
from analysis.outliers.explain import explain_flag
from analysis.outliers.model import FLAG_COLUMNS, OutlierSettings, Scale

_ERROR_FROM, _WARNING_FROM = 5.0, 4.5
"""Scores from which a slip is an error, and any flag a warning."""
_SMALLEST, _LEAST = 1e-300, 1e-9
"""The smallest chance told apart; what stands for nothing in a logarithm."""


def strongest(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """One judgement of each figure: where several methods judge it, the strongest, its chance times their number."""
    found = [table for table in tables if len(table)]
    if not found:
        return tables[0]
    joined = pd.concat(found, ignore_index=True)
    times = joined.groupby("figure")["figure"].transform("size")
    weighed = joined.assign(p_value=(joined["p_value"] * times).clip(upper=1.0))
    return weighed.sort_values(["figure", "p_value", "method"]).drop_duplicates("figure").reset_index(drop=True)


def add_discoveries(judged: pd.DataFrame) -> pd.DataFrame:
    """The judgements of one indicator with `q_value`, the false-discovery rate among the figures of their year, and
    `score`: the standard deviations of a normal number as rare as the figure.

    Args:
        judged: `p_value` and `year`.
    """
    by_year = judged.groupby("year")["p_value"]
    q_values = by_year.transform(lambda p: stats.false_discovery_control(p.clip(0.0, 1.0).to_numpy("float64")))
    score = stats.norm.isf(judged["p_value"].to_numpy("float64").clip(_SMALLEST, 1.0) / 2)
    return judged.assign(q_value=q_values.astype("float64"), score=score)


def choose_flags(judged: pd.DataFrame, settings: OutlierSettings) -> pd.DataFrame:
    """The judgements that are flags: outside the expected interval, and discoveries of their year."""
    outside = judged["p_value"] < settings.tail
    return judged[outside & (judged["q_value"] <= settings.false_discoveries)]


def flag_rows(chosen: pd.DataFrame, figures: pd.DataFrame, rows: pd.DataFrame, scale: Scale) -> Iterator[list[object]]:
    """One row of FLAG_COLUMNS per flag.

    Args:
        chosen: judgements of one indicator with the columns of their figures.
        figures: all figures of the indicator, by place and year.
        rows: all rows of the indicator, parts among them, with `place`.
    """
    around = _surroundings(chosen, figures, rows)
    for record in chosen.to_dict("records"):
        flag = {str(key): value for key, value in record.items()}
        cause, mended = _cause(flag, _suspect(flag, around, scale))
        values = {
            **flag, "cause": cause, "severity": _severity(flag, cause),
            "flag_id": _stable_id(flag["observation_id"], flag["method"]),
        }  # fmt: skip
        facts = {**flag, "low": flag["expected_low"], "high": flag["expected_high"], "mended": mended}
        facts["other_year"] = flag["year"] - 1 if pd.isna(flag["repeats"]) else int(flag["repeats"])
        values["explanation_zh"], values["explanation_en"] = explain_flag(flag["method"], cause, facts)
        yield [values[column] for column in FLAG_COLUMNS]


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What stands around flags: figures by place, rows by place and year, sentences by observation.

    Plain tuples: thousands of flags look into them, and a frame is slow to look into.
    """

    figures: dict[str, list[tuple[int, float]]]
    rows: dict[tuple[str, int], list[tuple[str, bool, float]]]
    sentences: dict[str, str]


def _surroundings(chosen: pd.DataFrame, figures: pd.DataFrame, rows: pd.DataFrame) -> _Surroundings:
    """The figures and rows of the places that have a flag."""
    concerned = set(chosen["place"])
    own = figures[figures["place"].isin(concerned)]
    around = _Surroundings({}, {}, {})
    for place, year, value in zip(own["place"], own["year"].tolist(), own["value"].tolist(), strict=True):
        around.figures.setdefault(str(place), []).append((year, value))
    is_level = (rows["measure"].astype(str) == "level") & rows["value"].notna() & rows["year"].notna()
    near = rows[rows["place"].isin(concerned) & is_level]
    is_part = (near["breakdown"].fillna("").astype(str) != "").tolist()
    ids, values = near["observation_id"].tolist(), near["value"].tolist()
    keys = zip(near["place"].tolist(), near["year"].astype("int64").tolist(), strict=True)
    for key, *entry in zip(keys, ids, is_part, values, strict=True):
        around.rows.setdefault(key, []).append((entry[0], entry[1], entry[2]))
    flagged = near[near["observation_id"].isin(set(chosen["observation_id"]))]
    around.sentences.update(zip(flagged["observation_id"], flagged["sentence"].fillna("").astype(str), strict=True))
    return around


def _cause(flag: Mapping[str, object], suspect: Suspect) -> tuple[str, float]:
    """The likeliest cause and the value without it; what repeats another year is a copy, a change of level is real."""
    if flag["method"] == "change_point":
        return "real", suspect.value
    if not math.isnan(float(str(flag["repeats"]))):
        return "last_year_copied", suspect.expected
    return likeliest_cause(suspect)


def _suspect(flag: Mapping[str, object], around: _Surroundings, scale: Scale) -> Suspect:
    """A flag with what stands around it in its own region."""
    year, value, expected = int(str(flag["year"])), float(str(flag["value"])), float(str(flag["expected"]))
    place, observation = str(flag["place"]), str(flag["observation_id"])
    before = [(when, earlier) for when, earlier in around.figures[place] if when < year]
    beside = around.rows.get((place, year), [])
    z = abs(float(str(flag["z"])))
    away = abs(math.log(max(value, scale.shift or _LEAST) / max(expected, scale.shift or _LEAST)))
    return Suspect(
        value=value, expected=expected, deviation=away / z if z else 1.0, is_rate=scale.kind == "rate",
        sentence=around.sentences.get(observation, ""),
        last=next((earlier for when, earlier in before if when == year - 1), math.nan),
        earlier=tuple(earlier for _, earlier in before),
        parts=tuple(other for _, is_part, other in beside if is_part),
        wholes=tuple(other for name, is_part, other in beside if not is_part and name != observation),
    )  # fmt: skip


def _severity(flag: Mapping[str, object], cause: str) -> str:
    """An error where a slip explains a gross difference, a warning for a gross one, else a note."""
    score = float(str(flag["score"]))
    if flag["method"] == "change_point":
        return "note"
    if cause != "real" and score >= _ERROR_FROM:
        return "error"
    return "warning" if score >= _WARNING_FROM else "note"


def _stable_id(observation_id: object, method: object) -> str:
    return hashlib.sha256(f"{observation_id}:{method}".encode()).hexdigest()[:16]
