"""The titles of reports as readers see and cite them: a chapter's heading is none, and nothing names a folder."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.test_format import words
from views._source import report_title

REPORT = {"title": "", "region": "甲县", "report_year": 2022, "source": "D:\\报告\\甲县.txt"}


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"title": "甲县2022年法治政府建设情况报告"}, "甲县2022年法治政府建设情况报告"),
        ({"title": "一、工作开展情况"}, "[甲县2022年度报告]"),
        ({"title": "（一）加强领导"}, "[甲县2022年度报告]"),
        ({"title": "三年来法治建设情况报告"}, "三年来法治建设情况报告"),
        ({}, "[甲县2022年度报告]"),
        ({"report_year": pd.NA}, "甲县.txt"),
    ],
)
def test_a_report_is_named_by_its_title_or_by_region_and_year(change: dict[str, object], title: str) -> None:
    assert report_title({**REPORT, **change}, words("zh")) == title
