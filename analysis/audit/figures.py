"""Rows of the tidy table and the stored texts -> reports: what the audit's rules look at.

Rows that share their characters (a rate stated for two indicators) become one figure. A report without a stored
text has no passages, so nothing in it can be checked.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
import pandas as pd

from analysis.audit.declared import Words
from analysis.audit.intervals import interval_of
from analysis.audit.model import Figure, Interval, Passage, Reading, Report
from etl.normalise import fold

Row = dict[str, object]
_COLUMNS = [
    "observation_id", "document_id", "indicator", "breakdown", "region_path", "year", "measure", "value", "value_high",
    "unit", "bound", "text", "start", "end", "sentence", "section", "confidence",
]  # fmt: skip
_HIDDEN = ("rank",)
"""Measures that are no amounts."""
_AT_ONCE = 200
"""Reports whose rows are taken out of the frame together: report by report pandas takes longer than the audit."""
_NOWHERE = np.empty(0, dtype=np.intp)


def collect_reports(observations: pd.DataFrame, documents: pd.DataFrame, words: Words) -> Iterator[Report]:
    """One report per document, in the order of `documents`.

    Args:
        observations, documents: tables of the store's columns.
    """
    wanted = _as_printed(observations).loc[observations["value"].notna(), _COLUMNS]
    places = wanted.groupby("document_id", sort=False, observed=True).indices
    for at in range(0, len(documents), _AT_ONCE):
        chunk = documents.iloc[at : at + _AT_ONCE]
        inside = [places.get(document, _NOWHERE) for document in chunk["document_id"]]
        records = iter(wanted.iloc[np.concatenate(inside)].to_numpy(object))
        for document, rows in zip(chunk.itertuples(index=False), inside, strict=True):
            figures = [dict(zip(_COLUMNS, record, strict=True)) for record in islice(records, len(rows))]
            yield Report(
                document_id=str(document.document_id), source=str(document.source),
                region=_text(document.region_path), report_year=_year(document.report_year),
                passages=_passages(figures, str(document.text or ""), words),
            )  # fmt: skip


def _as_printed(observations: pd.DataFrame) -> pd.DataFrame:
    """The rows with the values that stand in the reports, where a reviewer changed them, and without rejected rows."""
    if "review" not in observations:
        return observations
    kept = observations[observations["review"].astype("object").fillna("") != "rejected"]
    return kept.assign(value=kept["printed_value"].fillna(kept["value"]))


def _passages(rows: Sequence[Row], text: str, words: Words) -> tuple[Passage, ...]:
    """The sentences of a report that have figures."""
    ordered = sorted((row for row in rows if row["measure"] not in _HIDDEN), key=_place)
    spans = _merge([_sentence_span(row, text) for row in ordered])
    folded = fold(text)
    passages: list[Passage] = []
    for position, (start, end) in enumerate(spans):
        inside = [row for row in ordered if start <= int(str(row["start"])) < end]
        figures = tuple(_figures(inside, position, words))
        passages.append(Passage(start, end, folded[start:end], _text(inside[0]["section"]), figures))
    return tuple(passages)


def _text(value: object) -> str:
    """A cell of text; an empty one where it is missing."""
    return value if isinstance(value, str) else ""


def _year(value: object) -> int | None:
    """A year; none where it is missing (pandas prints that as <NA> or nan)."""
    text = str(value)
    return int(float(text)) if text[:1].isdigit() else None


def _place(row: Row) -> tuple[int, float]:
    return int(str(row["start"])), -float(str(row["confidence"]))


def _sentence_span(row: Row, text: str) -> tuple[int, int]:
    """Where the sentence of a row stands; the number alone where the text does not hold it."""
    start, sentence = int(str(row["start"])), _text(row["sentence"])
    at = text.find(sentence, max(0, start - len(sentence)), start + len(sentence)) if sentence else -1
    return (at, at + len(sentence)) if 0 <= at <= start else (start, int(str(row["end"])))


def _merge(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap become one: long sentences come in windows."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _figures(rows: Sequence[Row], sentence: int, words: Words) -> Iterator[Figure]:
    spans = sorted({(int(str(row["start"])), int(str(row["end"]))) for row in rows})
    for start, end in spans:
        same = [row for row in rows if int(str(row["start"])) == start and int(str(row["end"])) == end]
        yield _figure(same, sentence, words)


def _figure(rows: Sequence[Row], sentence: int, words: Words) -> Figure:
    row = rows[0]
    text, value = fold(str(row["text"])), float(str(row["value"]))
    high = float(str(row["value_high"])) if row["value_high"] is not None else math.nan
    unit, bound = _text(row["unit"]), _text(row["bound"]) or "="
    step, interval = interval_of(text, (value, None if math.isnan(high) else high, unit, bound), words)
    return Figure(
        start=int(str(row["start"])), end=int(str(row["end"])), text=text, value=value, step=step,
        interval=_ordered(interval), unit=unit, bound=bound, measure=str(row["measure"]), sentence=sentence,
        rows=tuple(_reading(same) for same in rows),
    )  # fmt: skip


def _ordered(interval: Interval) -> Interval:
    return interval if interval.low <= interval.high else Interval(interval.high, interval.low)


def _reading(row: Row) -> Reading:
    return Reading(
        observation_id=str(row["observation_id"]), indicator=_text(row["indicator"]),
        breakdown=_text(row["breakdown"]), region=_text(row["region_path"]),
        year=_year(row["year"]), confidence=float(str(row["confidence"])),
    )  # fmt: skip
