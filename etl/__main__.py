"""The commands: `python -m etl build | extract | explain | …`, each in a module of its name."""

from __future__ import annotations

import typer

from etl.commands.build import build
from etl.commands.check import check
from etl.commands.demo import demo
from etl.commands.discover import discover
from etl.commands.explain import explain
from etl.commands.export import export
from etl.commands.extract import extract
from etl.commands.fetch import fetch
from etl.commands.findings import with_findings
from etl.commands.review import review
from etl.commands.score import score
from etl.store import default_folder

app = typer.Typer(
    name="etl", help="从政府报告中提取指标。",
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
)  # fmt: skip
app.command(help="读入报告，建成看板所用的库。")(with_findings(build, lambda options: options["data"]))
app.command(help="从报告中提取数据，写成一张表；不读写库。")(extract)
app.command(help="显示一句话或一个文件在每一步的结果，以及每个数字为何这样归类。")(explain)
app.command(help="找出目录里还没有的常见数字，写成可直接粘贴的指标条目。")(discover)
app.command(help="核对报告中的数字关系；发现错误或存疑时退出码为 1。")(check)
app.command(help="用人工标注的数据给提取结果评分。")(score)
app.command(help="列出审核记录，并可导出。")(review)
app.command(help="编写虚构地区的报告（演示数据），供试用和检验核验功能。")(
    with_findings(demo, lambda options: options["store"] or default_folder() / "demo")
)
app.command(help="把库导出为数据包：供 Excel 打开的 CSV、datapackage.json、原文和说明。")(export)
app.command(help="按清单下载报告并记下来源；遵守 robots.txt。")(fetch)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
