"""The quality gate: the line against the gold sets, with floors that only rise."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from etl.attribute.document import resolve_name
from etl.knowledge import load_knowledge
from etl.pipeline import Failure, extract_source
from etl.read import expand_sources, read_metadata
from etl.scoring import LEVELS, Row, predicted_rows, read_gold, score
from tests.command_line import run
from tests.shared_material import ROOT, need

FLOORS = json.loads((Path(__file__).parent / "quality_floors.json").read_text(encoding="utf-8"))
SETS = ("seeds", "dev", "real")
KNOWLEDGE = load_knowledge()


def gold_codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for table in (need("spec", "gold_regions.csv"), need("gold", "dev_regions.csv"), need("gold", "real_regions.csv")):
        with table.open(encoding="utf-8-sig") as handle:
            codes |= {row["name"]: row["code"] for row in csv.DictReader(handle)}
    return codes


@cache
def run_set(name: str) -> tuple[list[Row], list[Row]]:
    """The gold rows of a set and those of the line."""
    docs = ROOT / "seeds" if name == "seeds" else need("gold", name)
    gold = need("gold", f"{name}.jsonl")
    metadata = read_metadata(need("gold", "real_metadata.csv")) if name == "real" else {}
    texts, predicted = {}, []
    for source in expand_sources([str(docs)]):
        outcome = extract_source(source, metadata, KNOWLEDGE)
        assert not isinstance(outcome, Failure)
        stem = Path(source.name).stem
        texts[stem] = outcome.document.text
        predicted.extend(predicted_rows(stem, outcome.observations))
        for row in outcome.observations:
            assert texts[stem][row.quantity.start : row.quantity.end] == row.text
    codes = gold_codes()
    return read_gold(gold, texts, lambda region: codes.get(region) or resolve_name(region, KNOWLEDGE.gazetteer)), predicted


@pytest.mark.parametrize("name", SETS)
def test_quality_does_not_fall(name: str) -> None:
    figures = score(*run_set(name))
    reached = {level: figures[level]["f1"] for level in LEVELS}
    assert all(reached[level] >= FLOORS[name][level] for level in LEVELS), reached


@pytest.mark.parametrize("name", SETS)
def test_our_scorer_agrees_with_the_shared_one(name: str, tmp_path: Path) -> None:
    docs = ROOT / "seeds" if name == "seeds" else need("gold", name)
    metadata = ["--metadata", str(need("gold", "real_metadata.csv"))] if name == "real" else []
    table = tmp_path / "o.csv"
    assert run("extract", docs, "-q", "--output", table, *metadata).returncode == 0
    tool = [sys.executable, str(need("tools", "score.py")), str(need("gold", f"{name}.jsonl")), str(docs), str(table), "--json"]
    theirs = json.loads(subprocess.run(tool, check=True, capture_output=True, text=True, cwd=ROOT).stdout)
    ours = score(*run_set(name))
    assert {level: ours[level] for level in LEVELS} == {level: theirs[level] for level in LEVELS}
