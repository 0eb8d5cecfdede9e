"""Writes docs/reference/*.md from what the program declares: columns, indicators, doubts, findings and commands.

    python -m tools.write_reference

The tests compare the pages with what this module renders, so a page cannot fall behind the code.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import typer
import yaml

from etl.__main__ import COMMANDS, command_function
from etl.knowledge import load_knowledge
from etl.table import TABLES

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
AUDIT_WORDS = FOLDER.parent.parent / "analysis" / "text" / "audit.yaml"
TABLE_TITLES = {
    "observations": "指标数据，一行一个数字 / one row per observation", "documents": "报告 / one row per report",
    "unread": "未计入的数字 / numbers that are no observations", "issues": "疑点 / one row per doubt",
    "indicators": "指标目录 / the catalogue", "regions": "行政区划 / regions",
    "corrections": "更正记录 / the review ledger",
}  # fmt: skip
KINDS = {"count": "数量", "rate": "比率", "amount": "金额", "duration": "时长"}
DIRECTIONS = {"higher": "越高越好", "lower": "越低越好", "neither": "不分好坏"}


def render_columns() -> str:
    """Every table of the store with its columns."""
    parts = ["# 数据表与字段 / Tables and columns", ""]
    for name, columns in TABLES.items():
        rows = ((f"`{column.name}`", str(column.type), column.zh, column.en) for column in columns)
        title = f"## {name} — {TABLE_TITLES.get(name, name)}"
        parts += [title, "", *_table(("字段", "类型", "含义", "meaning"), rows), ""]
    return "\n".join(parts)


def render_indicators() -> str:
    """The catalogue, theme by theme."""
    catalogue = load_knowledge(None).catalogue
    parts = ["# 指标目录 / Catalogue of indicators", ""]
    for theme in catalogue.themes.values():
        entries = [entry for entry in catalogue.indicators.values() if entry.theme == theme.id]
        rows = (
            (f"`{e.id}`", e.label_zh, e.label_en, KINDS[e.kind], e.unit, DIRECTIONS[e.better], e.definition)
            for e in entries
        )
        head = ("编号 id", "名称", "name", "类型", "单位", "方向", "定义")
        parts += [f"## {theme.label_zh} / {theme.label_en}", "", *_table(head, rows), ""]
    return "\n".join(parts)


def render_issues() -> str:
    """The doubts that a build records."""
    rows = ((f"`{kind.code}`", kind.severity, kind.zh, kind.en) for kind in load_knowledge(None).issues.values())
    return "\n".join(["# 疑点 / Doubts", "", *_table(("代码 code", "程度", "说明", "explanation"), rows), ""])


def render_findings() -> str:
    """The rules of the audit."""
    rules: Mapping[str, Mapping[str, Mapping[str, str]]] = yaml.safe_load(AUDIT_WORDS.read_text(encoding="utf-8"))
    rows = (
        (f"`{code}`", rule["name"]["zh"], rule["name"]["en"], rule.get("broken", {}).get("zh", ""))
        for code, rule in rules.items()
        if "name" in rule
    )
    head = ("代码 code", "规则", "rule", "不成立时的说明")
    return "\n".join(["# 核验规则 / Rules of the audit", "", *_table(head, rows), ""])


def render_commands() -> str:
    """Every command with its arguments and options."""
    parts = [
        "# 命令 / Commands", "",
        "`python -m etl COMMAND --help` 显示同样的内容。退出码 / exit codes: 0 全部完成 all done;"
        " 1 部分报告失败或核验发现错误 some sources failed, or errors were found;"
        " 2 用法有误或什么都没能做成 a wrong call, or nothing could be done.", "",
    ]  # fmt: skip
    for name, (_, said) in COMMANDS.items():
        parts += [f"## {name}", "", said, "", *_parameters(command_function(name)), ""]
    return "\n".join(parts)


def _parameters(callback: Callable[..., object]) -> Iterable[str]:
    """A row per parameter: its name on the command line and its help."""
    rows = []
    for name, parameter in inspect.signature(callback, eval_str=True).parameters.items():
        given = next(iter(getattr(parameter.annotation, "__metadata__", ())), parameter.default)
        flags = getattr(given, "param_decls", None) or ()
        if isinstance(given, typer.models.OptionInfo):
            long = () if any(flag.startswith("--") for flag in flags) else (f"--{name.replace('_', '-')}",)
            spelled = ", ".join((*long, *flags))
        else:
            spelled = str(getattr(given, "metavar", None) or name.upper())
        rows.append((f"`{spelled}`", getattr(given, "help", "") or ""))
    return _table(("参数", "含义"), rows) if rows else ()


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    escaped = (tuple(" ".join(cell.split()).replace("|", "\\|") for cell in row) for row in rows)
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {' | '.join(row)} |" for row in escaped)]


PAGES: Mapping[str, Callable[[], str]] = {
    "columns.md": render_columns, "indicators.md": render_indicators, "issues.md": render_issues,
    "findings.md": render_findings, "commands.md": render_commands,
}  # fmt: skip


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, render in PAGES.items():
        (FOLDER / name).write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
