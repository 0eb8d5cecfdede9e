"""The place and year of each number: the document's own, unless its sentence, row or list says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from etl.attribute.document import AttributeKnowledge
from etl.attribute.zones import is_zone
from etl.model import Attribution, Block, Clause, DocumentFacts, Layout, Place, Reading, Relation, Sentence

Span = tuple[int, int]

NATION = "000000"
"""The code of the whole country."""
_BRACKET = re.compile(r"[(（)）]")
_OPENING = "(（"
_SEMICOLON = re.compile("[;；]")
_TIMES = re.compile(r"(?:年度?)?(?:全年|同期)?的?\s*\d[\d.]*\s*倍")
"""Behind a year: it is what a multiple is measured by (是2020年的2.1倍), not the year counted."""
_BARE = 16
"""Characters before a number in which the bare name of a county may stand, with what was done there."""
_BARE_NAME = re.compile(
    r"(?:^|[,，;；:：。、为有是])(?P<name>[\u4e00-\u9fff]{2,4}?)(?:12345)?(?:受理|收案|承办|办理|立案|审结|平台|热线)?\s*$"
)
"""大丰(41份), 靖江12345受理(19346个)."""
_BARE_YEAR = re.compile(r"\s*((?:19|20)\d\d)\s*")
"""A label that is a year and nothing else."""
_CARRIED = ("结转", "度结转", "遗留", "转入", "度转入", "转来", "转接", "积存", "末结存")
"""Behind 上年: what came over from it and is counted this year."""
_SET_BESIDE = re.compile(r"(?:全年|同期)?\s*[的是为有达仅约]{0,2}\s*")
"""What stands between a year and the one number that is set beside another (上年6件)."""
_LISTED_YEAR = re.compile(r"\s*((?:19|20)\d\d)\s*年?度?.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A word that moves the place (`code`; empty: back to the document's) or the year from where it stands.

    `closed` is where a bracket around it closes, -1 where there is none.
    """

    start: int
    end: int
    code: str = ""
    year: int | None = None
    closed: int = -1


def attribute_quantities(
    layout: Layout,
    reading: Reading,
    relations: tuple[Relation, ...],
    facts: DocumentFacts,
    knowledge: AttributeKnowledge,
) -> tuple[Attribution, ...]:
    """One attribution per quantity, in their order."""
    stage = _Stage(layout, reading, {relation.quantity: relation for relation in relations}, facts, knowledge)
    found: dict[int, Attribution] = {}
    for block in layout.blocks:
        for sentence in block.sentences:
            for position, attribution in stage.read(block, sentence):
                found[position] = attribution
    own = Attribution(facts.place, facts.report_year)
    return tuple(found.get(position, own) for position in range(len(reading.quantities)))


class _Stage:
    def __init__(
        self, layout: Layout, reading: Reading, relations: Mapping[int, Relation], facts: DocumentFacts,
        knowledge: AttributeKnowledge,
    ) -> None:  # fmt: skip
        self._text = layout.text
        self._reading = reading
        self._relations = relations
        self._facts = facts
        self._knowledge = knowledge
        self._gazetteer = knowledge.gazetteer
        self._periods = knowledge.periods
        self._last_named = ""
        self._stems = knowledge.gazetteer.stems.get(facts.place.region_code, {})

    def read(self, block: Block, sentence: Sentence) -> Iterator[tuple[int, Attribution]]:
        """The attributions of the numbers of one sentence or row."""
        positions = self._reading.within(sentence.start, sentence.end)
        if not positions:
            return
        if block.kind == "row":
            yield from self._read_row(block, positions)
            return
        places = self._bounded(self._places(sentence), sentence)
        marks = (places, self._bounded(self._years(sentence), sentence))
        # few sentences name a part of the place, and none of their numbers need look for one where no word of it stands
        last = self._reading.quantities[positions[-1]].start
        named = (self._periods.township_words, self._periods.zone_word)
        is_parted = any(words.search(self._text, sentence.start, last) for words in named)
        for position in positions:
            part = self._part_at(self._reading.quantities[position].start, sentence) if is_parted else ""
            yield position, self._attribute(position, sentence, marks, part)

    def _part_at(self, start: int, sentence: Sentence) -> str:
        """The part of the place that is the subject at an offset, empty for none."""
        return self._township_at(start, sentence) or self._zone_at(start, sentence)

    def _attribute(
        self, position: int, sentence: Sentence, marks: tuple[list[_Mark], list[_Mark]], part: str
    ) -> Attribution:
        quantity = self._reading.quantities[position]
        relation = self._relations.get(position)
        place = self._facts.place
        if marks[0]:
            place = self._place_at(quantity.start, sentence.clause_at(quantity.start), marks[0])
        if relation is not None and relation.kind == "item" and relation.end > relation.start:
            place = self._named_in((relation.start, relation.end)) or place
        year, moved = self._year_at(position, sentence, marks[1])
        flags = ("year_inferred",) if moved else ()
        return Attribution(place, year, part or self._own_zone(place), flags)

    def _own_zone(self, place: Place) -> str:
        """The zone that the document speaks for, where the number speaks for no other place."""
        return self._facts.zone if place == self._facts.place else ""

    def _zone_at(self, start: int, sentence: Sentence) -> str:
        """The development zone that opens a clause since the last semicolon, if one does: 高新区8件 is no whole."""
        begin = max(
            sentence.start, self._text.rfind(";", sentence.start, start), self._text.rfind("；", sentence.start, start)
        )
        if not self._periods.zone_word.search(self._text, begin, start):
            return ""
        found, end = "", begin
        for match in self._knowledge.periods.zone.finditer(self._text, begin, start):
            name = match.group("name") or ""
            is_other = name and name not in self._facts.title and is_zone(name, self._knowledge)
            found, end = (name, match.end()) if is_other else ("", end) if match.group("home") else (found, end)
        later = self._gazetteer.scan(self._text, end, start) if found else ()
        return "" if any(self._text[a:b] not in self._gazetteer.zones for a, b, _ in later) else found

    def _township_at(self, start: int, sentence: Sentence) -> str:
        """The town or sub-district that is the subject of the clauses since the last semicolon, if one is."""
        if self._facts.place.level not in ("county", "township", "prefecture"):
            return ""
        begin = max(
            sentence.start, self._text.rfind(";", sentence.start, start), self._text.rfind("；", sentence.start, start)
        )
        found = ""
        for match in self._periods.township.finditer(self._text, begin, start):
            if match.group("home"):
                found = ""
            elif match.group("name") and match.group("name") not in self._facts.title:
                found = "" if self._is_gone_to(match.start("name"), begin) else match.group("name")
        return found

    def _is_gone_to(self, start: int, floor: int) -> bool:
        """Whether a town only goes on a list of those that were visited: 到思延镇、龙门乡开展宣讲."""
        listed = start > floor and self._text[start - 1] == "、"
        head = max(self._text.rfind(mark, floor, start) for mark in ",，;；:：。") + 1 if listed else start
        return listed and self._periods.gone_to.match(self._text, max(head, floor)) is not None

    def _place_at(self, start: int, clause: Clause, marks: list[_Mark]) -> Place:
        """The place that holds at an offset: a bracket's own inside it, else the last one before."""
        place = self._facts.place
        for mark in marks:
            if mark.start >= start:
                break
            inside = clause.depth == 0 or clause.start <= mark.start
            outside_bracket = 0 <= mark.closed < start
            if (inside and not outside_bracket) or (clause.depth and mark.start < clause.start):
                place = self._gazetteer.place(mark.code) if mark.code else self._facts.place
        return place

    def _brackets(self, sentence: Sentence) -> list[Span]:
        """The opening and closing of each bracket that closes in a sentence; one opened before it opens at -1."""
        opened: list[int] = []
        closed: list[Span] = []
        for match in _BRACKET.finditer(self._text, sentence.start, sentence.end):
            if match.group() in _OPENING:
                opened.append(match.start())
            else:
                closed.append((opened.pop() if opened else -1, match.start()))
        return closed

    def _bounded(self, marks: list[_Mark], sentence: Sentence) -> list[_Mark]:
        """Marks of places or years, each with the offset at which the bracket around it closes."""
        brackets = self._brackets(sentence) if marks else []
        if not brackets:
            return marks
        ends = [min((end for start, end in brackets if start < m.start and m.end <= end), default=-1) for m in marks]
        return [replace(mark, closed=end) if end >= 0 else mark for mark, end in zip(marks, ends, strict=True)]

    def _places(self, sentence: Sentence) -> list[_Mark]:
        """The marks of places in their order: places named, and the words that lead back to the document's own."""
        marks = [*self._named_places(sentence), *self._listed_stems(sentence)]
        if self._last_named:
            same = self._periods.same.finditer(self._text, sentence.start, sentence.end)
            marks.extend(_Mark(match.start(), match.end(), self._last_named) for match in same)
        if not marks:
            return marks
        for word in (self._periods.home, _SEMICOLON):
            back = word.finditer(self._text, sentence.start, sentence.end)
            marks.extend(_Mark(match.start(), match.end()) for match in back)
        return sorted(marks, key=lambda mark: mark.start)

    def _named_places(self, sentence: Sentence) -> Iterator[_Mark]:
        """The places inside the document's own that a sentence names, and those outside that are its subjects."""
        own = self._facts.place.region_code
        last_end, last_code = -1, ""
        joined = False
        for start, end, codes in self._gazetteer.scan(self._text, sentence.start, sentence.end):
            if self._in_title(start):
                continue
            if self._text[start:end] in self._periods.common and start != last_end:
                continue
            code = self._choose(codes, last_code if start == last_end else "") or self._foreign(
                codes, (start, end), sentence
            )
            listed = joined and self._text[last_end:start] in ("、", "和", "及", "与")
            last_end, last_code, joined = end, code, bool(code)
            if code and code == own:
                yield _Mark(start, end)
            elif code and code != own and not self._is_list_tail(listed, end, sentence.end):
                self._last_named = code
                yield _Mark(start, end, code)

    def _listed_stems(self, sentence: Sentence) -> list[_Mark]:
        """The counties that a sentence lists by their bare names, each right before its number: 大丰41份,东台58份."""
        if not self._stems:
            return []
        marks: list[_Mark] = []
        for position in self._reading.within(sentence.start, sentence.end):
            stop = self._reading.quantities[position].start
            start = max(sentence.start, stop - _BARE)
            match = _BARE_NAME.search(self._text[start:stop])
            code = self._stems.get(match.group("name"), "") if match else ""
            if match and code:
                marks.append(_Mark(start + match.start("name"), start + match.end("name"), code))
        return marks if len({mark.code for mark in marks}) > 1 else []

    def _foreign(self, codes: tuple[str, ...], span: Span, sentence: Sentence) -> str:
        """A place outside the document's own that opens a sentence or clause as its subject, empty otherwise."""
        own = self._facts.place.region_code
        before = self._text[max(sentence.start, span[0] - 14) : span[0]].rstrip()
        opens = not before or before[-1] in ",，;；:：。" or (before[-1] in "年月日度来" and len(before) < 14)
        if not opens or len(codes) > 1:
            return ""
        if codes[0] == NATION and not self._periods.nationwide.match(self._text, span[1]):
            return ""
        above = codes[0] in self._gazetteer.ancestors(own)
        return "" if above and self._periods.organs.match(self._text, span[1]) else codes[0]

    def _is_list_tail(self, listed: bool, end: int, stop: int) -> bool:
        """Whether a name only goes on a list (楚雄州、红河州等) whose first name speaks for all."""
        following = self._text[end : min(end + 14, stop)]
        return listed and not any(char.isdigit() for char in following)

    def _choose(self, codes: tuple[str, ...], outer: str) -> str:
        """The place inside the document's own that a name stands for, empty where there is none."""
        own = self._facts.place.region_code
        inside = [c for c in codes if outer and self._gazetteer.contains(outer, c)] if outer else []
        for code in inside or codes:
            if not own or self._gazetteer.contains(own, code):
                return code
        return ""

    def _in_title(self, start: int) -> bool:
        opening = self._text.rfind("《", max(0, start - 60), start)
        return opening >= 0 and self._text.find("》", opening, start) < 0

    def _named_in(self, span: Span) -> Place | None:
        for _, _, codes in self._gazetteer.scan(self._text, *span):
            code = self._choose(codes, "")
            if code:
                return self._gazetteer.place(code)
        stem = self._stems.get(self._text[slice(*span)].strip(), "")
        return self._gazetteer.place(stem) if stem else None

    def _years(self, sentence: Sentence) -> list[_Mark]:
        """The marks of years in their order: other years named, and the words that lead back to the report's."""
        marks = list(self._named_years(sentence))
        report = self._facts.report_year
        if not marks or not report:
            return marks
        marks = [self._passing(mark, sentence) for mark in marks]
        back = self._periods.this_year.finditer(self._text, sentence.start, sentence.end)
        marks.extend(_Mark(match.start(), match.end(), year=report) for match in back)
        return sorted(marks, key=lambda mark: mark.start)

    def _passing(self, mark: _Mark, sentence: Sentence) -> _Mark:
        """A year that only one number is set beside: 公安分局13件,上年6件;街道4件 goes on with the report's."""
        positions = self._reading.within(sentence.start, sentence.end)
        quantities = self._reading.quantities[positions.start : positions.stop]
        own = next((q for q in quantities if q.start >= mark.end), None)
        beside = any(q.end <= mark.start for q in quantities)
        if own is None or not beside or mark.year == self._facts.report_year:
            return mark
        return replace(mark, closed=own.end - 1) if _SET_BESIDE.fullmatch(self._text, mark.end, own.start) else mark

    def _named_years(self, sentence: Sentence) -> Iterator[_Mark]:
        """The years that a sentence names as the time counted, not as the one compared with."""
        report = self._facts.report_year
        for match in self._periods.year.finditer(self._text, sentence.start, sentence.end):
            if self._in_title(match.start()) or self._is_compared(match.start(), sentence):
                continue
            if _TIMES.match(self._text, match.end()):
                continue
            runs_on = self._periods.since.match(self._text, match.end(), sentence.end)
            year = report if runs_on and report else int(match.group(2) or match.group(1))
            if match.group(2) and report and year > report:
                continue
            yield _Mark(match.start(), match.end(), year=year)
        for match in self._periods.last_year.finditer(self._text, sentence.start, sentence.end):
            follows = self._text[match.end() : match.end() + 2]
            if (
                report
                and not self._is_compared(match.start(), sentence)
                and follows not in ("同期", "以来", "相比")
                and not self._text.startswith(_CARRIED, match.end())
                and not _TIMES.match(self._text, match.end())
            ):
                yield _Mark(match.start(), match.end(), year=report - 1)

    def _is_compared(self, start: int, sentence: Sentence) -> bool:
        return bool(self._periods.comparison.search(self._text, max(sentence.start, start - 4), start))

    def _year_at(self, position: int, sentence: Sentence, marks: list[_Mark]) -> tuple[int | None, bool]:
        """The year of a number, and whether it is another than the report's."""
        quantity, report = self._reading.quantities[position], self._facts.report_year
        relation = self._relations.get(position)
        if relation is not None and relation.kind == "item" and relation.end > relation.start:
            listed = _LISTED_YEAR.match(self._text[relation.start : relation.end])
            if listed:
                return int(listed.group(1)), int(listed.group(1)) != report
        if relation is not None and relation.kind in ("from", "base"):
            before = self._text[max(sentence.start, quantity.start - 14) : quantity.start]
            named = [m.group(1) for m in self._periods.year.finditer(before)]
            year = int(named[-1]) if named else report - 1 if report else None
            return year, True
        if relation is not None and relation.kind == "to":
            marks = [
                m
                for m in marks
                if m.start >= self._reading.quantities[relation.other].end
                or m.start < self._reading.quantities[relation.other].start - 14
            ]
        year = report
        for mark in marks:
            if mark.start < quantity.start and not 0 <= mark.closed < quantity.start:
                year = mark.year
        return year, year != report

    def _read_row(self, block: Block, positions: range) -> Iterator[tuple[int, Attribution]]:
        """Numbers of a table row: the label may name a place, the header a year."""
        for position in positions:
            quantity = self._reading.quantities[position]
            cell = next((c for c in block.cells if c.start <= quantity.start < c.end), None)
            place, year = self._facts.place, self._facts.report_year
            if cell is not None:
                spans = (*cell.kinds, *reversed(cell.labels), *reversed(cell.headers))
                place = next((named for named in map(self._named_in, spans) if named), place)
                year = next((said for said in map(self._year_of, spans) if said), year)
            yield position, Attribution(place, year, self._own_zone(place))

    def _year_of(self, span: Span) -> int | None:
        """The year that a header or label names, the year before for 上年; not the one compared with (比上年)."""
        match = self._periods.year.search(self._text, *span) or _BARE_YEAR.fullmatch(self._text, *span)
        if match:
            return int(match.group(match.lastindex or 1))
        report = self._facts.report_year
        before = self._periods.last_year.search(self._text, *span)
        if before is None or report is None or self._text.startswith(_CARRIED, before.end()):
            return None
        compared = self._periods.comparison.search(self._text, max(span[0], before.start() - 4), before.start())
        return None if compared else report - 1
