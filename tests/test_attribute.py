"""For whom and for when a document speaks, on invented texts."""

from __future__ import annotations

import pytest

from etl.attribute import describe_document
from etl.knowledge import load_knowledge
from etl.model import Document, DocumentFacts, Metadata, Provenance
from etl.normalise import fold
from etl.segment import segment

KNOWLEDGE = load_knowledge()


def describe(text: str, metadata: Metadata = Metadata()) -> DocumentFacts:
    document = Document("0" * 16, text, Provenance("case", "", "utf-8", len(text)), metadata)
    return describe_document(document, segment(fold(text), KNOWLEDGE.layout), KNOWLEDGE)


@pytest.mark.parametrize(
    ("text", "region", "year"),
    [
        ("泸水市2023年法治政府建设情况报告\n2023年，全市共受理行政复议案件12件。\n", "泸水市", 2023),
        ("遂宁市船山区2022年度法治政府建设工作报告\n一、主要工作\n全区受理案件3件。\n", "船山区", 2022),
        ("县司法局2021年工作情况\n建成县级公共法律服务中心1个。\n", "", 2021),
        ("关于2020年工作的报告\n一、基本情况\n全县办理案件6件。\n腾冲市人民政府办公室\n2021年1月12日\n", "腾冲市", 2020),
        ("2022年全省行政复议情况\n全省受理案件900件。其中昆明市210件，曲靖市130件，昭通市95件。\n", "云南省", 2022),
        ("水富县2016年政府信息公开工作年度报告\n2016年，全县公开信息300条。\n", "水富市", 2016),
    ],
)
def test_a_text_says_for_whom_and_for_when(text: str, region: str, year: int) -> None:
    facts = describe(text)
    assert (facts.place.region, facts.report_year) == (region, year)


def test_metadata_win_over_the_text() -> None:
    facts = describe("泸水市2023年法治政府建设情况报告\n", Metadata("腾冲市", 2021, "某办公室"))
    assert (facts.place.region, facts.report_year, facts.issuer) == ("腾冲市", 2021, "某办公室")


def test_what_a_text_leaves_open_is_an_issue() -> None:
    codes = {issue.code for issue in describe("全县办理案件6件。\n").issues}
    assert codes == {"region_missing", "year_missing"}


def test_a_region_that_metadata_misspell_is_an_issue() -> None:
    assert [issue.code for issue in describe("2020年全县办理案件6件。\n", Metadata("云线")).issues] == ["region_unknown"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("泸水市2023年法治政府建设情况报告\n一、主要工作\n", "泸水市2023年法治政府建设情况报告"),
        ("一、工作开展情况\n(一)依法履职\n全县办理案件6件。\n", ""),
        ("根据要求，现将有关情况报告如下。\n一、工作开展情况\n全县办理案件6件。\n", ""),
    ],
)
def test_a_chapter_is_no_title(text: str, title: str) -> None:
    assert describe(text).title == title


def test_what_told_the_region_is_recorded() -> None:
    text = "泸水市2023年法治政府建设情况报告\n全市办理案件6件。\n泸水市人民政府\n2024年1月5日\n"
    kinds = [vote.partition(":")[0] for vote in describe(text).region_evidence.split()]
    assert {"title", "signature"} <= set(kinds)
    assert describe(text, Metadata("腾冲市")).region_evidence == "metadata"
    assert describe("全县办理案件6件。\n").region_evidence == ""
