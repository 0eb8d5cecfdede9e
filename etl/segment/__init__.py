"""Folded text -> Layout: headings, paragraphs, table rows, sentences and clauses, all as spans.

Nothing is rewritten except page furniture (page numbers between two lines of one paragraph), which becomes
spaces of the same length, so that a sentence goes on across a page break and offsets stay valid.
"""

from __future__ import annotations

from etl.knowledge.layout import LayoutMarks
from etl.model import Block, Clause, Layout, Sentence
from etl.segment.clauses import split_sentences
from etl.segment.lines import classify_lines, join_lines
from etl.segment.rows import Line
from etl.segment.tables import read_rows


def segment(text: str, marks: LayoutMarks) -> Layout:
    """The blocks of `text` in order; an empty text has none."""
    lines, text = classify_lines(text, marks)
    blocks: list[Block] = []
    rows: list[Line] = []
    sections = _Sections()
    for line in join_lines(lines):
        if line.kind == "row":
            rows.append(line)
            continue
        _append_rows(blocks, rows, text, (marks, sections))
        if line.kind == "heading":
            blocks.append(sections.open(line, len(blocks), split_sentences(text, line.start, line.end)))
        elif line.kind == "paragraph":
            _append_paragraph(blocks, line, text, (marks, sections))
    _append_rows(blocks, rows, text, (marks, sections))
    return Layout(text, tuple(blocks))


class _Sections:
    """The stack of headings that are open at this point of the document."""

    def __init__(self) -> None:
        self._open: list[tuple[int, int]] = []

    @property
    def current(self) -> int:
        """The position of the innermost open heading, -1 at the top."""
        return self._open[-1][1] if self._open else -1

    def open(self, line: Line, position: int, sentences: tuple[Sentence, ...]) -> Block:
        """The heading's block; it closes the headings of its own level and below."""
        while self._open and self._open[-1][0] >= line.level:
            self._open.pop()
        block = Block("heading", line.start, line.end, line.level, self.current, sentences)
        self._open.append((line.level, position))
        return block


_ITEM_LEVEL = 8


def _append_paragraph(blocks: list[Block], line: Line, text: str, setting: tuple[LayoutMarks, _Sections]) -> None:
    """The paragraph's blocks: one per item of a run (一是…二是…), each after its lead sentence as a heading."""
    marks, sections = setting
    group: list[Sentence] = []
    sentences = split_sentences(text, line.start, line.end)
    for position, sentence in enumerate(sentences):
        level = _lead_level(text, sentence, position, marks)
        if not level:
            group.append(sentence)
            continue
        _append_group(blocks, group, sections)
        group = []
        last = position == len(sentences) - 1
        if last or sentence.end - sentence.start > marks.lead or _has_digit(text, sentence):
            group.append(sentence)
        else:
            lead = Line("heading", sentence.start, sentence.end, level)
            blocks.append(sections.open(lead, len(blocks), (sentence,)))
    _append_group(blocks, group, sections)


def _lead_level(text: str, sentence: Sentence, position: int, marks: LayoutMarks) -> int:
    """The level of the numbering or item word that the sentence starts with, 0 for a plain sentence."""
    if marks.item.match(text, sentence.start):
        return _ITEM_LEVEL
    return marks.heading_level(text, sentence.start) if position == 0 else 0


def _has_digit(text: str, sentence: Sentence) -> bool:
    numbering = 4
    return any(char.isdigit() for char in text[sentence.start + numbering : sentence.end])


def _append_group(blocks: list[Block], group: list[Sentence], sections: _Sections) -> None:
    if group:
        section = sections.current
        blocks.append(Block("paragraph", group[0].start, group[-1].end, 0, section, tuple(group)))


class _Divided:
    """The clauses of a table row, which its cells have told already."""

    def __init__(self, clauses: tuple[Clause, ...]) -> None:
        self._clauses = clauses

    def __call__(self, start: int, end: int) -> tuple[Clause, ...]:
        return self._clauses


def _append_rows(blocks: list[Block], rows: list[Line], text: str, setting: tuple[LayoutMarks, _Sections]) -> None:
    if not rows:
        return
    marks, sections = setting
    above = tuple((block.start, block.end) for block in reversed(blocks[-_ABOVE:]) if block.kind != "row")
    for line, cells, clauses in read_rows(rows, text, above, marks):
        sentence = Sentence(line.start, line.end, _Divided(clauses))
        blocks.append(Block("row", line.start, line.end, 0, sections.current, (sentence,), cells))
    rows.clear()


_ABOVE = 2
"""Blocks above a table in which the unit of its numbers may stand: its caption and a line below it."""
