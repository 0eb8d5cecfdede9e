"""`check`: what the figures of reports prove or disprove by themselves; reads nothing from the store.

This command and `__main__` are the composition root: the only modules of `etl` that know `analysis`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from analysis.audit import Audit, audit_documents
from analysis.audit.explain import load_command_words
from etl.commands.options import CatalogueFile, Jobs, MetadataFile, Paths
from etl.commands.terminal import CANNOT, OK, SOME_FAILED, explained_errors, open_executor, progress, report_failures
from etl.errors import EtlError
from etl.knowledge import load_knowledge
from etl.model import Metadata
from etl.pipeline import Failure, run_line
from etl.read import expand_sources, read_metadata
from etl.table import document_row, frame_to_csv, indicator_rows, observation_rows, to_frame

_COLORS = {"error": "red", "warning": "yellow", "note": "dim"}
_COLUMNS = (
    "source", "line", "severity", "code", "rule_zh", "rule_en", "explanation_zh", "explanation_en", "sentence",
    "evidence", "evidence_spans", "evidence_document_id", "finding_id", "document_id", "region_path", "report_year",
)  # fmt: skip
"""The columns of the CSV, one row per finding."""

Words = Mapping[str, str]


def check(
    paths: Paths,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="把发现写入这个 CSV。")] = None,
    metadata: MetadataFile = None,
    catalogue: CatalogueFile = None,
    lang: Annotated[Literal["zh", "en"], typer.Option(help="发现用哪种语言写：zh 或 en。")] = "zh",
    jobs: Jobs = 1,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="只给退出码和 CSV。")] = False,
) -> None:
    """Find the arithmetic of reports that does not add up; exit status 1 where an error or a warning is found."""
    words = load_command_words(lang)
    failures: list[Failure] = []
    with explained_errors():
        found, documents = _audit(paths, (metadata, catalogue), (jobs, words["reading"], quiet), failures)
        findings = _with_lines(found.checks[found.checks["status"] == "broken"], documents)
        if output:
            _save(output, frame_to_csv(findings[list(_COLUMNS)]))
    if not quiet:
        _show(findings, lang, words)
        _summarise(found.cards, len(failures), words)
    report_failures(failures)
    alarmed = findings["severity"].isin(["error", "warning"]).any()
    raise typer.Exit(CANNOT if documents.empty else SOME_FAILED if alarmed or failures else OK)


def _audit(
    paths: list[str], files: tuple[Path | None, Path | None], how: tuple[int, str, bool], failures: list[Failure]
) -> tuple[Audit, pd.DataFrame]:
    """The audit of all reports, and the reports; what cannot be read goes into `failures`."""
    (metadata, catalogue), (jobs, title, quiet) = files, how
    entries: dict[str, Metadata] = dict(read_metadata(metadata)) if metadata else {}
    rows: list[dict[str, object]] = []
    documents: list[dict[str, object]] = []
    with open_executor(jobs, "") as executor, progress(title, None, quiet) as bar:
        for outcome in run_line(expand_sources(paths), entries, catalogue, executor):
            bar.advance(bar.task_ids[0])
            if isinstance(outcome, Failure):
                failures.append(outcome)
                continue
            rows += observation_rows(outcome)
            documents.append(document_row(outcome))
    indicators = to_frame(indicator_rows(load_knowledge(catalogue).catalogue), "indicators")
    table = to_frame(documents, "documents")
    return audit_documents(to_frame(rows), table, indicators), table


def _with_lines(findings: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The findings in the order of files and text, each with the line of its file that it stands on."""
    texts = documents.drop_duplicates("document_id").set_index("document_id")["text"]
    lines = [
        str(texts[document]).count("\n", 0, int(start)) + 1
        for document, start in zip(findings["document_id"], findings["start"], strict=True)
    ]
    return findings.assign(line=lines).sort_values(["source", "start"], kind="stable")


def _show(findings: pd.DataFrame, lang: str, words: Words) -> None:
    """The findings on standard output: a table on a terminal, a paragraph each where it is piped."""
    out = Console(highlight=False)
    if not out.is_terminal:
        for row in findings.itertuples():
            rule, text = getattr(row, f"rule_{lang}"), getattr(row, f"explanation_{lang}")
            typer.echo(f"{row.source}:{row.line}: {words[str(row.severity)]}: {text} [{rule}, {row.code!s}]")
            typer.echo(f"    {words['sentence']}: {row.sentence}")
            typer.echo(f"    {words['evidence']}: {row.evidence}")
    elif len(findings):
        heads = ("place", "severity", "finding", "sentence", "evidence")
        table = Table(*(Column(words[name], overflow="fold") for name in heads), show_lines=True)
        for row in findings.itertuples():
            severity = Text(words[str(row.severity)], style=_COLORS[str(row.severity)])
            said = f"{getattr(row, f'explanation_{lang}')} [{row.code!s}]"
            cells = (f"{row.source}:{row.line}", severity, said, row.sentence, row.evidence)
            table.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in cells))
        out.print(table)


def _summarise(cards: pd.DataFrame, failed: int, words: Words) -> None:
    names = ("found", "held", "broken", "uncheckable", "errors", "warnings", "notes")
    text = words["summary"].format(reports=len(cards), **{name: int(cards[name].sum()) for name in names})
    typer.echo(f"{text}; {words['failed'].format(count=failed)}" if failed else text, err=True)


def _save(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as fault:
        raise EtlError(f"{path}：无法写入（{fault.strerror}）；请换一个位置") from fault
