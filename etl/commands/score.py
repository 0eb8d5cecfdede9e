"""`score`: the line against hand-marked rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from etl.attribute.document import resolve_name
from etl.commands.options import AsJson, MetadataFile
from etl.commands.terminal import CANNOT, OK, explained_errors, report_failures
from etl.knowledge import load_knowledge
from etl.model import Metadata
from etl.pipeline import Failure, extract_source
from etl.read import expand_sources, read_metadata
from etl.scoring import LEVELS, predicted_rows, read_gold
from etl.scoring import score as score_rows


def score(
    gold: Annotated[Path, typer.Argument(help="标注行，每行一个 JSON 对象。")],
    docs: Annotated[Path, typer.Argument(help="所标注文本的文件夹。")],
    metadata: MetadataFile = None,
    as_json: AsJson = False,
) -> None:
    """Score the extraction of a folder against hand-marked rows."""
    failures: list[Failure] = []
    with explained_errors():
        knowledge = load_knowledge()
        entries: dict[str, Metadata] = dict(read_metadata(metadata)) if metadata else {}
        predicted = []
        texts: dict[str, str] = {}
        for source in expand_sources([str(docs)]):
            outcome = extract_source(source, entries, knowledge)
            if isinstance(outcome, Failure):
                failures.append(outcome)
                continue
            name = Path(source.name).stem
            texts[name] = outcome.document.text
            predicted.extend(predicted_rows(name, outcome.observations))
        rows = read_gold(gold, texts, lambda region: resolve_name(region, knowledge.gazetteer))
        figures = score_rows(rows, predicted)
    report_failures(failures)
    _show(figures, as_json)
    raise typer.Exit(CANNOT if failures else OK)


def _show(figures: dict[str, dict[str, float]], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for level in LEVELS:
        f = figures[level]
        counts = f"正确 {f['hit']:.0f} 错误 {f['wrong']:.0f} 遗漏 {f['missed']:.0f}"
        typer.echo(f"{level:<9} P {f['precision']:.4f}  R {f['recall']:.4f}  F1 {f['f1']:.4f}   {counts}")
