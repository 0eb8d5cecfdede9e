"""Numbers of a list after 分别, each with its own name and the words that all of them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import dropwhile, takewhile
from typing import NamedTuple

from etl.knowledge.catalogue import Catalogue
from etl.knowledge.lexicon import Lexicon
from etl.link.breakdowns import WHOLE, Part, zone_words
from etl.link.context import Context
from etl.link.decide import decide, name_part
from etl.link.decision import Decision, Sight
from etl.link.tokens import Token, find_tokens
from etl.link.zones import Zone, unknown_runs
from etl.model import Reading, Relation


class Material(NamedTuple):
    """A document as the linker has it: its text, its quantities, how they hang together, and the words to know."""

    text: str
    reading: Reading
    relations: Mapping[int, Relation]
    catalogue: Catalogue
    lexicon: Lexicon


class ListReader:
    """Reads the numbers of lists; what was decided before and the Context are those of the walk."""

    def __init__(
        self, material: Material, context: Context, decided: Mapping[int, tuple[Decision, ...]],
        sight: Callable[[Zone], Sight],
    ) -> None:  # fmt: skip
        self._text, self._reading, self._relations, self._catalogue, self._lexicon = material
        self._context = context
        self._decided = decided
        self._sight = sight
        self._frames: tuple[str, ...] = ()

    def decide(self, zone: Zone, zones: tuple[Zone, ...], relation: Relation) -> tuple[Decision, ...]:
        """A number of a list, read with its own name and the words that the list shares."""
        if relation.other >= 0:
            return self._decide_like(zone, self._first_of_list(zone, zones), relation.other)
        first = self._first_of_list(zone, zones)
        if relation.start == relation.end:
            return self._decide_nameless(zone, first)
        if zone is first:
            self._context.mention_words(first.left)
        shared, own = self._item_tokens(first, relation)
        unknown = unknown_runs(self._text, (relation.start, relation.end), own)
        near = tuple(span for span in first.unknown if relation.start <= span[0] < relation.end)
        tail = tuple(span for span in first.unknown if span[0] >= self._list_end(first))
        alone = replace(
            zone, left=(*own, *shared), unknown=(*near, *tail), span=(relation.start, relation.end), is_item=True,
            before=first.before if zone is first else "、", right=(), lead=(),
        )  # fmt: skip
        decisions = decide(self._sight(alone))
        by_name = any(
            (token.entry.word == d.rule.partition(":")[2] and all(span[0] < token.start for span in unknown))
            or (d.frame in token.entry.objects and not unknown and len(own) == 1)
            for d in decisions for token in own
        )  # fmt: skip
        if by_name and not self._is_said_by(shared, alone, decisions):
            return decisions
        name = (relation.start, self._name_end(relation, own))
        return tuple(name_part(d, self._text, name, alone) for d in decisions)

    def _name_end(self, relation: Relation, own: tuple[Token, ...]) -> int:
        """Where a name of a list ends: the last one goes on with what all of them did (甲、乙、丙办理案件分别为)."""
        following = self._relations.get(relation.quantity + 1)
        is_last = following is None or following.kind != "item"
        verb = next((t.start for t in own if t.has_role("verb") and t.start > relation.start), relation.end)
        return verb if is_last else relation.end

    def _is_said_by(self, shared: tuple[Token, ...], alone: Zone, decisions: tuple[Decision, ...]) -> bool:
        """Whether the words that a list shares name its indicator too (网站、微博公开信息): then names are parts."""
        own = alone.left[: len(alone.left) - len(shared)]
        if not any(token.entry.is_domain for token in shared) or any(token.has_role("place") for token in own):
            return False
        said = decide(self._sight(replace(alone, left=shared, unknown=())))
        return {d.indicator for d in said} == {d.indicator for d in decisions}

    def _decide_nameless(self, zone: Zone, first: Zone) -> tuple[Decision, ...]:
        """A number of a list whose names cannot be told apart (一至四季度分别为): a part by its place."""
        decisions = decide(self._sight(replace(zone, left=first.left, unknown=(), lead=first.lead, is_item=True)))
        alike = self._decide_by_frame(zone, first)
        if alike:
            return alike
        words = f"{zone_words(self._text, first)}({zone.position - first.position + 1})"
        return tuple(d._replace(part=Part(words)) if d.indicator else d for d in decisions)

    def _decide_by_frame(self, zone: Zone, first: Zone) -> tuple[Decision, ...]:
        """One number for each of the frames that were put on the table together: 建议和提案…分别为96件和121件."""
        if zone is first:
            self._frames = self._context.present_frames()
        frames = self._frames
        order = zone.position - first.position
        run = order + 1
        while (following := self._relations.get(first.position + run)) is not None and following.kind == "item":
            run += 1
        if len(frames) != run or zone.quantity.dimension == "percent":
            return ()
        fitting = [i for i in self._catalogue.defaults.get(frames[order], ()) if zone.quantity.unit in i.units]
        return tuple(Decision(i.id, frames[order], WHOLE, "level", 1, 2.5, "frame") for i in fitting[:1])

    def _first_of_list(self, zone: Zone, zones: tuple[Zone, ...]) -> Zone:
        first = zone
        for other in zones[zone.position - zones[0].position - 1 :: -1] if zone is not zones[0] else ():
            relation = self._relations.get(other.position)
            if relation is None or relation.kind != "item" or other.position != first.position - 1:
                break
            first = other
            if any(token.has_role("each") for token in other.left):
                break
        return first

    def _list_end(self, first: Zone) -> int:
        each = [token.end for token in first.left if token.has_role("each")]
        return each[-1] if each else first.span[0]

    def _item_tokens(self, first: Zone, relation: Relation) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
        """The words that all numbers of a list share, and those of one name."""
        shared = tuple(token for token in first.left if token.start >= self._list_end(first))
        own = self._name_tokens(first, relation)
        return (*self._led_by(first, relation, own), *self._headed_by(first, relation, own), *shared), own

    def _led_by(self, first: Zone, relation: Relation, own: tuple[Token, ...]) -> tuple[Token, ...]:
        """The verb in front of the first name, which goes with all (审查合同、规范性文件分别为)."""
        opening = self._relations[first.position]
        if opening.start == relation.start or opening.start == opening.end:
            return ()
        tokens = find_tokens(self._text, opening.start, opening.end, self._lexicon)
        led = tuple(takewhile(lambda t: t.has_role("verb") or t.has_role("neutral"), tokens))
        verbs = any(token.has_role("verb") or token.entry.cues for token in own)
        return () if verbs or len(led) == len(tokens) else led

    def _headed_by(self, first: Zone, relation: Relation, own: tuple[Token, ...]) -> tuple[Token, ...]:
        """What the last name says of all of them, where this one has no word of its own (省级、市级示范村分别为)."""
        unit = self._reading.quantities[relation.quantity].unit
        if any(self._can_count(token, unit) for token in own):
            return ()
        last = relation
        while (following := self._relations.get(last.quantity + 1)) is not None and following.kind == "item":
            if not last.start <= following.start < self._reading.quantities[relation.quantity].start:
                break
            last = following
        tokens = find_tokens(self._text, last.start, last.end, self._lexicon) if last is not relation else ()
        named = any(token.entry.is_domain for token in own)
        return tuple(
            dropwhile(
                lambda t: not self._can_count(t, unit) if named else not t.entry.is_domain and not t.has_role("verb"),
                tokens,
            )
        )

    def _can_count(self, token: Token, unit: str) -> bool:
        """Whether a word of the catalogue says what a number of this unit counts (a 建议 is no percentage)."""
        entry, slots = token.entry, self._catalogue.indicators
        named = (*entry.names, *entry.cues, *entry.hints, *entry.parts, *entry.weak)
        defaults = (i for frame in entry.objects for i in self._catalogue.defaults.get(frame, ()))
        return any(unit in i.units for i in (*map(slots.__getitem__, named), *defaults))

    def _name_tokens(self, first: Zone, relation: Relation) -> tuple[Token, ...]:
        """The words of one name, with the class word that the names share (A、B、C类)."""
        own = find_tokens(self._text, relation.start, relation.end, self._lexicon)
        name = self._text[relation.start : relation.end]
        kind = self._shared_kind(first)
        if not kind or name.endswith(kind):
            return own
        name += kind
        inside = find_tokens(name, 0, len(name), self._lexicon)
        return tuple(
            Token(relation.start + t.start, min(relation.start + t.end, relation.end), t.entry) for t in inside
        )

    def _shared_kind(self, first: Zone) -> str:
        """The class word that ends the last name of a list, empty where there is none."""
        each = next((token for token in first.left if token.has_role("each")), None)
        if each is None:
            return ""
        names = self._text[: each.start].rstrip()
        kinds = (k for k in self._lexicon.patterns["kind"].findall(names, max(len(names) - 3, 0)) if names.endswith(k))
        return next(kinds, "")

    def _decide_like(self, zone: Zone, first: Zone, other: int) -> tuple[Decision, ...]:
        """A number that says something of an earlier one: 同比分别下降6.5%、10.1%."""
        alike = decide(self._sight(replace(zone, left=first.left, unknown=first.unknown)))
        shape = alike[0]
        order = zone.position - first.position
        if shape.measure == "level" and len(alike) > order and shape.rule != "inherited":
            return (alike[order],)
        earlier = self._decided.get(other, ())
        if shape.measure == "level" and shape.indicator and shape.rule != "inherited" and earlier:
            within = dict(self._catalogue.indicators[shape.indicator].within)
            named = within.get(earlier[0].frame, "")
            return (shape._replace(part=Part(named, by_class=True) if named else earlier[0].part),)
        return tuple(d._replace(measure=shape.measure, sign=shape.sign, rule="relative") for d in earlier) or alike
