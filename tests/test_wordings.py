"""How offices say it: every indicator in several wordings, its figures marked in the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from etl.knowledge import Knowledge, load_knowledge
from etl.model import Document, Metadata, Observation, Provenance
from etl.pipeline import extract

CASES = Path(__file__).parent / "cases"
FLOORS = {"wordings_tuned.yaml": 0.96, "wordings_held.yaml": 0.94}
"""The share of figures read as marked; they may only rise."""
FILES = tuple(FLOORS)
_FIGURE = re.compile(r"\[(?P<text>[^\[\]@*?]+)(?:@(?P<id>\w*))?(?P<part>[*?]?)\]")


class Figure(NamedTuple):
    """One marked figure: where it stands in the plain sentence, what it counts, and whether as a part (`*`), either way (`?`) or the whole."""

    start: int
    end: int
    indicator: str
    part: str


class Wording(NamedTuple):
    """A plain sentence and its marked figures."""

    text: str
    figures: tuple[Figure, ...]


def read_wording(indicator: str, marked: str) -> Wording:
    """A sentence of the case files without its marks."""
    text, figures, place = "", [], 0
    for match in _FIGURE.finditer(marked):
        text += marked[place : match.start()]
        named = match["id"]
        figures.append(
            Figure(len(text), len(text) + len(match["text"]), indicator if named is None else named, match["part"])
        )
        text += match["text"]
        place = match.end()
    return Wording(text + marked[place:], tuple(figures))


def read_wordings(name: str) -> Iterator[Wording]:
    """All sentences of one case file."""
    for indicator, sentences in yaml.safe_load((CASES / name).read_text(encoding="utf-8")).items():
        yield from (read_wording(indicator, sentence) for sentence in sentences)


@cache
def _knowledge() -> Knowledge:
    return load_knowledge(None)


def observe(text: str) -> tuple[Observation, ...]:
    """The observations of a sentence in a document of its own."""
    provenance = Provenance("wording", "", "utf-8", len(text))
    metadata = Metadata(region="云南省", year=2022)
    return extract(Document("wording", text, provenance, metadata), _knowledge()).observations


def misread(wording: Wording) -> list[str]:
    """What is read otherwise than marked, one line per figure."""
    found = observe(wording.text)
    wrong = []
    for figure in wording.figures:
        rows = [row for row in found if row.quantity.start < figure.end and figure.start < row.quantity.end]
        got = {(row.indicator, "*" if row.breakdown else "") for row in rows}
        want = {(figure.indicator, part) for part in ("*", "") if figure.part in (part, "?")}
        if not want & got or (len(got) > 1 and not figure.indicator):
            text = wording.text[figure.start : figure.end]
            wrong.append(f"{text}: want {figure.indicator or '-'}{figure.part}, got {sorted(got)}")
    return wrong


@pytest.mark.parametrize("name", FILES)
def test_every_indicator_has_wordings(name: str) -> None:
    catalogue = set(_knowledge().catalogue.indicators)
    content = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    assert set(content) <= catalogue


@pytest.mark.parametrize("name", FILES)
def test_wordings_are_read_as_marked(name: str) -> None:
    wordings = tuple(read_wordings(name))
    wrong = [line for wording in wordings for line in misread(wording)]
    right = 1 - len(wrong) / sum(len(wording.figures) for wording in wordings)
    assert right >= FLOORS[name], "\n".join(wrong)
