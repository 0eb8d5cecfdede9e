"""The number grammar on case tables, and what holds of any text."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import KnowledgeError
from etl.knowledge.layout import load_layout
from etl.knowledge.number_patterns import NumberPatterns
from etl.knowledge.numbers import load_numbers
from etl.knowledge.reader import FOLDER, read_yaml
from etl.model import Quantity
from etl.normalise import fold
from etl.quantities import find_quantities
from etl.segment import segment

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cases" / "numbers.yaml").read_text(encoding="utf-8"))
FRESH: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cases" / "numbers_fresh.yaml").read_text(encoding="utf-8"))
MARKS, NUMBERS = load_layout(), load_numbers()
FLOORS = json.loads((Path(__file__).parent / "quality_floors.json").read_text(encoding="utf-8"))["numbers_untouched"]
TABLE = [pytest.param(*case, id=case[0]) for group, cases in CASES.items() if group != "none" for case in cases]
UNITS = NumberPatterns(read_yaml(FOLDER / "numerals.yaml"), read_yaml(FOLDER / "units.yaml"), NUMBERS.unit_words)
UNIT, ANY_UNIT = re.compile(UNITS.units, re.ASCII), re.compile(UNITS.any_unit, re.ASCII)
SPACED_UNITS = st.tuples(st.sampled_from(NUMBERS.unit_words), st.sampled_from(["", " ", "\n", " \n "])).map(lambda pair: pair[1].join(pair[0]))
PIECES = st.sampled_from(
    ["受理", "12", "件", "1.2", "万", "余", "。", "，", "、", "三", "十", "百分之", "成", "2023年", "“", "”", "《", "》", "\n", " ", "第", "分别为", "近", "以上", "个百分点", "\t"]
)


def read(text: str) -> tuple[Quantity, ...]:
    return find_quantities(segment(fold(text), MARKS), NUMBERS).quantities


def printed(text: str) -> list[tuple[Any, ...]]:
    return [(text[q.start : q.end], q.value, q.unit, q.bound, q.value_high) for q in read(text)]


def wanted(rows: list[list[Any]]) -> list[tuple[Any, ...]]:
    return [(row[0], pytest.approx(row[1]), row[2], row[3], row[4] if len(row) > 4 else None) for row in rows]


@pytest.mark.parametrize(("text", "rows"), TABLE)
def test_numbers_of_case(text: str, rows: list[list[Any]]) -> None:
    assert printed(text) == wanted(rows)


@pytest.mark.parametrize(("text", "rows"), FRESH["tuned"]["read"])
def test_numbers_of_the_tuned_half(text: str, rows: list[list[Any]]) -> None:
    assert printed(text) == wanted(rows)


@pytest.mark.parametrize("text", FRESH["tuned"]["none"])
def test_nothing_in_the_tuned_half(text: str) -> None:
    assert printed(text) == []


def test_the_untouched_half_keeps_its_share() -> None:
    """The grammar on snippets that it was not made for; which of them fail is not looked at here."""
    half = FRESH["untouched"]
    assert sum(printed(text) == wanted(rows) for text, rows in half["read"]) >= FLOORS["read"] * len(half["read"])
    assert sum(not printed(text) for text in half["none"]) >= FLOORS["none"] * len(half["none"])


@pytest.mark.parametrize("text", CASES["none"])
@pytest.mark.parametrize("frame", ["{}", "根据{}的要求，各项工作扎实推进。"])
def test_no_observation_in(text: str, frame: str) -> None:
    assert read(frame.format(text)) == ()


def test_no_name_of_a_region_is_a_number() -> None:
    with (FOLDER / "regions.csv").open(encoding="utf-8-sig", newline="") as table:
        names = {row["name"] for row in csv.DictReader(table)}
    assert [name for name in sorted(names) if read(f"在{name}、{name}召开会议。")] == []


def test_unread_numbers_say_why() -> None:
    layout = segment(fold("2023年12月25日，第三条规定，“四有”干部，12345热线。"), MARKS)
    reasons = {unread.reason for unread in find_quantities(layout, NUMBERS).unread}
    assert {"date", "law", "phone"} <= reasons


@given(SPACED_UNITS, SPACED_UNITS | st.sampled_from(["", "，", "、", "\n", " ", "a", "(次)", *"过案位式公件面本"]), st.integers(0, 3))
def test_any_unit_stands_where_a_unit_is_read(unit: str, behind: str, start: int) -> None:
    assert bool(UNIT.match(unit + behind, start)) == bool(ANY_UNIT.match(unit + behind, start))


def test_a_mask_that_breaks_the_grammar_is_named(tmp_path: Path) -> None:
    for name in ("units.yaml", "numerals.yaml"):
        shutil.copy(FOLDER / name, tmp_path)
    (tmp_path / "masks.yaml").write_text("law: ['第<H>条', '第<H>(']", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=re.escape("masks.yaml：law：第<H>( 不是正则表达式")):
        load_numbers(tmp_path)


def test_a_table_header_gives_the_unit() -> None:
    quantities = read("项目\t金额（单位：万元）\n罚没\t59237\n")
    assert [(q.value, q.unit) for q in quantities] == [(592370000, "元")]


@settings(deadline=None)
@given(st.integers(1, 99_999_999))
def test_integer_in_chinese_and_back(number: int) -> None:
    assert [q.value for q in read(f"受理申请{to_chinese(number)}件。") if number > 2] == [number][: number > 2]


@settings(deadline=None)
@given(st.integers(1, 9_999), st.sampled_from([("万", 10_000), ("亿", 100_000_000)]))
def test_scaled_number_is_its_product(number: int, scale: tuple[str, int]) -> None:
    assert [q.value for q in read(f"受理申请{number}{scale[0]}件。")] == [number * scale[1]]


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_every_quantity_can_be_walked_back(text: str) -> None:
    layout = segment(fold(text), MARKS)
    reading = find_quantities(layout, NUMBERS)
    end = 0
    for quantity in reading.quantities:
        assert end <= quantity.start < quantity.end <= len(text)
        assert not text[quantity.start].isspace() and not text[quantity.end - 1].isspace()
        end = quantity.end


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_survived(text: str) -> None:
    read(text)


@settings(deadline=None)
@given(st.sampled_from([case for group, cases in CASES.items() if group != "none" for case in cases]))
def test_a_sentence_in_front_only_shifts(case: list[Any]) -> None:
    front = "全市上下深入推进依法行政。"
    alone, shifted = read(case[0]), read(front + case[0])
    assert [(q.start + len(front), q.value, q.unit, q.bound) for q in alone] == [(q.start, q.value, q.unit, q.bound) for q in shifted]


@settings(deadline=None)
@given(st.text(max_size=200))
def test_folding_keeps_length_and_is_idempotent(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@pytest.mark.parametrize(("printed", "folded"), [("⼯⼈⺠⻓⼾", "工人民长户"), ("１２３％", "123%"), ("（一），；：", "(一),;:"), ("\u3000\u00a0", "  "), ("⻢⻋⻚⻝⻛⻅⻬⻰", "马车页食风见齐龙"), ("𝟏𝟐件", "12件"), ("2─3〜4≧5", "2—3~4≥5")])
def test_compatibility_forms_become_ordinary(printed: str, folded: str) -> None:
    assert fold(printed) == folded


def to_chinese(number: int) -> str:
    """An integer below a hundred million as a Chinese numeral."""
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if rest and rest < 1_000 else ""
        return to_chinese(number // 10_000) + "万" + (gap + to_chinese(rest) if rest else "")
    digits, names, out, zero = "零一二三四五六七八九", ((1000, "千"), (100, "百"), (10, "十"), (1, "")), "", False
    for size, name in names:
        digit = number // size % 10
        if digit:
            out += ("零" if zero and out else "") + digits[digit] + name
            zero = False
        else:
            zero = True
    return out
