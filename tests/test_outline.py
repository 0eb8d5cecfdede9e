"""Lines of a report: headings where the segmenter sees them, and no character lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.outline import Line, outline

TEXT = "某县2022年法治政府建设情况报告\n一、主要举措\n（一）依法履职。全年办结各类行政处罚案件98件，其中重大案件6件，均经过法制审核，没有发生复议和诉讼被撤销的情况。\n一是强化学习。开展学法6次。\n普通一段，没有标题。\n"


def test_headings_leads_and_paragraphs() -> None:
    lines = [(TEXT[line.start : line.end], line.level, TEXT[line.start : line.lead]) for line in outline(TEXT, 500)]
    assert [(text[:4], level) for text, level, _ in lines] == [
        ("某县20", 1), ("一、主要", 2), ("（一）依", 0), ("一是强化", 0), ("普通一段", 0),
    ]  # fmt: skip
    assert [lead for _, _, lead in lines[2:]] == ["（一）依法履职。", "一是强化学习。", ""]


@pytest.mark.parametrize("path", sorted(Path("seeds").glob("*.txt")), ids=lambda path: path.stem)
def test_real_reports_keep_every_character(path: Path) -> None:
    text = path.read_text("utf-8-sig")
    lines = outline(text, 10_000)
    assert "".join(text[line.start : line.end] for line in lines).split() == [*"".join(text.split("\n")).split()]
    assert any(line.level for line in lines)


@given(st.text(alphabet="一、（）是。\n 题12件", max_size=80), st.integers(1, 30))
def test_any_text_gives_lines_in_order(text: str, limit: int) -> None:
    lines = outline(text, limit)
    assert all(line.start < line.end <= line.start + limit and line.lead <= line.end for line in lines)
    assert list(lines) == sorted(lines, key=lambda line: line.start)


def test_no_text_has_no_lines() -> None:
    assert outline("", 10) == () and outline("\n \n", 10) == () and Line(0, 1).level == 0
