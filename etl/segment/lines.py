"""Printed lines -> logical lines: each a heading, a paragraph, a table row or furniture.

Text layers of PDFs break paragraphs at the page's width; such lines are joined again. What is not done here:
sentences, clauses and the cells of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from etl.knowledge.layout import LayoutMarks
from etl.model import BlockKind

_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c]+")
_ENDS_SENTENCE = "。！？!?；;：:"
_ENDS_OPEN = ",，、(（“《‘"
_COLUMN = re.compile(r"[\t|]")
_NUMBER_CELL = r"-?\d[\d,.]*%?"
# 规章 1 0 11: a label, then two or more bare numbers; the table of a text layer
_SPACED_ROW = re.compile(rf"\s*(?!\d)[^\s。；;,，]{{1,20}}(?:[ ]{{1,8}}{_NUMBER_CELL}){{2,}}\s*$")
# 行政许可 447228: the same with one number
_SPACED_PAIR = re.compile(rf"\s*(?!\d)[^\s。；;,，:：]{{2,20}}[ ]{{1,8}}{_NUMBER_CELL}\s*$")
# 信息内容 本年制发件数 本年废止件数: words in columns, above such rows
_SPACED_HEADER = re.compile(r"\s*[^\s。；;,，\d]{2,24}(?:[ ]{1,8}[^\s。；;,，]{2,24})+\s*$")
# 280 on one line, 件,办结 on the next: a number and its unit that a text layer has set apart
_ENDS_NUMBER = re.compile(r"[\d万亿余多]$")
_REST_OF_NUMBER = re.compile(r"\d{0,6}[^\s\d,，。;；:：、()（）]{1,4}[,，。;；]|[万亿余多]|\.\d")
# 占41. on one line, 94%,其余 on the next; 300余场 on one line, 次。 on the next
_ENDS_POINT = re.compile(r"[^\s\d.][\d,]{1,12}\.$")
_REST_OF_WORD = re.compile(r"[\u4e00-\u9fff][,，。;；]")
_WRAP_WIDTHS = range(15, 81)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed or joined line; `open` tells that its last sentence has not ended, `indented` that it starts one."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    open: bool = False
    indented: bool = False


def classify_lines(text: str, marks: LayoutMarks) -> tuple[list[Line], str]:
    """Every non-empty line with its kind, and the text with its furniture blanked."""
    spans = [span for span in (_strip(text, m.start(), m.end()) for m in _LINE.finditer(text)) if span]
    width = _wrap_width(text, spans)
    lines: list[Line] = []
    furniture: list[Line] = []
    for start, end, indented in spans:
        line = _classify(text, (start, end), indented, marks)
        if line.kind == "furniture":
            furniture.append(line)
            continue
        if lines and lines[-1].kind == line.kind == "paragraph" and _splits_number(text, lines[-1].end, start):
            lines[-1] = replace(lines[-1], open=True)
        lines.append(_mark_open(text, line, width))
    lines = _mark_headers(text, lines)
    return _mark_headings(text, lines, (marks, width)), _blank(text, furniture)


def _strip(text: str, start: int, end: int) -> tuple[int, int, bool] | None:
    line = text[start:end]
    body = line.strip()
    if not body:
        return None
    first = start + line.index(body[0])
    return first, first + len(body), first - start >= 2


def _wrap_width(text: str, spans: list[tuple[int, int, bool]]) -> int:
    """The width that lines are broken at, 0 where lines are whole paragraphs.

    A text is wrapped when many of its longer lines stop in mid-sentence at nearly the same width.
    """
    lengths = sorted(end - start for start, end, _ in spans)
    if len(lengths) < 4:
        return 0
    width = lengths[len(lengths) * 3 // 4]
    if width not in _WRAP_WIDTHS or lengths[-1] > 2 * width:
        return 0
    full = [(start, end) for start, end, _ in spans if end - start >= 0.8 * width]
    broken = sum(text[end - 1] not in _ENDS_SENTENCE for _, end in full)
    return width if broken >= 0.5 * len(full) else 0


def _classify(text: str, span: tuple[int, int], indented: bool, marks: LayoutMarks) -> Line:
    start, end = span
    line = text[start:end]
    if marks.furniture.fullmatch(line):
        return Line("furniture", start, end)
    if len(_COLUMN.split(line.strip("|\t "))) > 1 or _SPACED_ROW.match(line):
        return Line("row", start, end)
    level = marks.heading_level(text, start)
    return Line("paragraph", start, end, level, indented=indented)


def _mark_open(text: str, line: Line, width: int) -> Line:
    """`line`, open when the next printed line goes on with its last sentence."""
    last = text[line.end - 1]
    full = bool(width) and line.end - line.start >= 0.75 * width
    goes_on = last in _ENDS_OPEN or (full and last not in _ENDS_SENTENCE)
    return replace(line, open=True) if line.kind == "paragraph" and goes_on else line


def _splits_number(text: str, end: int, start: int) -> bool:
    """Whether a line break stands inside a number, between it and its unit, or in front of a last character."""
    if _ENDS_NUMBER.search(text, max(end - 1, 0), end):
        return bool(_REST_OF_NUMBER.match(text, start))
    if text[end - 1] == ".":
        return bool(_ENDS_POINT.search(text, max(end - 14, 0), end)) and text[start].isdigit()
    return text[end - 1] not in _ENDS_SENTENCE and bool(_REST_OF_WORD.match(text, start))


def _mark_headers(text: str, lines: list[Line]) -> list[Line]:
    """`lines` with the spaced header rows, and single label-number rows beside other rows, made rows too."""
    kinds = [line.kind for line in lines]
    for position, line in enumerate(lines):
        body = text[line.start : line.end]
        near = kinds[max(position - 1, 0) : position] + kinds[position + 1 : position + 2]
        if kinds[position] == "paragraph" and not line.level and "row" in near and _SPACED_PAIR.match(body):
            kinds[position] = "row"
    for position in range(len(lines) - 2, -1, -1):
        line = lines[position]
        body = text[line.start : line.end]
        above_pair = _SPACED_PAIR.match(text[lines[position + 1].start : lines[position + 1].end])
        below = kinds[position + 1] == "row" or bool(above_pair)
        if kinds[position] == "paragraph" and not line.level and below and _SPACED_HEADER.match(body):
            kinds[position] = kinds[position + 1] = "row"
    return [
        line if line.kind == kind else replace(line, kind=kind, open=line.open and kind == "paragraph")
        for line, kind in zip(lines, kinds, strict=True)
    ]


def _mark_headings(text: str, lines: list[Line], setting: tuple[LayoutMarks, int]) -> list[Line]:
    """`lines` with those that stand as headings marked so: numbered or plain, short, and not ending a sentence."""
    marked: list[Line] = []
    running = False
    for position, line in enumerate(lines):
        goes_on = running and not line.level and not line.indented
        running = line.open or (goes_on and bool(setting[1]) and text[line.end - 1] not in _ENDS_SENTENCE)
        if line.kind == "paragraph" and not goes_on and _is_heading(text, line, position == 0, setting):
            line = replace(line, kind="heading", level=1 if position == 0 and not line.level else line.level or 6)
        elif goes_on and line.kind == "paragraph":
            line = replace(line, open=running)
        marked.append(line)
    return marked


def _is_heading(text: str, line: Line, first: bool, setting: tuple[LayoutMarks, int]) -> bool:
    marks, width = setting
    length = line.end - line.start
    last = text[line.end - 1]
    if last in "。；;！!" + _ENDS_OPEN:
        return bool(line.level) and last == "。" and length <= marks.lead and "," not in text[line.start : line.end]
    if line.level or first:
        return length <= marks.numbered_title and not (line.open and (width or last not in _ENDS_OPEN))
    return (
        length <= marks.plain_title and not line.open and not any(c in "，,。:：" for c in text[line.start : line.end])
    )


def _blank(text: str, furniture: list[Line]) -> str:
    for line in furniture:
        text = text[: line.start] + " " * (line.end - line.start) + text[line.end :]
    return text


def join_lines(lines: list[Line]) -> Iterator[Line]:
    """Logical lines: an open line together with those that go on with it."""
    current: Line | None = None
    for line in lines:
        goes_on = line.kind == "paragraph" and not line.level and not line.indented
        if current is not None and current.open and current.kind == "paragraph" and goes_on:
            current = replace(current, end=line.end, open=line.open)
            continue
        if current is not None:
            yield current
        current = line
    if current is not None:
        yield current
