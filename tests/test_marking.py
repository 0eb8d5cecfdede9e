"""Runs of marked text: together they are the text, whatever the marks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analysis.marking import Mark, cut_pages, cut_paragraphs, cut_runs

TEXTS = st.text(max_size=60)
MARKS = st.lists(st.builds(Mark, st.integers(-5, 70), st.integers(-5, 70), st.sampled_from("abc")), max_size=8)


@given(TEXTS, MARKS)
def test_the_runs_together_are_the_text(text: str, marks: list[Mark]) -> None:
    assert "".join(run.text for run in cut_runs(text, marks)) == text


@given(TEXTS, MARKS)
def test_a_run_stands_where_it_says(text: str, marks: list[Mark]) -> None:
    assert all(text[run.start : run.start + len(run.text)] == run.text for run in cut_runs(text, marks))


def test_equal_spans_share_a_run_and_overlaps_give_way() -> None:
    runs = cut_runs("受理501件", [Mark(2, 6, "a"), Mark(2, 6, "b"), Mark(3, 5, "c")])
    assert [(run.text, run.names) for run in runs] == [("受理", ()), ("501件", ("a", "b"))]


def test_marks_outside_the_stretch_are_ignored() -> None:
    runs = cut_runs("一二三四五", [Mark(0, 1, "a"), Mark(2, 3, "b"), Mark(4, 9, "c")], 1, 4)
    assert [(run.text, run.names) for run in runs] == [("二", ()), ("三", ("b",)), ("四", ())]


@given(st.text(alphabet="甲乙 \n\r\t", max_size=80), st.integers(1, 20))
def test_paragraphs_hold_all_that_is_not_white_space(text: str, limit: int) -> None:
    spans = cut_paragraphs(text, limit)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(0 < end - start <= limit for start, end in spans)


def test_pages_keep_the_order_and_part_at_the_size() -> None:
    spans = ((0, 40), (41, 80), (81, 120))
    assert cut_pages(spans, 80) == ((spans[0], spans[1]), (spans[2],))
    assert cut_pages((), 80) == ((),)
