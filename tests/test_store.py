"""The store: what is saved is what is loaded, a failed build changes nothing, and damage is told."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.commands.build import BuildPlan, build_store
from etl.errors import EtlError, StoreError
from etl.store import Store
from etl.table import TABLES, arrow_schema, to_arrow

REPORT = "云县{year}年法治政府建设报告\n全县收到行政复议申请{count}件，办理人大代表建议12件。\n"


def write(folder: Path, name: str, year: int = 2023, count: int = 40) -> Path:
    path = folder / name
    path.write_text(REPORT.format(year=year, count=count), encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


def values(store: Store) -> list[tuple[int, float]]:
    snapshot = store.current()
    assert snapshot is not None
    query = "SELECT year, value FROM observations WHERE indicator = 'reconsideration_applications' ORDER BY 1"
    return snapshot.connect().execute(query).fetchall()


def test_an_empty_store_has_no_snapshot(store: Store) -> None:
    assert store.current() is None


def test_a_build_is_incremental_by_content(store: Store, tmp_path: Path) -> None:
    first = write(tmp_path, "a.txt")
    assert build_store(store, BuildPlan((str(first),))).fresh == 1
    again = build_store(store, BuildPlan((str(first),)))
    assert (again.fresh, again.kept) == (0, 1)
    second = write(tmp_path, "b.txt", 2024, 55)
    added = build_store(store, BuildPlan((str(second),)))
    assert (added.fresh, added.kept, added.documents) == (1, 1, 2)
    assert values(store) == [(2023, 40), (2024, 55)]
    write(tmp_path, "a.txt", 2023, 41)
    changed = build_store(store, BuildPlan())
    assert (changed.fresh, changed.kept) == (1, 1)
    assert values(store) == [(2023, 41), (2024, 55)]


def test_the_same_report_twice_counts_once(store: Store, tmp_path: Path) -> None:
    paths = (str(write(tmp_path, "a.txt")), str(write(tmp_path, "copy.txt")))
    assert build_store(store, BuildPlan(paths)).documents == 1


def test_a_failed_build_leaves_the_store_as_it_was(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_store(store, BuildPlan((str(write(tmp_path, "a.txt")),)))
    before = store.current()
    monkeypatch.setattr("etl.store.pq.write_table", _disk_full)
    with pytest.raises(OSError, match="No space"):
        build_store(store, BuildPlan((str(write(tmp_path, "b.txt", 2024)),)))
    monkeypatch.undo()
    assert store.current() == before
    assert values(store) == [(2023, 40)]
    assert len(list((store.folder / "snapshots").iterdir())) == 1


def _disk_full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_nothing_readable_leaves_the_store_as_it_was(store: Store, tmp_path: Path) -> None:
    with pytest.raises(EtlError, match="保持原样"):
        build_store(store, BuildPlan((str(tmp_path / "gone.txt"),)))
    assert store.current() is None


def test_one_bad_file_does_not_stop_the_others(store: Store, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"%PDF-1.4 not text")
    result = build_store(store, BuildPlan((str(tmp_path / "bad.txt"), str(write(tmp_path, "a.txt")))))
    assert (result.documents, len(result.failures)) == (1, 1)


def test_a_second_build_waits_its_turn(store: Store) -> None:
    with store.lock(), pytest.raises(StoreError, match="另一次构建"), store.lock():
        pass
    with store.lock():
        pass


def test_an_older_store_says_so_and_is_built_anew_from_its_sources(store: Store, tmp_path: Path) -> None:
    report = write(tmp_path, "a.txt")
    build_store(store, BuildPlan((str(report),)))
    snapshot = store.current()
    assert snapshot is not None
    manifest = snapshot.folder / "manifest.json"
    manifest.write_text(json.dumps({**snapshot.manifest, "version": 0}), encoding="utf-8")
    with pytest.raises(StoreError, match=r"版本是 0.*--rebuild"):
        store.current()
    build_store(store, BuildPlan())
    assert values(store) == [(2023, 40)]


@pytest.mark.parametrize("damage", ["manifest.json", "documents.parquet"])
def test_a_damaged_store_says_what_to_do(store: Store, tmp_path: Path, damage: str) -> None:
    build_store(store, BuildPlan((str(write(tmp_path, "a.txt")),)))
    snapshot = store.current()
    assert snapshot is not None
    (snapshot.folder / damage).unlink()
    with pytest.raises(StoreError, match="--rebuild"):
        store.current()


def test_a_garbled_table_says_what_to_do(store: Store, tmp_path: Path) -> None:
    build_store(store, BuildPlan((str(write(tmp_path, "a.txt")),)))
    snapshot = store.current()
    assert snapshot is not None
    snapshot.path("documents").write_bytes(b"PAR1 garbage")
    with pytest.raises(StoreError, match="已损坏"):
        snapshot.read("documents")


def _read_while(folder: Path, begun: Any, done: Any, results: Any) -> None:
    seen = 0
    while not done.is_set():
        snapshot = Store(folder).current()
        if snapshot is not None:
            seen += snapshot.read("documents").num_rows > 0
            begun.set()
    results.put(seen)


def test_a_reader_always_sees_a_whole_snapshot(store: Store, tmp_path: Path) -> None:
    build_store(store, BuildPlan((str(write(tmp_path, "a.txt")),)))
    context = multiprocessing.get_context("spawn")
    begun, done, results = context.Event(), context.Event(), context.Queue()
    reader = context.Process(target=_read_while, args=(store.folder, begun, done, results))
    reader.start()
    assert begun.wait(60)
    for count in range(8):
        build_store(store, BuildPlan((str(write(tmp_path, "a.txt", 2023, 41 + count)),)))
    done.set()
    reader.join(30)
    assert reader.exitcode == 0
    assert results.get(timeout=5) > 0


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, st.integers(0, 2**31 - 1)), max_size=5))
def test_what_is_saved_is_what_is_loaded(tmp_path: Path, rows: list[tuple[str, str, int]]) -> None:
    store = Store(tmp_path / "again")
    entries = [{"document_id": f"{at:016d}", "start": row[2], "end": row[2], "reason": row[0] + row[1]} for at, row in enumerate(rows)]
    table = to_arrow(entries, "unread")
    loaded = store.save({"unread": table}, {}).read("unread")
    assert loaded.to_pylist() == table.to_pylist()


def test_every_table_has_its_declared_columns(store: Store, tmp_path: Path) -> None:
    build_store(store, BuildPlan((str(write(tmp_path, "a.txt")),)))
    snapshot = store.current()
    assert snapshot is not None
    for name in TABLES:
        schema: pa.Schema = snapshot.read(name).schema
        assert schema.names == arrow_schema(name).names
