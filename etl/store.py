"""The embedded store: Parquet snapshots behind a pointer that is swapped atomically.

A snapshot is a folder with one zstd Parquet file per table, sorted, and a manifest. `CURRENT` names the one in
force. A build writes a new snapshot beside it and swaps the pointer last, so a reader or a crash never sees half a
build. This is the only module that knows where data is kept.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.errors import OutdatedStoreError, StoreError
from etl.table import TABLES, arrow_schema

VERSION = 2
"""Changes whenever a table's columns change their meaning; an older store is rebuilt."""
_SORTED_BY = {
    "observations": ["document_id", "start", "end", "indicator"], "documents": ["document_id"],
    "unread": ["document_id", "start"], "issues": ["document_id", "start", "code"],
}  # fmt: skip
_ROW_GROUP = 20_000
"""Rows per Parquet row group: small enough that one document's rows are found without reading the whole file."""
_KEPT_SNAPSHOTS = 2
_BULKY = ("sources", "metadata")
"""What grows with the number of reports stands in recipe.json: the dashboard reads the manifest at every step."""
_STALE_LOCK = 3600.0
"""Seconds after which a lock left by a killed build is taken over."""


def default_folder() -> Path:
    """Where the store is kept: the environment variable FAZHI_DATA, else `data/` beside the project's code."""
    configured = os.environ.get("FAZHI_DATA")
    return Path(configured) if configured else Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Overlay:
    """What reviewers decided since a snapshot was made: all rows of the reports it touches, and all corrections."""

    documents: tuple[str, ...]
    observations: pa.Table
    corrections: pa.Table


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the store; `manifest` says how it was made."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The snapshot's name, which changes with every build."""
        return self.folder.name

    def path(self, table: str) -> Path:
        """The Parquet file of a table."""
        return self.folder / f"{table}.parquet"

    def read(self, table: str) -> pa.Table:
        """A whole table.

        Raises:
            StoreError: its file is damaged or gone.
        """
        try:
            return pq.read_table(self.path(table), schema=arrow_schema(table))
        except (OSError, pa.ArrowException) as fault:
            raise StoreError(
                f"{self.path(table)}：已损坏（{fault}）；请运行 `python -m etl build --rebuild`"
            ) from fault

    def keeps(self, name: str) -> bool:
        """Whether tables are kept under a name."""
        return (self.folder / name).is_dir()

    def kept(self, name: str) -> Mapping[str, pa.Table] | None:
        """The tables that were made from this snapshot and kept under a name; None where there are none, or damaged."""
        folder = self.folder / name
        try:
            return {path.stem: pq.read_table(path) for path in sorted(folder.glob("*.parquet"))} or None
        except (OSError, pa.ArrowException):
            return None

    def keep(self, name: str, tables: Mapping[str, pa.Table]) -> None:
        """Keeps tables that were made from this snapshot; they go when it goes, and are seen whole or not at all.

        Raises:
            StoreError: the folder cannot be written.
        """
        fresh = self.folder / f"{name}.{uuid.uuid4().hex[:8]}.tmp"
        try:
            fresh.mkdir()
            for table, rows in tables.items():
                pq.write_table(rows, fresh / f"{table}.parquet", compression="zstd")
            if not (self.folder / name).exists():
                fresh.rename(self.folder / name)
        except OSError as fault:
            raise StoreError(f"{self.folder}：无法写入（{fault.strerror}）；请检查权限和剩余空间") from fault
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def connect(self, overlay: Overlay | None = None) -> duckdb.DuckDBPyConnection:
        """A connection with a view per table, for queries.

        `observations` has the rows that count; `all_observations` also those that a reviewer rejected.
        """
        connection = duckdb.connect()
        for table in TABLES:
            path = str(self.path(table)).replace("'", "''")
            name = "all_observations" if table == "observations" else table
            source = f"SELECT * FROM read_parquet('{path}')"
            connection.execute(f"CREATE VIEW {name} AS {_overlaid(connection, overlay, name, source)}")
        connection.execute(
            "CREATE VIEW observations AS SELECT * FROM all_observations WHERE coalesce(review, '') <> 'rejected'"
        )
        return connection


def _overlaid(connection: duckdb.DuckDBPyConnection, overlay: Overlay | None, view: str, source: str) -> str:
    """The query of a view with an overlay's rows in place of the snapshot's; tables, so that cursors see them."""
    if overlay is None or view not in ("all_observations", "corrections"):
        return source
    fresh = overlay.corrections if view == "corrections" else overlay.observations
    connection.register("fresh_rows", fresh)
    connection.execute(f"CREATE TABLE reviewed_{view} AS SELECT * FROM fresh_rows")
    connection.unregister("fresh_rows")
    if view == "corrections":
        return f"SELECT * FROM reviewed_{view}"
    connection.register("fresh_documents", pa.table({"document_id": pa.array(overlay.documents, pa.string())}))
    connection.execute("CREATE TABLE reviewed_documents AS SELECT * FROM fresh_documents")
    connection.unregister("fresh_documents")
    return f"""{source} WHERE document_id NOT IN (SELECT document_id FROM reviewed_documents)
               UNION ALL BY NAME SELECT * FROM reviewed_{view}"""


class Store:
    """The store in a folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()

    def current(self) -> Snapshot | None:
        """The snapshot in force, or None where nothing was built yet.

        Raises:
            StoreError: the pointer or manifest is damaged, or the store is of another version.
        """
        pointer = self.folder / "CURRENT"
        if not pointer.is_file():
            return None
        folder = self.folder / "snapshots" / pointer.read_text(encoding="utf-8").strip()
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as fault:
            raise StoreError(f"{folder}：数据快照已损坏；请运行 `python -m etl build --rebuild`") from fault
        if manifest.get("version") != VERSION:
            raise OutdatedStoreError(
                f"{self.folder}：库的版本是 {manifest.get('version')}，本程序要求 {VERSION}；"
                "请运行 `python -m etl build --rebuild`"
            )
        missing = [table for table in TABLES if not (folder / f"{table}.parquet").is_file()]
        if missing:
            raise StoreError(f"{folder}：缺少 {missing[0]}.parquet；请运行 `python -m etl build --rebuild`")
        return Snapshot(folder, manifest)

    def recipe(self) -> Mapping[str, Any]:
        """What the snapshot in force was built from, whatever its version; empty without one."""
        found: dict[str, Any] = {}
        try:
            folder = self.folder / "snapshots" / (self.folder / "CURRENT").read_text(encoding="utf-8").strip()
            for name in ("manifest.json", "recipe.json"):  # older stores have all in the manifest
                if (folder / name).exists() or name == "manifest.json":
                    found |= json.loads((folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError):
            return {}
        return found

    def save(self, tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]) -> Snapshot:
        """Write a new snapshot and put it in force; the one before stays until the pointer is swapped."""
        moment = time.time_ns()
        stamp = time.strftime("%Y%m%dT%H%M%S", time.localtime(moment // 10**9))
        # nanoseconds keep the order of names the order of time, whatever a second holds
        folder = self.folder / "snapshots" / f"{stamp}-{moment % 10**9:09d}"
        folder.mkdir(parents=True)
        try:
            for table in TABLES:
                _write(tables.get(table, arrow_schema(table).empty_table()), table, folder / f"{table}.parquet")
            content = {name: value for name, value in manifest.items() if name not in _BULKY}
            content |= {"version": VERSION, "built": time.strftime("%Y-%m-%dT%H:%M:%S%z")}
            _write_json(folder / "manifest.json", content)
            _write_json(folder / "recipe.json", {name: manifest[name] for name in _BULKY if name in manifest})
            self._point_to(folder.name)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._prune(folder.name)
        return Snapshot(folder, content)

    def _point_to(self, name: str) -> None:
        fresh = self.folder / f"CURRENT.{uuid.uuid4().hex[:6]}"
        fresh.write_text(name, encoding="utf-8")
        fresh.replace(self.folder / "CURRENT")

    def _prune(self, current: str) -> None:
        """Remove all but the newest snapshots; readers that opened an older one keep their files."""
        folders = sorted(path for path in (self.folder / "snapshots").iterdir() if path.is_dir())
        for folder in folders[:-_KEPT_SNAPSHOTS]:
            if folder.name != current:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other builds out while one writes.

        Raises:
            StoreError: another build is running.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "LOCK"
        if path.exists() and time.time() - path.stat().st_mtime > _STALE_LOCK:
            path.unlink(missing_ok=True)
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError as fault:
            raise StoreError(
                f"{path}：另一次构建正在进行；请等它结束，若已被强行中止，请删除这个文件"
            ) from fault
        os.close(handle)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _write(table: pa.Table, name: str, path: Path) -> None:
    keys = _SORTED_BY.get(name)
    if keys and table.num_rows:
        table = table.take(pc.sort_indices(table, sort_keys=[(key, "ascending") for key in keys]))
    pq.write_table(table.cast(arrow_schema(name)), path, compression="zstd", row_group_size=_ROW_GROUP)


def keep_documents(snapshot: Snapshot, document_ids: Sequence[str]) -> dict[str, pa.Table]:
    """The rows of some documents of a snapshot, of every table that has a `document_id`."""
    wanted = pa.array(list(document_ids), pa.string())
    kept: dict[str, pa.Table] = {}
    for name in _SORTED_BY:
        table = snapshot.read(name)
        kept[name] = table.filter(pc.is_in(table["document_id"], value_set=wanted))
    return kept
