"""The linker watched at work: for each number the words around it, the frames on the table, and every candidate.

It runs the same walk as `link_indicators` and changes nothing; only `explain` asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from etl.link.candidates import Scorer
from etl.link.decision import Sight
from etl.link.tokens import Token
from etl.link.walk import LinkKnowledge, Walk
from etl.link.weights import ACCEPT
from etl.link.zones import Zone
from etl.model import Layout, Reading, Relation

_FRAMES, _CANDIDATES = 5, 6


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the lexicon near a number, and what it is there: names, cues, objects, or the roles of a small word."""

    text: str
    senses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One candidate with its score, the kind of evidence and the word that gave it."""

    indicator: str
    score: float
    kind: str
    word: str
    in_context: bool


@dataclass(frozen=True, slots=True)
class View:
    """What the linker looked at when it decided on one number; `needed` is the score below which there is no link."""

    left: tuple[Word, ...]
    right: tuple[Word, ...]
    unknown: tuple[str, ...]
    frames: tuple[tuple[str, float], ...]
    choices: tuple[Choice, ...]
    needed: float = ACCEPT


def watch_links(
    layout: Layout, reading: Reading, relations: tuple[Relation, ...], knowledge: LinkKnowledge
) -> dict[int, View]:
    """The view of each quantity by its position; none for those decided without looking (the end of 从…到…)."""
    fold = _Watched(layout, reading, relations, knowledge)
    for _ in fold.links():
        pass
    return fold.views


class _Watched(Walk):
    """The walk, with every look at a number kept: the last one decided."""

    def __init__(
        self, layout: Layout, reading: Reading, relations: tuple[Relation, ...], knowledge: LinkKnowledge
    ) -> None:
        super().__init__(layout, reading, relations, knowledge)
        self.views: dict[int, View] = {}

    def _sight(self, zone: Zone) -> Sight:
        sight = super()._sight(zone)
        self.views[zone.position] = _view(sight)
        return sight


def _view(sight: Sight) -> View:
    zone, context, frames = sight.zone, sight.context, sight.catalogue.frames
    present = [(f.id, found) for f in frames.values() if (found := context.presence(f.id, f.partners)) is not None]
    ranked = Scorer(zone, context, sight.catalogue, free_units=False).candidates()[:_CANDIDATES]
    return View(
        tuple(map(_word, zone.left)), tuple(map(_word, zone.right)),
        tuple(sight.text[start:end] for start, end in zone.unknown),
        tuple(sorted(present, key=lambda pair: (-pair[1], pair[0]))[:_FRAMES]),
        tuple(
            Choice(c.indicator.id, round(c.score, 2), c.kind, c.token.entry.word, c.in_context) for c in ranked
        ),
    )  # fmt: skip


def _word(token: Token) -> Word:
    entry = token.entry
    kinds = (
        ("name", entry.names), ("cue", entry.cues), ("part", entry.parts), ("hint", entry.hints), ("weak", entry.weak),
        ("governs", entry.governs), ("object", entry.objects), ("class", (*entry.classes, *entry.kinds)),
    )  # fmt: skip
    senses = tuple(kind for kind, meant in kinds if meant)
    return Word(entry.word, senses or tuple(sorted(entry.roles)))
