"""The audit's rules, case by case: what must hold, what must be broken, and what must not be held against a report."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

from analysis.audit import Audit, audit_documents, find_alarms
from analysis.audit.copies import find_copies
from analysis.audit.explain import load_rule_words
from analysis.audit.model import Figure, Interval, Passage, Reading, Report
from etl.knowledge import load_knowledge
from etl.knowledge.reader import read_yaml
from etl.model import Document, Metadata, Provenance
from etl.pipeline import extract
from etl.table import document_row, indicator_rows, observation_rows, to_frame
from tests.large_store import FIRST_SYLLABLES, SECOND_SYLLABLES

KNOWLEDGE = load_knowledge()
INDICATORS = to_frame(indicator_rows(KNOWLEDGE.catalogue), "indicators")
GROUPS: dict[str, list[dict[str, Any]]] = read_yaml(Path(__file__).parent / "cases" / "audit.yaml")
CASES = [pytest.param(case, id=f"{group}: {case['name']}") for group, cases in GROUPS.items() for case in cases]


def report(name: str, text: str, region: str = "云县", year: int = 2022) -> Document:
    """An invented report."""
    return Document(name, text, Provenance(f"{name}.txt", name, "utf-8", len(text)), Metadata(region=region, year=year))


def audit(*documents: Document) -> Audit:
    """The checks of some reports, through the whole line."""
    found = [extract(document, KNOWLEDGE) for document in documents]
    rows = to_frame([row for one in found for row in observation_rows(one)])
    return audit_documents(rows, to_frame([document_row(one) for one in found], "documents"), INDICATORS)


def printed(checks: pd.DataFrame, *documents: Document) -> dict[str, list[tuple[str, ...]]]:
    """The checks by status, each as its code and its figures as printed."""
    texts = {document.document_id: document.text for document in documents}
    by_status: dict[str, list[tuple[str, ...]]] = {"held": [], "broken": [], "uncheckable": []}
    for check in checks.itertuples():
        spans = [tuple(map(int, span.split("-"))) for span in check.evidence_spans.split()]
        figures = [texts[check.document_id][start:end] for start, end in spans]
        by_status[check.status].append((check.code, *figures))
    return by_status


@pytest.mark.parametrize("case", CASES)
def test_a_passage_is_judged_as_it_should_be(case: dict[str, Any]) -> None:
    document = report("a" * 16, f"2022年法治政府建设情况报告\n一、工作开展情况\n{case['text']}")
    checks = audit(document).checks
    found = printed(checks, document)
    for status in ("held", "broken"):
        for expected in case.get(status, ()):
            assert tuple(expected) in found[status], found
    broken = checks[checks["status"] == "broken"]
    assert not set(case.get("none", ())) & set(broken["code"]), found
    if "broken" not in case:
        assert broken.empty, found
    if "severity" in case:
        assert case["severity"] in set(broken["severity"])


BEFORE = "县政府收到行政复议申请586件，受理政府信息公开申请138件。12345热线受理群众诉求12853件。"


def years(before: str, now: str) -> pd.DataFrame:
    """The checks between the reports of two following years of one county."""
    reports = [report(str(year), f"法治政府建设情况报告\n{text}", year=year) for year, text in ((2021, before), (2022, now))]
    return audit(*reports).checks.query("evidence_document_id != ''")


@pytest.mark.parametrize(
    ("now", "code", "status", "severity"),
    [
        ("县政府收到行政复议申请742件，同比增长26.6%。", "growth_over_last_report", "held", ""),
        ("县政府收到行政复议申请742件，同比增长16.6%。", "growth_over_last_report", "broken", "warning"),
        ("县政府收到行政复议申请742件，去年为586件。", "restated_last_year", "held", ""),
        ("县政府收到行政复议申请742件，去年为568件。", "restated_last_year", "broken", "warning"),
        ("县政府收到行政复议申请742件，去年为568件（口径调整）。", "restated_last_year", "broken", "note"),
        ("12345热线受理群众诉求12853件。", "same_as_last_year", "broken", "warning"),
        ("县政府收到行政复议申请586件。", "same_as_last_year", "broken", "note"),
    ],
)
def test_a_report_is_checked_against_last_years(now: str, code: str, status: str, severity: str) -> None:
    checks = years(BEFORE, now)
    found = checks[checks["code"] == code]
    assert list(found["status"]) == [status] and list(found["severity"]) == [severity]
    assert list(found["evidence_document_id"]) == ["2021"]


def test_small_counts_may_be_the_same_two_years_running() -> None:
    assert years("县政府收到行政复议申请54件。", "县政府收到行政复议申请54件。").empty


def test_a_year_between_is_no_last_year() -> None:
    checks = audit(report("a", BEFORE, year=2020), report("b", BEFORE.replace("586", "542"), year=2022)).checks
    assert "same_as_last_year" not in set(checks["code"])


SENTENCE = "全年组织行政执法人员参加公共法律知识培训12场，培训执法人员1350人次，新领行政执法证件87个。"


@pytest.mark.parametrize(
    ("region", "year", "code"),
    [("云县", 2021, "copied_from_last_year"), ("凤庆县", 2022, "copied_from_region")],
)
def test_a_copied_sentence_is_told_with_its_source(region: str, year: int, code: str) -> None:
    source = report("source", f"报告\n{SENTENCE}", region=region, year=year)
    checks = audit(source, report("target", f"报告\n{SENTENCE}")).checks
    copies = checks[checks["code"] == code]
    told = copies[copies["evidence_document_id"] != ""]
    assert len(told) == 1 and SENTENCE[:10] in told.iloc[0]["sentence"]
    assert {told.iloc[0]["document_id"], told.iloc[0]["evidence_document_id"]} == {"source", "target"}


def test_the_same_words_with_other_figures_are_no_copy() -> None:
    other = SENTENCE.replace("1350", "1280").replace("87", "95")
    checks = audit(report("source", f"报告\n{SENTENCE}", region="凤庆县"), report("target", f"报告\n{other}")).checks
    assert not set(checks["code"]) & {"copied_from_last_year", "copied_from_region"}


def test_a_card_counts_what_its_report_holds() -> None:
    text = "县政府收到行政复议申请75件，其中经济类40件、治安类20件、其他5件。审结一审行政诉讼案件94件，败诉8件，败诉率8.5%。"
    result = audit(report("a", f"报告\n{text}"), report("b", "报告\n无数字。", region="凤庆县"))
    card, empty = result.cards.set_index("document_id").loc[["a", "b"]].to_dict("records")
    assert card["held"] >= 1 and card["broken"] == card["errors"] == 1
    assert card["found"] == card["held"] + card["broken"] + card["uncheckable"]
    assert empty["found"] == empty["errors"] == 0


def test_every_finding_says_what_is_wrong_in_both_languages() -> None:
    text = "报告\n县政府收到行政复议申请75件，其中经济类40件、治安类20件、其他5件。"
    finding = find_alarms(audit(report("a", text)).checks).iloc[0]
    for language in ("zh", "en"):
        assert all(figure in finding[f"explanation_{language}"] for figure in ("75件", "40件 + 20件 + 5件", "65"))
    assert finding["sentence"].startswith("县政府收到行政复议申请75件")


def test_every_rule_has_its_words_in_both_languages() -> None:
    for code, words in load_rule_words().items():
        assert all((words.name_zh, words.name_en, words.broken_zh, words.broken_en)), code


def test_nothing_in_gives_empty_tables() -> None:
    result = audit(report("a", ""))
    assert result.checks.empty and len(result.cards) == 1 and find_alarms(result.checks).empty


def test_what_many_regions_say_alike_is_no_copy() -> None:
    regions = ("云县", "凤庆县", "永德县", "镇康县", "双江县", "耿马县", "沧源县")
    few = audit(*(report(region, f"报告\n{SENTENCE}", region=region) for region in regions[:2])).checks
    many = audit(*(report(region, f"报告\n{SENTENCE}", region=region) for region in regions)).checks
    assert "copied_from_region" in set(few["code"]) and "copied_from_region" not in set(many["code"])


def _calls(count: int) -> int:
    """How many functions the audit of so many reports calls that share their phrases, and some their figures."""
    one = extract(report("one", f"报告\n{SENTENCE}\n{BEFORE}"), KNOWLEDGE)
    rows, document = to_frame(observation_rows(one)), to_frame([document_row(one)], "documents")
    places = [{"document_id": f"d{n}", "region_path": f"省/县{n}"} for n in range(count)]
    rows = pd.concat([rows.assign(**place, value=rows["value"] + n // 9) for n, place in enumerate(places)])
    documents = pd.concat([document.assign(**place) for place in places])
    calls = 0

    def count_call(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count_call)
    try:
        audit_documents(rows, documents, INDICATORS)
    finally:
        sys.setprofile(None)
    return calls


def test_the_work_grows_with_the_number_of_reports_and_not_with_its_square() -> None:
    """Four times as many reports take about four times the calls; a quadratic step would take sixteen times."""
    assert _calls(400) < 6 * _calls(100)


def panel_report(number: int, counts: tuple[int, ...]) -> Report:
    """A report whose one sentence fills its own name and its counts into a phrase that all reports share."""
    name = FIRST_SYLLABLES[number % 20] + SECOND_SYLLABLES[number // 20 % 20] + "县"
    text = f"{name}全年共受理各类热线诉求{'件、其中办结'.join(map(str, counts))}件，均已按期答复群众，做到件件有着落。"
    figures = []
    for count in counts:
        start = text.index(str(count))
        row = Reading(f"{number}:{start}", "hotline_cases", "", name, 2022, 0.9)
        figures.append(
            Figure(start, start + len(str(count)), str(count), count, 1.0, Interval(count, count), "件", "=", "level", 0, (row,))
        )
    return Report(f"{number:04d}", f"{name}.txt", name, 2022, (Passage(0, len(text), text, "", tuple(figures)),))


def test_small_figures_that_meet_by_chance_in_a_large_panel_are_no_copies() -> None:
    dice = Random(1)
    reports = [panel_report(number, (dice.randint(1000, 9999),)) for number in range(400)]
    values = [report.passages[0].figures[0].value for report in reports]
    assert len(set(values)) < len(values)  # some do meet
    assert list(find_copies(reports)) == []
    copied = (83_157, 71_393, 64_271)
    twins = [panel_report(400 - 1, copied), panel_report(17, copied)]
    told = [(report.document_id, check.code) for report, check, _ in find_copies([*reports[:17], *reports[18:399], *twins])]
    assert told == [("0399", "copied_from_region")]
