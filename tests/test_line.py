"""The whole line on invented passages, and what holds of any document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.knowledge import Knowledge, load_knowledge
from etl.model import Document, Extraction, Metadata, Observation, Provenance
from etl.pipeline import extract

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cases" / "line.yaml").read_text(encoding="utf-8"))
TABLE = [pytest.param(*case, id=f"{group}: {case[0][:24]}") for group, cases in CASES.items() for case in cases]
KNOWLEDGE: Knowledge = load_knowledge()
PIECES = st.sampled_from(
    ["行政复议", "受理", "12件", "其中", "维持", "，", "。", "；", "、", "同比增长", "3.5%", "分别为", "全市", "云县", "去年", "（", "）", "\n", "一、", "由", "提高到", "\t", "满意率", "建议", "提案"]
)


def read(text: str, metadata: Metadata = Metadata("江川区", 2023)) -> Extraction:
    return extract(Document("0" * 16, text, Provenance("case", "", "utf-8", len(text)), metadata), KNOWLEDGE)


def as_row(observation: Observation, width: int) -> list[Any]:
    quantity = observation.quantity
    row = [
        "".join(observation.text.split()), observation.indicator, bool(observation.breakdown), observation.measure,
        pytest.approx(quantity.value), observation.place.region, observation.year,
    ]  # fmt: skip
    return row[:width]


@pytest.mark.parametrize(("text", "rows"), TABLE)
def test_rows_of_passage(text: str, rows: list[list[Any]]) -> None:
    found = read(text).observations
    widths = {str(row[0]): len(row) for row in rows}
    got = sorted(as_row(o, widths.get("".join(o.text.split()), 3)) for o in found)
    assert got == sorted(rows)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_every_row_can_be_walked_back(text: str) -> None:
    extraction = read(text)
    for row in extraction.observations:
        assert extraction.document.text[row.quantity.start : row.quantity.end] == row.text
        assert row.text in row.sentence
        assert 0 <= row.confidence <= 1
        assert row.indicator in KNOWLEDGE.catalogue.indicators or row.indicator == ""


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    read(text)


def test_an_unrelated_paragraph_in_front_only_shifts() -> None:
    front = "标题\n全区上下认真学习贯彻党的二十大精神。\n"
    body = "区政府收到行政复议申请120件，受理110件，审结98件。\n"
    alone, shifted = read("标题\n" + body).observations, read(front + body).observations
    assert [(o.indicator, o.quantity.value) for o in alone] == [(o.indicator, o.quantity.value) for o in shifted]


def test_a_rate_above_a_hundred_is_doubted() -> None:
    assert [i.code for i in read("行政复议案件满意率、结案率为120%。").issues if i.severity == "error"] == ["out_of_range"]


def test_a_planned_figure_is_flagged() -> None:
    (row,) = read("力争行政机关败诉率控制在5%以内。").observations
    assert row.flags[0] == "target"


def test_ids_are_stable_and_unique() -> None:
    text = "区政府收到行政复议申请120件，办理人大代表建议3件、政协提案4件，满意率100%。"
    first, again = read(text), read(text)
    ids = [o.observation_id for o in first.observations]
    assert ids == [o.observation_id for o in again.observations]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("text", "region", "year"),
    [
        ("云南省文山州麻栗坡县2022年法治政府建设情况报告\n全县调解纠纷10件。\n麻栗坡县人民政府\n2023年1月5日", "麻栗坡县", 2022),
        ("长春市朝阳区司法局2021年工作总结\n调解纠纷10件。", "朝阳区", 2021),
        ("水富县2017年政府信息公开年报\n公开信息20条。", "水富市", 2017),
        ("2020年广西壮族自治区行政复议白皮书\n全区收到申请900件。", "广西壮族自治区", 2020),
        ("恩施州2019年度报告\n全州调解纠纷10件。", "恩施土家族苗族自治州", 2019),
    ],
)
def test_a_document_names_its_place_and_year(text: str, region: str, year: int) -> None:
    facts = read(text, Metadata()).facts
    assert (facts.place.region, facts.report_year) == (region, year)


def test_sub_regions_hold_until_the_clause_moves_on() -> None:
    text = "贵州省2023年报告\n全省受理申请900件，其中贵阳市310件、遵义市205件；全省审结850件。"
    rows = read(text, Metadata()).observations
    assert [(o.quantity.value, o.place.region) for o in rows] == [(900, "贵州省"), (310, "贵阳市"), (205, "遵义市"), (850, "贵州省")]


def test_metadata_settle_a_place_that_no_list_has() -> None:
    known = read("全县调解纠纷10件。", Metadata("随便什么", 2023, region_code="530922")).facts.place
    assert (known.region, known.region_code) == ("云县", "530922")
    township = Metadata("甲镇", 2023, region_code="530922101", region_path="云南省/临沧市/云县/甲镇", level="township")
    (row,) = read("全镇调解纠纷10件。", township).observations
    assert (row.place.region, row.place.level, row.place.region_path) == ("甲镇", "township", "云南省/临沧市/云县/甲镇")
