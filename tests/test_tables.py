"""Tables as text: what their cells count, and for whom and when, on invented tables that nobody tuned for."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from etl.attribute.document import resolve_name
from etl.errors import KnowledgeError
from etl.knowledge.catalogue import load_catalogue
from etl.knowledge.forms import load_forms
from etl.knowledge.layout import load_layout
from etl.model import Block
from etl.normalise import fold
from etl.scoring import LEVELS
from etl.segment import segment
from tests.fresh.passages import Passage, load_passages
from tests.fresh.report import errors_of, figures, knowledge, read_passage

FOLDER = Path(__file__).parent / "cases" / "tables"
FLOORS = json.loads((Path(__file__).parent / "quality_floors.json").read_text(encoding="utf-8"))["tables"]
MARKS = load_layout()


@cache
def passages() -> tuple[Passage, ...]:
    known = knowledge()
    return load_passages(
        lambda name: resolve_name(name, known.gazetteer), frozenset(known.catalogue.indicators), FOLDER
    )


@pytest.mark.parametrize(("half", "first"), [("seen", 0), ("unseen", 1)])
def test_tables_are_read(half: str, first: int) -> None:
    reached = figures(passages()[first::2])
    assert all(reached[level] >= FLOORS[half][level] for level in LEVELS), reached


@pytest.mark.parametrize("number", [1, 3, 5, 7, 13, 15, 25, 29, 31, 33])
def test_a_construction_is_read_without_a_fault(number: int) -> None:
    assert errors_of(passages()[number - 1]) == []


def test_a_sum_beside_its_parts_is_the_only_whole() -> None:
    """A chart of the hotline takes the 合计 row, not the first class."""
    table = next(passage for passage in passages() if "诉求类型" in passage.text)
    rows = [row for row in read_passage(table).observations if row.indicator == "hotline_cases"]
    wholes = [row.text for row in rows if not row.breakdown and row.measure == "level"]
    assert wholes == ["48,335"]


def rows_of(text: str) -> list[Block]:
    return [block for block in segment(fold(text), MARKS).blocks if block.kind == "row"]


@pytest.mark.parametrize(
    "text",
    [
        "全年共受理案件12件，办结10件。\n同比增长 12.5%，其中一审 3 件。\n",
        "电话 85012345\n邮编 650000 传真 85012346\n。以上情况，特此报告。\n",
        "一、主要工作\n2023\n二、存在问题\n三、下步打算\n",
    ],
)
def test_prose_and_single_numbers_are_no_table(text: str) -> None:
    assert rows_of(text) == []


def test_running_numbers_and_years_count_nothing() -> None:
    cells = [
        cell for row in rows_of("序号\t年份\t项目\t数量\n1\t2022\t普法\t30\n2\t2023\t普法\t41\n") for cell in row.cells
    ]
    assert [cell.reason for cell in cells if cell.reason] == ["numeral", "date", "numeral", "date"]


def test_a_form_names_indicators_of_the_catalogue(tmp_path: Path) -> None:
    catalogue = load_catalogue()
    assert len(load_forms(catalogue)) >= 6
    broken = tmp_path / "forms.yaml"
    broken.write_text("- {id: x, above: 'x', columns: [{indicator: gone}]}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="gone"):
        load_forms(catalogue, broken)
