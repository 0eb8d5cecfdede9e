"""`discover`: frequent quantities that no indicator fits, grouped by what the text calls them, ready to paste."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from etl.commands.options import CatalogueFile, Jobs, MetadataFile, Paths, Quiet
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
from etl.knowledge import Knowledge, load_knowledge
from etl.knowledge.catalogue import load_unit_groups
from etl.link.tokens import find_tokens
from etl.model import Extraction, Metadata, Observation
from etl.pipeline import Failure, run_line
from etl.read import expand_sources, read_metadata

_MOST_GROUPS = 100_000
"""Labels kept in memory; beyond that those seen once are let go, so that any number of reports can be read."""
_EXAMPLES, _EXAMPLE_LENGTH = 3, 80
_LONGEST = 16
_SHORTEST_HEAD = 3
"""Characters of the shortest label that others may be counted with: 中心 and 干部 say too little."""
_GENERAL = frozenset({"noun", "counted", "agent", "neutral", "verb", "own", "kind", "field", "total", "level", "place"})
_KINDS = {"percent": "rate", "money": "amount", "duration": "duration"}
_HEAD = """# 报告里常见、目录里还没有的数字，按原文的叫法归并，见于报告最多的在前。可直接用作自己的指标目录：
#   python -m etl extract 报告文件夹 --catalogue 本文件 --output 结果.csv
# 用之前：删去不要的条目；给编号（own_…）和英文名起合适的名字；在 names 里补上同义的叫法。
# Frequent numbers that no indicator fits yet. Delete what you do not want, rename ids, add synonyms under `names`.
theme: own
label: {zh: 自选指标, en: Own indicators}
indicators:"""


@dataclass(slots=True)
class Group:
    """All quantities of one label and dimension seen so far."""

    label: str
    kind: str
    count: int = 0
    documents: set[int] = field(default_factory=set)
    units: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    variants: list[str] = field(default_factory=list)

    def add(self, other: Group) -> None:
        """Count another label's quantities too."""
        self.count += other.count
        self.documents |= other.documents
        self.units += other.units
        self.examples = [*self.examples, *other.examples][:_EXAMPLES]
        self.variants.append(other.label)


def discover(
    paths: Paths,
    output: Annotated[str, typer.Option("--output", "-o", help="写入哪个 .yaml 文件，或用 - 表示标准输出。")] = "-",
    min_count: Annotated[int, typer.Option(min=1, help="少于这个次数的不列。")] = 3,
    metadata: MetadataFile = None,
    catalogue: CatalogueFile = None,
    jobs: Jobs = 1,
    quiet: Quiet = False,
) -> None:
    """Find frequent quantities that no indicator fits, as catalogue entries ready to paste."""
    failures: list[Failure] = []
    groups: dict[tuple[str, str], Group] = {}
    read = 0
    with explained_errors():
        announce_catalogue(catalogue, quiet)
        entries: dict[str, Metadata] = dict(read_metadata(metadata)) if metadata else {}
        knowledge = load_knowledge(catalogue)
        with open_executor(jobs, "") as executor, progress("读取报告", None, quiet) as bar:
            for outcome in run_line(expand_sources(paths), entries, catalogue, executor):
                bar.advance(bar.task_ids[0])
                if isinstance(outcome, Failure):
                    failures.append(outcome)
                    continue
                read += 1
                _take(read, outcome, groups, knowledge)
        found = _ranked(_merged(groups), min_count)
        _write(output, "\n".join((_HEAD, *_entries(found))) + ("\n" if found else " {}\n"))
    report_failures(failures)
    if not quiet:
        typer.echo(f"{read} 份报告，{len(found)} 种叫法（各见 {min_count} 次以上） → {output}", err=True)
    raise typer.Exit(OK if not failures else SOME_FAILED if read else CANNOT)


def _take(number: int, extraction: Extraction, groups: dict[tuple[str, str], Group], knowledge: Knowledge) -> None:
    """Count the quantities of one report, the `number`-th, that no indicator fits."""
    for row in extraction.observations:
        if row.indicator or row.measure != "level" or row.quantity.kind != "plain" or not _is_label(row, knowledge):
            continue
        kind = _KINDS.get(row.quantity.dimension, "count")
        group = groups.setdefault((row.label, kind), Group(row.label, kind))
        group.count += 1
        group.units[row.quantity.unit] += 1
        if number not in group.documents and len(group.examples) < _EXAMPLES:
            group.examples.append(_excerpt(row, extraction))
        group.documents.add(number)
    if len(groups) > _MOST_GROUPS:
        for key in [key for key, group in groups.items() if group.count == 1]:
            del groups[key]


def _is_label(row: Observation, knowledge: Knowledge) -> bool:
    """Whether a label can name an indicator: long enough, no digits, no place, no word of the catalogue yet."""
    label = row.label
    if not 2 <= len(label) <= _LONGEST or any(char.isdigit() or char in "\"'“”:：" for char in label):
        return False
    if any(start == 0 and end == len(label) for start, end, _ in knowledge.gazetteer.scan(label)):
        return False
    entry = knowledge.lexicon.entries.get(label)
    return (entry is None or not entry.is_domain) and not _is_general(label, knowledge)


def _is_general(label: str, knowledge: Knowledge) -> bool:
    """Whether a label is made of general words alone (案件, 企业问题): as a name it would fit anywhere."""
    tokens = find_tokens(label, 0, len(label), knowledge.lexicon)
    covered = sum(token.end - token.start for token in tokens)
    entries = [token.entry for token in tokens]
    named = any(entry.names or entry.objects for entry in entries)
    return covered == len(label) and not named and all(entry.roles & _GENERAL or entry.cues for entry in entries)


def _merged(groups: dict[tuple[str, str], Group]) -> dict[tuple[str, str], Group]:
    """The groups with those added to another one whose label is the end of theirs: 标准化司法所 is a 司法所.

    Only to a label that was found by itself more than once, so that one odd cut does not swallow others.
    """
    heads = {key for key, group in groups.items() if group.count > 1 and len(group.label) >= _SHORTEST_HEAD}
    merged: dict[tuple[str, str], Group] = {}
    for (label, kind), group in sorted(groups.items(), key=lambda item: (len(item[0][0]), item[0])):
        ends = (label[at:] for at in range(1, len(label) - _SHORTEST_HEAD + 1))
        head = next((end for end in ends if (end, kind) in heads and (end, kind) in merged), "")
        if head:
            merged[head, kind].add(group)
        else:
            merged[label, kind] = group
    return merged


def _excerpt(row: Observation, extraction: Extraction) -> str:
    """The words around a number, on one line."""
    quantity = row.quantity
    start = max(quantity.start - _EXAMPLE_LENGTH // 2, 0)
    around = extraction.document.text[start : quantity.end + _EXAMPLE_LENGTH // 4]
    return f"{''.join(around.split())}（{Path(row.source).name}）"


def _ranked(groups: dict[tuple[str, str], Group], least: int) -> list[Group]:
    kept = [group for group in groups.values() if group.count >= least]
    return sorted(kept, key=lambda group: (-len(group.documents), -group.count, group.label, group.kind))


def _entries(found: list[Group]) -> Iterator[str]:
    """The YAML of each group: a comment on where it was seen, and the entry."""
    groups = load_unit_groups()
    for group in found:
        units = "、".join(f"{unit or '无单位'} {count}" for unit, count in group.units.most_common(3))
        yield f"  # {group.label}：{group.count} 次，见于 {len(group.documents)} 份报告；单位：{units}"
        if group.variants:
            yield f"  #   也写作：{'、'.join(group.variants[:_EXAMPLES * 2])}"
        yield from (f"  #   例：{example}" for example in group.examples)
        unit = next((unit for unit, _ in group.units.most_common() if unit), "")
        fitting = _fitting(group, groups) if unit else ""
        if not fitting:
            yield f"  #   （单位“{unit}”不在 unit_groups.yaml 里，没有写成条目）"
            continue
        shown = json.dumps(group.label, ensure_ascii=False)
        digest = hashlib.sha256(f"{group.label}:{group.kind}".encode()).hexdigest()[:8]
        yield f"  own_{digest}:"
        yield f"    label: {{zh: {shown}, en: {shown}}}"
        yield f"    definition: {shown}"
        yield f"    kind: {group.kind}"
        yield f"    unit: {json.dumps(unit, ensure_ascii=False)}"
        yield f"    names: [{shown}]"
        yield f"    units: [{fitting}]"


def _fitting(group: Group, groups: Mapping[str, frozenset[str]]) -> str:
    """The unit group that holds most of a group's units, a small one before a large one; empty where none does."""
    seen = {name: sum(count for unit, count in group.units.items() if unit in units) for name, units in groups.items()}
    best = min(seen, key=lambda name: (-seen[name], name != "item", len(groups[name]), name))
    return best if seen[best] else ""


def _write(output: str, text: str) -> None:
    if output == "-":
        typer.echo(text, nl=False)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as fault:
        raise EtlError(f"{output}：无法写入（{fault.strerror}）；请检查文件夹是否存在、有无权限") from fault
