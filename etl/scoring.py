"""Observations against hand-marked rows: precision, recall and F1 at four levels, each asking more than the last.

quantity: the number is found; reading: with unit and bound; linking: with its indicator; tidy: with measure, year,
region and part-or-whole. Places are numbers of the text; a place may state several indicators. Rows marked optional,
and predictions on them, count neither way; a gold breakdown of ? accepts part and whole.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.errors import SchemaError
from etl.model import Observation

LEVELS = ("quantity", "reading", "linking", "tidy")
_VALUE_TOLERANCE = 2e-4


@dataclass(frozen=True, slots=True)
class Row:
    """One observation, marked or predicted, with what the levels compare."""

    document: str
    start: int
    end: int
    value: float
    unit: str
    bound: str
    indicator: str
    breakdown: str
    measure: str
    region: str
    year: int | None
    optional: bool = False


def read_gold(path: Path, texts: Mapping[str, str], region_code: Callable[[str], str]) -> list[Row]:
    """The rows of a gold file, placed in their texts; `region_code` turns a name into a code.

    Raises:
        SchemaError: a row is no JSON, names no text, or its quote does not stand there once.
    """
    rows: list[Row] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                rows.append(_gold_row(json.loads(line), texts, region_code))
            except (ValueError, KeyError) as fault:
                raise SchemaError(f"{path.name}：第 {number} 行：{fault!r}；请按标注格式改正") from fault
    return rows


def _gold_row(entry: Mapping[str, object], texts: Mapping[str, str], region_code: Callable[[str], str]) -> Row:
    document, text = str(entry["doc"]), str(entry["text"])
    whole = texts[document]
    if "start" in entry:
        start = int(str(entry["start"]))
    else:
        quote = str(entry["quote"])
        if whole.count(quote) != 1 or quote.count(text) != 1:
            raise ValueError(f"the quote {quote[:40]!r} does not place {text!r}")
        start = whole.index(quote) + quote.index(text)
    year = entry.get("year")
    return Row(
        document, start, start + len(text), float(str(entry["value"])), str(entry.get("unit") or ""),
        str(entry["bound"]), str(entry.get("indicator") or ""), str(entry.get("breakdown") or ""),
        str(entry.get("measure") or "level"), region_code(str(entry.get("region") or "")),
        int(str(year)) if year is not None else None, bool(entry.get("optional")),
    )  # fmt: skip


def predicted_rows(document: str, observations: Iterable[Observation]) -> list[Row]:
    """The rows of an extraction, under the document's name in the gold."""
    return [
        Row(
            document, o.quantity.start, o.quantity.end, o.quantity.value, o.quantity.unit, o.quantity.bound,
            o.indicator, o.breakdown, o.measure, o.place.region_code, o.year,
        )
        for o in observations
    ]  # fmt: skip


def score(gold: Sequence[Row], predicted: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Precision, recall, f1 and counts for each level."""
    pairs, missed, extra = _pair_up(gold, predicted)
    counts = {level: Counter[str]() for level in LEVELS}
    for rows in missed:
        _count_alone(counts, rows, "missed")
    for rows in extra:
        _count_alone(counts, rows, "wrong")
    for want, got in pairs:
        _count_pair(counts, want, got)
    return {level: _figures(counts[level]) for level in LEVELS}


def judge(gold: Sequence[Row], predicted: Sequence[Row]) -> list[bool | None]:
    """Whether each predicted row is tidily right, in their order; None for one that stands on an optional row.

    A row without an indicator is right where a number is marked there and no indicator either.
    """
    groups = _places(predicted)
    verdicts: dict[int, bool | None] = dict.fromkeys(map(id, predicted), False)
    for want, got in _matches(_places(gold), groups):
        wanted = {row.indicator: row for row in want if row.indicator}
        for row in got:
            right = _is_tidy(wanted[row.indicator], row) if row.indicator in wanted else not (wanted or row.indicator)
            verdicts[id(row)] = None if want[0].optional else right
    return [verdicts[id(row)] for row in predicted]


def _matches(marked: list[list[Row]], groups: list[list[Row]]) -> Iterator[tuple[list[Row], list[Row]]]:
    """The marked places that were found, each with its prediction."""
    used: set[int] = set()
    by_document: dict[str, list[list[Row]]] = defaultdict(list)
    for group in groups:
        by_document[group[0].document].append(group)
    for rows in sorted(marked, key=lambda group: group[0].optional):
        chosen = _best(rows[0], [g for g in by_document[rows[0].document] if id(g) not in used])
        if chosen is not None:
            used.add(id(chosen))
            yield rows, chosen


def _places(rows: Sequence[Row]) -> list[list[Row]]:
    grouped: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.document, row.start, row.end, row.value].append(row)
    return list(grouped.values())


Pairs = tuple[list[tuple[list[Row], list[Row]]], list[list[Row]], list[list[Row]]]


def _pair_up(gold: Sequence[Row], predicted: Sequence[Row]) -> Pairs:
    """Matched places, marked places without a prediction, predicted places without a mark; optional ones left out."""
    groups = _places(predicted)
    marked = _places(gold)
    matches = list(_matches(marked, groups))
    found = {id(rows) for rows, _ in matches}
    used = {id(group) for _, group in matches}
    pairs = [(rows, group) for rows, group in matches if not rows[0].optional]
    missed = [rows for rows in marked if id(rows) not in found and not rows[0].optional]
    return pairs, missed, [group for group in groups if id(group) not in used]


def _best(want: Row, groups: list[list[Row]]) -> list[Row] | None:
    """The prediction that shares most characters and has the same value; any value will do for an optional row."""

    def shared(group: list[Row]) -> int:
        return min(want.end, group[0].end) - max(want.start, group[0].start)

    near = [group for group in groups if shared(group) > 0]
    equal = [g for g in near if math.isclose(g[0].value, want.value, rel_tol=_VALUE_TOLERANCE, abs_tol=1e-9)]
    return max(equal or (near if want.optional else []), key=shared, default=None)


def _count_alone(counts: dict[str, Counter[str]], rows: list[Row], kind: str) -> None:
    linked = len({row.indicator for row in rows if row.indicator})
    for level, number in (("quantity", 1), ("reading", 1), ("linking", linked), ("tidy", linked)):
        counts[level][kind] += number


def _count_pair(counts: dict[str, Counter[str]], want: list[Row], got: list[Row]) -> None:
    counts["quantity"]["hit"] += 1
    same = (want[0].unit, want[0].bound) == (got[0].unit, got[0].bound)
    counts["reading"].update({"hit": 1} if same else {"wrong": 1, "missed": 1})
    wanted = {row.indicator: row for row in want if row.indicator}
    given = {row.indicator: row for row in got if row.indicator}
    for name in wanted.keys() & given.keys():
        counts["linking"]["hit"] += 1
        counts["tidy"].update({"hit": 1} if _is_tidy(wanted[name], given[name]) else {"wrong": 1, "missed": 1})
    for level in ("linking", "tidy"):
        counts[level]["wrong"] += len(given.keys() - wanted.keys())
        counts[level]["missed"] += len(wanted.keys() - given.keys())


def _is_tidy(want: Row, got: Row) -> bool:
    return (
        want.measure == got.measure
        and want.year in (None, got.year)
        and want.region in ("", got.region)
        and (want.breakdown == "?" or bool(want.breakdown) == bool(got.breakdown))
    )


def _figures(counts: Counter[str]) -> dict[str, float]:
    hit, wrong, missed = counts["hit"], counts["wrong"], counts["missed"]
    precision = hit / (hit + wrong) if hit + wrong else 0.0
    recall = hit / (hit + missed) if hit + missed else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    figures = {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}
    return {**figures, "hit": hit, "wrong": wrong, "missed": missed}
