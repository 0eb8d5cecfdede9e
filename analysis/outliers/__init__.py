"""Figures that stand out (design.md section 5, L4): statistics, after the exact checks of `analysis.audit`.

    rows > figures of each indicator > the first method that can judge each > false-discovery control > causes, words

Nothing is changed or deleted: a flag is a question with its evidence, which a person answers. Where a group is too
small or all its figures are alike, nothing is flagged and `find_unchecked` says so. Parts are never compared with
wholes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.outliers.change_point import judge_change_points
from analysis.outliers.decide import add_discoveries, choose_flags, flag_rows, strongest
from analysis.outliers.explain import explain_unchecked
from analysis.outliers.figures import collect_figures, needed_indicators, split_ceilings
from analysis.outliers.funnel import judge_funnel
from analysis.outliers.model import FLAG_COLUMNS, UNCHECKED_COLUMNS, OutlierSettings, Scale
from analysis.outliers.one_year import judge_one_year
from analysis.outliers.two_way import judge_two_way
from analysis.panel import place_key

__all__ = [
    "FLAG_COLUMNS", "UNCHECKED_COLUMNS", "OutlierSettings", "find_outliers", "find_unchecked", "judge_figures",
    "needed_indicators", "search_outliers",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """One indicator: its figures, what the methods say of them, and the groups that cannot be judged."""

    figures: pd.DataFrame
    judgements: pd.DataFrame
    unchecked: list[dict[str, object]]
    scale: Scale


def find_outliers(
    observations: pd.DataFrame, indicators: pd.DataFrame, settings: OutlierSettings = OutlierSettings()
) -> pd.DataFrame:
    """The figures that stand out: FLAG_COLUMNS, the strongest first.

    Args:
        observations, indicators: tables of the store; of any indicators and years. A rate is judged by the size of its
            denominators only where their rows are there too (`needed_indicators`).
    """
    return search_outliers(observations, indicators, settings)[0]


def find_unchecked(
    observations: pd.DataFrame, indicators: pd.DataFrame, settings: OutlierSettings = OutlierSettings()
) -> pd.DataFrame:
    """The groups of figures that cannot be judged, and why: UNCHECKED_COLUMNS, by indicator, year and group."""
    return search_outliers(observations, indicators, settings)[1]


def search_outliers(
    observations: pd.DataFrame, indicators: pd.DataFrame, settings: OutlierSettings = OutlierSettings()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables of one search: the figures that stand out, and the groups that cannot be judged."""
    placed = observations.assign(place=place_key(observations))
    names = placed["indicator"].astype(str)
    flags: list[list[object]] = []
    groups: list[list[object]] = []
    for judged in _judge(observations, indicators, settings):
        groups += _explained(judged, settings)
        chosen = choose_flags(judged.judgements, settings)
        if len(chosen):
            own = placed[names == str(judged.figures["indicator"].iloc[0])]
            flags += flag_rows(chosen, judged.figures, own, judged.scale)
    found = pd.DataFrame(flags, columns=list(FLAG_COLUMNS))
    ordered = found.sort_values(["score", "flag_id"], ascending=[False, True]).reset_index(drop=True)
    return ordered, pd.DataFrame(groups, columns=list(UNCHECKED_COLUMNS))


def _explained(judged: Judged, settings: OutlierSettings) -> Iterator[list[object]]:
    """The rows of the groups of an indicator that cannot be judged."""
    for group in judged.unchecked:
        zh, en = explain_unchecked(str(group["reason"]), int(str(group["peers"])), settings.min_peers)
        known = {
            **group, "indicator": judged.figures["indicator"].iloc[0], "explanation_zh": zh, "explanation_en": en
        }  # fmt: skip
        yield [known[column] for column in UNCHECKED_COLUMNS]


def judge_figures(
    observations: pd.DataFrame, indicators: pd.DataFrame, settings: OutlierSettings = OutlierSettings()
) -> pd.DataFrame:
    """Every figure that could be judged, flagged or not, with method, `z`, score, p_value and q_value."""
    tables = [judged.judgements for judged in _judge(observations, indicators, settings) if len(judged.judgements)]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _judge(observations: pd.DataFrame, indicators: pd.DataFrame, settings: OutlierSettings) -> Iterator[Judged]:
    """Each indicator's figures, judged by the first method that can."""
    for figures, scale in collect_figures(observations, indicators, settings):
        telling, at_ceiling = split_ceilings(figures, scale, settings)
        several = strongest([judge_funnel(telling, scale, settings), judge_two_way(telling, scale, settings)])
        rest = telling.index[~telling.index.isin(several["figure"])]
        by_peers, too_few = judge_one_year(telling, rest, scale, settings)
        alone = telling[telling.index.isin(rest) & ~telling.index.isin(by_peers["figure"])]
        own = judge_change_points(alone, scale, settings)
        unchecked = [*at_ceiling, *too_few]
        judged = [table for table in (several, by_peers, own) if len(table)]
        if judged:
            joined = pd.concat(judged, ignore_index=True).merge(figures, left_on="figure", right_index=True)
            yield Judged(figures, add_discoveries(joined), unchecked, scale)
        else:
            yield Judged(figures, pd.DataFrame(columns=["p_value", "q_value"], dtype="float64"), unchecked, scale)
