"""The commands: `python -m etl build | extract | explain | …`, each in a module of its name.

A command's module is imported when the command is called: `extract` waits for no library that only `check` needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import typer
import typer.main
from typer.core import TyperGroup

COMMANDS: Mapping[str, tuple[str, str]] = {
    "build": ("etl.commands.findings:build_and_find", "读入报告，建成看板所用的库。"),
    "extract": ("etl.commands.extract:extract", "从报告中提取数据，写成一张表；不读写库。"),
    "explain": ("etl.commands.explain:explain", "显示一句话或一个文件在每一步的结果，以及每个数字为何这样归类。"),
    "discover": ("etl.commands.discover:discover", "找出目录里还没有的常见数字，写成可直接粘贴的指标条目。"),
    "check": ("etl.commands.check:check", "核对报告中的数字关系；发现错误或存疑时退出码为 1。"),
    "score": ("etl.commands.score:score", "用人工标注的数据给提取结果评分。"),
    "review": ("etl.commands.review:review", "列出审核记录，并可导出。"),
    "demo": ("etl.commands.findings:demo_and_find", "编写虚构地区的报告（演示数据），供试用和检验核验功能。"),
    "export": ("etl.commands.export:export", "把库导出为数据包：供 Excel 打开的 CSV、datapackage.json、原文和说明。"),
    "fetch": ("etl.commands.fetch:fetch", "按清单下载报告并记下来源；遵守 robots.txt。"),
}
"""Where each command's function stands, and its help."""


class _Program(TyperGroup):
    """The group that lists the commands as the table names them, and imports the one that is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, listed, rest = super().resolve_command(ctx, args)
        return name, load_command(name) if name else listed, rest


def load_command(name: str) -> Any:
    """The command itself, with its parameters."""
    alone = typer.Typer(add_completion=False)
    alone.command(name, help=COMMANDS[name][1])(command_function(name))
    return typer.main.get_command(alone)


def command_function(name: str) -> Callable[..., None]:
    """The function behind a command; its module is imported."""
    module, _, function = COMMANDS[name][0].partition(":")
    found: Callable[..., None] = getattr(import_module(module), function)
    return found


def _listed() -> None:
    """Stands for a command where commands are only listed."""


app = typer.Typer(
    name="etl", cls=_Program, help="从政府报告中提取指标。",
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
)  # fmt: skip
for _name, (_, _help) in COMMANDS.items():
    app.command(_name, help=_help)(_listed)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
