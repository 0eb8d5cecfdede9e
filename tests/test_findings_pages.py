"""核验 and 异常 by AppTest: what they say of planted errors, why, and how a finding is dismissed and taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.invented_store import HOSTILE, REPORTS, Figure, Report, build_store
from tests.test_pages import all_text, html_of, open_page, unescaped, words

WRONG = Figure("行政机关负责人出庭应诉率", "108%", 108.0, "%", "head_appearance_rate")
LARGE = Figure("全县受理热线诉求", "1500件", 1500.0, "件", "hotline_cases")


def planted(report: Report) -> Report:
    """The report of one county and year with an impossible rate and a count ten times what its peers have."""
    if (report.number, report.year) != (5, 2022):
        return report
    return replace(report, figures=(LARGE, *report.figures[1:], WRONG))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with planted errors, for one test alone: decisions are written into it."""
    build_store(tmp_path, [planted(report) for report in REPORTS])
    return tmp_path


def first(app: AppTest, column: str, holds: str) -> str:
    """The value of a column in the first row of any table that holds a text."""
    for frame in app.dataframe:
        for _, row in frame.value.iterrows():
            if any(holds in str(cell) for cell in row):
                return str(row[column])
    raise AssertionError(holds)


def finding_id(monkeypatch: pytest.MonkeyPatch, store: Path) -> str:
    """The id of the planted impossible rate."""
    monkeypatch.setenv("FAZHI_DATA", str(store))
    from views._data import open_tables
    from views._findings import audit_of

    tables = open_tables()
    assert tables is not None
    checks = audit_of(tables, None).checks
    return str(checks[checks["code"] == "rate_above_hundred"].iloc[0]["finding_id"])


def flag_id(monkeypatch: pytest.MonkeyPatch, store: Path) -> str:
    """The id of the planted outlier."""
    monkeypatch.setenv("FAZHI_DATA", str(store))
    from views._data import open_tables
    from views._findings import ALL, flags_of

    tables = open_tables()
    assert tables is not None
    flags, _ = flags_of(tables, ALL)
    return str(flags[flags["value"] == 1500].iloc[0]["flag_id"])


def test_the_audit_lists_reports_and_what_is_wrong_first(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    app = open_page(monkeypatch, store, "audit")
    cards, identities = app.dataframe[0].value, app.dataframe[1].value
    assert len(cards) == len(REPORTS) and list(cards["errors"])[:2] == [1, 0]
    assert set(identities["status_name"]) == {words("audit.status_broken")}
    assert "108%" in identities.iloc[0]["explanation"] and words("severity.error") == identities.iloc[0]["severity_name"]


def test_a_report_without_a_title_is_named_in_brackets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    build_store(tmp_path, [replace(planted(report), title="一、工作开展情况") for report in REPORTS])
    app = open_page(monkeypatch, tmp_path, "audit")
    named = words("source.untitled").format(region="甲5县", year=2022)
    assert named in set(app.dataframe[0].value["title"]) and named in set(app.dataframe[1].value["report_name"])


def test_a_finding_shows_its_sentence_and_the_way_to_the_report(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    app = open_page(monkeypatch, store, "audit", finding=finding_id(monkeypatch, store))
    assert '出庭应诉率<mark class="picked">108%</mark>' in html_of(app)
    assert words("detail.open_sentence") in [link.proto.label for link in app.get("page_link")]


@pytest.mark.parametrize(
    ("parameters", "count"),
    [({"status": "held", "rule": "rate_above_hundred"}, 0), ({"severity": "error"}, 1), ({"severity": "warning"}, 0)],
)
def test_the_filters_narrow_the_identities(
    monkeypatch: pytest.MonkeyPatch, store: Path, parameters: dict[str, str], count: int
) -> None:
    app = open_page(monkeypatch, store, "audit", **parameters)
    tables = [frame.value for frame in app.dataframe[1:]]
    assert sum(map(len, tables)) == count
    assert (words("audit.none_match") in all_text(app)) == (count == 0)


def test_a_finding_is_dismissed_with_a_reason_and_taken_back(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    asked = finding_id(monkeypatch, store)
    app = open_page(monkeypatch, store, "audit", finding=asked)
    app.button[-1].click().run()
    assert words("dismissal.missing") in all_text(app)
    app.text_input[-1].input("王审核")
    app.text_area[-1].input(f"口径不同 {HOSTILE}")
    app.button[-1].click().run()
    assert not app.exception and "王审核" in all_text(app) and "口径不同" in all_text(app)
    assert "](java" not in unescaped(all_text(app))
    assert len(list((store / "ledger").glob("*.json"))) == 1
    later = open_page(monkeypatch, store, "audit")
    assert len(later.dataframe) == 1 and words("audit.none_match") in all_text(later)
    again = open_page(monkeypatch, store, "audit", finding=asked, dismissed="1")
    again.button[-1].click().run()
    assert words("dismissal.title") in all_text(again)
    assert len(open_page(monkeypatch, store, "audit").dataframe) == 2


@pytest.mark.parametrize(("page", "kind"), [("audit", "finding"), ("outliers", "flag")])
def test_a_finding_that_is_gone_is_told(monkeypatch: pytest.MonkeyPatch, store: Path, page: str, kind: str) -> None:
    app = open_page(monkeypatch, store, page, **{kind: "feedfeed"})
    assert words(f"detail.gone_{kind}").format(id="feedfeed") in [str(warning.value) for warning in app.warning]


def test_a_figure_that_stands_out_says_why_and_shows_its_peers(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    app = open_page(monkeypatch, store, "outliers")
    assert "1,500件" in first(app, "observed", "1,500件")
    app = open_page(monkeypatch, store, "outliers", flag=flag_id(monkeypatch, store))
    assert not app.exception
    assert '受理热线诉求<mark class="picked">1500件</mark>' in html_of(app)
    assert words("outliers.expected") in html_of(app) and len(app.get("plotly_chart")) == 1
    assert "2021" in all_text(app)


def test_a_flag_is_dismissed_with_a_reason(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    app = open_page(monkeypatch, store, "outliers", flag=flag_id(monkeypatch, store))
    app.text_input[-1].input("李审核")
    app.text_area[-1].input("当年机构合并")
    app.button[-1].click().run()
    assert not app.exception and "李审核" in all_text(app)
    shown = open_page(monkeypatch, store, "outliers")
    assert not any("1,500件" in str(frame.value.to_dict()) for frame in shown.dataframe)


def test_too_few_peers_are_said_plainly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    build_store(tmp_path, [report for report in REPORTS if report.number < 4])
    app = open_page(monkeypatch, tmp_path, "outliers")
    assert words("outliers.too_few").format(needed=8) in all_text(app)
    assert not app.dataframe[0].value.empty


def test_alarms_of_the_audit_stand_among_the_outliers(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    app = open_page(monkeypatch, store, "outliers", by="alarms")
    assert ["108%" in text for text in app.dataframe[0].value["explanation"]] == [True]


def test_the_profile_has_the_integrity_card_of_its_report(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    app = open_page(monkeypatch, store, "profile", region="990105", year="2022")
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown[words("columns.errors")] == "1"
    assert words("profile.integrity_open") in [link.proto.label for link in app.get("page_link")]


@pytest.mark.parametrize("name", ["audit", "outliers"])
def test_an_empty_store_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    build_store(tmp_path, [])
    app = open_page(monkeypatch, tmp_path, name)
    assert not app.exception and words("common.store_empty_title") in all_text(app)
