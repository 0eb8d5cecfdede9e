"""Values as people read them, in both languages, and text made safe."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views._format import (
    compact,
    day,
    escape,
    is_missing,
    join,
    number,
    plain,
    quantity,
    shorten,
    ticks,
    unit_label,
)
from views._text import Language, Words, load_entries

ENTRIES = load_entries()


def words(language: Language) -> Words:
    """The real words of a language."""
    return Words(language, {key: entry[language] for key, entry in ENTRIES.items()})


def row(**facts: object) -> SimpleNamespace:
    """An observation's value."""
    return SimpleNamespace(**{"value": 98.0, "value_high": None, "unit": "件", "bound": "=", **facts})


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (0, "0", "0"), (9876, "9,876", "9,876"), (15300, "1.53万", "15.3k"), (-15300, "-1.53万", "-15.3k"),
        (230_000_000, "2.3亿", "230M"), (4_100_000_000, "41亿", "4.1bn"), (0.5, "0.5", "0.5"), (99.95, "99.95", "99.95"),
    ],
)  # fmt: skip
def test_short_numbers(value: float, zh: str, en: str) -> None:
    assert (compact(value, words("zh")), compact(value, words("en"))) == (zh, en)


@pytest.mark.parametrize(
    ("facts", "zh", "en"),
    [
        ({}, "98件", "98"),
        ({"value": 15300.0, "bound": ">="}, "≥15,300件", "≥15,300"),
        ({"value": 5.0, "bound": "<=", "unit": "工作日"}, "≤5个工作日", "≤5 working days"),
        ({"value": 10.0, "value_high": 20.0}, "10–20件", "10–20"),
        ({"value": 99.9, "unit": "%"}, "99.9%", "99.9%"),
        ({"value": 3.0, "unit": "", "bound": "~"}, "~3", "~3"),
        ({"value": None}, "", ""),
        ({"value": math.nan, "value_high": math.nan}, "", ""),
    ],
)
def test_quantities(facts: dict[str, object], zh: str, en: str) -> None:
    assert (quantity(row(**facts), words("zh")), quantity(row(**facts), words("en"))) == (zh, en)


def test_a_unit_that_is_not_in_the_words_is_printed_in_chinese_only() -> None:
    assert (unit_label("蒲式耳", words("zh")), unit_label("蒲式耳", words("en"))) == ("蒲式耳", "")


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_ticks_are_few_rising_and_inside(low: float, high: float) -> None:
    positions = ticks(low, high)
    assert len(positions) <= 12 and positions == sorted(positions)
    size = max(abs(low), abs(high), 1)
    assert all(low - size * 1e-6 <= one <= max(low, high) + size * 1e-6 for one in positions)


@pytest.mark.parametrize(
    "text", [":red[危险]", "$x^2$", "~~删~~", "[点我](javascript:alert(1))", "**粗**", "# 题", "<b>", "1. 一", "a_b"]
)
def test_text_from_reports_means_nothing_to_markdown(text: str) -> None:
    safe = plain(text)
    assert safe.replace("\\", "") == text and all(f"\\{one}" in safe for one in text if one in ":$~[]()*#<>._")


def test_hostile_text_is_escaped_for_html() -> None:
    assert escape("<script>\"'&") == "&lt;script&gt;&quot;&#x27;&amp;"


def test_small_things() -> None:
    assert number(1234.5) == "1,234.5" and number(100.0) == "100"
    assert day("2026-11-24T08:00") == "2026-11-24" and day(None) == ""
    assert shorten("一二三四五", 4) == "一二三…" and shorten("一二", 4) == "一二"
    assert join(["甲", "乙"], words("zh")) == "甲、乙"
    assert [is_missing(one) for one in (None, "", math.nan, 0, "a")] == [True, True, True, False, False]
