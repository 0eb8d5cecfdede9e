"""The walk along one document: headings open sections, each number is decided in its Context and remembered there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from etl.knowledge.catalogue import Catalogue
from etl.knowledge.forms import Form
from etl.knowledge.lexicon import Lexicon
from etl.knowledge.segmenter import Segmenter
from etl.link.bodies import named_body, own_title
from etl.link.breakdowns import WHOLE
from etl.link.candidates import frames_of
from etl.link.cells import ColumnParts, TableWords, cell_zones, decide_cell
from etl.link.channels import mark_channels
from etl.link.classes import class_runs
from etl.link.context import CHAPTER, Context, Counted, Mention
from etl.link.decide import decide
from etl.link.decision import Decision, Sight
from etl.link.evidence import evidence_of
from etl.link.forms import FormReader
from etl.link.labels import name_quantity
from etl.link.lists import ListReader, Material
from etl.link.memory import remember
from etl.link.siblings import mark_siblings
from etl.link.tokens import Span, Token, find_frames_in, find_tokens
from etl.link.zones import Zone, sentence_zones
from etl.model import Block, Layout, Link, Reading, Relation, Sentence

_PARTS = frozenset({"part", "partitive"})
_CLASSING = 8
"""The words that open a list of classes (分类型看) may begin this far in front of the first known one."""
_LEVEL = 6
"""Characters of the longest class that stands between a number and the next one, whose noun it shares."""
_NUMBERED = re.compile(r"[图表]\s*[\d一二三四五六七八九十]*\s*[:：.、 ]\s*")
"""What may number a caption: 表1:各地受理情况."""
_ABOVE, _CAPTION = 2, 40
"""The lines above a table that may be its caption, and the longest that one is where it neither is a heading nor
leads up to the table (情况如下:)."""


class LinkKnowledge(Protocol):
    """What the linker needs of the knowledge."""

    @property
    def catalogue(self) -> Catalogue:
        """The indicators and frames."""

    @property
    def lexicon(self) -> Lexicon:
        """Their words, and the small words."""

    @property
    def segmenter(self) -> Segmenter:
        """Cuts and tags what no indicator fits."""

    @property
    def forms(self) -> tuple[Form, ...]:
        """The tables that the whole country fills in."""


class Walk:
    """The walk along one document with its Context."""

    def __init__(
        self, layout: Layout, reading: Reading, relations: tuple[Relation, ...], knowledge: LinkKnowledge
    ) -> None:
        self._layout = layout
        self._reading = reading
        self._relations: Mapping[int, Relation] = {relation.quantity: relation for relation in relations}
        self._catalogue = knowledge.catalogue
        self._lexicon = knowledge.lexicon
        self._segmenter = knowledge.segmenter
        self._context = Context()
        self._decided: dict[int, tuple[Decision, ...]] = {}
        self._channels: dict[int, str] = {}
        self._last_label = ""
        self._frames: Mapping[Span, tuple[str, ...]] = {}
        material = Material(layout.text, reading, self._relations, self._catalogue, self._lexicon)
        self._lists = ListReader(material, self._context, self._decided, self._sight)
        self._caption = TableWords(knowledge.lexicon)
        self._forms = FormReader(layout, knowledge.forms, knowledge.catalogue)
        self._before_table: tuple[Mention, ...] = ()
        self._column_parts = ColumnParts(layout.text, knowledge.lexicon)

    def links(self) -> Iterator[Link]:
        """The links of all blocks; channels are told apart last, because they may stand in several sentences."""
        return mark_channels(list(self._links()), self._channels, self._catalogue)

    def _links(self) -> Iterator[Link]:
        first = self._layout.blocks[0] if self._layout.blocks else None
        self._context.title = own_title(self._layout.text, first, self._lexicon) if first else ""
        heard = self._heard()
        self._frames = self._frames_of(
            [block for block, is_heard in zip(self._layout.blocks, heard, strict=True) if is_heard]
        )
        if first:
            self._hear_title(first)
        for number, (block, is_heard) in enumerate(zip(self._layout.blocks, heard, strict=True)):
            self._context.block = number
            self._last_label = ""
            self._enter(number, block)
            if not is_heard:
                self._context.sentence += len(block.sentences)
                continue
            if block.kind == "heading":
                self._open(block)
            for sentence in block.sentences:
                yield from self._read(block, sentence)

    def _hear_title(self, title: Block) -> None:
        """The office that a title names, the one frame where it names no other, and what its frames lend."""
        context, catalogue = self._context, self._catalogue
        named = list(self._lexicon.patterns["office"].finditer(context.title))
        context.office = context.title[: named[-1].end()] if named else ""
        frames = self._frames.get((title.start, title.end), ())
        lent = (catalogue.frames[frame].lends for frame in frames if frame in catalogue.frames)
        context.lent = next((word for word in lent if word), "")
        context.subject = frames[0] if len(frames) == 1 and frames[0] in catalogue.defaults else ""

    def _enter(self, number: int, block: Block) -> None:
        """At the first row of a table take up its caption; behind the last one go on with what was spoken of before."""
        before = self._layout.blocks[number - 1] if number else None
        if block.kind == "row" and (before is None or before.kind != "row"):
            self._before_table = tuple(self._context.mentions)
            self._caption = self._caption_of(number)
            self._column_parts = ColumnParts(self._layout.text, self._lexicon)
        elif block.kind != "row" and before is not None and before.kind == "row":
            self._context.return_to(self._before_table)

    def _caption_of(self, number: int) -> TableWords:
        """The words of the short lines right above a table."""
        text = self._layout.text
        tokens: list[Token] = []
        for block in self._layout.blocks[max(number - _ABOVE, 0) : number]:
            leads = text[block.start : block.end].rstrip().endswith((":", "："))
            if block.kind == "heading" or leads or block.end - block.start <= _CAPTION:
                bracket = text.find("(", block.start, block.end)
                end = bracket if bracket > 0 else block.end
                numbered = _NUMBERED.match(text, block.start, end)
                start = numbered.end() if numbered else block.start
                end = start if ":" in text[start:end] and not leads else end
                tokens.extend(find_tokens(text, start, end, self._lexicon))
        frames = frames_of(tuple(tokens))
        partners = {partner for frame in frames for partner in self._catalogue.frames[frame].partners}
        return TableWords(self._lexicon, tuple(tokens), frozenset(frames | partners))

    def _heard(self) -> list[bool]:
        """Whether a number may still ask what each block says: not behind the last number of a chapter.

        The next chapter starts a new subject, so most of a report need not be read; the title above all chapters must.
        """
        heard: list[bool] = []
        ahead = False
        for block in reversed(self._layout.blocks):
            ahead = ahead or bool(self._reading.within(block.start, block.end))
            heard.append(ahead or (block.kind == "heading" and block.level < CHAPTER))
            ahead = ahead and not (block.kind == "heading" and block.level <= CHAPTER)
        return heard[::-1]

    def _frames_of(self, blocks: list[Block]) -> dict[Span, tuple[str, ...]]:
        """The frames of headings, and of what stands in each sentence behind its last number, by their spans."""
        spans = [(block.start, block.end) for block in blocks if block.kind == "heading"]
        for block in blocks:
            if block.kind == "paragraph":
                spans.extend((self._behind_numbers(sentence), sentence.end) for sentence in block.sentences)
        return dict(zip(spans, find_frames_in(self._layout.text, spans, self._lexicon), strict=True))

    def _behind_numbers(self, sentence: Sentence) -> int:
        """Where the last number of a sentence ends; its start where it has none."""
        positions = self._reading.within(sentence.start, sentence.end)
        return self._reading.quantities[positions[-1]].end if positions else sentence.start

    def _open(self, block: Block) -> None:
        self._context.open_heading(block.level, tuple(sorted(self._frames[block.start, block.end])))
        if block.level <= CHAPTER:
            chapter = self._lexicon.patterns["plan_heading"]
            self._context.section_is_plan = bool(chapter.search(self._layout.text, block.start, block.end))

    def _read(self, block: Block, sentence: Sentence) -> Iterator[Link]:
        context = self._context
        context.sentence += 1
        context.part_scope = context.part_opens = False
        context.verbs = ()
        context.governed = None
        context.body = ""
        context.classing = False
        if block.kind == "row":
            zones = cell_zones(self._layout, self._reading, block, self._caption)
            self._context.mention_words(self._caption.caption)
            self._context.mention_words(zones[0].table[len(self._caption.caption) :] if zones else ())
        elif self._reading.within(sentence.start, sentence.end):
            zones = sentence_zones(self._layout, self._reading, sentence, self._lexicon)
        else:
            zones = ()
        if zones:
            yield from self._read_zones(zones, block.kind == "row")
        if block.kind == "paragraph":
            rest = self._frames[self._behind_numbers(sentence), sentence.end]
            context.mention(rest, self._counts_already())

    def _read_zones(self, zones: tuple[Zone, ...], are_cells: bool) -> Iterator[Link]:
        decided: list[tuple[Zone, tuple[Decision, ...]]] = []
        by_form = self._forms.decide(self._context.block, zones) if are_cells else ()
        if by_form:
            yield from self._links_of([(zone, (found,)) for zone, found in zip(zones, by_form, strict=True)])
            return
        self._context.divided = {} if are_cells else class_runs(zones)
        if not are_cells:
            self._context.mention(self._side_by_side(zones))
        for zone in zones:
            decided.append((zone, self._link(zone, zones)))
        if are_cells:
            yield from self._links_of(self._column_parts.mark(decided))
            return
        yield from self._links_of(
            mark_siblings(decided, self._catalogue, (self._layout.text, self._lexicon), self._relations)
        )

    def _side_by_side(self, zones: tuple[Zone, ...]) -> tuple[str, ...]:
        """Two partner frames of which one is named and the other hinted at in one sentence: 建议34件、提案42件."""
        tokens = [token for zone in zones for token in (*zone.lead, *zone.left)]
        hinted = {self._catalogue.indicators[name].frame for token in tokens for name in token.entry.hints}
        hinted &= self._catalogue.told_apart
        if not hinted:
            return ()
        named = {frame for token in tokens for frame in token.entry.objects}
        found = (f for f in sorted(hinted) if not named.isdisjoint(self._catalogue.frames[f].partners))
        frame = next(found, "")
        return (frame, *self._catalogue.frames[frame].partners) if frame else ()

    def _counts_already(self) -> bool:
        """Whether a number of this sentence has found its frame."""
        last = self._context.last
        return last is not None and last.sentence == self._context.sentence and bool(last.frame)

    def _links_of(self, decided: Sequence[tuple[Zone, tuple[Decision, ...]]]) -> Iterator[Link]:
        for place, (zone, decisions) in enumerate(decided):
            flags = self._flags(zone)
            words = {t.entry.word for t in zone.left if t.has_role("channel")}
            words = words or {t.entry.word for t in zone.near_lead if t.has_role("channel")}
            if len(words) == 1:
                self._channels[zone.position] = words.pop()
            for decision in decisions:
                yield Link(
                    zone.position, decision.indicator, self._label(zone, decision), decision.part.words,
                    decision.measure, 0.0, decision.rule, flags, decision.sign, evidence_of(place, decision, decided),
                )  # fmt: skip

    def _label(self, zone: Zone, decision: Decision) -> str:
        if decision.indicator:
            return self._catalogue.indicators[decision.indicator].label_zh
        self._last_label = name_quantity(self._layout.text, zone, self._segmenter, self._lexicon) or self._last_label
        return self._last_label

    def _flags(self, zone: Zone) -> tuple[str, ...]:
        """`target` for a number that is planned or wished for, not reached."""
        planned = self._context.section_is_plan or zone.has_role("plan") or "plan" in zone.near_roles
        return ("target",) if planned else ()

    def _link(self, zone: Zone, zones: tuple[Zone, ...]) -> tuple[Decision, ...]:
        context = self._context
        if zone.before in ("", ";", "；", "。"):
            context.part_scope = context.part_scope and (context.part_opens or self._goes_on_dividing(zone))
            context.qualifier.clear()
        if zone.depth < context.depth or (zone.has_role("total") and not zone.has_role("part")):
            context.qualifier.clear()
        context.depth = zone.depth
        if not _PARTS.isdisjoint(zone.roles) or not _PARTS.isdisjoint(zone.lead_roles):
            context.part_head = context.part_head if context.part_scope else self._head_of(zone)
            context.part_opens = context.part_opens or (not context.part_scope and self._opens_with_part(zone, zones))
            context.part_scope = True
        if zone.lead:
            far = zone.lead[: len(zone.lead) - len(zone.near_lead)]
            context.mention_words(far, self._counts_already())
            context.mention_words(zone.near_lead, "exceeds" in zone.near_roles and self._counts_already())
        body = named_body(self._layout.text, zone, context.title, self._lexicon) if not zone.is_cell else None
        context.body = context.body if body is None else body
        context.classing = context.classing or self._opens_classes(zone, zones)
        decisions = self._decide(self._with_neighbour(zone, zones), zones)
        if self._counts_who_came(zone, decisions):
            decisions = tuple(d._replace(indicator="", frame="", part=WHOLE, rule="none") for d in decisions[:1])
        self._decided[zone.position] = decisions
        remember(self._context, zone, decisions, self._catalogue)
        return decisions

    def _head_of(self, zone: Zone) -> Counted | None:
        """The number that parts divide: the whole that the words in front of 中 name, else the one before."""
        words = [*zone.lead, *zone.left]
        at = next((n for n, token in enumerate(words) if token.has_role("partitive")), 0)
        named = {name for token in words[:at] for name in (*token.entry.cues, *token.entry.names)}
        told = self._context.recent()
        wholes = (c for c in told if c.measure == "level" and not c.breakdown and not named.isdisjoint(c.indicators))
        return next(wholes, self._context.last)

    def _opens_classes(self, zone: Zone, zones: tuple[Zone, ...]) -> bool:
        """Whether the words in front of a number open a list of classes: 从类型看,行政处罚412件."""
        before = _number_before(zone, zones)
        first = zone.lead[0].start if zone.lead else zone.span[0]
        start = before.quantity.end if before else max(first - _CLASSING, 0)
        return self._lexicon.classing.search(self._layout.text, start, zone.span[1]) is not None

    def _counts_who_came(self, zone: Zone, decisions: tuple[Decision, ...]) -> bool:
        """Whether a number counts the persons of what the one right before it counted: 来访1,206批次、4,918人次."""
        last, people = self._context.last, self._catalogue.people
        unit = zone.quantity.unit
        if last is None or last.position != zone.position - 1 or (unit in people) == (last.unit in people):
            return False
        gap = self._layout.text[self._reading.quantities[last.position].end : zone.quantity.start]
        same = any(decision.indicator in last.indicators for decision in decisions)
        return same and not gap.strip(" 、,，") and last.measure == decisions[0].measure

    def _goes_on_dividing(self, zone: Zone) -> bool:
        """Whether the next part stands behind a semicolon: 其中城建类63件,占40.1%;农业类31件,占19.7%."""
        head = self._context.part_head
        words = (*zone.lead, *zone.left)
        same = head is not None and head.unit == zone.quantity.unit and bool(zone.unknown)
        return same and not any(t.entry.is_domain or t.has_role("verb") or t.has_role("own") for t in words)

    def _opens_with_part(self, zone: Zone, zones: tuple[Zone, ...]) -> bool:
        """Whether 其中 stands at the start of the sentence: it then holds for all of its clauses."""
        words = (*zone.lead, *zone.left)
        return zone is zones[0] and words[0].has_role("part") and zone.before != "(" and not zone.is_cell

    def _decide(self, zone: Zone, zones: tuple[Zone, ...]) -> tuple[Decision, ...]:
        if zone.is_cell:
            return decide_cell(self._sight(zone), self._sight, self._lexicon)
        relation = self._relations.get(zone.position)
        if relation is None or relation.kind in ("from", "base"):
            return decide(self._sight(zone))
        if relation.kind == "to" and relation.other in self._decided:
            return self._decided[relation.other]
        if relation.kind == "item":
            return self._lists.decide(zone, zones, relation)
        return decide(self._sight(zone))

    def _with_neighbour(self, zone: Zone, zones: tuple[Zone, ...]) -> Zone:
        """A number that stands right behind another (轮训2期180余人; 举办58期、1.2万人次) shares its words."""
        before = _number_before(zone, zones)
        if zone.is_cell:
            return zone
        zone = self._with_noun_of_next(zone, zones)
        if before is None:
            return zone
        gap = self._layout.text[before.quantity.end : zone.quantity.start]
        people = self._catalogue.people
        came = (zone.quantity.unit in people) > (before.quantity.unit in people)
        alone = not (zone.left or zone.unknown or zone.right)
        if gap and not (came and gap.strip() in ("、，," if alone else "、")):
            return zone
        return replace(zone, left=before.left, unknown=before.unknown, before=before.before)

    def _with_noun_of_next(self, zone: Zone, zones: tuple[Zone, ...]) -> Zone:
        """A number with a class alone behind it shares the noun of the next one: 5个国家级、27个省级示范村."""
        place = zone.position - zones[0].position + 1
        following = zones[place] if place < len(zones) else None
        if following is None or zone.quantity.unit != following.quantity.unit or not zone.quantity.unit:
            return zone
        gap = self._layout.text[zone.quantity.end : following.quantity.start]
        words = gap.removesuffix("、")
        is_class = 2 <= len(words) <= _LEVEL and words != gap and not any(t.entry.is_domain for t in zone.right)
        named = any(t.entry.is_domain for t in (*zone.left, *following.left))
        return replace(zone, right=(*zone.right, *following.right)) if is_class and not named else zone

    def _sight(self, zone: Zone) -> Sight:
        return Sight(self._layout.text, zone, self._context, self._catalogue)


def _number_before(zone: Zone, zones: tuple[Zone, ...]) -> Zone | None:
    """The number before one of a sentence, None for the first."""
    return zones[zone.position - zones[0].position - 1] if zone is not zones[0] else None
