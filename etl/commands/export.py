"""`export`: the store as a data package: CSV files, their description derived from the schema, texts, and a README."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import typer

from etl.commands.extract import open_sink
from etl.commands.options import Quiet, StoreFolder
from etl.commands.terminal import OK, console, explained_errors, progress
from etl.demo import load_demo
from etl.errors import EtlError
from etl.store import Snapshot, Store
from etl.table import TABLES, Column, CsvWriter

_NOT_IN_CSV = {"documents": ("text",)}
"""A report's text is a file of its own, exactly as stored, so that offsets hold."""
_KEYS = {"observations": "observation_id", "documents": "document_id", "indicators": "id"}
_POINTERS = {"document_id": "documents", "indicator": "indicators"}
_BATCH = 5_000
_OURS = re.compile(r"[0-9a-f]{16}\.txt")
"""Texts of an earlier export into the same folder, whose reports may be gone."""


def export(
    output: Annotated[Path, typer.Option("--output", "-o", help="数据包的文件夹。")],
    data: StoreFolder = None,
    stata: Annotated[bool, typer.Option("--stata", help="另存带标签的 Stata 文件 observations.dta。")] = False,
    quiet: Quiet = False,
) -> None:
    """Export the store as a data package: CSV for Excel, datapackage.json, texts and a README."""
    with explained_errors():
        snapshot = Store(data).current()
        if snapshot is None:
            raise EtlError("库里还没有数据；请先运行 `python -m etl build`")
        with progress("导出", len(TABLES) + 2, quiet) as bar:
            try:
                rows = _write_package(snapshot, output, stata, lambda: bar.advance(bar.task_ids[0]))
            except OSError as fault:
                reason = fault.strerror or fault
                raise EtlError(f"{output}：无法写入（{reason}）；请检查权限和剩余空间") from fault
    console(quiet).print(f"数据包 {output}：{rows} 行数字，说明见 README.md 和 datapackage.json", soft_wrap=True)
    raise typer.Exit(OK)


def _write_package(snapshot: Snapshot, folder: Path, stata: bool, advance: Any) -> int:
    """Write every file of the package, and return how many observations it holds."""
    (folder / "texts").mkdir(parents=True, exist_ok=True)
    resources = []
    for name in TABLES:
        table = snapshot.read(name)
        _write_csv(table, name, folder / f"{name}.csv")
        resources.append(_resource(name, folder / f"{name}.csv"))
        advance()
    for path in (folder / "texts").iterdir():
        if _OURS.fullmatch(path.name):
            path.unlink()
    documents = snapshot.read("documents").select(["document_id", "text"])
    for row in _rows(documents):
        (folder / "texts" / f"{row['document_id']}.txt").write_text(str(row["text"]), encoding="utf-8", newline="")
    advance()
    observations = snapshot.read("observations")
    if stata:
        with open_sink(str(folder / "observations.dta")) as write:
            write(list(_rows(observations)))
    _write_json(folder / "datapackage.json", {**_about(snapshot), "resources": resources})
    (folder / "README.md").write_text(_readme(snapshot), encoding="utf-8")
    advance()
    return int(observations.num_rows)


def _rows(table: pa.Table) -> Iterator[dict[str, object]]:
    for batch in table.to_batches(max_chunksize=_BATCH):
        yield from batch.to_pylist()


def _columns(name: str) -> tuple[Column, ...]:
    return tuple(column for column in TABLES[name] if column.name not in _NOT_IN_CSV.get(name, ()))


def _write_csv(table: pa.Table, name: str, path: Path) -> None:
    """A table as Excel reads it: UTF-8 with a BOM, and no cell that a spreadsheet takes for a formula."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8-sig", newline="") as handle:
        CsvWriter(handle, name, leave_out=_NOT_IN_CSV.get(name, ())).write(_rows(table))
    part.replace(path)


def _resource(name: str, path: Path) -> dict[str, object]:
    """One file as the Tabular Data Package standard describes it, from the one schema."""
    data = path.read_bytes()
    schema: dict[str, object] = {"fields": [_field(column) for column in _columns(name)], "missingValues": [""]}
    if name in _KEYS:
        schema["primaryKey"] = _KEYS[name]
    pointers = [
        {"fields": column.name, "reference": {"resource": _POINTERS[column.name], "fields": _KEYS[target]}}
        for column in _columns(name)
        if (target := _POINTERS.get(column.name, "")) and target != name
    ]
    if pointers:
        schema["foreignKeys"] = pointers
    return {
        "name": name, "path": path.name, "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}", "schema": schema,
    }  # fmt: skip


def _field(column: Column) -> dict[str, str]:
    number = "number" if pa.types.is_floating(column.type) else "string"
    kind = "integer" if pa.types.is_integer(column.type) else number
    return {"name": column.name, "type": kind, "title": column.zh, "description": column.en}


def _about(snapshot: Snapshot) -> dict[str, object]:
    mark = f"（{load_demo()[1].mark}）" if snapshot.manifest.get("demo") else ""
    return {
        "profile": "tabular-data-package", "name": "fazhi-indicators", "title": f"法治指标{mark}",
        "description": "Numbers stated in government reports, each with the characters that state it.",
        "created": snapshot.manifest.get("built", ""), "knowledge": snapshot.manifest.get("knowledge", ""),
    }  # fmt: skip


def _readme(snapshot: Snapshot) -> str:
    """What is in the package, in Chinese and English, with every column."""
    lines = [
        f"# {_about(snapshot)['title']}", "",
        "各表均为 UTF-8（带 BOM）的 CSV，可直接用 Excel 打开；以 = + - @ 开头的文字前加了单引号，以免被当作公式。",
        "`texts/` 中是各报告的正文，`start` 和 `end` 按字符计数（从 0 开始，含首不含尾）；读入时不要转换换行。", "",
        "Each table is a CSV in UTF-8 with a BOM; a text that starts with = + - @ has a quote in front. `texts/` has"
        " the reports as stored: `start` and `end` count their characters from 0, half-open; keep line ends.", "",
    ]  # fmt: skip
    for name in TABLES:
        lines += [f"## {name}.csv", "", "| 字段 field | 含义 | meaning |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {column.zh} | {column.en} |" for column in _columns(name)] + [""]
    return "\n".join(lines)


def _write_json(path: Path, content: dict[str, object]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
