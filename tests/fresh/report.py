"""Figures of the fresh passages: each set, each construction; errors of those that may be read.

    python -m tests.fresh.report [--errors N] [--only CONSTRUCTION]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from functools import cache

from etl.attribute.document import resolve_name
from etl.knowledge import Knowledge, load_knowledge
from etl.model import Document, Extraction, Metadata, Provenance
from etl.pipeline import extract
from etl.scoring import LEVELS, Row, predicted_rows, score
from tests.fresh.passages import Half, Passage, load_passages

HELD: tuple[Half, ...] = ("held", "whole_held")
"""The sets that are only measured."""
READ: tuple[Half, ...] = ("first", "second", "tuned", "whole")
"""The sets whose errors may be looked at."""
HALVES: tuple[Half, ...] = (*READ, *HELD)


@cache
def knowledge() -> Knowledge:
    """The knowledge of the line, loaded once."""
    return load_knowledge()


@cache
def all_passages() -> tuple[Passage, ...]:
    """Every passage, with its regions as codes."""
    known = knowledge()
    return load_passages(lambda name: resolve_name(name, known.gazetteer), frozenset(known.catalogue.indicators))


def read_passage(passage: Passage) -> Extraction:
    """What the line makes of one passage, told its place and year as a sidecar would."""
    provenance = Provenance(passage.name, "", "utf-8", len(passage.text.encode()))
    return extract(
        Document("0" * 16, passage.text, provenance, Metadata(passage.region, passage.year)), knowledge()
    )  # fmt: skip


def predicted(passage: Passage) -> list[Row]:
    """The line's rows of one passage."""
    return predicted_rows(passage.name, read_passage(passage).observations)


def figures(passages: Iterable[Passage]) -> dict[str, float]:
    """F1 at the four levels over the passages."""
    chosen = list(passages)
    marked = [row for passage in chosen for row in passage.rows]
    reached = score(marked, [row for passage in chosen for row in predicted(passage)])
    return {level: reached[level]["f1"] for level in LEVELS}


def errors_of(passage: Passage) -> list[str]:
    """One line for each row that is missing or beside the marks, in the order of the text."""
    got = predicted(passage)
    wanted = [(row, _shown(row, passage)) for row in passage.rows if not row.optional]
    places = [(row.start, row.end) for row in passage.rows if row.optional]
    given = [(r, _shown(r, passage)) for r in got if not any(s < r.end and r.start < e for s, e in places)]
    lines = [(w.start, f"  - want {text}") for w, text in wanted if not any(_agree(w, g) for g, _ in given)]
    lines += [(g.start, f"  + got  {text}") for g, text in given if not any(_agree(w, g) for w, _ in wanted)]
    return [line for _, line in sorted(lines)]


def _agree(want: Row, got: Row) -> bool:
    """Whether the predicted row is the marked one; of a number without an indicator only the reading is compared."""
    same = abs(want.value - got.value) <= 2e-4 * abs(want.value) and want.start < got.end and got.start < want.end
    if not same or (want.unit, want.bound, want.indicator) != (got.unit, got.bound, got.indicator):
        return False
    return not want.indicator or (
        want.measure == got.measure and want.year in (None, got.year) and want.region in ("", got.region)
        and (want.breakdown == "?" or bool(want.breakdown) == bool(got.breakdown))
    )  # fmt: skip


def _shown(row: Row, passage: Passage) -> str:
    printed = passage.text[row.start : row.end].replace("\n", "⏎")
    fields = (row.indicator or "-", row.measure, row.breakdown and f"〈{row.breakdown}〉", row.year, row.region)
    return f"{printed} = {row.bound}{row.value:g}{row.unit}  {'  '.join(str(field) for field in fields if field)}"


def _print_figures(name: str, passages: list[Passage]) -> None:
    reached = figures(passages)
    print(f"{name:<22}{len(passages):>4}  " + "  ".join(f"{level} {reached[level]:.4f}" for level in LEVELS))


def _print_errors(passages: Iterable[Passage], limit: int) -> None:
    for passage in passages:
        lines = errors_of(passage)
        if lines and limit > 0:
            print(f"\n{passage.name} {passage.region} {passage.year}\n  {passage.text}", *lines, sep="\n")
            limit -= len(lines)


def main() -> None:
    """Print the figures, and on demand errors of the sets that may be read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", type=int, default=0, help="print about N errors")
    parser.add_argument("--only", default="", help="only constructions whose name holds this")
    options = parser.parse_args()
    chosen = [passage for passage in all_passages() if options.only in passage.construction]
    for half in HALVES:
        _print_figures(half, [passage for passage in chosen if passage.half == half])
    print()
    for name in sorted({passage.construction for passage in chosen if passage.half in READ}):
        _print_figures(name, [passage for passage in chosen if passage.construction == name and passage.half in READ])
    _print_errors((passage for passage in chosen if passage.half in READ), options.errors)


if __name__ == "__main__":
    main()
