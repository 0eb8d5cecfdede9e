"""The invented reports: the line reads what they state, the truth stands beside them, and they never mix with real ones."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.audit import audit_documents
from etl.demo import DemoReport, Settings, invent_panel, is_demo_text, write_reports
from etl.knowledge import load_knowledge
from etl.model import Document, Extraction, Metadata, Provenance
from etl.pipeline import extract
from etl.store import Store
from etl.table import document_row, indicator_rows, observation_rows, to_frame
from tests.command_line import run
from tests.test_commands import SEEDS

SETTINGS = Settings(regions=24, years=2, indicators=60, errors=0.03, seed=5)
KNOWLEDGE = load_knowledge()
REPORTS = tuple(write_reports(invent_panel(SETTINGS)))


def read(report: DemoReport) -> Extraction:
    """What the line reads in a report, told no more than the metadata file tells it."""
    region = report.region
    metadata = Metadata(
        region.marked, report.year, report.issuer, region_code=region.code, region_path=region.path, level=region.level
    )
    digest = hashlib.sha256(report.text.encode()).hexdigest()
    document = Document(digest[:16], report.text, Provenance(f"{report.name}.txt", digest, "utf-8", 0), metadata)
    return extract(document, KNOWLEDGE)


READ = tuple(read(report) for report in REPORTS)


def test_every_true_figure_stands_where_the_truth_says() -> None:
    assert len(REPORTS) > 40
    assert all(report.text[f.start : f.end] == f.text for report in REPORTS for f in report.figures)
    assert all((f.planted == "") == (f.value == f.true_value) for report in REPORTS for f in report.figures)


def _keys(extraction: Extraction) -> Iterator[tuple[object, ...]]:
    for row in extraction.observations:
        q = row.quantity
        yield (q.start, q.end, row.indicator, row.breakdown, row.measure, row.year, round(q.value, 4), q.unit, row.place.region_code)


def test_the_line_reads_nineteen_of_twenty_figures_as_they_are_meant() -> None:
    wanted = read_right = 0
    for report, extraction in zip(REPORTS, READ, strict=True):
        found = set(_keys(extraction))
        keys = {
            (f.start, f.end, f.indicator, f.breakdown, f.measure, f.year, round(f.value, 4), f.unit, report.region.code)
            for f in report.figures
        }
        wanted, read_right = wanted + len(keys), read_right + len(keys & found)
    assert wanted > 2000 and read_right / wanted >= 0.95, read_right / wanted


def test_title_region_and_issuer_say_that_the_report_is_invented() -> None:
    for report, extraction in zip(REPORTS, READ, strict=True):
        row = document_row(extraction)
        assert all("演示数据" in str(row[name]) for name in ("title", "region", "region_path", "issuer"))
        assert row["level"] == report.region.level and row["report_year"] == report.year
        assert is_demo_text(report.text)
    assert not any(is_demo_text(path.read_text("utf-8")) for path in SEEDS.glob("*.txt"))


def test_wording_differs_between_regions() -> None:
    """A panel in one voice would prove nothing about other reports."""
    openings = {report.text.splitlines()[2] for report in REPORTS}
    assert len(openings) >= 3
    sentences = {line.split("。")[1][:14] for report in REPORTS for line in report.text.splitlines() if line.count("。") > 1}
    assert len(sentences) > 40


def _audit(settings: Settings) -> dict[str, int]:
    """How many checks have each outcome."""
    extractions = [read(report) for report in write_reports(invent_panel(settings))]
    rows = to_frame([row for extraction in extractions for row in observation_rows(extraction)])
    documents = to_frame([document_row(extraction) for extraction in extractions], "documents")
    checks = audit_documents(rows, documents, to_frame(indicator_rows(KNOWLEDGE.catalogue), "indicators")).checks
    identities = checks[checks["code"].isin(["sum_of_parts", "rate_of_counts", "growth_of_figures", "growth_over_last_report", "order"])]
    return {str(status): int(count) for status, count in identities["status"].value_counts().items()}


def test_the_audit_finds_the_identities_and_what_breaks_them() -> None:
    small = replace(SETTINGS, regions=8)
    clean, spoiled = _audit(replace(small, errors=0.0)), _audit(replace(small, errors=0.1))
    assert clean["held"] > 100 and clean.get("broken", 0) <= 0.01 * clean["held"]
    assert spoiled["broken"] > 5


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo store with its panel."""
    folder = tmp_path_factory.mktemp("demo") / "store"
    done = run("demo", "--regions", 6, "--years", 2, "--indicators", 12, "--errors", 0.1, "--store", folder)
    assert done.returncode == 0, done.stderr.decode()
    assert "演示数据" in done.stderr.decode()
    return folder


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_command_keeps_texts_and_truth_beside_each_other(built: Path) -> None:
    truth, planted = _rows(built / "panel" / "truth.csv"), _rows(built / "panel" / "planted.csv")
    assert planted and planted == [row for row in truth if row["planted"]]
    for row in truth:
        text = (built / "panel" / "reports" / row["source"]).read_text("utf-8")
        assert text[int(row["start"]) : int(row["end"])] == row["text"]
    about = json.loads((built / "panel" / "demo.json").read_text("utf-8"))
    assert (about["mark"], about["figures"], about["planted"]) == ("演示数据", len(truth), len(planted))


def test_the_store_says_that_it_is_a_demo_and_rebuilds_as_one(built: Path) -> None:
    store = Store(built)
    snapshot = store.current()
    assert snapshot is not None and snapshot.manifest["demo"] is True
    assert {row[:1] for row in snapshot.read("documents")["region_code"].to_pylist()} == {"9"}
    assert run("build", "--data", built, "-q").returncode == 0
    again = store.current()
    assert again is not None and again.manifest["demo_settings"] == snapshot.manifest["demo_settings"] and again.name != snapshot.name
    assert again.read("documents").num_rows == snapshot.read("documents").num_rows


def test_the_same_call_writes_the_same_bytes(built: Path, tmp_path: Path) -> None:
    arguments = ("demo", "--regions", 6, "--years", 2, "--indicators", 12, "--errors", 0.1, "--no-build", "-q")
    assert run(*arguments, "--store", tmp_path / "s", "--output", tmp_path, PYTHONHASHSEED="3").returncode == 0
    names = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert len(names) >= 10
    assert all((tmp_path / name).read_bytes() == (built / "panel" / name).read_bytes() for name in names)


def test_a_smaller_panel_leaves_no_texts_of_a_larger_one(tmp_path: Path) -> None:
    for regions in (5, 2):
        run("demo", "--regions", regions, "--years", 1, "--no-build", "-q", "--store", tmp_path)
    codes = {path.name[:6] for path in (tmp_path / "panel" / "reports").iterdir()}
    assert codes == {row["region_code"] for row in _rows(tmp_path / "panel" / "metadata.csv")} and len(codes) <= 2


def test_real_and_invented_reports_do_not_mix(built: Path, tmp_path: Path) -> None:
    into_demo = run("build", SEEDS, "--data", built)
    assert into_demo.returncode == 1 and "演示数据" in into_demo.stderr.decode()
    assert run("build", "--data", tmp_path, "-q").returncode == 0
    into_real = run("build", built / "panel" / "reports", "--data", tmp_path)
    assert into_real.returncode == 1 and "演示数据" in into_real.stderr.decode()
    snapshot = Store(tmp_path).current()
    assert snapshot is not None and snapshot.read("documents").num_rows == 5 and snapshot.manifest["demo"] is False
    assert run("build", "--data", tmp_path).returncode == 0
    over_real = run("demo", "--regions", 2, "--store", tmp_path)
    assert over_real.returncode == 2 and "真实报告" in over_real.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(("--regions", 0), "--regions 是 0"), (("--errors", 2), "--errors 是 2"), (("--output", "/proc/demo"), "无法写入")],
)  # fmt: skip
def test_a_wrong_call_says_what_is_wrong(arguments: tuple[object, ...], word: str, tmp_path: Path) -> None:
    done = run("demo", "--store", tmp_path, *arguments)
    assert done.returncode == 2 and word in done.stderr.decode() and "Traceback" not in done.stderr.decode()
