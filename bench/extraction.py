"""Characters per second of the whole extraction, against jieba's tagger and a bare number scan on the same text.

    python -m bench.extraction [--rounds 5] [--characters 100000] [PATH…]

The three run in turn in each round, in this process, on one core; time is the process's own, so a busy machine slows
all alike. A ratio is taken within its round, and the median of the rounds is told. The extraction is everything from
text to rows: folding, segments, quantities, links, place and year, rows. The tagger only cuts and tags; the scan only
finds digits.
"""

from __future__ import annotations

import argparse
import itertools
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import jieba
import jieba.posseg

from etl.knowledge import Knowledge, load_knowledge
from etl.model import Document
from etl.pipeline import extract
from etl.read import expand_sources, read_document
from etl.table import observation_rows

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
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


def _speed(work: Callable[[], None], characters: int) -> float:
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
    speeds = measure(documents, load_knowledge(), options.rounds)
    print(f"{len(documents)} reports, {sum(len(d.text) for d in documents):,} characters, {options.rounds} rounds")
    print(f"extraction      {median(s.extraction for s in speeds):>12,.0f} characters/s")
    print(f"jieba.posseg    {median(s.tagger for s in speeds):>12,.0f}")
    print(f"number scan     {median(s.scan for s in speeds):>12,.0f}")
    over = sorted(s.over_tagger for s in speeds)
    print(f"extraction / posseg  {median(over):.1f} × (from {over[0]:.1f} to {over[-1]:.1f})")
    print(f"extraction / scan    {median(s.of_scan for s in speeds):.3f} ×")
    return speeds


if __name__ == "__main__":
    main()
