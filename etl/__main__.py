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
    name="etl", help="从政府报告中提取指标。Reads the indicators out of government reports.",
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
)  # fmt: skip
app.command()(with_findings(build, lambda options: options["data"]))
app.command()(extract)
app.command()(explain)
app.command()(discover)
app.command()(check)
app.command()(score)
app.command()(review)
app.command()(with_findings(demo, lambda options: options["store"] or default_folder() / "demo"))
app.command()(export)
app.command()(fetch)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
