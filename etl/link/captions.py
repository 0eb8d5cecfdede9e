"""The words of the short lines right above a table: what all of its numbers are about."""

from __future__ import annotations

import re

from etl.knowledge.catalogue import Catalogue
from etl.knowledge.lexicon import Lexicon
from etl.link.candidates import frames_of
from etl.link.cells import TableWords
from etl.link.tokens import Span, Token, find_tokens
from etl.model import Block, Layout

_NUMBERED = re.compile(r"[图表]\s*[\d一二三四五六七八九十]*\s*[:：.、 ]\s*")
"""What may number a caption: 表1:各地受理情况."""
_ABOVE, _CAPTION = 2, 40
"""The lines above a table that may be its caption, and the longest that one is where it neither is a heading nor
leads up to the table (情况如下:)."""


def read_caption(layout: Layout, row: int, catalogue: Catalogue, lexicon: Lexicon) -> TableWords:
    """The words of the caption of a table whose first row is the block at a position."""
    tokens: list[Token] = []
    for block in layout.blocks[max(row - _ABOVE, 0) : row]:
        span = _caption_in(layout.text, block)
        tokens.extend(find_tokens(layout.text, *span, lexicon) if span else ())
    frames = frames_of(tuple(tokens))
    partners = {partner for frame in frames for partner in catalogue.frames[frame].partners}
    return TableWords(lexicon, tuple(tokens), frozenset(frames | partners))


def _caption_in(text: str, block: Block) -> Span | None:
    """Where the caption stands in a line above a table, without its number and a bracket; None where it is none."""
    leads = text[block.start : block.end].rstrip().endswith((":", "："))
    if block.kind != "heading" and not leads and block.end - block.start > _CAPTION:
        return None
    bracket = text.find("(", block.start, block.end)
    end = bracket if bracket > 0 else block.end
    numbered = _NUMBERED.match(text, block.start, end)
    start = numbered.end() if numbered else block.start
    return start, start if ":" in text[start:end] and not leads else end
