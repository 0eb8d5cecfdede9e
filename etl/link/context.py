"""What a passage is talking about at each point: the Context that the linker folds along the clauses.

It remembers which frames were mentioned where, so that a clause without an object can take up the one that is
most present, and what the number before counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field

UNKNOWN = "?"
"""Stands for a subject that no frame fits; it hides the frames before it as any other subject does."""

# How present a frame is where it was last mentioned in the sentence, in the block, in a heading; what each other
# subject mentioned since then takes away. Fitted by hand on the invented development sentences.
_PRESENCE = {"sentence": 0.9, "block": 0.6, "heading": 0.5, "page": 0.1}
_STEP = {"sentence": 1.6, "block": 1.2, "heading": 0.5, "page": 1.0}


@dataclass(frozen=True, slots=True)
class Mention:
    """The frames that one clause put on the table."""

    frames: tuple[str, ...]
    sentence: int
    block: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """What one number was found to count; `frame` is empty where no indicator fits."""

    position: int
    indicators: tuple[str, ...]
    frame: str
    breakdown: str
    unit: str
    dimension: str
    measure: str
    sentence: int
    is_part: bool = False
    by_class: bool = False


@dataclass(slots=True)
class Context:
    """The state that is folded along a document; the only mutable thing of the linker."""

    sentence: int = 0
    block: int = 0
    mentions: list[Mention] = field(default_factory=list)
    headings: list[Mention] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    qualifier: dict[str, str] = field(default_factory=dict)
    part_scope: bool = False
    section_is_plan: bool = False

    def open_heading(self, level: int, frames: tuple[str, ...]) -> None:
        """Start a section: headings of its level and below end, and with them what was talked about."""
        self.headings = [mention for mention in self.headings if mention.level < level]
        self.headings.append(Mention(frames, self.sentence, self.block, level))
        self.mentions.clear()
        self.counted.clear()
        self.qualifier.clear()

    def mention(self, frames: tuple[str, ...]) -> None:
        """Put frames on the table together; nothing happens without any."""
        if frames:
            self.mentions.append(Mention(frames, self.sentence, self.block))

    def presence(self, frame: str) -> float | None:
        """How present a frame is, from 0.9 down to below zero; None where it was never mentioned."""
        steps = 0
        for mention in reversed(self.mentions):
            if frame in mention.frames:
                place = self._place(mention)
                return _PRESENCE[place] - steps * _STEP[place]
            steps += 1
        for depth, mention in enumerate(reversed(self.headings)):
            if frame in mention.frames:
                return _PRESENCE["heading"] - 0.1 * depth - min(steps, 3) * _STEP["heading"]
        return None

    def _place(self, mention: Mention) -> str:
        if mention.sentence == self.sentence:
            return "sentence"
        return "block" if mention.block == self.block else "page"

    def together(self, frame: str) -> tuple[str, ...]:
        """The frames of the clause that last mentioned `frame`, itself among them."""
        for mention in (*reversed(self.mentions), *reversed(self.headings)):
            if frame in mention.frames:
                return mention.frames
        return (frame,)

    @property
    def last(self) -> Counted | None:
        """What the number before counted, within the block."""
        return self.counted[-1] if self.counted else None
