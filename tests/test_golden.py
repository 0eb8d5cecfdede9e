"""The rows of the five seed reports, compared with their golden files."""

from __future__ import annotations

import pytest

from etl.knowledge import load_knowledge
from tests.golden.rows import FOLDER, render, row_diff, seed_sources

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize("name", sorted(seed_sources()))
def test_rows_are_those_of_the_golden_file(name: str) -> None:
    golden = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    now = render(seed_sources()[name], KNOWLEDGE)
    if now != golden:
        pytest.fail(row_diff(name, golden, now) + "\nif this is meant: python -m tests.golden.update", pytrace=False)


def test_every_golden_file_belongs_to_a_seed_report() -> None:
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(seed_sources())


def test_a_difference_is_shown_row_by_row_with_its_fields() -> None:
    head = "start,text,value,value_high,unit,bound,indicator,label,breakdown,measure,region,year,flags,rule\n"
    golden = head + "7,12件,12.0,,件,=,legal_aid_cases,x,,level,云县,2024,,name\n"
    now = golden.replace("2024", "2023")
    shown = row_diff("a", golden, now)
    assert "12件 at 7: year '2024' -> '2023'" in shown
    assert shown.count("\n- ") == 1 and shown.count("\n+ ") == 1
