"""What a document says apart from its numbers: the frames of its headings, and of the words behind the last numbers."""

from __future__ import annotations

from etl.knowledge.lexicon import Lexicon
from etl.link.context import CHAPTER
from etl.link.tokens import Span, find_frames_in
from etl.model import Block, Layout, Reading, Sentence


class Hearing:
    """What the blocks of a document say, found in one go.

    `is_heard` tells for each block whether a number may still ask what it says.
    """

    def __init__(self, layout: Layout, reading: Reading, lexicon: Lexicon) -> None:
        self._reading = reading
        self.is_heard = tuple(_heard(layout, reading))
        spans: list[Span] = []
        for block, is_heard in zip(layout.blocks, self.is_heard, strict=True):
            if is_heard and block.kind == "heading":
                spans.append((block.start, block.end))
            elif is_heard and block.kind == "paragraph":
                spans.extend(map(self._rest, block.sentences))
        self._frames = dict(zip(spans, find_frames_in(layout.text, spans, lexicon), strict=True))

    def of_heading(self, block: Block) -> tuple[str, ...]:
        """The frames of a heading; none of another block."""
        return self._frames.get((block.start, block.end), ())

    def of_rest(self, sentence: Sentence) -> tuple[str, ...]:
        """The frames of what a sentence of a paragraph says behind its last number, or in all where it has none."""
        return self._frames[self._rest(sentence)]

    def _rest(self, sentence: Sentence) -> Span:
        positions = self._reading.within(sentence.start, sentence.end)
        return self._reading.quantities[positions[-1]].end if positions else sentence.start, sentence.end


def _heard(layout: Layout, reading: Reading) -> list[bool]:
    """Whether a number may still ask what each block says: not behind the last number of a chapter.

    The next chapter starts a new subject, so most of a report need not be read; the title above all chapters must.
    """
    heard: list[bool] = []
    ahead = False
    for block in reversed(layout.blocks):
        ahead = ahead or bool(reading.within(block.start, block.end))
        heard.append(ahead or (block.kind == "heading" and block.level < CHAPTER))
        ahead = ahead and not (block.kind == "heading" and block.level <= CHAPTER)
    return heard[::-1]
