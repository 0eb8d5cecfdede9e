"""Reviewed rows -> gold: marked rows in the format that `score` reads, with the texts they stand in.

A report whose every row was judged is complete: its rows also say what is no observation, so it can score a program
and refit the confidence. Rows of other reports are kept apart, for there a missing row means nothing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

_JUDGED = frozenset({"accepted", "corrected", "rejected", "added"})
_STANDS = frozenset({"accepted", "corrected", "added"})
_LONGEST_QUOTE = 400
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class GoldSet:
    """The files of an export by their names, and how many reports and rows are in them."""

    files: Mapping[str, bytes]
    complete: int
    partial: int
    rows: int


def export_gold(observations: pa.Table, documents: pa.Table) -> GoldSet:
    """`gold.jsonl` with `documents/ID.txt`, `partial.jsonl` with `partial/ID.txt`, and `metadata.csv` for both.

    Args:
        observations: all rows, rejected ones too; documents: the reports with their texts.
    """
    by_document: dict[str, list[Row]] = {}
    for row in observations.sort_by([("document_id", "ascending"), ("start", "ascending")]).to_pylist():
        by_document.setdefault(row["document_id"], []).append(row)
    judged = {name: rows for name, rows in by_document.items() if any(row["review"] in _JUDGED for row in rows)}
    reports = {row["document_id"]: row for row in documents.to_pylist() if row["document_id"] in judged}
    lines: dict[bool, list[str]] = {True: [], False: []}
    complete = 0
    files: dict[str, bytes] = {}
    for name, report in reports.items():
        text = _one_line_end(str(report["text"] or ""))
        is_complete = all(row["review"] in _JUDGED for row in judged[name])
        complete += is_complete
        lines[is_complete] += _marked(judged[name], str(report["text"] or ""), text)
        files[f"{'documents' if is_complete else 'partial'}/{name}.txt"] = text.encode("utf-8")
    files["gold.jsonl"] = "".join(lines[True]).encode("utf-8")
    files["partial.jsonl"] = "".join(lines[False]).encode("utf-8")
    files["metadata.csv"] = _metadata(reports.values())
    return GoldSet(files, complete, len(reports) - complete, len(lines[True]) + len(lines[False]))


def gold_row(row: Row, text: str, shift: int = 0) -> dict[str, object]:
    """One marked row; `text` is the document's, in which the row starts `shift` characters earlier than it says."""
    start, printed = int(str(row["start"])) - shift, str(row["text"])
    quote = find_quote(text, start, printed)
    optional = {"value_high": row["value_high"]} if row.get("value_high") is not None else {}
    return {
        "doc": row["document_id"], **({"quote": quote} if quote else {"start": start}), "text": printed,
        "value": row["value"], **optional, "unit": row["unit"] or "", "bound": row["bound"],
        "indicator": row["indicator"] or "", "breakdown": row["breakdown"] or "", "measure": row["measure"],
        "region": row["region"] or "", "year": row["year"],
    }  # fmt: skip


def find_quote(text: str, start: int, printed: str) -> str:
    """A stretch around a number that occurs once in the text and holds the number's characters once; empty if none.

    It grows to both sides; where one side repeats the characters, to the other side alone.
    """
    end = start + len(printed)
    for left, right in ((True, True), (True, False), (False, True)):
        first, last = start, end
        while last - first <= _LONGEST_QUOTE:
            quote = text[first:last]
            # occurrences may overlap, which counting does not see
            if quote.find(printed) != quote.rfind(printed):
                break
            if text.find(quote) == first and text.find(quote, first + 1) < 0:
                return quote
            wider = (max(first - left, 0), min(last + right, len(text)))
            if wider == (first, last):
                break
            first, last = wider
    return ""


def _marked(rows: Sequence[Row], stored: str, text: str) -> list[str]:
    """The lines of the rows that stand; offsets move where a line end of two characters became one."""
    lines = []
    for row in rows:
        if row["review"] in _STANDS:
            start = int(str(row["start"]))
            shift = start - len(_one_line_end(stored[:start]))
            lines.append(json.dumps(gold_row(row, text, shift), ensure_ascii=False) + "\n")
    return lines


def _one_line_end(text: str) -> str:
    """The text as every reader of text files sees it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _metadata(reports: Iterable[Row]) -> bytes:
    """What the texts may not say of themselves: the table that `--metadata` takes."""
    handle = io.StringIO()
    writer = csv.writer(handle, lineterminator="\n")
    writer.writerow(("source", "region", "year", "issuer", "url", "published"))
    for report in reports:
        named = (report[name] or "" for name in ("region", "report_year", "issuer", "url", "published"))
        writer.writerow((f"{report['document_id']}.txt", *named))
    return handle.getvalue().encode("utf-8")
