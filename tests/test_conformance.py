"""The number grammar on two peers' suites: floors per file, and each difference with the rule that decides."""

from __future__ import annotations

import json
import re
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


def rules_of(case: Case) -> list[str]:
    """The groups whose rule of the contract decides the case otherwise than the peer."""
    return [name for name, group in DIFFERENCES["groups"].items() if _differs(case, group)]


def _differs(case: Case, group: dict[str, Any]) -> bool:
    named = case.file in group.get("files", ()) or (case.is_bare and group.get("bare", False))
    return named or any(re.search(pattern, case.text) for pattern in group["texts"])


def differing() -> set[tuple[str, str]]:
    return {(case.file, case.key) for case in all_cases() if rules_of(case)}


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
    assert shares().get(file, 1.0) >= FLOORS[file], failing


def test_every_file_has_a_floor_or_differs_whole() -> None:
    assert set(shares()) == {file for file, floor in FLOORS.items() if floor}


@pytest.mark.parametrize("name", DIFFERENCES["groups"])
def test_a_difference_has_a_rule_and_is_one(name: str) -> None:
    """Nine in ten of the cases that a rule sets apart are indeed read otherwise."""
    assert re.match(r"[12]: ", DIFFERENCES["groups"][name]["rule"])
    apart = [outcomes()[case.file, case.key] for case in all_cases() if name in rules_of(case)]
    assert apart and apart.count(False) >= 0.9 * len(apart)
