"""Findings are found once for a snapshot, and after a decision they are what a search of the whole store would find."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.audit import audit_documents, audit_parts
from analysis.audit.declared import Declared
from analysis.audit.lists import ListGroup, find_lists
from analysis.audit.model import Report as AuditReport
from analysis.findings import (
    Findings,
    carry_findings,
    find_all,
    has_findings,
    load_findings,
    refresh_findings,
    store_findings,
    weigh_findings,
)
from etl.__main__ import app
from etl.ledger import Anchor, Change, Entry, Ledger
from etl.ledger.overlay import overlay
from etl.store import Snapshot, Store
from tests.invented_store import REPORTS, Figure, Report, build_store
from tests.test_findings_pages import planted
from views._data import Tables
from views._findings import weights_of
from views._queue import rank_queue

COPIED = "全年共排查矛盾纠纷并逐一登记造册限期化解回访到位"


def telling(report: Report) -> Report:
    """A report that repeats last year's sentence with its figure, and a growth that last year's figure disproves."""
    copied = Figure(COPIED, f"{54321 + report.number * 977}起", 54321.0 + report.number * 977, "起", "dispute_screenings")
    return replace(planted(report), figures=(*planted(report).figures, copied))


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    """A store with planted errors, copies among them."""
    return build_store(tmp_path, [telling(report) for report in REPORTS])


def decide(snapshot: Snapshot, observation_id: str, action: str, *changes: tuple[str, str]) -> None:
    """Records a decision on a figure."""
    rows = snapshot.read("observations").to_pandas().set_index("observation_id")
    row = rows.loc[observation_id]
    anchor = Anchor(row["document_id"], row["source"], int(row["start"]), int(row["end"]), row["text"], row["sentence"])
    changed = tuple(Change(name, str(row[name]), new) for name, new in changes)
    entry = Entry(action, "甲", "核对原件", anchor, observation_id, changes=changed)  # type: ignore[arg-type]
    Ledger(snapshot.folder.parents[1]).record(entry)


def now(snapshot: Snapshot) -> tuple[Findings, Findings]:
    """The findings brought up to date, and those of a search of everything."""
    decided = overlay(snapshot, Ledger(snapshot.folder.parents[1]).entries())
    return refresh_findings(store_findings(snapshot), snapshot, decided), find_all(snapshot, decided)


def rows_of(table: pd.DataFrame, key: str) -> list[dict[str, object]]:
    """The rows without regard to their order."""
    return table.astype("object").where(table.notna(), None).sort_values(key).to_dict("records")


def assert_same(one: Findings, other: Findings) -> None:
    """Both hold the same rows."""
    for name, key in (("checks", "finding_id"), ("cards", "document_id"), ("flags", "flag_id")):
        assert rows_of(getattr(one, name), key) == rows_of(getattr(other, name), key)
    assert len(one.unchecked) == len(other.unchecked)


def test_findings_are_kept_with_the_snapshot_and_read_back(snapshot: Snapshot) -> None:
    assert not has_findings(snapshot) and load_findings(snapshot) is None
    found = store_findings(snapshot)
    assert has_findings(snapshot) and {"rate_above_hundred", "copied_from_last_year"} <= set(found.checks["code"])
    kept = load_findings(snapshot)
    assert kept is not None
    assert_same(found, kept)


def test_a_damaged_copy_is_found_anew(snapshot: Snapshot) -> None:
    found = store_findings(snapshot)
    next(snapshot.folder.glob("findings-*/checks.parquet")).write_bytes(b"PAR1")
    assert load_findings(snapshot) is None
    assert_same(store_findings(snapshot), found)


@pytest.mark.parametrize(
    ("action", "changes"),
    [
        ("accept", ()), ("reject", ()), ("correct", (("value", "150"),)), ("correct", (("indicator", "npc_suggestions"),)),
        ("correct", (("breakdown", "涉企"),)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("figure", [0, 2, 7, 8])
def test_after_a_decision_they_are_what_a_search_of_everything_finds(
    snapshot: Snapshot, action: str, changes: tuple[tuple[str, str], ...], figure: int
) -> None:
    decide(snapshot, f"00052022{figure:08d}", action, *changes)
    refreshed, anew = now(snapshot)
    assert_same(refreshed, anew)


def test_a_rejected_figure_takes_its_findings_along(snapshot: Snapshot) -> None:
    before = store_findings(snapshot)
    assert (before.checks["code"] == "rate_above_hundred").sum() == 1 and (before.flags["value"] == 1500).sum() == 1
    decide(snapshot, "0005202200000007", "reject")
    decide(snapshot, "0005202200000000", "correct", ("value", "150"))
    after, _ = now(snapshot)
    assert (after.checks["code"] == "rate_above_hundred").sum() == 0 and (after.flags["value"] == 1500).sum() == 0


def test_year_by_year_finds_what_all_at_once_finds(snapshot: Snapshot) -> None:
    rows, documents, indicators = (
        snapshot.read(name).to_pandas() for name in ("observations", "documents", "indicators")
    )
    parts = [
        (rows[rows["report_year"] == year], documents[documents["report_year"] == year]) for year in (2021, 2022)
    ]
    by_year, at_once = audit_parts(parts, indicators), audit_documents(rows, documents, indicators)
    for one, other, key in ((by_year.checks, at_once.checks, "finding_id"), (by_year.cards, at_once.cards, "document_id")):
        assert rows_of(one, key) == rows_of(other, key)


def test_one_more_report_changes_what_it_touches_and_no_more(tmp_path: Path) -> None:
    reports = [telling(report) for report in REPORTS]
    before = build_store(tmp_path, reports[:-1])
    store_findings(before)
    after = build_store(tmp_path, reports)
    carried = carry_findings(before, after)
    assert carried is not None and has_findings(after)
    assert_same(carried, find_all(after))
    gone = build_store(tmp_path, reports[1:])
    back = carry_findings(after, gone)
    assert back is not None
    assert_same(back, find_all(gone))


def test_several_processes_find_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    snapshot = build_store(tmp_path, [planted(report) for report in REPORTS])
    monkeypatch.setattr("analysis.findings.ROWS_AT_ONCE", 0)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert_same(find_all(snapshot, executor=pool), find_all(snapshot))


def test_the_lists_of_a_report_are_sought_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sought: list[str] = []

    def watched(report: AuditReport, declared: Declared) -> Iterator[ListGroup]:
        sought.append(report.document_id)
        return find_lists(report, declared)

    for module in ("analysis.audit", "analysis.audit.shares", "analysis.audit.partitions"):
        monkeypatch.setattr(f"{module}.find_lists", watched, raising=False)
    find_all(build_store(tmp_path, REPORTS[:4]))
    assert len(sought) == len(set(sought)) == 4


def test_findings_are_not_carried_from_a_snapshot_without_them(tmp_path: Path) -> None:
    before, after = build_store(tmp_path, REPORTS[:3]), build_store(tmp_path, REPORTS[:4])
    assert carry_findings(before, after) is None and not has_findings(after)


def test_open_findings_bring_their_figures_to_the_front_of_the_queue(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    snapshot = build_store(tmp_path, [planted(report) for report in REPORTS])
    monkeypatch.setenv("FAZHI_DATA", str(tmp_path))
    tables = Tables(str(snapshot.folder), snapshot.name, "")
    asked, wrong = ("open", "", ""), "0005202200000007"
    before = rank_queue(tables, asked, weights_of(tables))["observation_id"].tolist()
    found = store_findings(snapshot)
    after = rank_queue(tables, asked, weights_of(tables))["observation_id"].tolist()
    assert after.index(wrong) < 30 < before.index(wrong)  # behind the 24 that were read with little confidence
    finding = found.checks.loc[found.checks["code"] == "rate_above_hundred", "finding_id"].iloc[0]
    weighed = weigh_findings(found, {}).set_index("observation_id")["weight"]
    assert weighed[wrong] == 2.0 and wrong not in set(weigh_findings(found, {finding: None})["observation_id"])


def test_the_command_build_leaves_nothing_to_be_found_by_a_page(tmp_path: Path) -> None:
    report = tmp_path / "甲县2023年法治政府建设年度报告.txt"
    report.write_text("甲县2023年法治政府建设年度报告\n全年办理行政复议案件120件，审结98件，结案率55%。\n", encoding="utf-8")
    said = CliRunner().invoke(app, ["build", str(report), "--data", str(tmp_path / "data")])
    built = Store(tmp_path / "data").current()
    assert said.exit_code == 0 and "核验" in said.output and built is not None and has_findings(built)
