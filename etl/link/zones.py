"""Where the words that say what a number counts may stand: its zone.

The left zone reaches back to the number or separator before it, the right zone on to the next one. The zones of the
cells of a table are in `cells.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import dropwhile
from operator import itemgetter
from typing import NamedTuple

from etl.knowledge.lexicon import Lexicon
from etl.link.tokens import Span, Token, find_tokens_in, roles_of
from etl.model import Clause, Layout, Quantity, Reading, Sentence

OPENING = frozenset("(（【[")
CLOSING = frozenset(")）】]")
_BRACKET = re.compile(r"[(（【\[)）】\]]")
_BREAK = re.compile(r"[、,，;；:：。!！?？)）(（【】\n]")
_SILENT = " \t\n\r\u3000“”"
_BESIDE = ",，(（ "
"""What may stand between a count and its share."""
_ENDS_NAME = "、,，;；:：。)）\n"
_STOP = re.compile(r"[、,，;；:：。!！?？\n]")
_START = itemgetter(0)
_INSIDE_NOUN = re.compile(r"[\u4e00-\u9fff](?P<bracket>[(（][^()（）\d]{1,6}[)）])(?=[\u4e00-\u9fff])")
_RIGHT_REACH = 30
"""A noun after its number is looked for over at most this many characters."""


class Share(NamedTuple):
    """A share behind a count: the words between them (none for one in a bracket), and its quantity in per cent."""

    words: tuple[Token, ...]
    quantity: Quantity


class Enumeration(NamedTuple):
    """A list of nouns with numbers, as one of them sees it.

    `start` is where its noun begins, `head` the position of the number that they divide (None where their sentence has
    none), `first` that of the first of them. `in_bracket` tells that they stand in a bracket or behind a colon, `total`
    what they add up to, `is_exact` that this is the head, `is_opened` that words without a number open the list
    (前三位为), `is_plain` that none of its nouns is one that the catalogue counts.
    """

    start: int
    head: int | None
    first: int = 0
    in_bracket: bool = False
    total: float = 0.0
    is_exact: bool = False
    is_opened: bool = False
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """One quantity with the words around it.

    `before` is the separator in front of the left zone (、 in an enumeration, empty at the start of a sentence);
    `depth` counts the brackets around the quantity; `lead` holds the tokens of the clauses since the number before,
    `near_lead` those of the last of them. `is_cell` tells a table cell: `labels` and `headers` are then those of its
    row and column, and `table` the words above the table and above its row. `is_item` tells a number of a list after
    分别, `is_fraction` a proportion in words (七成); `focus` is the word that classes what is counted (重点, 涉企).
    `in_bracket` tells a number alone in a bracket behind another: 43件(30.2%).
    `is_divided` tells that 中 stands behind it: what follows are its parts.
    `listed` tells of which list of nouns it is one: 评查案卷86宗（处罚61宗、许可25宗）.
    `share` is the share that follows at once and makes the number a part: 行政处罚412件,占受理总数的58%.
    `roles`, `lead_roles` and `near_roles` are those of the words in `left`, `lead` and `near_lead`; nearly every rule
    asks for them.
    """

    position: int
    quantity: Quantity
    left: tuple[Token, ...]
    right: tuple[Token, ...]
    unknown: tuple[Span, ...]
    span: Span
    right_span: Span
    before: str
    depth: int
    lead: tuple[Token, ...] = ()
    near_lead: tuple[Token, ...] = ()
    is_cell: bool = False
    labels: tuple[Span, ...] = ()
    headers: tuple[Span, ...] = ()
    table: tuple[Token, ...] = ()
    is_item: bool = False
    is_fraction: bool = False
    focus: str = ""
    share: Share | None = None
    in_bracket: bool = False
    is_divided: bool = False
    listed: Enumeration | None = None
    roles: frozenset[str] = field(init=False)
    lead_roles: frozenset[str] = field(init=False)
    near_roles: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", roles_of(self.left))
        object.__setattr__(self, "lead_roles", roles_of(self.lead))
        all_near = len(self.near_lead) == len(self.lead)
        object.__setattr__(self, "near_roles", self.lead_roles if all_near else roles_of(self.near_lead))

    def unknown_after(self, place: int) -> int:
        """How many characters of the left zone after `place` no word of the lexicon explains."""
        return sum([end - max(start, place) for start, end in self.unknown if end > place])

    def unknown_before(self, place: int) -> int:
        """How many characters of the right zone before `place` no word of the lexicon explains."""
        known = sum(token.end - token.start for token in self.right if token.end <= place)
        return max(place - self.right_span[0] - known, 0)

    def has_role(self, role: str) -> bool:
        """Whether a word of the left zone plays `role`."""
        return role in self.roles


def sentence_zones(layout: Layout, reading: Reading, sentence: Sentence, lexicon: Lexicon) -> tuple[Zone, ...]:
    """The zones of all quantities of one sentence, in order."""
    words = _SentenceWords(layout.text, sentence, reading, lexicon)
    return tuple(words.zone(position) for position in words.positions)


class _SentenceWords:
    """The words of one sentence, found once in each gap between its numbers, and the zones cut from them."""

    def __init__(self, text: str, sentence: Sentence, reading: Reading, lexicon: Lexicon) -> None:
        self._text, self._sentence, self._lexicon = text, sentence, lexicon
        self.positions = reading.within(sentence.start, sentence.end)
        self._quantities = reading.quantities[self.positions.start : self.positions.stop]
        starts = (sentence.start, *(quantity.end for quantity in self._quantities))
        ends = (*(quantity.start for quantity in self._quantities), sentence.end)
        self._gaps = tuple(zip(starts, ends, strict=True))
        self._words = find_tokens_in(text, self._gaps, lexicon)

    def zone(self, position: int) -> Zone:
        """The zone of the quantity at a position of the reading."""
        at = position - self.positions.start
        quantity, text = self._quantities[at], self._text
        clause = self._sentence.clause_at(quantity.start)
        previous = self._gaps[at][0]
        start = _left_start(text, max(previous, clause.start), quantity.start)
        if at and clause.start <= previous and self._is_second_noun(at):
            start = quantity.start
        named = self._named_start(start, at)
        before = text[start - 1] if named < start else _separator(text, start, self._sentence.start)
        start = named
        lead, left = _cut(self._words[at], start)
        near = _near_start(text, previous, start) if lead else start
        focus = self._lexicon.patterns["focus"].search(text, start, quantity.start)
        right = _right_span(text, *self._gaps[at + 1])
        after = [token for token in self._words[at + 1] if token.start < right[1]]
        divides = next((n for n, token in enumerate(after) if token.has_role("partitive")), None)
        if divides is not None:
            # what stands behind 中 tells of the parts: 318件中保留187件
            right, after = (right[0], after[divides].start), after[:divides]
        return Zone(
            position, quantity, left, (*after, *self._predicate(clause, quantity, left)),
            _but_years(text, unknown_runs(text, (start, quantity.start), left), self._lexicon),
            (start, quantity.start), right,
            before, clause.depth, lead,
            near_lead=lead[bisect_left(lead, near, key=_START) :],
            is_fraction=_is_fraction(text, quantity, self._lexicon),
            focus=focus.group() if focus else "",
            share=self._share_behind(at), in_bracket=self._is_in_bracket(at), is_divided=divides is not None,
        )  # fmt: skip

    def _is_in_bracket(self, at: int) -> bool:
        gap = self._text[slice(*self._gaps[at])].strip()
        end = self._quantities[at].end
        behind = self._text[end : end + 1]
        return at > 0 and gap != "" and gap in OPENING and behind != "" and behind in CLOSING

    def _share_behind(self, at: int) -> Share | None:
        """The share that follows a count at once, None where none does."""
        following = self._quantities[at + 1] if at + 1 < len(self._quantities) else None
        if following is None or following.dimension != "percent" or self._quantities[at].dimension == "percent":
            return None
        if self._is_in_bracket(at + 1):
            return Share((), following)
        start, end = self._gaps[at + 1]
        opens = end - len(self._text[start:end].lstrip(_BESIDE))
        words = tuple(dropwhile(lambda token: token.start < opens, self._words[at + 1]))
        return Share(words, following) if words and words[0].start == opens and words[0].has_role("share") else None

    def _named_start(self, start: int, at: int) -> int:
        """Where the name of a number that stands alone in a bracket begins: 城市管理（6.21万件）."""
        text, quantity, previous = self._text, self._quantities[at], self._gaps[at][0]
        if start != quantity.start:
            return start
        alone = text[start - 1 : start] in OPENING and text[quantity.end : quantity.end + 1] in CLOSING
        if not alone:
            return start
        place = start - 1
        while place > previous and text[place - 1] not in _ENDS_NAME:
            place -= 1
        return place if text[place : start - 1].strip() else start

    def _is_second_noun(self, at: int) -> bool:
        """Whether two numbers stand before their nouns, joined by 和: the first noun is not the second number's."""
        text, quantity, (start, end) = self._text, self._quantities[at], self._gaps[at]
        joint = self._words[at][-1] if self._words[at] else None
        behind = text[quantity.end : quantity.end + 1]
        return (
            joint is not None and joint.end == end and joint.start > start and joint.entry.roles >= {"and"}
            and not _STOP.search(text, start, end) and behind.strip() != "" and not _BREAK.match(behind)
        )  # fmt: skip

    def _predicate(self, clause: Clause, quantity: Quantity, left: tuple[Token, ...]) -> tuple[Token, ...]:
        """The verbs that end the clause of numbers that a preposition governs: 对391件文件和103份合同进行审查."""
        if not (left and left[-1].has_role("prep")) and not self._opens_with_preposition(clause):
            return ()
        inside = [at for at, q in enumerate(self._quantities) if quantity.end <= q.start < clause.end]
        own = self._quantities.index(quantity) + 1
        words = self._words[inside[-1] + 1 if inside else own]
        return tuple(token for token in words if token.end <= clause.end and token.entry.cues)

    def _opens_with_preposition(self, clause: Clause) -> bool:
        first = next((n for n, q in enumerate(self._quantities) if q.start >= clause.start), None)
        words = self._words[first] if first is not None else ()
        opening = next((token for token in words if token.start >= clause.start), None)
        return opening is not None and opening.start == clause.start and opening.has_role("prep")


def _cut(words: tuple[Token, ...], place: int) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """The words in front of a place and those behind it; one that stands across it is neither."""
    first = bisect_left(words, place, key=_START)
    across = first > 0 and words[first - 1].end > place
    return words[: first - across], words[first:]


def _is_fraction(text: str, quantity: Quantity, lexicon: Lexicon) -> bool:
    return (
        quantity.dimension == "percent"
        and bool(lexicon.patterns["fraction"].search(text, quantity.start, quantity.end))
        and not lexicon.patterns["percentage"].search(text, quantity.start, quantity.end)
    )


def _left_start(text: str, start: int, end: int) -> int:
    """Behind a bracket that closes between the number before and this one, and behind leading separators."""
    depth = 0
    for bracket in _BRACKET.finditer(text, start, end):
        if bracket.group() in OPENING:
            depth += 1
            continue
        start = start if depth or not text[bracket.end() : end].strip() else bracket.end()
        depth = max(depth - 1, 0)
    while start < end and (text[start].isspace() or text[start] in "、,，;；"):
        start += 1
    return end if text[start:end].rstrip().endswith("、") else start


def _near_start(text: str, floor: int, end: int) -> int:
    """Where the clause before the one at `end` starts."""
    place = end - 1
    while place > floor and text[place] in "、,，;；:： \n":
        place -= 1
    while place > floor and text[place - 1] not in ",，;；:：":
        place -= 1
    return place


def _separator(text: str, start: int, floor: int) -> str:
    place = start - 1
    while place >= floor and text[place].isspace():
        place -= 1
    return text[place] if place >= floor else ""


def _right_span(text: str, start: int, end: int) -> Span:
    """Up to the next break; a short bracket inside a noun is none: 78个市(县、区)公共法律服务中心."""
    end = min(end, start + _RIGHT_REACH)
    place = start
    while inside := _INSIDE_NOUN.search(text, place, end):
        if _BREAK.search(text, place, inside.start("bracket")):
            break
        place = inside.end("bracket")
    stop = _BREAK.search(text, place, end)
    return start, stop.start() if stop else end


def _but_years(text: str, runs: tuple[Span, ...], lexicon: Lexicon) -> tuple[Span, ...]:
    """The stretches without the years that they start with: 由2020年的15%上升至22.2%."""
    found: list[Span] = []
    for start, end in runs:
        year = lexicon.year.match(text, start, end)
        start = year.end() if year else start
        if start < end:
            found.append((start, end))
    return tuple(found)


def unknown_runs(text: str, span: Span, tokens: Sequence[Token]) -> tuple[Span, ...]:
    """The stretches of `span` that no token covers, white space and quotes apart."""
    runs: list[Span] = []
    place = span[0]
    for start, end in (*[token[:2] for token in tokens], (span[1], span[1])):
        stretch = text[place:start].strip(_SILENT) if start > place else ""
        if stretch:
            begin = text.index(stretch, place)
            runs.append((begin, begin + len(stretch)))
        place = end
    return tuple(runs)
