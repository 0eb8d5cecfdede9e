"""What a passage is talking about at each point: the Context that the linker folds along the clauses.

It remembers which frames were mentioned where, so that a clause without an object can take up the one that is
most present, and what the number before counted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import NamedTuple

from etl.knowledge.catalogue import Indicator
from etl.link.tokens import Token

FRAMELESS = "@"
"""Starts the pseudo-frame of an indicator that has none."""
UNKNOWN = "?"
"""Stands for a subject that no frame fits; it hides the frames before it as any other subject does."""

# How present a frame is where it was last mentioned in the sentence, in the block, in a heading; what each other
# subject mentioned since then takes away. Fitted by hand on the invented development sentences.
_PRESENCE = {"sentence": 0.9, "block": 0.6, "heading": 0.5, "page": 0.2}
_STEP = {"sentence": 1.6, "block": 1.2, "heading": 0.5, "page": 1.0}
_FORGOTTEN = 8
"""After this many other subjects a mention says nothing any more."""
_REACH = 60
"""Mentions that are remembered: bounds the work that one number takes in a section without headings."""
_BACK = 40
"""How many numbers back the whole of a share, a class or a part may stand."""
_TAKEN_UP = 0.1
"""What a frame of a heading gains where the text below has taken it up."""
_OTHER_STEP = 0.6
"""What a subject takes away in which the word at hand says nothing: 审核42件,提出意见130条,准予印发35件."""
_WEAK_STEP = 0.3
"""A subject without a frame of its own hides an earlier one only so much, as a share of a step."""


_SOFT = 0.9
CHAPTER = 2
"""Headings down to this level start a new subject."""


class Mention(NamedTuple):
    """The frames that one clause put on the table; a weak one has only subjects without a frame."""

    frames: tuple[str, ...]
    sentence: int
    block: int
    level: int = 0
    is_soft: bool = False
    is_weak: bool = False


class Counted(NamedTuple):
    """What one number was found to count; `frame` is empty where no indicator fits.

    An aside is no plain number (a rank, an ordinal); one beside the point is only compared with.
    """

    position: int
    indicators: tuple[str, ...]
    frame: str
    breakdown: str
    unit: str
    dimension: str
    measure: str
    sentence: int
    block: int
    by_class: bool = False
    is_aside: bool = False
    is_beside: bool = False
    value: float = 0.0


class Qualifier(NamedTuple):
    """A class that was named last, and the frame it was named for; one of a list holds for its rates alone."""

    words: str
    frame: str
    of_list: bool = False


@dataclass(slots=True)
class Context:
    """The state that is folded along a document; the only mutable thing of the linker.

    `qualifier` holds for each frame the class that still holds for what follows; `part_head` is the
    number that 其中 divides, `verbs` tells what was done to the last number with a verb. `subject` is the one frame
    that the title names, of a report that speaks of nothing else (12345热线运行情况通报); `office` is the office that
    the title names: its field (生态环境局) classes nothing in its own report; `lent` is the class that its subject
    lends to disputes. `joint` is the block that told a total of two things together (建议和提案137件), which what
    follows may divide.
    """

    sentence: int = 0
    block: int = 0
    mentions: deque[Mention] = field(default_factory=partial(deque, maxlen=_REACH))
    headings: list[Mention] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    qualifier: dict[str, Qualifier] = field(default_factory=dict)
    depth: int = 0
    part_scope: bool = False
    part_opens: bool = False
    verbs: tuple[Token, ...] = ()
    part_head: Counted | None = None
    governed: Indicator | None = None
    section_is_plan: bool = False
    title: str = ""
    office: str = ""
    lent: str = ""
    subject: str = ""
    body: str = ""
    joint: int | None = None
    classing: bool = False
    _present: dict[tuple[str, int, tuple[str, ...], frozenset[str] | None], float | None] = field(default_factory=dict)

    def open_heading(self, level: int, frames: tuple[str, ...]) -> None:
        """Start a section: headings of its level and below end, and with them what was talked about.

        A heading below the chapters that names no frame (从地区分布看) goes on with the subject before it, and so does
        a chapter of a report that speaks of one subject alone (二、诉求分类).
        """
        goes_on = not frames and (level > CHAPTER or self._has_one_subject())
        self.headings = [mention for mention in self.headings if mention.level < level]
        self.headings.append(Mention(frames, self.sentence, self.block, level))
        self._present.clear()
        if not goes_on:
            self.mentions.clear()
            self.counted.clear()
        self.qualifier.clear()

    def recent(self) -> Iterator[Counted]:
        """The numbers in whose reach the next one stands, the last one first."""
        return islice(reversed(self.counted), _BACK)

    def counted_at(self, position: int | None) -> Counted | None:
        """The recent number at a position of the reading."""
        return next((c for c in self.recent() if c.position == position), None) if position is not None else None

    def _has_one_subject(self) -> bool:
        """Whether all that was counted so far is of one frame."""
        return len({counted.frame for counted in self.counted if counted.indicators}) == 1

    def mention(self, frames: tuple[str, ...], is_soft: bool = False) -> None:
        """Put frames on the table together; nothing happens without any.

        A soft mention is one beside the point (首次超过行政诉讼案件), in a clause that counts nothing.
        """
        if frames:
            is_weak = all(frame == UNKNOWN or frame.startswith(FRAMELESS) for frame in frames)
            self.mentions.append(Mention(frames, self.sentence, self.block, is_soft=is_soft, is_weak=is_weak))
            self._present.clear()

    def return_to(self, mentions: tuple[Mention, ...]) -> None:
        """Forget what was mentioned since, as behind a table."""
        self.mentions = deque(mentions, maxlen=_REACH)
        self._present.clear()

    def mention_words(self, tokens: Iterable[Token], is_soft: bool = False) -> None:
        """Put on the table what some words are about."""
        self.mention(tuple(dict.fromkeys(frame for token in tokens for frame in token.entry.frames)), is_soft)

    def presence(
        self, frame: str, partners: tuple[str, ...] = (), rivals: frozenset[str] | None = None
    ) -> float | None:
        """How present a frame is, from 0.9 down to below zero; None where it was never mentioned.

        Its partners hide it no more than a subject without a frame does. `rivals` are the frames in which the word
        at hand says something too; any other subject hides less, None where no word is asked about.
        """
        key = (frame, self.sentence, partners, rivals)
        if key not in self._present:
            self._present[key] = self._weigh(frame, partners, rivals)
        return self._present[key]

    def _weigh(self, frame: str, partners: tuple[str, ...], rivals: frozenset[str] | None) -> float | None:
        mentioned, steps = self._weigh_mentions(frame, partners, rivals)
        headed = self._weigh_headings(frame, steps)
        if mentioned is None or headed is None:
            return headed if mentioned is None else mentioned
        # of two frames of one heading, the one that was talked about since is meant
        return max(mentioned, headed + _TAKEN_UP)

    def _weigh_mentions(
        self, frame: str, partners: tuple[str, ...], rivals: frozenset[str] | None
    ) -> tuple[float | None, float]:
        """How present the mentions of a frame make it, and how many other subjects came since."""
        steps = 0.0
        weakly = False
        best: float | None = None
        beside = frozenset(partners)
        for mention in reversed(self.mentions):
            if frame in mention.frames:
                place = self._place(mention)
                found = _PRESENCE[place] - steps * _STEP[place] - (_SOFT if mention.is_soft else 0.0)
                best = found if best is None else max(best, found)
                if not mention.is_soft:
                    break
            if mention.is_weak or mention.is_soft or beside.issuperset(mention.frames):
                steps += 0.0 if weakly else _WEAK_STEP
                weakly = True
            else:
                steps += 1.0 if rivals is None or not rivals.isdisjoint(mention.frames) else _OTHER_STEP
            if steps > _FORGOTTEN:
                break
        return best, steps

    def _weigh_headings(self, frame: str, steps: float) -> float | None:
        """How present a frame is by the headings above, after so many other subjects."""
        for depth, mention in enumerate(reversed(self.headings)):
            if frame in mention.frames:
                return _PRESENCE["heading"] - 0.1 * depth - min(steps, 3) * _STEP["heading"]
        return None

    def _place(self, mention: Mention) -> str:
        if mention.sentence == self.sentence:
            return "sentence"
        return "block" if mention.block == self.block else "page"

    def present_frames(self) -> tuple[str, ...]:
        """The frames of the last clause that named any, else of the innermost heading that does."""
        for mention in (*reversed(self.mentions), *reversed(self.headings)):
            if mention.frames:
                near = mention in self.headings or mention.block == self.block
                return mention.frames if near and not mention.is_soft else ()
        return ()

    def together(self, frame: str) -> tuple[str, ...]:
        """The frames of the clause that last mentioned `frame`, itself among them."""
        for mention in (*reversed(self.mentions), *reversed(self.headings)):
            if frame in mention.frames:
                return mention.frames
        return (frame,)

    @property
    def last(self) -> Counted | None:
        """What the number before counted."""
        return self.counted[-1] if self.counted else None

    @property
    def counts_already(self) -> bool:
        """Whether a number of this sentence has found its frame."""
        last = self.last
        return last is not None and last.sentence == self.sentence and bool(last.frame)

    def was_mentioned_here(self, frame: str) -> bool:
        """Whether the sentence mentioned a frame."""
        return any(frame in mention.frames and mention.sentence == self.sentence for mention in self.mentions)
