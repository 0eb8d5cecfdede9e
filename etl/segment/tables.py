"""Rows of a table -> cells that know the headers above them, the labels at their left, and where their unit stands.

A table is a run of rows; a row of words alone below numbers starts a new one with headers of its own. What is not done
here: what the words of a header mean, and forms that the whole country fills in (`etl/link/forms.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from etl.knowledge.layout import LayoutMarks
from etl.model import Cell, Clause
from etl.segment.grid import Row, parse_row, spread_headers
from etl.segment.rows import Line

Span = tuple[int, int]
Read = tuple[Line, tuple[Cell, ...], tuple[Clause, ...]]


def read_rows(rows: Sequence[Line], text: str, above: tuple[Span, ...], marks: LayoutMarks) -> Iterator[Read]:
    """Each row of one table with its cells and, for the stages that read clauses, a clause per cell.

    Args:
        above: the blocks right above the table, which may say what unit its numbers have.
    """
    notes = [span for span in above if marks.tables.note.search(text, *span)]
    for part in _parts([parse_row(line, text, marks.tables) for line in rows]):
        notes.extend(span for row in part for span in row.notes)
        for line, cells in _Part(text, marks, part, (tuple(notes), above[:1])).read():
            ordered = tuple(cell for cell in cells if cell.end > cell.start)
            yield line, cells, tuple(Clause(cell.start, cell.end) for cell in ordered)


def _parts(rows: list[Row]) -> Iterator[list[Row]]:
    """The rows in stretches, each with its headers first."""
    part: list[Row] = []
    for row in rows:
        if row.is_header and part and not part[-1].is_header and not part[-1].notes:
            yield part
            part = []
        part.append(row)
    if part:
        yield part


_LISTED = re.compile(r"[(（](?P<names>[^()（）]{3,60})[)）][:：\s]*$")


@dataclass
class _Labels:
    """The labels of the rows so far: those of each column, and the numbered ones that are open."""

    by_column: dict[int, Span] = field(default_factory=dict)
    numbered: list[tuple[int, Span]] = field(default_factory=list)

    def put(self, column: int, span: Span) -> None:
        """A new label of a column: those of the columns at its right are over."""
        self.by_column = {place: held for place, held in self.by_column.items() if place < column}
        self.by_column[column] = span

    def open(self, level: int, span: Span) -> None:
        """A numbered label: those of its own level and below are over."""
        while self.numbered and self.numbered[-1][0] >= level:
            self.numbered.pop()
        self.numbered.append((level, span))


class _Part:
    """A table with its headers, read row by row."""

    def __init__(
        self, text: str, marks: LayoutMarks, rows: list[Row], above: tuple[tuple[Span, ...], tuple[Span, ...]]
    ) -> None:
        self._text, self._marks, self._rows = text, marks, rows
        self._notes, captions = above
        data = [row for row in rows if not row.is_header]
        self._width = max((len(row.cells) for row in data), default=0)
        self._headers = spread_headers([row for row in rows if row.is_header], self._width)
        if not any(self._headers):
            self._headers = next((found for found in map(self._listed, captions) if found), self._headers)
        self._numeric = self._numeric_columns(data)
        self._serial = self._serial_columns(data)
        first = self._headers[0] if self._headers else ()
        said = "".join(text[slice(*first[-1])].split()) if first else ""
        self._is_classed = bool(said) and bool(marks.tables.classes.fullmatch(said))
        named = [text[slice(*row.cells[0])].strip() for row in data if row.cells and row.kinds[0] == "text"]
        self._is_turned = self._is_classed and bool(named) and all(map(marks.tables.figure.fullmatch, named))
        self._labels = _Labels()

    def read(self) -> Iterator[tuple[Line, tuple[Cell, ...]]]:
        """Each row's line and cells."""
        for row in self._rows:
            if row.is_header or row.notes:
                reasons = ("date" if kind == "year" else "" for kind in row.kinds)
                yield row.line, tuple(Cell(*span, reason=why) for span, why in zip(row.cells, reasons, strict=True))
            else:
                yield row.line, tuple(self._cells(row))

    def _listed(self, caption: Span) -> list[tuple[Span, ...]]:
        """The headers that a caption lists in a bracket at its end: 各县承办情况(总件数、已办结、办结率)."""
        bracket = _LISTED.search(self._text, *caption)
        pieces = list(_pieces(self._text, bracket.span("names"))) if bracket else []
        if len(pieces) < 2 or self._width - len(pieces) not in (0, 1):
            return []
        return [*([()] * (self._width - len(pieces))), *((piece,) for piece in pieces)]

    def _numeric_columns(self, data: list[Row]) -> list[bool]:
        full = [row for row in data if len(row.cells) == self._width]
        kinds = [[row.kinds[column] for row in full] for column in range(self._width)]
        return ["number" in column and "text" not in column for column in kinds]

    def _serial_columns(self, data: list[Row]) -> frozenset[int]:
        """The columns of running numbers: by their header, or 1, 2, 3 … in front of words."""
        serial = self._marks.tables.serial
        headed = {c for c, spans in enumerate(self._headers) if any(serial.fullmatch(self._text, *s) for s in spans)}
        first = [self._text[slice(*row.cells[0])] for row in data if len(row.cells) > 1 and row.kinds[1] == "text"]
        runs = len(first) == len(data) > 1 and first == [str(number) for number in range(1, len(first) + 1)]
        return frozenset(headed | ({0} if runs else set()))

    def _offset(self, row: Row) -> int:
        """The column of a row's first cell: a row that lacks the cells of a label above it stands further right."""
        shift = self._width - len(row.cells)
        if not shift:
            return 0
        numbers = [kind in ("number", "void") for kind in row.kinds]
        fits = [sum(a == b for a, b in zip(numbers, self._numeric[at:], strict=False)) for at in (0, shift)]
        return shift if fits[1] > fits[0] else 0

    def _cells(self, row: Row) -> Iterator[Cell]:
        offset = self._offset(row)
        lead = self._taken_up(row, offset)
        own: list[Span] = []
        counted = closed = False
        for at, (span, kind) in enumerate(zip(row.cells, row.kinds, strict=True)):
            column = at + offset
            if column in self._serial and kind in ("number", "year"):
                yield Cell(*span, reason="numeral")
            elif kind == "text" or (kind in ("unit", "year") and not lead and not counted):
                if not counted:
                    lead.append(span)
                    self._note(column, span)
                elif self._is_label(column):
                    own = [span] if closed else [*own, span]
                    closed = False
                yield Cell(*span, self._above(column), reason="date" if kind == "year" else "")
            elif kind == "number" or (kind == "year" and counted):
                yield self._number(row, at, (column, tuple(own or lead)))
                counted = closed = True
            else:
                yield Cell(*span)

    def _is_label(self, column: int) -> bool:
        """Whether words behind a number name the next one: in rows without headers, or under those of the first."""
        above = [self._text[slice(*spans[-1])] for spans in (self._headers[0], self._headers[column]) if spans]
        return len(above) < 2 or above[0] == above[1]

    def _taken_up(self, row: Row, offset: int) -> list[Span]:
        """The labels of the columns that this row leaves empty at its left, as those above it say them."""
        first = next((at for at, kind in enumerate(row.kinds) if kind == "text"), None)
        if first is None or self._marks.tables.total.fullmatch("".join(self._text[slice(*row.cells[first])].split())):
            return []
        if self._marks.heading_level(self._text, row.cells[first][0]):
            return []
        empty = [*range(offset), *(at + offset for at in range(first) if row.kinds[at] == "blank")]
        return [self._labels.by_column[column] for column in empty if column in self._labels.by_column]

    def _note(self, column: int, span: Span) -> None:
        self._labels.put(column, span)
        level = self._marks.heading_level(self._text, span[0])
        if level:
            self._labels.open(level, span)

    def _above(self, column: int) -> tuple[Span, ...]:
        return tuple(map(self._name, self._headers[column])) if column < len(self._headers) else ()

    def _number(self, row: Row, at: int, place: tuple[int, tuple[Span, ...]]) -> Cell:
        column, labels = place
        headers = self._headers[column] if column < len(self._headers) else ()
        names, heads = tuple(map(self._name, labels)), tuple(map(self._name, headers))
        kinds: tuple[Span, ...] = names if self._is_classed and len(names) == 1 else ()
        named: tuple[Span, ...] = () if kinds else names
        if self._is_turned:
            named, kinds, heads = names, heads, ()
        under = tuple(self._name(span) for _, span in self._labels.numbered if span not in labels)
        units = (*reversed(headers), *row.units_near(at), *reversed(labels), *self._noted(headers, labels))
        return Cell(*row.cells[at], heads, named, kinds, under, units)

    def _noted(self, headers: tuple[Span, ...], labels: tuple[Span, ...]) -> Iterator[Span]:
        """What the note of the table says of a column: of several units the one that its words call for."""
        tables = self._marks.tables
        said = " ".join(self._text[slice(*span)] for span in (*headers, *labels))
        if tables.rate.search(said):
            return
        for start, end in self._notes:
            match = tables.note.search(self._text, start, end)
            pieces = list(_pieces(self._text, match.span("units"))) if match else []
            is_money = bool(tables.money.search(said))
            fitting = [piece for piece in pieces if ("元" in self._text[slice(*piece)]) == is_money]
            yield from fitting[:1] if len(pieces) > 1 else pieces

    def _name(self, span: Span) -> Span:
        """A header or label without its numbering in front and the unit in brackets behind."""
        start, end = span
        numbering = self._marks.heading.match(self._text, start, end)
        start = numbering.end() if numbering and numbering.end() < end else start
        bracket = self._marks.tables.bracket.search(self._text, start, end)
        if bracket and bracket.start() > start and self._is_unit(bracket.group()):
            end = bracket.start()
        return start, end

    def _is_unit(self, bracket: str) -> bool:
        inside = "".join(bracket.split())[1:-1]
        tables = self._marks.tables
        return bool(tables.unit.fullmatch(inside) or tables.note.fullmatch(inside))


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """The units of a note (件、万元), each with its place."""
    begin = span[0]
    for place in range(span[0], span[1] + 1):
        if place == span[1] or text[place] in "、,，/和":
            if place > begin:
                yield begin, place
            begin = place + 1
