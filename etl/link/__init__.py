"""Quantities in their clause and Context -> what each one counts: indicator, breakdown, measure.

The Context is folded along the document: headings open sections, objects put frames on the table, each number
remembers what it counted, and a clause without an object takes up the frame that is most present. For whom and
for when a number speaks is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import dropwhile, takewhile
from typing import Protocol

from etl.knowledge.catalogue import Catalogue
from etl.knowledge.forms import Form
from etl.knowledge.lexicon import Lexicon
from etl.knowledge.segmenter import Segmenter
from etl.link.bodies import named_body, own_title
from etl.link.breakdowns import WHOLE, Part, zone_words
from etl.link.candidates import frames_of
from etl.link.cells import ColumnParts, TableWords, cell_zones, decide_cell
from etl.link.context import CHAPTER, UNKNOWN, Context, Counted, Mention
from etl.link.decide import decide, name_part
from etl.link.decision import Decision, Sight
from etl.link.evidence import evidence_of
from etl.link.forms import FormReader
from etl.link.labels import name_quantity
from etl.link.siblings import mark_siblings
from etl.link.tokens import Token, find_frames, find_tokens
from etl.link.zones import Zone, sentence_zones, unknown_runs
from etl.model import Block, Layout, Link, Reading, Relation, Sentence

_PARTS = frozenset({"part", "partitive"})
_ABOVE, _CAPTION = 2, 40
"""The lines above a table that may be its caption, and the longest that one is where it is no heading."""


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


def link_indicators(
    layout: Layout, reading: Reading, relations: tuple[Relation, ...], knowledge: LinkKnowledge
) -> tuple[Link, ...]:
    """One link or more per quantity, in the order of the quantities; an empty indicator where none fits."""
    return tuple(_Fold(layout, reading, relations, knowledge).links())


class _Fold:
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
        self._last_label = ""
        self._list_frames: tuple[str, ...] = ()
        self._caption = TableWords(knowledge.lexicon)
        self._forms = FormReader(layout, knowledge.forms, knowledge.catalogue)
        self._before_table: tuple[Mention, ...] = ()
        self._column_parts = ColumnParts(layout.text, knowledge.lexicon)

    def links(self) -> Iterator[Link]:
        """The links of all blocks."""
        first = self._layout.blocks[0] if self._layout.blocks else None
        self._context.title = own_title(self._layout.text, first, self._lexicon) if first else ""
        for number, (block, is_heard) in enumerate(zip(self._layout.blocks, self._heard(), strict=True)):
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
            if block.kind == "heading" or block.end - block.start <= _CAPTION:
                bracket = text.find("(", block.start, block.end)
                end = bracket if bracket > 0 else block.end
                end = block.start if ":" in text[block.start : end] else end
                tokens.extend(find_tokens(text, block.start, end, self._lexicon))
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

    def _open(self, block: Block) -> None:
        frames = find_frames(self._layout.text, block.start, block.end, self._lexicon)
        self._context.open_heading(block.level, tuple(sorted(frames)))
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
            self._mention_clauses(self._caption.caption)
            self._mention_clauses(zones[0].table[len(self._caption.caption) :] if zones else ())
        elif self._reading.within(sentence.start, sentence.end):
            zones = sentence_zones(self._layout, self._reading, sentence, self._lexicon)
        else:
            zones = ()
        if zones:
            yield from self._read_zones(zones, block.kind == "row")
        place = zones[-1].quantity.end if zones else sentence.start
        if block.kind == "paragraph" and place < sentence.end:
            rest = find_frames(self._layout.text, place, sentence.end, self._lexicon)
            context.mention(rest, self._counts_already())

    def _read_zones(self, zones: tuple[Zone, ...], are_cells: bool) -> Iterator[Link]:
        decided: list[tuple[Zone, tuple[Decision, ...]]] = []
        by_form = self._forms.decide(self._context.block, zones) if are_cells else ()
        if by_form:
            yield from self._links_of([(zone, (found,)) for zone, found in zip(zones, by_form, strict=True)])
            return
        for zone in zones:
            decided.append((zone, self._link(zone, zones)))
        if are_cells:
            yield from self._links_of(self._column_parts.mark(decided))
            return
        yield from self._links_of(
            mark_siblings(decided, self._catalogue, (self._layout.text, self._lexicon), self._relations)
        )

    def _counts_already(self) -> bool:
        """Whether a number of this sentence has found its frame."""
        last = self._context.last
        return last is not None and last.sentence == self._context.sentence and bool(last.frame)

    def _mention_clauses(self, tokens: tuple[Token, ...], is_soft: bool = False) -> None:
        frames = dict.fromkeys(frame for token in tokens for frame in token.entry.frames)
        self._context.mention(tuple(frames), is_soft)

    def _links_of(self, decided: Sequence[tuple[Zone, tuple[Decision, ...]]]) -> Iterator[Link]:
        for place, (zone, decisions) in enumerate(decided):
            flags = self._flags(zone)
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
            context.part_scope = context.part_scope and context.part_opens
            context.qualifier.clear()
        if zone.depth < context.depth or (zone.has_role("total") and not zone.has_role("part")):
            context.qualifier.clear()
        context.depth = zone.depth
        if not _PARTS.isdisjoint(zone.roles) or not _PARTS.isdisjoint(zone.lead_roles):
            context.part_head = context.part_head if context.part_scope else context.last
            context.part_opens = context.part_opens or (not context.part_scope and self._opens_with_part(zone, zones))
            context.part_scope = True
        far = zone.lead[: len(zone.lead) - len(zone.near_lead)]
        self._mention_clauses(far, self._counts_already())
        beside = "exceeds" in zone.near_roles
        self._mention_clauses(zone.near_lead, beside and self._counts_already())
        body = named_body(self._layout.text, zone, context.title, self._lexicon) if not zone.is_cell else None
        context.body = context.body if body is None else body
        if self._lexicon.classing.search(
            self._layout.text, zone.lead[0].start if zone.lead else zone.span[0], zone.span[1]
        ):
            context.classing = True
        decisions = self._decide(self._with_neighbour(zone, zones), zones)
        if self._counts_who_came(zone, decisions):
            decisions = tuple(d._replace(indicator="", frame="", part=WHOLE, rule="none") for d in decisions[:1])
        self._decided[zone.position] = decisions
        self._remember(zone, decisions)
        return decisions

    def _counts_who_came(self, zone: Zone, decisions: tuple[Decision, ...]) -> bool:
        """Whether a number counts the persons of what the one right before it counted: 来访1,206批次、4,918人次."""
        last, people = self._context.last, self._catalogue.people
        unit = zone.quantity.unit
        if last is None or last.position != zone.position - 1 or (unit in people) == (last.unit in people):
            return False
        gap = self._layout.text[self._reading.quantities[last.position].end : zone.quantity.start]
        same = any(decision.indicator in last.indicators for decision in decisions)
        return same and not gap.strip(" 、,，") and last.measure == decisions[0].measure

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
            return self._decide_item(zone, zones, relation)
        return decide(self._sight(zone))

    def _with_neighbour(self, zone: Zone, zones: tuple[Zone, ...]) -> Zone:
        """A number that stands right behind another (轮训2期180余人; 举办58期、1.2万人次) shares its words."""
        before = zones[zone.position - zones[0].position - 1] if zone is not zones[0] and not zone.is_cell else zone
        gap = self._layout.text[before.quantity.end : zone.quantity.start]
        people = self._catalogue.people
        came = (zone.quantity.unit in people) > (before.quantity.unit in people)
        if before is zone or (gap and not (came and gap.strip() == "、")):
            return zone
        return replace(zone, left=before.left, unknown=before.unknown, before=before.before)

    def _sight(self, zone: Zone) -> Sight:
        return Sight(self._layout.text, zone, self._context, self._catalogue)

    def _decide_item(self, zone: Zone, zones: tuple[Zone, ...], relation: Relation) -> tuple[Decision, ...]:
        """A number of a list after 分别, read with its own name and the words that the list shares."""
        if relation.other >= 0:
            return self._decide_like(zone, self._first_of_list(zone, zones), relation.other)
        first = self._first_of_list(zone, zones)
        if relation.start == relation.end:
            return self._decide_nameless(zone, first)
        if zone is first:
            self._mention_clauses(first.left)
        shared, own = self._item_tokens(first, relation)
        unknown = unknown_runs(self._layout.text, (relation.start, relation.end), own)
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
        return tuple(name_part(d, self._layout.text, name, alone) for d in decisions)

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
        words = f"{zone_words(self._layout.text, first)}({zone.position - first.position + 1})"
        return tuple(d._replace(part=Part(words, by_class=True)) if d.indicator else d for d in decisions)

    def _decide_by_frame(self, zone: Zone, first: Zone) -> tuple[Decision, ...]:
        """One number for each of the frames that were put on the table together: 建议和提案…分别为96件和121件."""
        if zone is first:
            self._list_frames = self._context.present_frames()
        frames = self._list_frames
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
        tokens = find_tokens(self._layout.text, opening.start, opening.end, self._lexicon)
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
        tokens = find_tokens(self._layout.text, last.start, last.end, self._lexicon) if last is not relation else ()
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
        own = find_tokens(self._layout.text, relation.start, relation.end, self._lexicon)
        name = self._layout.text[relation.start : relation.end]
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
        names = self._layout.text[: each.start].rstrip()
        kinds = (k for k in self._lexicon.patterns["kind"].findall(names, max(len(names) - 3, 0)) if names.endswith(k))
        return next(kinds, "")

    def _decide_like(self, zone: Zone, first: Zone, other: int) -> tuple[Decision, ...]:
        """A number that says something of an earlier one: 同比分别下降6.5%、10.1%."""
        alike = decide(self._sight(replace(zone, left=first.left, unknown=first.unknown)))
        shape = alike[0]
        order = zone.position - first.position
        if shape.measure == "level" and len(alike) > order:
            return (alike[order],)
        earlier = self._decided.get(other, ())
        if shape.measure == "level" and shape.indicator and shape.rule != "inherited" and earlier:
            within = dict(self._catalogue.indicators[shape.indicator].within)
            named = within.get(earlier[0].frame, "")
            return (shape._replace(part=Part(named, by_class=True) if named else earlier[0].part),)
        return tuple(d._replace(measure=shape.measure, sign=shape.sign, rule="relative") for d in earlier) or alike

    def _remember(self, zone: Zone, decisions: tuple[Decision, ...]) -> None:
        context = self._context
        frames = tuple(dict.fromkeys(d.frame for d in decisions if d.frame))
        if zone.is_cell:
            context.mention(tuple(sorted(frames_of(zone.left))))
        elif frames and decisions[0].rule != "inherited" and decisions[0].measure == "level":
            self._mention_with_partner(zone, frames)
            context.mention(self._happened_to(zone, decisions))
        elif frames and decisions[0].rule not in ("relative", "inherited", "reduction"):
            context.mention(frames)
        elif not frames and decisions[0].measure == "level":
            named = tuple(sorted(frames_of(zone.left)))
            context.mention(named or ((UNKNOWN,) if zone.unknown else ()))
        context.verbs = tuple(t for t in zone.left if t.entry.cues and not t.entry.objects) or context.verbs
        kinds = {d.rule.partition(":")[0] for d in decisions}
        if "governs" in kinds:
            context.governed = self._catalogue.indicators[decisions[0].indicator]
        elif context.governed is not None and zone.has_role("verb"):
            same = any(d.indicator == context.governed.id for d in decisions)
            context.governed = context.governed if same else None
        for decision in decisions:
            if decision.part.by_class and decision.frame in self._catalogue.frames and not context.part_scope:
                for frame in (decision.frame, *self._catalogue.frames[decision.frame].partners):
                    context.qualifier[frame] = decision.part.words
        quantity = zone.quantity
        first = decisions[0]
        context.counted.append(
            Counted(
                zone.position,
                tuple(d.indicator for d in decisions if d.indicator),
                first.frame,
                first.part.words,
                quantity.unit,
                quantity.dimension,
                first.measure,
                context.sentence,
                context.block,
                first.part.by_class,
                quantity.kind not in ("plain", "rank"),
                zone.has_role("exceeds") or "exceeds" in zone.near_roles,
            )
        )

    def _happened_to(self, zone: Zone, decisions: tuple[Decision, ...]) -> tuple[str, ...]:
        """The frames that an outcome's zone names: 得到解决的提案168件 is about 提案."""
        counted = (self._catalogue.indicators[d.indicator] for d in decisions if d.indicator)
        within = {frame for indicator in counted for frame, _ in indicator.within}
        return tuple(sorted(within & frames_of(zone.left)))

    def _mention_with_partner(self, zone: Zone, frames: tuple[str, ...]) -> None:
        """Mention frames; in an enumeration (建议152件、提案120件) they join those of the number before."""
        context = self._context
        last = context.mentions[-1] if context.mentions else None
        if (
            zone.before == "、"
            and last is not None
            and last.sentence == context.sentence
            and UNKNOWN not in last.frames
        ):
            frames = tuple(dict.fromkeys((*last.frames, *frames)))
        context.mention(frames)
