"""A report's text as lines to show: which are headings of what depth, and which begin with a heading in the line.

The stored text is shown as it is; only the segmenter's headings are looked up, nothing is joined or moved.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.marking import cut_paragraphs
from etl.knowledge.layout import load_layout
from etl.model import Block
from etl.normalise import fold
from etl.segment import segment

# Depths of headings as they are shown; the segmenter's deeper ones (一是 …) open a paragraph.
SHOWN_DEPTHS = {1: 1, 2: 2, 3: 3, 4: 3, 5: 3, 6: 3}


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: a heading where `level` is 1 to 3; `lead` is where a heading inside the line ends."""

    start: int
    end: int
    level: int = 0
    lead: int = 0


def outline(text: str, limit: int) -> tuple[Line, ...]:
    """The lines of `text` that are not empty; a line of more than `limit` characters is cut into several."""
    blocks = segment(fold(text), load_layout()).blocks
    headings = [block for block in blocks if block.kind == "heading"]
    spans = cut_paragraphs(text, limit)
    lines: list[Line] = []
    position = 0
    for start, end in spans:
        while position < len(headings) and headings[position].end <= start:
            position += 1
        lines.append(_line(text, start, end, headings[position] if position < len(headings) else None))
    return tuple(lines)


def _line(text: str, start: int, end: int, heading: Block | None) -> Line:
    """A heading that fills the line makes it one; a heading that only opens it is its lead."""
    if heading is None or heading.start > start:
        return Line(start, end)
    depth = SHOWN_DEPTHS.get(heading.level, 0)
    if depth and not text[heading.end : end].strip():
        return Line(start, end, level=depth)
    return Line(start, end, lead=min(heading.end, end))
