"""Characters per second of the whole extraction, against jieba's tagger and a bare number scan on the same text.

    python -m bench.extraction [--rounds 5] [--characters 100000] [PATH…]

The three run in turn in each round, in this process, on one core; time is the process's own, so a busy machine slows
all alike. A ratio is taken within its round, and the median of the rounds is told. The extraction is everything from
text to rows: folding, segments, quantities, links, place and year, rows. The tagger only cuts and tags; the scan only
finds digits. Two more lines tell where the time goes: the stages of the extraction, and its speed on the same reports
without the sentences that hold a digit, which is what most of a long text is.
"""

from __future__ import annotations

import argparse
import itertools
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import jieba
import jieba.posseg

from etl.attribute import attribute_quantities, describe_document
from etl.confidence import rate_links
from etl.knowledge import Knowledge, load_knowledge
from etl.link import link_indicators
from etl.model import Document
from etl.normalise import fold
from etl.pipeline import extract
from etl.quantities import find_quantities
from etl.read import expand_sources, read_document
from etl.relations import find_relations
from etl.segment import segment
from etl.table import Findings, assemble, observation_rows

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
_WITH_DIGIT = re.compile(r"[^。；\n]*\d[^。；\n]*[。；]?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*|[零〇一二三四五六七八九十百千万亿两]+")
SHORTEST_SCAN = 0.05
"""Seconds that the number scan is repeated for at least; one pass is too short for the clock."""


@dataclass(frozen=True, slots=True)
class Speeds:
    """Characters per second of one round."""

    extraction: float
    tagger: float
    scan: float

    @property
    def over_tagger(self) -> float:
        """How many times as fast as the tagger the extraction is."""
        return self.extraction / self.tagger

    @property
    def of_scan(self) -> float:
        """What share of the scan's speed the extraction has."""
        return self.extraction / self.scan


def measure(documents: Sequence[Document], knowledge: Knowledge, rounds: int) -> list[Speeds]:
    """The speeds of each round on the same documents, after one round that is not counted."""
    characters = sum(len(document.text) for document in documents)
    texts = [document.text for document in documents]

    def whole() -> None:
        for document in documents:
            observation_rows(extract(document, knowledge))

    def tag() -> None:
        for text in texts:
            jieba.posseg.lcut(text)

    def scan() -> None:
        for text in texts:
            sum(1 for _ in _NUMBER.finditer(text))

    found = [
        Speeds(_speed(whole, characters), _speed(tag, characters), _speed(scan, characters)) for _ in range(rounds + 1)
    ]
    return found[1:]


def measure_stages(documents: Sequence[Document], knowledge: Knowledge, rounds: int) -> dict[str, float]:
    """The microseconds that each stage takes for 1,000 characters: the least of the rounds."""
    least: dict[str, float] = {}
    for _ in range(rounds):
        spent: Counter[str] = Counter()
        for document in documents:
            _time_stages(document, knowledge, spent)
        least = {stage: min(seconds, least.get(stage, seconds)) for stage, seconds in spent.items()}
    characters = sum(len(document.text) for document in documents)
    return {stage: seconds * 1e9 / characters for stage, seconds in least.items()}


def _time_stages(document: Document, knowledge: Knowledge, spent: Counter[str]) -> None:
    """Run the line on one document as `etl.pipeline.run_stages` does, and add up what each stage took."""

    def timed(stage: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = work()
        spent[stage] += time.process_time() - start
        return result

    layout = timed("segment", lambda: segment(fold(document.text), knowledge.layout))
    reading = timed("quantities", lambda: find_quantities(layout, knowledge.numbers))
    relations = timed("relations", lambda: find_relations(layout, reading, knowledge.lexicon))
    links = timed("link", lambda: link_indicators(layout, reading, relations, knowledge))
    facts = timed("attribute", lambda: describe_document(document, layout, knowledge))
    places = timed("attribute", lambda: attribute_quantities(layout, reading, relations, facts, knowledge))
    rated = timed("confidence", lambda: rate_links(links, places, facts, knowledge.confidence))
    timed("table", lambda: assemble(Findings(document, layout, facts, reading, rated, places), knowledge.catalogue))


def without_numbers(documents: Sequence[Document]) -> list[Document]:
    """The documents without the sentences that hold a digit."""
    return [replace(document, text=_WITH_DIGIT.sub("", document.text)) for document in documents]


def _speed(work: Callable[[], object], characters: int) -> float:
    start, times = time.process_time(), 0
    while True:
        work()
        times += 1
        spent = time.process_time() - start
        if spent >= SHORTEST_SCAN:
            return characters * times / spent


def read_documents(paths: Sequence[str], characters: int) -> list[Document]:
    """Documents of the paths, begun again from the first until there are as many characters as asked for."""
    once = [read_document(source, {})[0] for source in expand_sources(paths)]
    if not once:
        raise SystemExit("no report in these paths")
    chosen: list[Document] = []
    for document in itertools.cycle(once):
        chosen.append(document)
        characters -= len(document.text)
        if characters <= 0:
            return chosen
    return chosen


def main(arguments: Sequence[str] | None = None) -> list[Speeds]:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="*", default=[str(SEEDS)])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--characters", type=int, default=100_000)
    options = parser.parse_args(arguments)
    jieba.setLogLevel("ERROR")
    jieba.initialize()
    documents = read_documents(options.paths, options.characters)
    knowledge = load_knowledge()
    speeds = measure(documents, knowledge, options.rounds)
    print(f"{len(documents)} reports, {sum(len(d.text) for d in documents):,} characters, {options.rounds} rounds")
    print(f"extraction      {median(s.extraction for s in speeds):>12,.0f} characters/s")
    print(f"jieba.posseg    {median(s.tagger for s in speeds):>12,.0f}")
    print(f"number scan     {median(s.scan for s in speeds):>12,.0f}")
    over = sorted(s.over_tagger for s in speeds)
    print(f"extraction / posseg  {median(over):.1f} × (from {over[0]:.1f} to {over[-1]:.1f})")
    print(f"extraction / scan    {median(s.of_scan for s in speeds):.3f} ×")
    _print_parts(documents, knowledge, options.rounds)
    return speeds


def _print_parts(documents: Sequence[Document], knowledge: Knowledge, rounds: int) -> None:
    stages = measure_stages(documents, knowledge, rounds)
    told = ", ".join(f"{stage} {micros:,.0f}" for stage, micros in stages.items())
    print(f"µs for 1,000 characters: {told}")
    bare = without_numbers(documents)
    characters = sum(len(document.text) for document in bare)
    speed = _speed(lambda: [extract(document, knowledge) for document in bare], characters)
    print(f"without sentences that hold a digit ({characters:,} characters): {speed:,.0f} characters/s")


if __name__ == "__main__":
    main()
