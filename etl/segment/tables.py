"""Rows of a table -> cells that know the header above them and the label at their left."""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.model import Cell, Clause
from etl.segment.lines import Line

_SEPARATOR = re.compile(r"[\t|]")
_SPACES = re.compile(r"\s+")
_NUMERIC = re.compile(r"[\s\d,.%％+\-—/]*\d[\s\d,.%％]*\D{0,3}")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年?(?:度)?")

Span = tuple[int, int]


def read_rows(rows: list[Line], text: str) -> Iterator[tuple[Line, tuple[Cell, ...], tuple[Clause, ...]]]:
    """Each row of one table with its cells and, for the stages that read clauses, a clause per cell."""
    header: tuple[Span, ...] = ()
    for line in rows:
        spans = _split(text, line)
        if _is_header(text, spans):
            header = spans
            cells = tuple(Cell(start, end) for start, end in spans)
        else:
            cells = _label_cells(text, spans, header)
        yield line, cells, tuple(Clause(cell.start, cell.end) for cell in cells if cell.end > cell.start)


def _split(text: str, line: Line) -> tuple[Span, ...]:
    """The trimmed spans of the row's cells; an empty cell keeps its place as an empty span."""
    body = text[line.start : line.end]
    separator = _SEPARATOR if _SEPARATOR.search(body.strip("|\t ")) else _SPACES
    spans: list[Span] = []
    begin = line.start + (1 if body.startswith("|") else 0)
    end = line.end - (1 if body.endswith("|") else 0)
    for match in separator.finditer(text, begin, end):
        spans.append(_trim(text, begin, match.start()))
        begin = match.end()
    spans.append(_trim(text, begin, end))
    return tuple(spans)


def _trim(text: str, start: int, end: int) -> Span:
    body = text[start:end]
    left = len(body) - len(body.lstrip())
    return (start + left, start + left + len(body.strip())) if body.strip() else (start, start)


def _is_header(text: str, spans: tuple[Span, ...]) -> bool:
    """Whether no cell but a year is a number."""
    cells = [text[start:end] for start, end in spans]
    return len(cells) > 1 and not any(_NUMERIC.fullmatch(cell) and not _YEAR.fullmatch(cell) for cell in cells)


def _label_cells(text: str, spans: tuple[Span, ...], header: tuple[Span, ...]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    label: Span = (0, 0)
    aligned = header if len(header) == len(spans) else ()
    for column, (start, end) in enumerate(spans):
        above = aligned[column] if aligned else (0, 0)
        if _NUMERIC.fullmatch(text[start:end]):
            cells.append(Cell(start, end, above, label))
            continue
        cells.append(Cell(start, end, above))
        if end > start:
            label = (start, end)
    return tuple(cells)
