"""`extract`: reports in, the tidy table out; reads nothing from the store and writes nothing to it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import pandas as pd
import pyarrow.parquet as pq
import typer

from etl.commands.options import CatalogueFile, Cluster, Jobs, MetadataFile, Paths, Quiet
from etl.commands.terminal import (
    CANNOT,
    OK,
    SOME_FAILED,
    announce_catalogue,
    explained_errors,
    open_executor,
    progress,
    report_failures,
)
from etl.errors import EtlError
from etl.model import Metadata
from etl.pipeline import Failure, run_line
from etl.read import expand_sources, read_metadata
from etl.table import TABLES, CsvWriter, arrow_schema, observation_rows, to_arrow, to_frame

Row = dict[str, object]
Sink = Callable[[list[Row]], None]
_EXCEL_ROWS = 1_048_575
_STATA_LABEL = 80
"""Characters that Stata keeps of a variable's label."""


def extract(
    paths: Paths,
    output: Annotated[
        str, typer.Option("--output", "-o", help="写入哪个文件：.csv .xlsx .parquet .json .dta，或用 - 输出 CSV。")
    ] = "-",
    metadata: MetadataFile = None,
    catalogue: CatalogueFile = None,
    jobs: Jobs = 1,
    cluster: Cluster = "",
    quiet: Quiet = False,
) -> None:
    """Extract the observations of reports into one table."""
    failures: list[Failure] = []
    count = rows_written = 0
    with explained_errors():
        announce_catalogue(catalogue, quiet)
        entries: dict[str, Metadata] = dict(read_metadata(metadata)) if metadata else {}
        with (
            open_sink(output) as write,
            open_executor(jobs, cluster) as executor,
            progress("读取报告", None, quiet) as bar,
        ):
            for outcome in run_line(expand_sources(paths), entries, catalogue, executor):
                bar.advance(bar.task_ids[0])
                if isinstance(outcome, Failure):
                    failures.append(outcome)
                    continue
                rows = observation_rows(outcome)
                write(rows)
                count, rows_written = count + 1, rows_written + len(rows)
    report_failures(failures)
    if not quiet:
        typer.echo(f"{count} 份报告，{rows_written} 行，{len(failures)} 份失败 → {output}", err=True)
    raise typer.Exit(OK if not failures else SOME_FAILED if count else CANNOT)


@contextmanager
def open_sink(output: str) -> Iterator[Sink]:
    """Where rows go, by the ending of a path; a file appears only when all is written.

    Raises:
        EtlError: the ending is unknown, or the file cannot be written.
    """
    if output == "-":
        yield CsvWriter(_stdout()).write
        return
    path = Path(output)
    opener = _SINKS.get(path.suffix.lower())
    if opener is None:
        raise EtlError(f"{output}：不支持这种表格；请用 {'、'.join(_SINKS)}，或用 - 输出 CSV")
    part = path.with_name(path.name + ".part")
    try:
        with opener(part) as write:
            yield write
        part.replace(path)
    except OSError as fault:
        raise EtlError(
            f"{output}：无法写入（{fault.strerror or fault}）；请检查文件夹是否存在、有无权限"
        ) from fault
    finally:
        part.unlink(missing_ok=True)


def _stdout() -> io.TextIOBase:
    return io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=True)


@contextmanager
def _csv(path: Path) -> Iterator[Sink]:
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        yield CsvWriter(handle).write


@contextmanager
def _parquet(path: Path) -> Iterator[Sink]:
    with pq.ParquetWriter(path, arrow_schema("observations"), compression="zstd") as writer:
        yield lambda rows: writer.write_table(to_arrow(rows, "observations"))


@contextmanager
def _json(path: Path) -> Iterator[Sink]:
    """An array with one object per line, written as it goes."""
    with path.open("w", encoding="utf-8") as handle:
        first = True

        def write(rows: list[Row]) -> None:
            nonlocal first
            for row in rows:
                handle.write(("[\n" if first else ",\n") + json.dumps(row, ensure_ascii=False))
                first = False

        yield write
        handle.write("[]\n" if first else "\n]\n")


@contextmanager
def _excel(path: Path) -> Iterator[Sink]:
    with _collected() as (rows, write):
        yield write
        if len(rows) > _EXCEL_ROWS:
            raise EtlError(f"{path.stem}：共 {len(rows)} 行，超过 Excel 的上限；请改用 .csv 或 .parquet")
        to_frame(rows).map(_excel_text).to_excel(path, index=False, sheet_name="observations", engine="openpyxl")


@contextmanager
def _stata(path: Path) -> Iterator[Sink]:
    with _collected() as (rows, write):
        yield write
        frame = to_frame(rows).rename(columns=_stata_name)
        for name in frame.columns:
            if not pd.api.types.is_numeric_dtype(frame[name]):
                frame[name] = frame[name].astype("object").where(frame[name].notna(), "").astype(str)
            elif pd.api.types.is_extension_array_dtype(frame[name]):
                frame[name] = frame[name].astype("float64")
        labels = {_stata_name(column.name): column.zh[:_STATA_LABEL] for column in TABLES["observations"]}
        # Stata's fixed-width texts end at 2,045 bytes, and its files hold Chinese from version 118 on
        strl = ["sentence", "section", "source", "rule"]
        frame.to_stata(path, write_index=False, version=118, convert_strl=strl, variable_labels=labels)


def _stata_name(name: str) -> str:
    """`end` is a word of Stata."""
    return "end_" if name == "end" else name


@contextmanager
def _collected() -> Iterator[tuple[list[Row], Sink]]:
    """Formats that cannot be written in pieces collect their rows first."""
    rows: list[Row] = []
    yield rows, rows.extend


def _excel_text(value: object) -> object:
    """Text without the characters that Excel's file format forbids; a cell of text is never a formula there."""
    if isinstance(value, str):
        return "".join(char for char in value if char >= " " or char in "\n\t")
    return value


_SINKS = {".csv": _csv, ".xlsx": _excel, ".parquet": _parquet, ".json": _json, ".dta": _stata}
