"""The finder of words, and the grammar of cues.yaml."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import KnowledgeError
from etl.knowledge.catalogue import load_catalogue
from etl.knowledge.lexicon import load_lexicon
from etl.knowledge.reader import FOLDER
from etl.knowledge.segmenter import Segmenter
from etl.knowledge.words import WordFinder

FINDER = WordFinder({"败诉": 1, "一审败诉率": 2, "审": 3, "检察建议": 4, "建议": 5})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一审败诉117件", ["审", "败诉"]),
        ("一审败诉率8%", ["一审败诉率"]),
        ("检察建议3份", ["检察建议"]),
        ("审", ["审"]),
        ("讼", []),
        ("", []),
        ("\ud800败诉\udfff", ["败诉"]),
    ],
)
def test_the_leftmost_longest_words_are_found(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end, _ in FINDER.scan(text)] == found


@given(st.text(alphabet="一审败诉率检察建议件", max_size=30))
def test_found_words_are_in_order_without_overlap(text: str) -> None:
    spans = [(start, end) for start, end, _ in FINDER.scan(text)]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(text.find("建议", b[1] if b else 0, a[0]) < 0 for a, b in zip(spans, [None, *spans], strict=False))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"patterns": {"classing": ["从"]}}, "period"),
        ({"patterns": {"classing": ["("], "period": ["月"], "year": ["年"], "rank": ["(省)|(市)"]}}, "classing 不是正则表达式"),
        ({"nonsense": ["词"]}, "没有 nonsense 这种作用"),
    ],
)
def test_cues_that_break_the_grammar_are_named(tmp_path: Path, change: dict[str, object], message: str) -> None:
    content = yaml.safe_load((FOLDER / "cues.yaml").read_text(encoding="utf-8")) | change
    path = tmp_path / "cues.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=message):
        load_lexicon(load_catalogue(), path)


def test_words_and_tags_are_the_same_whatever_the_cache_holds(tmp_path: Path) -> None:
    text, cache = "市司法局受理行政复议申请，开展普法宣传", tmp_path / "jieba.cache"
    fresh = Segmenter(("行政复议",), cache=tmp_path).tag(text)
    assert ("行政复议", "n") in fresh and ("宣传", "vn") in fresh
    kept = cache.read_bytes()
    for content in (kept, kept[:99]):
        cache.write_bytes(content)
        assert Segmenter(("行政复议",), cache=tmp_path).tag(text) == fresh
