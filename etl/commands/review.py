"""`review`: the ledger of decisions, as a list, as a CSV, or as gold to score and refit with."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from etl.commands.options import StoreFolder
from etl.commands.terminal import OK, console, explained_errors
from etl.errors import EtlError
from etl.ledger import Ledger
from etl.ledger.gold import export_gold
from etl.ledger.overlay import overlay
from etl.store import Store
from etl.table import CsvWriter

_COLUMNS = ("时间", "审核人", "处理", "字段", "原值", "新值", "原文", "效力", "理由")
_KEYS = ("when", "who", "action", "field", "old", "new", "text", "state", "why")
_PIPED = 400
"""Columns of a line where the output is no terminal."""


def review(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="把审核记录写入这个 CSV。")] = None,
    gold: Annotated[Path | None, typer.Option(help="把审核过的数据作为标注，连同原文写入这个文件夹。")] = None,
    data: StoreFolder = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="只显示错误。")] = False,
) -> None:
    """List what reviewers decided, and export it."""
    with explained_errors():
        store = Store(data)
        snapshot = store.current()
        if snapshot is None:
            raise EtlError(f"{store.folder}：库里还没有数据；请先运行 `python -m etl build`")
        ledger = Ledger(store.folder)
        connection = snapshot.connect(overlay(snapshot, ledger.entries()))
        lines = connection.sql("SELECT * FROM corrections ORDER BY entry_id, field").to_arrow_table().to_pylist()
        if output:
            _save(output, _ledger_csv(lines))
        if gold:
            rows = connection.sql("SELECT * FROM all_observations").to_arrow_table()
            exported = export_gold(rows, snapshot.read("documents"))
            for name, content in exported.files.items():
                _save(gold / name, content)
            counts = f"全部审完的报告 {exported.complete} 份，部分审核 {exported.partial} 份，{exported.rows} 行"
            console(quiet).print(f"{counts} → {gold}", soft_wrap=True)
    for name, fault in ledger.damaged():
        console().print(f"[red]损坏[/] {ledger.folder / name}.json: {fault}", soft_wrap=True)
    if not quiet and not output and not gold:
        _show(lines)
    raise typer.Exit(OK)


def _show(lines: list[dict[str, object]]) -> None:
    """The list on standard output; wide where it is piped, so that no line is broken."""
    table = Table(*_COLUMNS, box=None)
    for line in lines:
        shown = {**line, "state": f"{line['state']}{' 不一致' if line['conflict'] else ''}"}
        table.add_row(*(Text("" if shown[key] is None else str(shown[key])) for key in _KEYS))
    out = Console(highlight=False)
    (out if out.is_terminal else Console(highlight=False, width=_PIPED)).print(table)


def _ledger_csv(lines: list[dict[str, object]]) -> bytes:
    handle = io.StringIO()
    CsvWriter(handle, "corrections").write(lines)
    return ("\ufeff" + handle.getvalue()).encode("utf-8")


def _save(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as fault:
        raise EtlError(f"{path}：无法写入（{fault.strerror}）；请换一个位置") from fault
