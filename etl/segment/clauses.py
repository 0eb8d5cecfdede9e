"""A stretch of text -> sentences and clauses.

Sentences end at 。！？, and at the last semicolon or comma within a bound where none of those stands: what follows
takes a time that grows faster than a sentence. Clauses end at commas, semicolons and colons. Brackets nest: the
clause around one spans it, those inside follow with one more `depth`. An unclosed bracket is an ordinary character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from etl.model import Clause, Sentence

_SENTENCE_END = re.compile(r"[。！？!?]+[”’」）)]?")
# a comma between the digits of one number (1,046) and the colon of a time (10:26) separate nothing
_MARK = re.compile(r"[(（【\[]|[)）】\]]|[，；;：]|,(?!\d{3}(?!\d))|(?<!\d),|(?<!\d):|:(?!\d)")
# clauses are for numbers
_NUMERAL = re.compile(r"[\d〇零一二两三四五六七八九十百千万亿半成]")
_OPENING = "(（【["
_CLOSING = ")）】]"

Span = tuple[int, int]


def split_sentences(text: str, start: int, end: int) -> tuple[Sentence, ...]:
    """The sentences of `text[start:end]` with their clauses; white space around them is left out."""
    sentences: list[Sentence] = []
    divide = partial(split_clauses, text)
    begin = start
    for match in _SENTENCE_END.finditer(text, start, end):
        stop = match.end()
        if _is_open(text, begin, match.start()) and _closes_later(text, stop, end):
            continue
        sentences.extend([Sentence(*span, divide) for span in _bounded(text, begin, stop)])
        begin = stop
    sentences.extend([Sentence(*span, divide) for span in _bounded(text, begin, end)])
    return tuple(sentences)


_LONGEST = 1200
"""Characters of the longest sentence; the longest of the five seed reports has 277."""
_BRACKET_REACH = 120


def _is_open(text: str, start: int, end: int) -> bool:
    """Whether more brackets open than close."""
    opened = text.count("(", start, end) + text.count("（", start, end)
    return opened > 0 and opened > text.count(")", start, end) + text.count("）", start, end)


def _closes_later(text: str, start: int, end: int) -> bool:
    """Whether the bracket open at `start` is closed soon, before another one opens."""
    reach = text[start : min(end, start + _BRACKET_REACH)]
    closing = min((i for i in (reach.find(")"), reach.find("）")) if i >= 0), default=-1)
    opening = min((i for i in (reach.find("("), reach.find("（")) if i >= 0), default=len(reach))
    return 0 <= closing < opening


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """The span in stretches of at most `_LONGEST` characters, cut behind a separator where there is one."""
    while end - start > _LONGEST:
        reach = start + _LONGEST
        cuts = (max(text.rfind(mark, start, reach) for mark in marks) for marks in ("；;", "，,", "、 "))
        cut = next((place + 1 for place in cuts if place > start), reach)
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The span without the white space around it, none where nothing else is in it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return ((start, end),) if start < end else ()


def split_clauses(text: str, start: int, end: int) -> tuple[Clause, ...]:
    """The clauses of one sentence, an outer one before those inside its brackets; none where no numeral stands."""
    if not _NUMERAL.search(text, start, end):
        return ()
    clauses: list[Clause] = []
    begins = [start]
    for match in _MARK.finditer(text, start, end):
        mark = match.group()
        if mark in _OPENING:
            if _matching(text, match.end(), end):
                begins.append(match.end())
        elif mark in _CLOSING:
            if len(begins) > 1:
                _append_clause(clauses, text, (begins.pop(), match.start()), len(begins))
        else:
            _append_clause(clauses, text, (begins[-1], match.start()), len(begins) - 1)
            begins[-1] = match.end()
    while begins:
        _append_clause(clauses, text, (begins.pop(), end), len(begins))
    return tuple(sorted(clauses, key=lambda clause: (clause.start, -clause.end)))


def _matching(text: str, start: int, end: int) -> bool:
    """Whether the bracket that opened just before `start` is closed within the sentence."""
    depth = 1
    for char in text[start:end]:
        depth += (char in _OPENING) - (char in _CLOSING)
        if not depth:
            return True
    return False


def _append_clause(clauses: list[Clause], text: str, span: tuple[int, int], depth: int) -> None:
    clauses.extend(Clause(*trimmed, depth) for trimmed in _trimmed(text, *span))
