"""Printed lines -> logical lines: each a heading, a paragraph, a table row or furniture.

Text layers of PDFs break paragraphs at the page's width; such lines are joined again. What is not done here:
sentences, clauses and the cells of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from etl.knowledge.layout import LayoutMarks
from etl.segment.rows import Line, is_row, mark_rows

_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c]+")
_ENDS_SENTENCE = "。！？!?；;：:"
_ENDS_OPEN = ",，、(（“《‘"
# 280 on one line, 件,办结 on the next: a number and its unit that a text layer has set apart
_ENDS_NUMBER = re.compile(r"[\d万亿余多]$")
_REST_OF_NUMBER = re.compile(
    r"\d{0,6}[ ]?[^\s\d,，。;；:：、()（）.]{1,4}[,，。;；]|[万亿余多]|\.\d|,\d{3}"
    r"|\d{1,3}[ ]?[件份个次人场名户条项起宗%]"
)
# 占41. on one line, 94%,其余 on the next; 300余场 on one line, 次。 on the next
_ENDS_POINT = re.compile(r"[^\s\d.][\d,]{1,12}\.$")
_REST_OF_WORD = re.compile(r"[\u4e00-\u9fff][,，。;；]")
_WRAP_WIDTHS = range(15, 81)


def classify_lines(text: str, marks: LayoutMarks) -> tuple[list[Line], str]:
    """Every non-empty line with its kind, and the text with its furniture blanked."""
    spans = [span for span in (_strip(text, m.start(), m.end()) for m in _LINE.finditer(text)) if span]
    classed = [_classify(text, (start, end), indented, marks) for start, end, indented in spans]
    width = _wrap_width(text, [line for line in classed if line.kind != "row"])
    lines: list[Line] = []
    furniture: list[Line] = []
    for line in classed:
        if line.kind == "furniture":
            furniture.append(line)
            continue
        if lines and lines[-1].kind == line.kind == "paragraph" and _splits_number(text, lines[-1].end, line.start):
            lines[-1] = replace(lines[-1], open=True)
        lines.append(_mark_open(text, line, width))
    lines = mark_rows(text, lines, marks.tables)
    return _mark_headings(text, lines, (marks, width)), _blank(text, furniture)


def _strip(text: str, start: int, end: int) -> tuple[int, int, bool] | None:
    line = text[start:end]
    body = line.strip()
    if not body:
        return None
    first = start + line.index(body[0])
    return first, first + len(body), first - start >= 2


def _wrap_width(text: str, printed: list[Line]) -> int:
    """The width that lines are broken at, 0 where lines are whole paragraphs.

    A text is wrapped when many of its longer lines stop in mid-sentence at nearly the same width.
    """
    lengths = sorted(line.end - line.start for line in printed)
    if len(lengths) < 4:
        return 0
    width = lengths[len(lengths) * 3 // 4]
    if width not in _WRAP_WIDTHS or lengths[-1] > 2 * width:
        return 0
    # the first line is a title more often than not: that it ends no sentence says nothing
    full = [line for line in printed[1:] if line.end - line.start >= 0.8 * width]
    broken = sum(text[line.end - 1] not in _ENDS_SENTENCE for line in full)
    return width if len(full) > 1 and broken >= 0.5 * len(full) else 0


def _classify(text: str, span: tuple[int, int], indented: bool, marks: LayoutMarks) -> Line:
    start, end = span
    line = text[start:end]
    if marks.furniture.fullmatch(line):
        return Line("furniture", start, end)
    if is_row(line) and not _is_captioned(line, marks):
        return Line("row", start, end)
    level = marks.heading_level(text, start)
    return Line("paragraph", start, end, level, indented=indented)


def _is_captioned(line: str, marks: LayoutMarks) -> bool:
    """Whether a line is the caption of a table with the unit of its numbers set apart: 案件情况[tab]单位:件."""
    note = marks.tables.note.search(line)
    return note is not None and not is_row((line[: note.start()] + line[note.end() :]).strip())


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
    line = _without_note(text, line, marks)
    if line.end <= line.start:
        return False
    length = line.end - line.start
    last = text[line.end - 1]
    if last in "。；;！!" + _ENDS_OPEN:
        return bool(line.level) and last == "。" and length <= marks.lead and "," not in text[line.start : line.end]
    if line.level or first:
        return length <= marks.numbered_title and not (line.open and (width or last not in _ENDS_OPEN))
    return (
        length <= marks.plain_title and not line.open and not any(c in "，,。:：" for c in text[line.start : line.end])
    )


def _without_note(text: str, line: Line, marks: LayoutMarks) -> Line:
    """A line up to the unit of the table below it: 行政应诉情况(单位:件)."""
    is_short = line.end - line.start <= marks.numbered_title
    note = marks.tables.note.search(text, line.start, line.end) if is_short else None
    return replace(line, end=line.start + len(text[line.start : note.start()].rstrip())) if note else line


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
