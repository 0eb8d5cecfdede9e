"""References: what is known is there, what is not known is not guessed."""

from __future__ import annotations

from analysis.citation import Work, cite_gbt7714, cite_plain


def test_a_report_on_the_web() -> None:
    work = Work(
        "某县人民政府", "某县2022年法治政府建设情况报告", "2023-01-15", "https://example.cn/a.html", "2026-11-24"
    )
    assert cite_gbt7714(work) == (
        "某县人民政府. 某县2022年法治政府建设情况报告[R/OL]. (2023-01-15)[2026-11-24]. https://example.cn/a.html."
    )


def test_a_report_without_date_and_address() -> None:
    assert cite_gbt7714(Work("", "报告.txt")) == "报告.txt[R]."
    assert cite_plain(Work("某县", "报告"), "甲县 2022: 501件") == "甲县 2022: 501件 (某县, 报告)"
