"""Reviewed rows as gold: placed by quotes that occur once, read by the scorer's own checker, and scored in full."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.commands.build import BuildPlan, build_store
from etl.ledger import FIELDS, Anchor, Change, Entry, Ledger, field_text
from etl.ledger.gold import find_quote, gold_row
from etl.store import Store
from tests.command_line import run
from tests.shared_material import need
from tools.confidence_samples import reviewed_samples

TEXT = (
    "云县2023年法治政府建设报告\r\n全县收到行政复议申请40件，受理40件。\r\n办理人大代表建议12件、政协提案12件。\r\n"
    "开展宣传12场次，罚款1.5万余元。\r\n"
)


@given(st.text(st.sampled_from("甲乙12件，"), min_size=1, max_size=60), st.data())
def test_a_quote_occurs_once_and_holds_its_number_once(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    printed = text[start : data.draw(st.integers(start + 1, min(len(text), start + 4)))]
    quote = find_quote(text, start, printed)
    if quote:
        assert text.find(quote) == text.rfind(quote) and quote.find(printed) == quote.rfind(printed)
        assert text.index(quote) + quote.index(printed) == start
    else:
        assert text.find(printed) < text.rfind(printed)


@example("12111", 3, "11")
@given(st.text(st.sampled_from("12"), min_size=2, max_size=9), st.just(0), st.just("1"))
def test_a_quote_holds_its_number_once_where_characters_overlap(text: str, start: int, printed: str) -> None:
    quote = find_quote(text, start, printed) if text.startswith(printed, start) else ""
    assert not quote or quote.find(printed) == quote.rfind(printed)


def test_a_number_printed_twice_in_a_row_is_given_by_its_place() -> None:
    row = dict.fromkeys(("unit", "bound", "indicator", "breakdown", "measure", "region", "year", "value_high"))
    text = "12件" * 5
    marked = gold_row({**row, "document_id": "d", "start": 6, "text": "12件", "value": 12.0}, text)
    assert marked["start"] == 6 and "quote" not in marked


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gold of a store of two reports: one judged in full, one with a single accepted row."""
    folder = tmp_path_factory.mktemp("gold")
    for name, text in (("a.txt", TEXT), ("b.txt", TEXT.replace("40", "50"))):
        (folder / name).write_bytes(text.encode("utf-8"))
    store = Store(folder / "data")
    build_store(store, BuildPlan((str(folder / "a.txt"), str(folder / "b.txt"))))
    _review(store)
    done = run("review", "--data", folder / "data", "--gold", folder / "gold", "--output", folder / "ledger.csv")
    assert done.returncode == 0, done.stderr.decode()
    return folder


def _review(store: Store) -> None:
    """Accepts all rows of the first report but one corrected and one rejected; adds one; accepts one of the second."""
    snapshot, ledger = store.current(), Ledger(store.folder)
    assert snapshot is not None
    rows = snapshot.read("observations").to_pylist()
    first = [row for row in rows if row["source"].endswith("a.txt")]
    for row in first:
        if row["unit"] == "场次":
            ledger.record(_about(row, "reject"))
        elif row["indicator"] == "npc_suggestions":
            ledger.record(_about(row, "correct", breakdown="重点", value="12"))
        else:
            ledger.record(_about(row, "accept"))
    ledger.record(_about(next(row for row in rows if row["source"].endswith("b.txt")), "accept"))
    text = next(row["text"] for row in snapshot.read("documents").to_pylist() if row["source"].endswith("a.txt"))
    start = text.index("2023")
    anchor = Anchor(first[0]["document_id"], first[0]["source"], start, start + 4, "2023", "")
    ledger.record(Entry("add", "甲", "试", anchor, changes=(Change("value", "", "2023"), Change("unit", "", "项"))))


def _about(row: dict[str, Any], action: str, **changes: str) -> Entry:
    anchor = Anchor(row["document_id"], row["source"], row["start"], row["end"], row["text"], row["sentence"])
    changed = tuple(Change(name, field_text(row, name), new) for name, new in changes.items())
    reading = tuple((name, field_text(row, name)) for name in FIELDS)
    return Entry(action, "甲", "试", anchor, row["observation_id"], changes=changed, reading=reading)  # type: ignore[arg-type]


def test_complete_and_partial_reports_are_kept_apart(exported: Path) -> None:
    whole = [json.loads(line) for line in (exported / "gold/gold.jsonl").read_text("utf-8").splitlines()]
    part = [json.loads(line) for line in (exported / "gold/partial.jsonl").read_text("utf-8").splitlines()]
    assert len({row["doc"] for row in whole}) == 1 and len(part) == 1
    assert {(row["text"], row["breakdown"]) for row in whole if row["indicator"] == "npc_suggestions"} == {("12件", "重点")}
    assert "12场次" not in {row["text"] for row in whole} and "2023" in {row["text"] for row in whole}
    assert [path.stem for path in (exported / "gold/documents").glob("*.txt")] == [whole[0]["doc"]]
    assert [path.stem for path in (exported / "gold/partial").glob("*.txt")] == [part[0]["doc"]]


def test_the_scorers_checker_places_every_row(exported: Path) -> None:
    spec = importlib.util.spec_from_file_location("shared_gold", need("tools", "gold.py"))
    assert spec is not None and spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    sys.modules["shared_gold"] = tool
    spec.loader.exec_module(tool)
    for name, folder in (("gold.jsonl", "documents"), ("partial.jsonl", "partial")):
        rows, faults = tool.load(exported / "gold" / name, tool.read_docs(exported / "gold" / folder))
        assert rows and faults == []


def test_the_program_scores_itself_against_its_reviewers(exported: Path) -> None:
    """All rows but the corrected, the rejected and the added one are its own."""
    folder = exported / "gold"
    done = run("score", folder / "gold.jsonl", folder / "documents", "--json", "--metadata", folder / "metadata.csv")
    assert done.returncode == 0, done.stderr.decode()
    figures = json.loads(done.stdout)
    assert (figures["quantity"]["missed"], figures["quantity"]["wrong"]) == (1, 1)
    assert figures["tidy"]["hit"] == figures["quantity"]["hit"] - 1


def test_the_confidence_can_be_fitted_on_reviewed_rows(exported: Path) -> None:
    samples = list(reviewed_samples(exported / "gold"))
    assert {sample.origin for sample in samples} == {"reviewed"} and all(sample.evidence for sample in samples)
    assert 0 < sum(not sample.is_right for sample in samples) < len(samples)


def test_the_ledger_is_a_table_for_spreadsheets(exported: Path) -> None:
    content = (exported / "ledger.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    changed = [line for line in lines if line["field"] == "breakdown"]
    assert [(line["old"], line["new"], line["who"], line["state"]) for line in changed] == [("", "重点", "甲", "applied")]


def test_the_list_names_every_decision(exported: Path) -> None:
    command = [sys.executable, "-m", "etl", "review", "--data", str(exported / "data")]
    done = subprocess.run(command, capture_output=True, check=True, env={"PYTHONIOENCODING": "utf-8", "PATH": ""})
    said = done.stdout.decode("utf-8")
    assert "breakdown" in said and "重点" in said and "rejected" in said


def test_a_store_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = run("review", "--data", tmp_path)
    assert done.returncode == 2 and "etl build" in done.stderr.decode()
