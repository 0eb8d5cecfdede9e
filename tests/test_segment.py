"""Blocks, clauses and cells of invented texts, and what holds of any text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from etl.knowledge.layout import load_layout
from etl.model import Layout
from etl.segment import segment

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "segment.yaml").read_text(encoding="utf-8"))
MARKS = load_layout()
PIECES = st.sampled_from(
    [
        "一、",
        "(一)",
        "1.",
        "一是",
        "标题",
        "全年受理",
        "12件",
        ",",
        "、",
        "。",
        ";",
        "(",
        ")",
        "\n",
        "\t",
        "|",
        " ",
        "- 2 -",
        "其中",
    ]
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_blocks_of_case(case: dict[str, Any]) -> None:
    text = case["text"]
    layout = segment(text, MARKS)
    got = [
        [b.kind, b.level, layout.text[b.start : b.end][: len(want[2])]]
        for b, want in zip(layout.blocks, case["blocks"], strict=False)
    ]
    assert got == case["blocks"]
    assert len(layout.blocks) == len(case["blocks"])
    if "clauses" in case:
        clauses = [c for s in layout.blocks[-1].sentences for c in s.clauses]
        assert [[text[c.start : c.end], c.depth] for c in clauses] == case["clauses"]
    if "cells" in case:
        cells = layout.blocks[-1].cells
        assert [[text[c.start : c.end], text[slice(*c.header)], text[slice(*c.label)]] for c in cells] == case["cells"]


def _check_nesting(layout: Layout, text: str) -> None:
    assert len(layout.text) == len(text)
    end = 0
    for block in layout.blocks:
        assert end <= block.start < block.end <= len(text)
        end = block.end
        assert block.section < len(layout.blocks)
        for sentence in block.sentences:
            assert block.start <= sentence.start < sentence.end <= block.end
            assert all(sentence.start <= c.start < c.end <= sentence.end for c in sentence.clauses)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_blocks_stand_in_order_and_inside_any_text(text: str) -> None:
    _check_nesting(segment(text, MARKS), text)


@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    _check_nesting(segment(text, MARKS), text)


def test_heading_opens_a_section_for_the_blocks_below() -> None:
    layout = segment("标题\n一、学法\n学习3次。\n二、普法\n宣传5场。\n", MARKS)
    assert [block.section for block in layout.blocks] == [-1, 0, 1, 0, 3]
