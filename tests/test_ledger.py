"""The ledger: decisions hold, go stale with their text, are undone, and nobody's work is lost."""

from __future__ import annotations

import json
import multiprocessing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.commands.build import BuildPlan, build_store
from etl.errors import LedgerError
from etl.ledger import FIELDS, Anchor, Change, Entry, Ledger, apply_ledger, field_text
from etl.ledger.entry import from_json, to_json
from etl.ledger.overlay import overlay
from etl.store import Snapshot, Store

REPORT = "云县2023年法治政府建设报告\n全县收到行政复议申请{count}件，办理人大代表建议12件。\n另有走访群众若干。\n"
Row = dict[str, Any]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store of one report."""
    store = Store(tmp_path / "data")
    write(tmp_path)
    build_store(store, BuildPlan((str(tmp_path / "a.txt"),)))
    return store


def write(folder: Path, count: int = 40) -> Path:
    path = folder / "a.txt"
    path.write_text(REPORT.format(count=count), encoding="utf-8")
    return path


def snapshot_of(store: Store) -> Snapshot:
    snapshot = store.current()
    assert snapshot is not None
    return snapshot


def rows(store: Store, view: str = "all_observations") -> list[Row]:
    """The rows as the dashboard sees them: the snapshot under what was decided since."""
    snapshot = snapshot_of(store)
    connection = snapshot.connect(overlay(snapshot, Ledger(store.folder).entries()))
    return connection.sql(f"SELECT * FROM {view} ORDER BY start").to_arrow_table().to_pylist()


def one(store: Store, indicator: str = "reconsideration_applications") -> Row:
    return next(row for row in rows(store) if row["indicator"] == indicator)


def corrections(store: Store) -> list[Row]:
    return sorted(rows(store, "corrections"), key=lambda line: (line["entry_id"], line["field"]))


def about(row: Row, action: str = "accept", who: str = "甲", **changes: str) -> Entry:
    """An entry about a row as it stands."""
    anchor = Anchor(row["document_id"], row["source"], row["start"], row["end"], row["text"], row["sentence"])
    changed = tuple(Change(name, field_text(row, name), new) for name, new in changes.items())
    reading = tuple((name, field_text(row, name)) for name in FIELDS)
    return Entry(action, who, "理由", anchor, row["observation_id"], changes=changed, reading=reading)  # type: ignore[arg-type]


def record(store: Store, entry: Entry) -> Entry:
    return Ledger(store.folder).record(entry)


def test_a_correction_shows_at_once_and_after_every_build(store: Store) -> None:
    record(store, about(one(store), "correct", value="41", year="2022", bound=">="))
    for build in (False, True, True):
        if build:
            build_store(store, BuildPlan())
        row = one(store)
        assert (row["value"], row["year"], row["bound"], row["review"]) == (41.0, 2022, ">=", "corrected")
        assert (row["printed_value"], row["text"], row["confidence"]) == (40.0, "40件", 1.0)
        assert [(c["field"], c["old"], c["new"]) for c in corrections(store)] == [
            ("bound", "=", ">="), ("value", "40", "41"), ("year", "2023", "2022")]  # fmt: skip
    assert one(store, "npc_suggestions")["review"] == ""
    assert snapshot_of(store).read("observations").num_rows == 2


def test_a_corrected_indicator_and_region_bring_what_belongs_to_them(store: Store) -> None:
    row = one(store)
    record(store, about(row, "correct", indicator="reconsideration_accepted", region="云南省/临沧市", breakdown="涉企"))
    changed = one(store, "reconsideration_accepted")
    assert (changed["label"], changed["theme"]) == ("行政复议受理数", "disputes")
    assert (changed["region_code"], changed["region"], changed["level"]) == ("530900", "临沧市", "prefecture")
    assert (changed["breakdown"], changed["observation_id"]) == ("涉企", row["observation_id"])


@pytest.mark.parametrize("rebuild", [False, True])
def test_an_undo_brings_back_exactly_what_was_read(store: Store, rebuild: bool) -> None:
    before = rows(store)
    entry = record(store, about(one(store), "correct", value="41", indicator="", region="云南省"))
    if rebuild:
        build_store(store, BuildPlan())
    undo = record(store, Entry("revoke", "乙", revokes=entry.entry_id))
    assert rows(store) == before
    assert {c["state"] for c in corrections(store) if c["entry_id"] == entry.entry_id} == {"revoked"}
    build_store(store, BuildPlan())
    assert rows(store) == before
    record(store, Entry("revoke", "乙", revokes=undo.entry_id))
    assert one(store, "")["value"] == 41.0


def test_a_rejected_row_stays_in_the_table_and_counts_no_more(store: Store) -> None:
    row = one(store)
    record(store, about(row, "reject"))
    for build in (False, True):
        if build:
            build_store(store, BuildPlan())
        assert one(store)["review"] == "rejected"
        assert row["observation_id"] not in {r["observation_id"] for r in rows(store, "observations")}


def test_an_accepted_row_is_certain(store: Store) -> None:
    record(store, about(one(store)))
    row = one(store)
    assert (row["review"], row["confidence"], row["printed_value"]) == ("accepted", 1.0, None)
    build_store(store, BuildPlan())
    entry = Ledger(store.folder).entries()[0]
    record(store, Entry("revoke", "甲", revokes=entry.entry_id))
    assert one(store)["confidence"] < 1.0


def added(store: Store, **fields: str) -> Entry:
    snapshot = snapshot_of(store)
    document = snapshot.read("documents").to_pylist()[0]
    start = document["text"].index("若干")
    anchor = Anchor(document["document_id"], document["source"], start, start + 2, "若干", "另有走访群众若干。")
    return Entry("add", "甲", "漏读", anchor, changes=tuple(Change(name, "", text) for name, text in fields.items()))


def test_a_missed_number_is_added_corrected_and_taken_back(store: Store) -> None:
    entry = record(store, added(store, value="35", unit="人次", indicator="publicity_events"))
    row = one(store, "publicity_events")
    assert (row["value"], row["text"], row["review"], row["region"], row["year"]) == (35.0, "若干", "added", "云县", 2023)
    build_store(store, BuildPlan())
    assert one(store, "publicity_events") == row
    record(store, about(row, "correct", "乙", value="36"))
    assert (one(store, "publicity_events")["value"], one(store, "publicity_events")["review"]) == (36.0, "added")
    record(store, Entry("revoke", "甲", revokes=entry.entry_id))
    assert len(rows(store)) == 2


def test_a_replaced_report_makes_its_decisions_stale(store: Store, tmp_path: Path) -> None:
    record(store, about(one(store), "correct", value="41"))
    record(store, about(one(store, "npc_suggestions"), "reject"))
    write(tmp_path, count=55)
    build_store(store, BuildPlan())
    row = one(store)
    assert (row["value"], row["review"], row["printed_value"]) == (55.0, "stale", None)
    assert [(c["state"], c["reason"]) for c in corrections(store)] == [("stale", "document_gone")] * 2
    accepted = record(store, about(one(store, "npc_suggestions")))
    assert (one(store)["review"], one(store, "npc_suggestions")["review"]) == ("stale", "accepted")
    record(store, Entry("revoke", "甲", revokes=accepted.entry_id))
    write(tmp_path)
    build_store(store, BuildPlan())
    assert (one(store)["value"], one(store, "npc_suggestions")["review"]) == (41.0, "rejected")


def tables_of(store: Store) -> dict[str, Any]:
    return {name: snapshot_of(store).read(name) for name in ("observations", "documents", "indicators", "regions")}


def test_other_characters_under_a_decision_make_it_stale(store: Store) -> None:
    entry = about(one(store), "correct", value="41")
    assert entry.anchor is not None
    moved = replace(entry, anchor=replace(entry.anchor, start=entry.anchor.start - 1))
    result = apply_ledger(tables_of(store), [moved])
    assert result["corrections"].to_pylist()[0]["reason"] == "text_changed"
    assert 41.0 not in result["observations"]["value"].to_pylist()


def test_an_acceptance_of_another_reading_is_stale(store: Store) -> None:
    entry = about({**one(store), "value": 39.0})
    assert apply_ledger(tables_of(store), [entry])["corrections"].to_pylist()[0]["reason"] == "reading_changed"


def test_a_decision_follows_its_number_to_another_reading(store: Store) -> None:
    """A newer linker may give the same characters another indicator, and so another id."""
    entry = replace(about(one(store), "correct", value="41"), observation_id="0" * 16)
    result = apply_ledger(tables_of(store), [entry])
    assert 41.0 in result["observations"]["value"].to_pylist()
    assert result["corrections"].to_pylist()[0]["state"] == "applied"


def test_two_people_differ_and_the_later_holds(store: Store) -> None:
    row = one(store)
    record(store, about(row, "correct", "甲", value="41", year="2022"))
    record(store, about(row, "correct", "乙", value="42", breakdown="涉企"))
    changed = one(store)
    assert (changed["value"], changed["year"], changed["breakdown"]) == (42.0, 2022, "涉企")
    assert "review_conflict" in changed["flags"]
    by_field = {(c["who"], c["field"]): (c["state"], c["conflict"]) for c in corrections(store)}
    assert by_field[("甲", "value")] == ("overridden", True) and by_field[("乙", "value")] == ("applied", True)
    assert by_field[("甲", "year")] == ("applied", False)


def test_a_second_thought_is_no_conflict(store: Store) -> None:
    row = one(store)
    record(store, about(row, "correct", value="41"))
    record(store, about(row, "correct", value="42"))
    assert one(store)["value"] == 42.0 and "review_conflict" not in one(store)["flags"]
    assert [(c["state"], c["conflict"]) for c in corrections(store)] == [("overridden", False), ("applied", False)]


def test_applying_twice_is_applying_once(store: Store) -> None:
    entries = [about(one(store), "correct", value="41"), added(store, value="3")]
    once = apply_ledger(tables_of(store), entries)
    again = apply_ledger(once, entries)
    assert again["observations"].sort_by("start").to_pylist() == once["observations"].sort_by("start").to_pylist()


def test_findings_are_dismissed_with_a_reason(store: Store) -> None:
    ledger = Ledger(store.folder)
    entry = ledger.record(Entry("dismiss", "甲", "口径不同", flag_id="a1:parts"))
    assert ledger.dismissals()["a1:parts"].why == "口径不同"
    ledger.record(Entry("revoke", "甲", revokes=entry.entry_id))
    assert ledger.dismissals() == {}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"who": " "}, "审核人"),
        ({"action": "erase"}, "没有 'erase' 这种处理"),
        ({"action": "correct"}, "没有改动任何字段"),
        ({"action": "correct", "changes": (Change("value", "", "一百"),)}, "不是数字"),
        ({"action": "correct", "changes": (Change("value", "1", ""),)}, "不是数字"),
        ({"action": "correct", "changes": (Change("value", "1", "1e400"),)}, "超出范围"),
        ({"action": "correct", "changes": (Change("year", "", "二〇二三"),)}, "四位数字"),
        ({"action": "correct", "changes": (Change("bound", "", ">"),)}, "无法使用"),
        ({"action": "correct", "changes": (Change("text", "", "1"),)}, "不能更正"),
        ({"observation_id": ""}, "所针对的数字"),
        ({"action": "dismiss", "flag_id": "x", "why": ""}, "理由"),
        ({"action": "revoke", "revokes": "20261124T000000000000-00000000"}, "审核记录里没有"),
    ],
)
def test_a_decision_that_cannot_be_applied_is_refused(store: Store, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(LedgerError, match=words):
        record(store, replace(about(one(store)), **wrong))
    assert Ledger(store.folder).entries() == ()


def test_a_damaged_file_is_named_and_skipped(store: Store) -> None:
    record(store, about(one(store)))
    folder = Ledger(store.folder).folder
    (folder / "20200101T000000000000-00000000.json").write_text('{"action": "accept"', encoding="utf-8")
    (folder / "20200102T000000000000-00000000.json").write_text(json.dumps({"action": "accept", "x": 1}), encoding="utf-8")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    ledger = Ledger(store.folder)
    assert len(ledger.entries()) == 1 and [name[:8] for name, _ in ledger.damaged()] == ["20200101", "20200102"]


def _write_many(folder: Path, who: str, begin: Any) -> None:
    ledger = Ledger(folder)
    begin.wait(60)
    for number in range(200):
        ledger.record(Entry("dismiss", who, "理由", flag_id=f"{who}:{number}"))


def test_two_reviewers_at_once_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    begin = context.Event()
    writers = [context.Process(target=_write_many, args=(tmp_path, who, begin)) for who in ("甲", "乙")]
    for writer in writers:
        writer.start()
    begin.set()
    for writer in writers:
        writer.join(120)
        assert writer.exitcode == 0
    ledger = Ledger(tmp_path)
    assert len(ledger.entries()) == 400 and len(ledger.dismissals()) == 400 and ledger.damaged() == ()
    for who in ("甲", "乙"):
        assert [e.flag_id for e in ledger.entries() if e.who == who] == [f"{who}:{n}" for n in range(200)]


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(who=TEXTS.filter(str.strip), why=TEXTS, part=TEXTS, value=st.floats(-1e15, 1e15))
def test_what_is_recorded_is_what_is_read(who: str, why: str, part: str, value: float) -> None:
    anchor = Anchor("d", "a.txt", 3, 5, "40件", why)
    changes = (Change("value", "40", repr(value)), Change("breakdown", "", part))
    entry = Entry("correct", who, why, anchor, "o", changes=changes, reading=(("value", "40"),))
    assert from_json(json.loads(json.dumps(to_json(entry)))) == entry


def test_an_older_store_is_built_anew_from_the_same_sources_with_its_ledger(store: Store, tmp_path: Path) -> None:
    record(store, about(one(store), "correct", value="41"))
    manifest = snapshot_of(store).folder / "manifest.json"
    manifest.write_text(json.dumps({**snapshot_of(store).manifest, "version": 1}), encoding="utf-8")
    build_store(store, BuildPlan(rebuild=True))
    assert [row["source"] for row in rows(store)] == [str(tmp_path / "a.txt")] * 2
    assert one(store)["value"] == 41.0
