"""Which printed lines are rows of a table, and which lines hold one cell each of the same row.

Tabs and pipes tell a row for certain; columns of spaces, as text layers leave them, need numbers and lines alike around
them. What is not done here: cells, headers and labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from etl.knowledge.layout import TableMarks
from etl.model import BlockKind

_COLUMN = re.compile(r"[\t|]")
_NUMBER_CELL = r"[+-]?\d[\d,.]*%?"
# 规章 1 0 11: a label, then two or more bare numbers; the table of a text layer
_SPACED_ROW = re.compile(rf"\s*(?!\d)[^\s。；;,，]{{1,20}}(?:[ ]{{1,40}}{_NUMBER_CELL}){{2,}}\s*$")
# (二)部分公开(区分处理的,不计其他情形) 2 0 0 2: longer labels, or none, with three or more
_LONG_ROW = re.compile(rf"\s*(?!\d)[^。；;]{{1,60}}?(?:[ ]{{1,40}}{_NUMBER_CELL}){{3,}}\s*$")
_NUMBERS_ROW = re.compile(rf"\s*{_NUMBER_CELL}(?:[ ]{{1,40}}{_NUMBER_CELL}){{2,}}\s*$")
# 行政许可 447228: the same with one number
_SPACED_PAIR = re.compile(rf"\s*(?!\d)[^\s。；;,，:：]{{2,20}}[ ]{{1,40}}{_NUMBER_CELL}\s*$")
# 信息内容 本年制发件数 本年废止件数: words in columns, above such rows
_SPACED_HEADER = re.compile(r"\s*[^\s。；;,，\d]{2,24}(?:[ ]{1,40}[^\s。；;,，]{2,24})+\s*$")
_LABEL = re.compile(r"(?!\d+\s*[.、]?\s*$)[^。；;,，:：\s]{2,30}")
_SENTENCE = re.compile(r"[。；;]|[,，](?!\d{3})")
_ENDS_ROW = frozenset("0123456789% ")
_MOST_CELLS = 12
_LONGEST_CELL = 30
"""Characters of a cell that stands on a line of its own."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed or joined line; `open` tells that its last sentence has not ended, `indented` that it starts one."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    open: bool = False
    indented: bool = False


def is_row(line: str) -> bool:
    """Whether a line is a row whatever stands around it."""
    if len(_COLUMN.split(line.strip("|\t "))) > 1:
        return True
    if line[-1:] not in _ENDS_ROW:
        return False
    return bool(_SPACED_ROW.match(line) or _LONG_ROW.match(line) or _NUMBERS_ROW.match(line))


def mark_rows(text: str, lines: list[Line], tables: TableMarks) -> list[Line]:
    """`lines` with those made rows that only the lines beside them tell to be so, and cells of one line each joined."""
    lines = list(_joined(text, lines, tables))
    kinds = [line.kind for line in lines]
    bodies = [text[line.start : line.end] for line in lines]
    free = [kind == "paragraph" for kind in kinds]
    loose = [is_free and _is_loose_row(body, tables) for is_free, body in zip(free, bodies, strict=True)]
    for position, line in enumerate(lines):
        around = [*range(max(position - 1, 0), position), *range(position + 1, min(position + 2, len(lines)))]
        near = any(kinds[at] == "row" or loose[at] for at in around)
        pair = not line.level and any(kinds[at] == "row" for at in around) and _SPACED_PAIR.match(bodies[position])
        if free[position] and near and (loose[position] or pair):
            kinds[position] = "row"
    for position in range(len(lines) - 2, -1, -1):
        below = kinds[position + 1] == "row" or bool(_SPACED_PAIR.match(bodies[position + 1]))
        headed = below and _SPACED_HEADER.match(bodies[position]) and not tables.article.match(bodies[position])
        if free[position] and not lines[position].level and headed:
            kinds[position] = kinds[position + 1] = "row"
    return [
        line if line.kind == kind else replace(line, kind=kind, open=line.open and kind == "paragraph")
        for line, kind in zip(lines, kinds, strict=True)
    ]


def _is_loose_row(body: str, tables: TableMarks) -> bool:
    """Whether a line is a label, a number and its unit or more numbers: 1 行政处罚案件 640 件; 审核合同 份 206."""
    if _SENTENCE.search(body):
        return False
    cells = body.split()
    if not 3 <= len(cells) <= _MOST_CELLS:
        return False
    numbers = [bool(tables.number.fullmatch(cell)) for cell in cells]
    others = [cell for cell, is_number in zip(cells, numbers, strict=True) if not is_number]
    units = sum(bool(tables.unit.fullmatch(cell)) for cell in others[1:])
    labels = [cell for cell in others if not tables.unit.fullmatch(cell) and not tables.void.fullmatch(cell)]
    wide = "  " in body.strip()
    enough = sum(numbers) - numbers[0] >= 1 and (units or wide or sum(numbers) - numbers[0] >= 2)
    return bool(enough) and 1 <= len(labels) <= 2 and all(_LABEL.fullmatch(label) for label in labels)


def _joined(text: str, lines: list[Line], tables: TableMarks) -> Iterator[Line]:
    """The lines, those of one row joined where every cell stands on a line of its own.

    Either at least two rows alike, or a row of headers over one row of as many figures.
    """
    kinds = "".join(_sign(text, line, tables) for line in lines)
    place = 0
    for run in _CELL_LINES.finditer(kinds):
        edges = _edges(run)
        yield from lines[place : edges[0]]
        for first, last in pairwise(edges):
            yield replace(lines[first], kind="row", end=lines[last - 1].end, open=False, level=0)
        place = edges[-1]
    yield from lines[place:]


def _edges(run: re.Match[str]) -> list[int]:
    """Where the rows of a run of cells begin, and where the last one ends."""
    if run["words"]:
        return [*range(run.start(), run.end(), len(run["words"]) + len(run["figures"])), run.end()]
    figures = run.end() - run.start("under")
    return [max(run.start("under") - figures, run.start()), run.start("under"), run.end()]


# words over figures, the same number of each again and again: 普法讲座 / 42 / 发放资料 / 8000
# or headers over one row of figures: 申请数量 / 受理数量 / 许可数量 / 2207 / 2207 / 2200
_CELL_LINES = re.compile(
    r"(?P<words>w{1,2})(?P<figures>n{1,6})(?:(?P=words)(?P=figures))+|w{3,16}(?P<under>n{3,12})(?!n|w{1,2}(?P=under))"
)


def _sign(text: str, line: Line, tables: TableMarks) -> str:
    """`n` for a line that is a number alone, `w` for one that may be its label, `x` for others."""
    body = text[line.start : line.end]
    if line.kind != "paragraph" or len(body) > _LONGEST_CELL:
        return "x"
    if tables.number.fullmatch(body):
        return "n"
    return "w" if not _SENTENCE.search(body) and body[-1:] not in ":：" else "x"
