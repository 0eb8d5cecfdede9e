"""Cuts a report's text into runs, so that every number can be shown in its place: read, part of a row, or unread.

In: a text and the spans of its numbers. Out: runs in text order that together are the text, unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that stands for something: `name` says what, and is the same for equal spans."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with the names of the marks on it; none for plain text."""

    text: str
    start: int
    names: tuple[str, ...] = ()


def cut_runs(text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> tuple[Run, ...]:
    """The runs of `text[start:end]`; marks that overlap without being equal give way to the one that starts first.

    Marks outside the text, empty or turned round are ignored: the store may be older than the text.
    """
    stop = len(text) if end is None else min(end, len(text))
    runs: list[Run] = []
    position = max(start, 0)
    for span, names in _group(marks):
        if span[0] < position or span[1] > stop or span[0] >= span[1]:
            continue
        if span[0] > position:
            runs.append(Run(text[position : span[0]], position))
        runs.append(Run(text[span[0] : span[1]], span[0], names))
        position = span[1]
    if position < stop:
        runs.append(Run(text[position:stop], position))
    return tuple(runs)


def cut_paragraphs(text: str, limit: int) -> tuple[tuple[int, int], ...]:
    """The spans of the lines that hold more than white space; lines beyond `limit` characters are cut there."""
    spans: list[tuple[int, int]] = []
    position = 0
    for line in text.splitlines(keepends=True):
        body = line.strip()
        if body:
            first = position + line.index(body)
            spans.extend(_pieces(first, first + len(body), limit))
        position += len(line)
    return tuple(spans)


def cut_pages(spans: Sequence[tuple[int, int]], size: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The paragraphs in pages of about `size` characters, so that a long report is shown part by part."""
    pages: list[list[tuple[int, int]]] = [[]]
    used = 0
    for span in spans:
        if used and used + span[1] - span[0] > size:
            pages.append([])
            used = 0
        pages[-1].append(span)
        used += span[1] - span[0]
    return tuple(tuple(page) for page in pages)


def whole_number(text: str, end: int) -> int:
    """The end of the number at `end`: inside titles only the first digit of a number is recorded."""
    while 0 < end < len(text) and text[end - 1].isdigit() and text[end].isdigit():
        end += 1
    return end


def _group(marks: Iterable[Mark]) -> Iterator[tuple[tuple[int, int], tuple[str, ...]]]:
    """Spans in text order, each with the names of all marks on it."""
    names_by_span: dict[tuple[int, int], list[str]] = {}
    for mark in marks:
        names_by_span.setdefault((mark.start, mark.end), []).append(mark.name)
    for span in sorted(names_by_span, key=lambda span: (span[0], -span[1])):
        yield span, tuple(names_by_span[span])


def _pieces(start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    for first in range(start, end, limit):
        yield first, min(first + limit, end)
