"""The number grammar on two peers' suites: floors per file, and each difference with the rule that decides."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from etl.knowledge.layout import load_layout
from etl.knowledge.numbers import load_numbers
from etl.model import Quantity
from etl.normalise import fold
from etl.quantities import find_quantities
from etl.segment import segment
from tests.conformance import Case, duckling_cases, passes, recognizers_cases
from tests.shared_material import need

HERE = Path(__file__).parent
FLOORS = json.loads((HERE / "quality_floors.json").read_text(encoding="utf-8"))["conformance"]
DIFFERENCES: dict[str, Any] = yaml.safe_load((HERE / "conformance_differences.yaml").read_text(encoding="utf-8"))
MARKS, NUMBERS = load_layout(), load_numbers()


def read(text: str) -> tuple[Quantity, ...]:
    return find_quantities(segment(fold(text), MARKS), NUMBERS).quantities


@cache
def all_cases() -> tuple[Case, ...]:
    units = NUMBERS.unit_words
    recognizers = json.loads(need("conformance", "recognizers_zh_cases.json").read_text(encoding="utf-8"))
    duckling = json.loads(need("conformance", "duckling_zh.json").read_text(encoding="utf-8"))
    return (*recognizers_cases(recognizers, units), *duckling_cases(duckling, units))


def differing() -> set[tuple[str, str]]:
    return {
        (file, str(key)) for group in DIFFERENCES["groups"].values() for file, keys in group["cases"].items() for key in keys
    }


@cache
def outcomes() -> dict[tuple[str, str], bool]:
    return {(case.file, case.key): passes(case, read, DIFFERENCES["units"]) for case in all_cases()}


def shares() -> dict[str, float]:
    """The share of the cases our contract agrees with that pass, per file."""
    counted: dict[str, list[bool]] = defaultdict(list)
    apart = differing()
    for (file, key), passed in outcomes().items():
        if (file, key) not in apart:
            counted[file].append(passed)
    return {file: sum(results) / len(results) for file, results in counted.items()}


@pytest.mark.parametrize("file", FLOORS)
def test_conformance_does_not_fall(file: str) -> None:
    failing = [key for (of, key), passed in outcomes().items() if of == file and not passed and (of, key) not in differing()]
    assert shares()[file] >= FLOORS[file], failing


def test_every_file_has_a_floor_or_differs_whole() -> None:
    assert set(shares()) == set(FLOORS)


def test_differences_are_real_and_give_their_rule() -> None:
    known = outcomes()
    listed = [
        (file, str(key)) for group in DIFFERENCES["groups"].values() for file, keys in group["cases"].items() for key in keys
    ]
    assert len(listed) == len(set(listed))
    assert all(group["rule"] for group in DIFFERENCES["groups"].values())
    assert not [key for key in listed if known[key]]
