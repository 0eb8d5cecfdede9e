"""The walk along one document: headings open sections, each number is decided in its Context and remembered there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from etl.knowledge.catalogue import Catalogue
from etl.knowledge.forms import Form
from etl.knowledge.lexicon import Lexicon
from etl.knowledge.segmenter import Segmenter
from etl.link.bodies import own_title
from etl.link.breakdowns import WHOLE
from etl.link.candidates import frames_of
from etl.link.captions import read_caption
from etl.link.cells import ColumnParts, TableWords, cell_zones, decide_cell
from etl.link.channels import mark_channels
from etl.link.context import CHAPTER, Context, Mention
from etl.link.decide import decide
from etl.link.decision import Decision, Sight
from etl.link.enumerations import with_enumerations
from etl.link.evidence import evidence_of
from etl.link.forms import FormReader
from etl.link.hearing import Hearing
from etl.link.labels import name_quantity
from etl.link.lists import ListReader, Material
from etl.link.memory import remember
from etl.link.neighbours import counts_who_came, with_neighbours
from etl.link.scope import enter_clause, enter_sentence, side_by_side
from etl.link.siblings import mark_siblings
from etl.link.zones import Zone, sentence_zones
from etl.model import Block, Layout, Link, Reading, Relation, Sentence


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
        self._hearing = Hearing(layout, reading, knowledge.lexicon)
        material = Material(layout.text, reading, self._relations, self._catalogue, self._lexicon)
        self._lists = ListReader(material, self._context, self._decided, self._sight)
        self._caption = TableWords(knowledge.lexicon)
        self._forms = FormReader(layout, knowledge.forms, knowledge.catalogue)
        self._before_table: tuple[Mention, ...] = ()
        self._column_parts = ColumnParts(layout.text, knowledge.lexicon)
        self._row_frames: tuple[str, ...] = ()

    def links(self) -> Iterator[Link]:
        """The links of all blocks; channels are told apart last, because they may stand in several sentences."""
        return mark_channels(list(self._links()), self._channels, self._catalogue)

    def _links(self) -> Iterator[Link]:
        first = self._layout.blocks[0] if self._layout.blocks else None
        self._context.title = own_title(self._layout.text, first, self._lexicon) if first else ""
        if first:
            self._hear_title(first)
        for number, (block, is_heard) in enumerate(zip(self._layout.blocks, self._hearing.is_heard, strict=True)):
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
        frames = self._hearing.of_heading(title)
        lent = (catalogue.frames[frame].lends for frame in frames if frame in catalogue.frames)
        context.lent = next((word for word in lent if word), "")
        context.subject = frames[0] if len(frames) == 1 and frames[0] in catalogue.defaults else ""

    def _enter(self, number: int, block: Block) -> None:
        """At the first row of a table take up its caption; behind the last one go on with what was spoken of before."""
        before = self._layout.blocks[number - 1] if number else None
        if block.kind == "row" and (before is None or before.kind != "row"):
            self._before_table = tuple(self._context.mentions)
            self._caption = read_caption(self._layout, number, self._catalogue, self._lexicon)
            self._column_parts = ColumnParts(self._layout.text, self._lexicon)
            self._row_frames = ()
        elif block.kind != "row" and before is not None and before.kind == "row":
            self._context.return_to(self._before_table)

    def _open(self, block: Block) -> None:
        self._context.open_heading(block.level, tuple(sorted(self._hearing.of_heading(block))))
        if block.level <= CHAPTER:
            chapter = self._lexicon.patterns["plan_heading"]
            self._context.section_is_plan = bool(chapter.search(self._layout.text, block.start, block.end))

    def _read(self, block: Block, sentence: Sentence) -> Iterator[Link]:
        context = self._context
        enter_sentence(context)
        if block.kind == "row":
            zones = cell_zones(self._layout, self._reading, block, self._caption)
            self._context.mention_words(self._caption.caption)
            self._context.mention_words(zones[0].table[len(self._caption.caption) :] if zones else ())
            # 新收复议申请|168, then 受理|149: a row whose words name nothing goes on with the one above
            named = tuple(sorted(frames_of(zones[0].left))) if zones else ()
            self._row_frames = named or self._row_frames
            self._context.mention(() if named else self._row_frames)
        elif self._reading.within(sentence.start, sentence.end):
            zones = sentence_zones(self._layout, self._reading, sentence, self._lexicon)
            zones = with_enumerations(zones, self._layout.text)
        else:
            zones = ()
        if zones:
            yield from self._read_zones(zones, block.kind == "row")
        if block.kind == "paragraph":
            context.mention(self._hearing.of_rest(sentence), context.counts_already)

    def _read_zones(self, zones: tuple[Zone, ...], are_cells: bool) -> Iterator[Link]:
        by_form = self._forms.decide(self._context.block, zones) if are_cells else ()
        if by_form:
            yield from self._links_of([(zone, (found,)) for zone, found in zip(zones, by_form, strict=True)])
            return
        if are_cells:
            yield from self._links_of(self._column_parts.mark([(zone, self._link(zone, zones)) for zone in zones]))
            return
        self._context.mention(side_by_side(zones, self._catalogue))
        decided = [(zone, self._link(zone, zones)) for zone in zones]
        yield from self._links_of(
            mark_siblings(decided, self._catalogue, (self._layout.text, self._lexicon), self._relations)
        )

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
        sight = self._sight(zone)
        enter_clause(sight, zones, self._lexicon)
        decisions = self._decide(with_neighbours(sight, zones), zones)
        if counts_who_came(sight, zones, decisions):
            decisions = tuple(d._replace(indicator="", frame="", part=WHOLE, rule="none") for d in decisions[:1])
        self._decided[zone.position] = decisions
        remember(self._context, zone, decisions, self._catalogue)
        return decisions

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

    def _sight(self, zone: Zone) -> Sight:
        return Sight(self._layout.text, zone, self._context, self._catalogue)
