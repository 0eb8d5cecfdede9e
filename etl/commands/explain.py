"""`explain`: what each stage sees in a sentence or file, and why each number was linked as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from etl.commands.evidence_words import name_evidence
from etl.commands.options import AsJson, CatalogueFile
from etl.commands.terminal import announce_catalogue, explained_errors
from etl.knowledge import Knowledge, load_knowledge
from etl.link.watch import Choice, View, Word, watch_links
from etl.model import Document, Layout, Link, Metadata, Provenance, Quantity
from etl.pipeline import Stages, run_stages
from etl.read import expand_sources, read_document

_PIPED = 240
"""Columns of a page that is piped into a file: wide enough that no cell is cut."""
_BOUNDS = {"=": "", ">=": "≥", "<=": "≤", "~": "≈"}
_KINDS = {"heading": "标题", "paragraph": "段落", "row": "表格行", "furniture": "页码"}
_RELATIONS = {"item": "列表中的一项", "from": "起点（从…）", "to": "终点（到…）", "base": "比较的基数"}
_SENSES = {
    "name": "指标名", "cue": "线索", "part": "部分的线索", "hint": "弱线索", "weak": "泛称", "governs": "支配动词",
    "object": "对象", "class": "分类", "default": "对象的默认指标", "governed": "受前面动词支配",
    "anaphor": "指代前文", "context": "承接上文", "list": "承接并列前项", "listed": "并列审查的一项",
    "restated": "重述前文的数字", "subject": "全文主题的一个类别", "shared": "并列名称依次对应",
    "form": "全国统一报表", "sum": "几类合计",
    "inherited": "承接前一个数字", "relative": "相对于前一个数字", "reduction": "压减比例", "none": "没有合适的指标",
    "joint": "两类合计",
}  # fmt: skip
_SHOWN = 5
"""Pieces of evidence shown for a confidence: the weightiest ones."""


def explain(
    text: Annotated[str, typer.Argument(help="加引号的句子，或文件路径。")],
    region: Annotated[str, typer.Option(help="设定报告所属地区。")] = "",
    year: Annotated[int | None, typer.Option(help="设定报告年度。")] = None,
    catalogue: CatalogueFile = None,
    as_json: AsJson = False,
) -> None:
    """Show every stage's view of a sentence or file, and why each number was linked as it was."""
    with explained_errors():
        announce_catalogue(catalogue)
        knowledge = load_knowledge(catalogue)
        stages = run_stages(_document(text, Metadata(region, year)), knowledge)
    found = stages.findings
    views = watch_links(found.layout, found.reading, stages.relations, knowledge)
    if as_json:
        typer.echo(json.dumps(_as_json(stages, views), ensure_ascii=False, indent=1))
        return
    out = Console(highlight=False)
    if not out.is_terminal:
        out = Console(highlight=False, width=_PIPED)
    for line in _stages(stages):
        out.print(line)
    for line in _reasons(stages, views, knowledge):
        out.print(line)
    out.print(_table(stages))


def _is_file(text: str) -> bool:
    """Whether the argument names a file; a sentence may be too long for a name."""
    try:
        return "\n" not in text and Path(text).is_file()
    except OSError:
        return False


def _document(text: str, metadata: Metadata) -> Document:
    if _is_file(text):
        source = next(expand_sources([text]))
        document, _ = read_document(source, {source.name: metadata})
        return document
    return Document("0" * 16, text, Provenance("（句子）", "", "utf-8", len(text.encode())), metadata)


def _stages(stages: Stages) -> Iterator[str]:
    found = stages.findings
    layout, facts = found.layout, found.facts
    about = (facts.place.region_path or "地区未知", str(facts.report_year or "年度未知"), facts.issuer or "机关未知")
    yield "[bold]文件[/] " + escape(" · ".join(about))
    for block in layout.blocks:
        if block.kind == "heading":
            yield f"[bold cyan]标题{block.level}[/] {escape(layout.text[block.start : block.end])}"
            continue
        clauses = (layout.text[c.start : c.end] for s in block.sentences for c in s.clauses)
        yield f"[bold]{_KINDS[block.kind]}[/] " + " [dim]│[/] ".join(escape(clause) for clause in clauses)
    for unread in found.reading.unread:
        yield f"[dim]不计入 {escape(layout.text[unread.start : unread.end])} （{unread.reason}）[/]"
    for relation in stages.relations:
        quantity = found.reading.quantities[relation.quantity]
        name = layout.text[relation.start : relation.end]
        yield f"[dim]关系 {escape(_printed(layout, quantity))} 是{_RELATIONS[relation.kind]} {escape(name)}[/]"


def _reasons(stages: Stages, views: dict[int, View], knowledge: Knowledge) -> Iterator[str]:
    """For each number: what it counts, the words around it, the frames, the candidates, the confidence."""
    found = stages.findings
    for link in found.links:
        quantity = found.reading.quantities[link.quantity]
        colour = "green" if link.indicator else "yellow"
        counted = f"{link.label} {link.indicator}".strip() or "（无）"
        yield f"\n[bold]{escape(_printed(found.layout, quantity))}[/] → [{colour}]{escape(counted)}[/]"
        view = views.get(link.quantity)
        if view is not None:
            yield from _seen(view, link, knowledge)
        yield f"  决定    {escape(_decision(link))}"
        yield f"  可信度  {link.confidence:.2f}  [dim]{escape('  '.join(_weightiest(link, knowledge)))}[/]"


def _seen(view: View, link: Link, knowledge: Knowledge) -> Iterator[str]:
    words = [*map(_shown_word, view.left), *(f"（数字后）{_shown_word(word)}" for word in view.right)]
    yield f"  词语    {escape('  '.join(words)) or '[dim]没有词库里的词[/]'}"
    if view.unknown:
        yield f"  未识别  [dim]{escape('  '.join(view.unknown))}[/]"
    if view.frames:
        frames = (f"{_frame_name(name, knowledge)} {present:+.1f}" for name, present in view.frames)
        yield f"  在谈    {escape('  '.join(frames))}"
    for choice in view.choices:
        won = choice.indicator == link.indicator
        mark = "[green]✓[/]" if won else "[dim]·[/]"
        short = "" if choice.score >= view.needed else f"  低于 {view.needed:g}，不采用"
        label = knowledge.catalogue.indicators[choice.indicator].label_zh
        named = escape(f"{label} {choice.indicator}")
        yield f"  候选  {mark} {choice.score:5.2f}  {named}  [dim]{_because(choice)}{short}[/]"


def _shown_word(word: Word) -> str:
    senses = "/".join(_SENSES[sense] for sense in word.senses if sense in _SENSES)
    return f"{word.text}〔{senses}〕" if senses else word.text


def _frame_name(name: str, knowledge: Knowledge) -> str:
    objects = knowledge.catalogue.frames[name].objects
    return objects[0] if objects else name


def _because(choice: Choice) -> str:
    context = "，对象承接上文" if choice.in_context else ""
    return escape(f"“{choice.word}”是{_SENSES.get(choice.kind, choice.kind)}{context}")


def _decision(link: Link) -> str:
    kind, _, word = link.rule.partition(":")
    base, _, context = kind.partition("+")
    said = _SENSES.get(base, base) + (f"“{word}”" if word else "") + ("，对象承接上文" if context else "")
    part = f"；部分：{link.breakdown}" if link.breakdown else "；全部"
    return f"{said}{part if link.indicator else ''}  [{link.rule}]"


def _weightiest(link: Link, knowledge: Knowledge) -> list[str]:
    """The pieces of evidence that moved the confidence most, with what each added."""
    scale = knowledge.confidence.linked if link.indicator else knowledge.confidence.unlinked
    moved = [(name, scale.weights.get(name, 0.0) * value) for name, value in link.evidence]
    ranked = sorted(moved, key=lambda pair: (-abs(pair[1]), pair[0]))[:_SHOWN]
    return [f"{name_evidence(name)} {share:+.2f}" for name, share in ranked if abs(share) >= 0.005]


def _as_json(stages: Stages, views: dict[int, View]) -> dict[str, object]:
    found = stages.findings
    facts = found.facts
    relations = {relation.quantity: relation.kind for relation in stages.relations}
    return {
        "region": facts.place.region, "year": facts.report_year, "issuer": facts.issuer,
        "unread": [{"text": found.layout.text[u.start : u.end], "reason": u.reason} for u in found.reading.unread],
        "numbers": [
            {
                "text": found.document.text[quantity.start : quantity.end],
                "start": quantity.start, "end": quantity.end,
                "value": quantity.value, "unit": quantity.unit, "bound": quantity.bound,
                "relation": relations.get(position, ""),
                "seen": asdict(views[position]) if position in views else None,
                "rows": [_row(stages, link) for link in found.links if link.quantity == position],
            }
            for position, quantity in enumerate(found.reading.quantities)
        ],
    }  # fmt: skip


def _row(stages: Stages, link: Link) -> dict[str, object]:
    attribution = stages.findings.attributions[link.quantity]
    return {
        "indicator": link.indicator, "label": link.label, "breakdown": link.breakdown, "measure": link.measure,
        "region": attribution.place.region, "year": attribution.year, "confidence": link.confidence, "rule": link.rule,
        "evidence": dict(link.evidence),
    }  # fmt: skip


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
