"""A printed row -> its cells and what kind each is; rows of headers -> the headers of each column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from etl.knowledge.layout import TableMarks
from etl.segment.rows import Line

Span = tuple[int, int]
Kind = Literal["blank", "void", "year", "number", "unit", "text"]

_LABELLED = re.compile(r"\S*[^\d\s]\S*(?:\s+[\d,.]+%?){2,}")
"""A label and numbers alone, however far apart: each is a cell of its own."""
_SEPARATOR = re.compile(r"[\t|]")
_LINES = re.compile(r"[\n\r]+")
_WIDE = re.compile(r"(?<=\S)[ ]{2,}(?=\S)")
_NARROW = re.compile(r"(?<=\S)[ ](?=\S)")


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row; `notes` are the cells that tell the unit of the whole table."""

    line: Line
    cells: tuple[Span, ...]
    kinds: tuple[Kind, ...]
    notes: tuple[Span, ...]

    @property
    def is_header(self) -> bool:
        """Whether words or years alone stand in it, two or more."""
        said = [kind for kind in self.kinds if kind != "blank"]
        return len(said) > 1 and not self.notes and not {"number", "void"} & set(said)

    def units_near(self, at: int) -> Iterator[Span]:
        """The measure words of the row: the one right behind a number, unless one stands right before it."""
        places = [place for place, kind in enumerate(self.kinds) if kind == "unit" and place]
        ordered = sorted(places, key=lambda place: (place != at - 1, place != at + 1, place > at, abs(place - at)))
        yield from (self.cells[place] for place in ordered)


def parse_row(line: Line, text: str, tables: TableMarks) -> Row:
    """The cells of a printed row, with their kinds."""
    cells = _split(text, line)
    notes = tuple(span for span in cells if span[1] > span[0] and tables.note.fullmatch(text, *span))
    return Row(line, cells, tuple(_kind(text[start:end], tables) for start, end in cells), notes)


def _kind(cell: str, tables: TableMarks) -> Kind:
    if not cell:
        return "blank"
    for kind, pattern in (
        ("void", tables.void),
        ("year", tables.year),
        ("number", tables.number),
        ("unit", tables.unit),
    ):
        if pattern.fullmatch(cell):
            return kind  # type: ignore[return-value]
    return "text"


def _split(text: str, line: Line) -> tuple[Span, ...]:
    """The trimmed spans of the row's cells; an empty cell keeps its place as an empty span."""
    begin, end = line.start, line.end
    body = text[begin:end]
    if "\n" in body or "\r" in body:
        separator = _LINES
    elif _SEPARATOR.search(body.strip("|\t ")):
        separator = _SEPARATOR
        begin, end = _outer(text, begin, end)
    else:
        wide = len(_WIDE.findall(body)) >= len(_NARROW.findall(body)) and not _LABELLED.fullmatch(body.strip())
        separator = re.compile(r"[ ]{2,}") if wide and _WIDE.search(body) else re.compile(r"\s+")
    spans: list[Span] = []
    begin += text.startswith("|", begin)
    end -= end > begin and text[end - 1] == "|"
    for match in separator.finditer(text, begin, end):
        spans.append(_trim(text, (begin, match.start()), line))
        begin = match.end()
    spans.append(_trim(text, (begin, end), line))
    return tuple(spans)


def _outer(text: str, start: int, end: int) -> Span:
    """The row with the tabs at its ends, which stand for empty cells."""
    begin, stop = start, end
    while begin > 0 and text[begin - 1] in "\t ":
        begin -= 1
    while stop < len(text) and text[stop] in "\t ":
        stop += 1
    return begin if "\t" in text[begin:start] else start, stop if "\t" in text[end:stop] else end


def _trim(text: str, span: Span, line: Line) -> Span:
    body = text[span[0] : span[1]]
    if not body.strip():
        place = min(max(span[0], line.start), line.end)
        return place, place
    start = span[0] + len(body) - len(body.lstrip())
    return start, start + len(body.strip())


def spread_headers(rows: list[Row], width: int) -> list[tuple[Span, ...]]:
    """The headers of each column, the outermost first; none where their number does not fit the rows below."""
    columns: list[list[Span]] = [[] for _ in range(width)]
    for depth, row in enumerate(rows):
        is_last = depth == len(rows) - 1
        cells = _fit(row.cells, width, is_last, len(rows) > 1)
        for column, span in enumerate(cells):
            if span[1] > span[0] and span not in columns[column]:
                columns[column].append(span)
    return [tuple(column) for column in columns]


def _fit(cells: tuple[Span, ...], width: int, is_last: bool, is_stacked: bool) -> tuple[Span, ...]:
    """The cells of one header row as wide as the table: merged cells reach over the empty ones behind them."""
    while len(cells) > width and cells[-1][0] == cells[-1][1]:
        cells = cells[:-1]
    has_blank = any(start == end for start, end in cells)
    if len(cells) == width - 1 and has_blank and not is_last:
        cells = (*cells, (cells[-1][1], cells[-1][1]))
    count, blank = len(cells), (0, 0)
    if count == width:
        return cells if is_last else _filled(cells)
    if count > width or not count:
        return ()
    if is_last:
        return (*([blank] * (width - count)), *cells) if is_stacked or count == width - 1 else ()
    groups = count - 1
    if groups and (width - 1) % groups == 0:
        return (cells[0], *(span for span in cells[1:] for _ in range((width - 1) // groups)))
    return tuple(span for span in cells for _ in range(width // count)) if width % count == 0 else ()


def _filled(cells: tuple[Span, ...]) -> tuple[Span, ...]:
    filled: list[Span] = []
    for column, span in enumerate(cells):
        merged = span[0] == span[1] and column > 1
        filled.append(filled[-1] if merged else span)
    return tuple(filled)
