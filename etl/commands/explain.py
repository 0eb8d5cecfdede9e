"""`explain`: what each stage sees in a sentence or file, and why each number was linked as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from etl.commands.terminal import announce_catalogue, explained_errors
from etl.knowledge import load_knowledge
from etl.model import Document, Layout, Link, Metadata, Provenance, Quantity
from etl.pipeline import Stages, run_stages
from etl.read import expand_sources, read_document

_PIPED = 240
"""Columns of a page that is piped into a file: wide enough that no cell is cut."""
_BOUNDS = {"=": "", ">=": "≥", "<=": "≤", "~": "≈"}


def explain(
    text: Annotated[str, typer.Argument(help="A sentence in quotes, or the path of a file.")],
    region: Annotated[str, typer.Option(help="The jurisdiction to assume.")] = "",
    year: Annotated[int | None, typer.Option(help="The reporting year to assume.")] = None,
    catalogue: Annotated[Path | None, typer.Option(help="Your own indicators, added to the catalogue.")] = None,
) -> None:
    """Show every stage's view of a sentence or file."""
    with explained_errors():
        announce_catalogue(catalogue)
        knowledge = load_knowledge(catalogue)
        stages = run_stages(_document(text, Metadata(region, year)), knowledge)
    out = Console(highlight=False)
    if not out.is_terminal:
        out = Console(highlight=False, width=_PIPED)
    for line in _views(stages):
        out.print(line)
    out.print(_table(stages))


def _document(text: str, metadata: Metadata) -> Document:
    if "\n" not in text and len(text) < 256 and Path(text).is_file():
        source = next(expand_sources([text]))
        document, _ = read_document(source, {source.name: metadata})
        return document
    return Document("0" * 16, text, Provenance("（句子）", "", "utf-8", len(text.encode())), metadata)


def _views(stages: Stages) -> Iterator[str]:
    found = stages.findings
    layout, facts = found.layout, found.facts
    about = (facts.place.region_path or "地区未知", str(facts.report_year or "年度未知"), facts.issuer or "机关未知")
    yield "[bold]文件[/] " + escape(" · ".join(about))
    for block in layout.blocks:
        name = {"heading": f"标题{block.level}", "paragraph": "段落", "row": "表格行", "furniture": "页码"}[block.kind]
        if block.kind == "heading":
            yield f"[bold cyan]{name}[/] {escape(layout.text[block.start : block.end])}"
            continue
        clauses = (layout.text[c.start : c.end] for s in block.sentences for c in s.clauses)
        yield f"[bold]{name}[/] " + " [dim]│[/] ".join(escape(clause) for clause in clauses)
    for unread in found.reading.unread:
        yield f"[dim]不计入 {escape(layout.text[unread.start : unread.end])} （{unread.reason}）[/]"
    for relation in stages.relations:
        quantity = found.reading.quantities[relation.quantity]
        name = layout.text[relation.start : relation.end]
        yield f"[dim]关系 {escape(_printed(layout, quantity))} {relation.kind} {escape(name)}[/]"


def _table(stages: Stages) -> Table:
    found = stages.findings
    table = Table("数字", "数值", "单位", "指标", "部分", "度量", "地区", "年份", "可信度", "依据")
    for link in found.links:
        quantity = found.reading.quantities[link.quantity]
        attribution = found.attributions[link.quantity]
        colour = "green" if link.indicator else "yellow"
        table.add_row(
            escape(_printed(found.layout, quantity)), _value(quantity, link), quantity.unit,
            f"[{colour}]{escape(link.indicator or '（无）')}[/] {escape(link.label)}", escape(link.breakdown),
            link.measure, attribution.place.region, str(attribution.year or ""), f"{link.confidence:.2f}",
            escape(link.rule + (" " + " ".join(link.flags) if link.flags else "")),
        )  # fmt: skip
    return table


def _printed(layout: Layout, quantity: Quantity) -> str:
    return "".join(layout.text[quantity.start : quantity.end].split())


def _value(quantity: Quantity, link: Link) -> str:
    high = f"–{quantity.value_high:g}" if quantity.value_high is not None else ""
    return f"{_BOUNDS[quantity.bound]}{quantity.value * link.sign:g}{high}"
