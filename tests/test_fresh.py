"""The fresh passages: well-formed and broad, and the line's figures on both halves, with floors that only rise."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from etl.scoring import LEVELS
from tests.fresh.report import HELD, READ, all_passages, errors_of, figures, knowledge

FLOORS = json.loads((Path(__file__).parent / "quality_floors.json").read_text(encoding="utf-8"))["fresh"]


def test_the_passages_are_many_and_broad() -> None:
    passages = all_passages()
    assert len(passages) >= 260
    assert sum(len(passage.rows) for passage in passages) >= 600
    assert len({passage.construction for passage in passages}) >= 12
    used = {row.indicator for passage in passages for row in passage.rows}
    assert len(used & set(knowledge().catalogue.indicators)) >= 100


def test_the_halves_are_of_one_size_in_every_construction() -> None:
    sizes = Counter((passage.construction, passage.half) for passage in all_passages())
    for construction, half in [found for found in sizes if found[1] in HELD]:
        assert sizes[construction, half] == sizes[construction, "tuned" if half == "held" else "whole"]


def test_no_passage_is_written_twice() -> None:
    texts = Counter(passage.text for passage in all_passages())
    assert texts.most_common(1)[0][1] == 1


@pytest.mark.parametrize("half", FLOORS)
def test_fresh_quality_does_not_fall(half: str) -> None:
    reached = figures(passage for passage in all_passages() if passage.half == half)
    assert all(reached[level] >= FLOORS[half][level] for level in LEVELS), reached


def test_the_report_names_what_is_wrong() -> None:
    """A passage read rightly has no errors; with its marks taken away every prediction is one."""
    right = next(passage for passage in all_passages() if passage.half in READ and not errors_of(passage))
    unmarked = replace(right, rows=())
    assert len(errors_of(unmarked)) >= 1
    assert all(line.lstrip().startswith("+ got") for line in errors_of(unmarked))
