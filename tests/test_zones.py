"""Development zones: their reports speak for a part of their seat, and so do numbers that name one.

The titles below `UNSEEN` were not looked at while names and endings were gathered.
"""

from __future__ import annotations

import pytest

from etl.knowledge.gazetteer import load_gazetteer
from etl.model import Document, Extraction, Metadata, Provenance
from etl.pipeline import extract
from tests.fresh.report import knowledge

SEEN = [
    ("苏州工业园区管委会2023年法治政府建设年度报告", "苏州市", "苏州工业园区"),
    ("横琴粤澳深度合作区2022年度法治建设工作报告", "珠海市", "横琴粤澳深度合作区"),
    ("关于西咸新区2021年法治政府建设情况的报告", "西安市", "西咸新区"),
    ("重庆两江新区管理委员会2020年度法治政府建设情况", "重庆市", "重庆两江新区"),
    ("昆山高新区2023年法治政府建设工作报告", "昆山市", "昆山高新区"),
    ("昆明经开区管委会2022年度法治建设工作总结", "昆明市", "昆明经开区"),
    (
        "中国（云南）自由贸易试验区红河片区管委会2021年法治政府建设报告",
        "红河哈尼族彝族自治州",
        "中国(云南)自由贸易试验区红河片区",
    ),
    ("贵州贵安新区管委会2019年政府信息公开工作年度报告", "贵阳市", "贵州贵安新区"),
    ("浦东新区2023年法治政府建设情况报告", "浦东新区", ""),
    ("昆山市2023年法治政府建设工作报告", "昆山市", ""),
]
UNSEEN = [
    ("南京江北新区管理委员会2022年法治政府建设年度报告", "南京市", "南京江北新区"),
    ("武汉东湖新技术开发区2023年法治政府建设年度报告", "武汉市", "武汉东湖新技术开发区"),
    ("2021年度四川天府新区法治政府建设情况报告", "成都市", "四川天府新区"),
    ("义乌经济技术开发区管委会2020年依法行政工作总结", "义乌市", "义乌经济技术开发区"),
    ("青岛西海岸新区管委会2019年法治政府建设报告", "黄岛区", "青岛西海岸新区"),
    ("广州市南沙区2022年法治政府建设年度报告", "南沙区", ""),
    ("滨海新区2018年推进法治政府建设情况", "滨海新区", ""),
    ("河北雄安新区管理委员会2023年法治政府建设情况报告", "保定市", "河北雄安新区"),
]


def read(text: str, metadata: Metadata = Metadata()) -> Extraction:
    return extract(Document("0" * 16, text, Provenance("case", "", "utf-8", len(text)), metadata), knowledge())


@pytest.mark.parametrize(("title", "seat", "zone"), [*SEEN, *UNSEEN])
def test_a_zone_reports_as_a_part_of_its_seat(title: str, seat: str, zone: str) -> None:
    found = read(f"{title}\n一、主要工作\n全年共收到行政复议申请12件，审核规范性文件3件。\n")
    assert (found.facts.place.region, found.facts.zone) == (seat, zone)
    # in the report on 政府信息公开 a dispute is about it
    lent = "政府信息公开" if "信息公开" in title else ""
    assert [row.breakdown for row in found.observations] == [f"{zone}{lent}", zone]


def test_what_told_the_zone_is_recorded() -> None:
    found = read("苏州工业园区管委会2023年法治政府建设年度报告\n全区受理行政复议申请12件。\n")
    assert "zone:苏州工业园区" in found.facts.region_evidence
    assert "title:" in found.facts.region_evidence


def test_a_zone_signs_its_report() -> None:
    text = "2023年度法治政府建设工作报告\n一、主要工作\n全年受理行政复议申请12件。\n嘉兴港区管理委员会\n2024年1月8日\n"
    assert read(text).facts.place.region == "嘉兴市"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("高新区受理行政复议申请8件；西山区受理行政复议申请15件。", [("昆明市", "高新区"), ("西山区", "")]),
        (
            "各地申请量：呈贡区21件、滇池度假区6件、安宁市17件。",
            [("呈贡区", ""), ("昆明市", "滇池度假区"), ("安宁市", "")],
        ),
    ],
)
def test_a_zone_in_a_list_is_a_part_of_the_whole(text: str, wanted: list[tuple[str, str]]) -> None:
    found = read(f"昆明市2023年行政复议工作情况\n全市共收到行政复议申请320件。{text}\n")
    said = [(row.place.region, row.breakdown) for row in found.observations[1:]]
    assert said == wanted


@pytest.mark.parametrize("sentence", ["推进开发区建设，新建标准化站点12个。", "对新区规划草案提出意见6条。"])
def test_a_zone_that_is_only_spoken_of_is_no_part(sentence: str) -> None:
    assert [row.breakdown for row in read(f"安宁市2023年工作报告\n{sentence}\n").observations] == [""]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://www.nanjing.gov.cn/zdgk/2024/a.html", "320106"),
        ("https://gl.fuzhou.gov.cn/xjwz/", "350102"),
        ("http://www.xzgl.gov.cn/", ""),
    ],
)
def test_a_domain_tells_districts_of_one_name_apart(url: str, code: str) -> None:
    found = read("鼓楼区2023年法治政府建设报告\n全区受理案件6件。\n", Metadata(url=url))
    assert found.facts.place.region_code == code


def test_the_domain_is_recorded_among_the_votes() -> None:
    found = read("2023年法治政府建设报告\n全市受理案件6件。\n网址：www.lishui.gov.cn\n")
    assert found.facts.place.region == "丽水市"
    assert "domain:" in found.facts.region_evidence


def test_the_seats_of_all_zones_are_regions() -> None:
    gazetteer = load_gazetteer()
    assert len(gazetteer.zones) >= 200
    assert all(gazetteer.codes[name][0] in gazetteer.regions for name in gazetteer.zones)
