"""What a golden file holds: the columns of the tidy table that say what was read, one line a row, in text order."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator
from pathlib import Path

from etl.knowledge import Knowledge
from etl.pipeline import Failure, extract_source
from etl.read import Source, expand_sources
from etl.table import observation_rows
from tests.shared_material import ROOT

FOLDER = Path(__file__).parent
COLUMNS = (
    "start", "text", "value", "value_high", "unit", "bound", "indicator", "label", "breakdown", "measure", "region",
    "year", "flags", "rule",
)  # fmt: skip
"""Confidence is left out: a new fit changes it in every row and says nothing about what was read."""


def seed_sources() -> dict[str, Source]:
    """The seed reports by the names of their golden files."""
    return {Path(source.name).stem: source for source in expand_sources([str(ROOT / "seeds")])}


def render(source: Source, knowledge: Knowledge) -> str:
    """The golden text of one report."""
    outcome = extract_source(source, {}, knowledge)
    assert not isinstance(outcome, Failure), outcome
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in observation_rows(outcome):
        writer.writerow(["" if row[name] is None else " ".join(str(row[name]).split()) for name in COLUMNS])
    return out.getvalue()


def row_diff(name: str, golden: str, now: str) -> str:
    """Rows that went and came, each with its place, and under a row that changed the fields that did."""
    lines = difflib.ndiff(golden.splitlines(), now.splitlines())
    changed = [line for line in lines if line[:1] in "+-"]
    return "\n".join((f"{name}: {len(changed)} lines differ (- golden, + now)", *changed, *_fields(golden, now)))


def _fields(golden: str, now: str) -> Iterator[str]:
    """One line for each field that changed in a row that stands at the same place."""
    before, after = _by_place(golden), _by_place(now)
    for key in before.keys() & after.keys():
        for column in COLUMNS:
            if before[key][column] != after[key][column]:
                yield f"  {key[1]} at {key[0]}: {column} {before[key][column]!r} -> {after[key][column]!r}"


def _by_place(text: str) -> dict[tuple[str, str], dict[str, str]]:
    return {(row["start"], row["text"]): row for row in csv.DictReader(io.StringIO(text))}
