"""What the stages found in one document -> observations, and the doubts about them."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from etl.knowledge.catalogue import Catalogue
from etl.model import (
    Attribution,
    Block,
    Document,
    DocumentFacts,
    Issue,
    Layout,
    Link,
    Observation,
    Place,
    Quantity,
    Reading,
)  # fmt: skip

_LONGEST_SENTENCE = 600
_DOUBTFUL = 0.5


@dataclass(frozen=True, slots=True)
class Findings:
    """What each stage found in one document."""

    document: Document
    layout: Layout
    facts: DocumentFacts
    reading: Reading
    links: tuple[Link, ...]
    attributions: tuple[Attribution, ...]


def assemble(findings: Findings, catalogue: Catalogue) -> tuple[tuple[Observation, ...], tuple[Issue, ...]]:
    """One observation per link, in text order, and the issues that the values themselves raise."""
    where = _Locator(findings)
    rows = tuple(_observation(findings, link, where, catalogue) for link in findings.links)
    issues = tuple(issue for row in rows for issue in _doubts(row, catalogue))
    return rows, (*findings.facts.issues, *issues)


def _observation(findings: Findings, link: Link, where: _Locator, catalogue: Catalogue) -> Observation:
    quantity = findings.reading.quantities[link.quantity]
    attribution = findings.attributions[link.quantity]
    document = findings.document
    block, sentence = where.find(quantity.start)
    indicator = catalogue.indicators.get(link.indicator)
    signed = _signed(quantity, link.sign)
    return Observation(
        observation_id=stable_id(
            document.document_id, (quantity.start, quantity.end), (link.indicator, link.breakdown, link.measure)
        ),
        document_id=document.document_id, source=document.provenance.source, place=attribution.place,
        issuer=findings.facts.issuer, year=attribution.year, report_year=findings.facts.report_year,
        indicator=link.indicator, label=link.label, theme=indicator.theme if indicator else "",
        breakdown=_of_town(_part(link.breakdown, attribution.place), attribution.township),
        measure=link.measure, quantity=signed,
        text=document.text[quantity.start : quantity.end],
        sentence=document.text[slice(*sentence)].strip() if sentence else "",
        section=where.section(block), confidence=link.confidence,
        flags=tuple(dict.fromkeys((*link.flags, *attribution.flags))), rule=link.rule,
    )  # fmt: skip


def _part(words: str, place: Place) -> str:
    """The part that a link names; the name of the place that the number speaks for (荆门12345热线) is none."""
    return "" if len(words) > 1 and place.region.startswith(words) else words


def _of_town(part: str, town: str) -> str:
    """A part of what a town or zone counted (贵安新区一审); one that names the town already stays as it is."""
    return part or town if town in part or part in town else f"{town}{part}"


def stable_id(document_id: str, span: tuple[int, int], counted: tuple[str, str, str]) -> str:
    """The same on every machine: made of the document, the place of the number and what it counts.

    Args:
        counted: indicator, breakdown and measure.
    """
    key = ":".join((document_id, *map(str, span), *counted))
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _signed(quantity: Quantity, sign: int) -> Quantity:
    if sign > 0 or not quantity.value:
        return quantity
    high = -quantity.value_high if quantity.value_high is not None else None
    return Quantity(
        quantity.start, quantity.end, -quantity.value, quantity.unit, quantity.bound, quantity.dimension, high,
        quantity.kind,
    )  # fmt: skip


def _doubts(row: Observation, catalogue: Catalogue) -> Iterator[Issue]:
    indicator = catalogue.indicators.get(row.indicator)
    quantity = row.quantity
    if indicator is None or row.measure != "level":
        return
    span = (quantity.start, quantity.end)
    text = (("text", row.text), ("observation", row.observation_id))
    if indicator.kind == "rate" and quantity.unit == "%" and quantity.value > 100:
        yield Issue("out_of_range", "error", *span, text)
    if indicator.kind == "count" and quantity.value != int(quantity.value):
        yield Issue("fractional_count", "warning", *span, text)
    if row.confidence < _DOUBTFUL:
        yield Issue("low_confidence", "note", *span, (*text, ("label", row.label)))


class _Locator:
    """Finds the block and sentence of a number, walking forward with the rows."""

    def __init__(self, findings: Findings) -> None:
        self._layout = findings.layout
        self._sections: dict[int, str] = {}
        self._spans: Mapping[int, tuple[int, tuple[int, int]]] = {}
        self._cursor = 0

    def find(self, start: int) -> tuple[int, tuple[int, int] | None]:
        """The position of the block around `start`, and the span of the sentence."""
        blocks = self._layout.blocks
        if self._cursor >= len(blocks) or blocks[self._cursor].start > start:
            self._cursor = 0
        while self._cursor < len(blocks) - 1 and blocks[self._cursor].end <= start:
            self._cursor += 1
        return self._cursor, _sentence_span(blocks[self._cursor], start) if blocks else None

    def section(self, block: int) -> str:
        """The headings above a block, the outermost first, joined by ›."""
        if block not in self._sections:
            self._sections[block] = " › ".join(reversed(self._headings(block)))
        return self._sections[block]

    def _headings(self, block: int) -> list[str]:
        found: list[str] = []
        above = self._layout.blocks[block].section if self._layout.blocks else -1
        while above >= 0:
            heading = self._layout.blocks[above]
            found.append("".join(self._layout.text[heading.start : heading.end].split())[:80])
            above = heading.section
        return found


def _sentence_span(block: Block, start: int) -> tuple[int, int] | None:
    place = bisect_right(block.sentences, start, key=lambda sentence: sentence.start) - 1
    if place < 0 or start >= block.sentences[place].end:
        return None
    sentence = block.sentences[place]
    if sentence.end - sentence.start <= _LONGEST_SENTENCE:
        return sentence.start, sentence.end
    return max(sentence.start, start - _LONGEST_SENTENCE // 2), min(sentence.end, start + _LONGEST_SENTENCE // 2)
