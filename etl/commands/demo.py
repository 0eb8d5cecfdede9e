"""`demo`: an invented panel (演示数据) as report texts with the truth beside them, built into a store of its own."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from etl.commands.build import BuildPlan, BuildResult, build_store
from etl.commands.options import Cluster, Jobs, Quiet
from etl.commands.terminal import CANNOT, OK, console, explained_errors, open_executor, progress, report_failures
from etl.demo import DemoReport, Settings, TrueFigure, invent_panel, load_demo, write_reports
from etl.errors import EtlError, StoreError
from etl.model import Metadata
from etl.read import read_metadata
from etl.store import Store, default_folder

_METADATA = ("source", "region", "region_code", "region_path", "level", "year", "issuer", "published")
_TRUTH = (
    "source", "region_code", "region", "report_year", "year", "indicator", "breakdown", "measure", "value",
    "true_value", "unit", "planted", "text", "start", "end",
)  # fmt: skip
_OURS = re.compile(r"9\d{5}-\d{4}\.txt")


def demo(
    regions: Annotated[int, typer.Option(help="虚构的省、市、县共多少个。")] = 60,
    years: Annotated[int, typer.Option(help="多少年；最后一年由 --last-year 指定。")] = 5,
    indicators: Annotated[int, typer.Option(help="多少个指标，最多 60。")] = 30,
    errors: Annotated[float, typer.Option(help="有意写错的数字所占比例：0.01 即百分之一。")] = 0.01,
    seed: Annotated[int, typer.Option(help="随机种子；种子和规模相同，文本就相同。")] = 1,
    last_year: Annotated[int, typer.Option(min=1950, max=2100, help="报告的最后一年。")] = 2024,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="文本和真值所在的文件夹（默认为库文件夹下的 panel）。")
    ] = None,
    store: Annotated[Path | None, typer.Option(help="演示库所在的文件夹（默认 data/demo）。")] = None,
    build: Annotated[bool, typer.Option("--build/--no-build", help="把文本读入演示库。")] = True,
    jobs: Jobs = 1,
    cluster: Cluster = "",
    quiet: Quiet = False,
) -> None:
    """Invent reports of fictional places (演示数据) to try everything on, and to measure the checks with."""
    with explained_errors():
        settings = Settings(regions, years, indicators, errors, seed, last_year)
        home = Store(store or default_folder() / "demo")
        _refuse_real(home)
        folder = output or home.folder / "panel"
        with progress("编写演示报告", None, quiet) as bar:
            written = _write_panel(folder, settings, lambda: bar.advance(bar.task_ids[0]))
        result = None
        if build:
            with open_executor(jobs, cluster) as executor, progress("读取报告", written.reports, quiet) as bar:
                result = _build(home, folder, (settings, executor, lambda: bar.advance(bar.task_ids[0])))
    _summarise(written, folder, quiet)
    if result is not None:
        report_failures(result.failures)
        out = console(quiet)
        out.print(f"演示库 {home.folder}：报告 {result.documents} 份，数字 {result.rows} 行")
        out.print(f"查看：FAZHI_DATA={home.folder} streamlit run dashboard.py")
    raise typer.Exit(CANNOT if result is not None and result.failures else OK)


@dataclass(frozen=True, slots=True)
class _Written:
    """Counts of what was written."""

    reports: int
    figures: int
    planted: int


def _refuse_real(store: Store) -> None:
    """Keep invented figures out of a store of real ones.

    Raises:
        StoreError: the folder has a store that was not built by this command.
    """
    if (store.folder / "CURRENT").exists() and not store.recipe().get("demo"):
        raise StoreError(f"{store.folder}：这个库存的是真实报告；请用 --store 另指定一个文件夹")


def _write_panel(folder: Path, settings: Settings, advance: Any) -> _Written:
    """Write the texts, their metadata and the truth, in place of an earlier panel in the folder.

    Raises:
        EtlError: the folder cannot be written.
    """
    reports = figures = planted = 0
    try:
        texts = folder / "reports"
        texts.mkdir(parents=True, exist_ok=True)
        for path in texts.iterdir():
            if _OURS.fullmatch(path.name):
                path.unlink()
        with _table(folder / "metadata.csv", _METADATA) as described, _table(folder / "truth.csv", _TRUTH) as truth, \
             _table(folder / "planted.csv", _TRUTH) as errors:  # fmt: skip
            for report in write_reports(invent_panel(settings)):
                (texts / f"{report.name}.txt").write_text(report.text, encoding="utf-8", newline="\n")
                described.writerow(_described(report))
                rows = [(figure, _true_row(report, figure)) for figure in report.figures]
                wrong = [row for figure, row in rows if figure.planted]
                truth.writerows(row for _, row in rows)
                errors.writerows(wrong)
                reports, figures, planted = reports + 1, figures + len(rows), planted + len(wrong)
                advance()
        about = {**_about(settings), "reports": reports, "figures": figures, "planted": planted}
        (folder / "demo.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as fault:
        reason = fault.strerror or fault
        raise EtlError(f"{folder}：无法写入（{reason}）；请检查权限和剩余空间") from fault
    return _Written(reports, figures, planted)


def _about(settings: Settings) -> dict[str, object]:
    return {"mark": load_demo()[1].mark, **asdict(settings)}


@contextmanager
def _table(path: Path, columns: tuple[str, ...]) -> Iterator[Any]:
    """A CSV that Excel reads, with its header written."""
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(columns)
        yield writer


def _described(report: DemoReport) -> tuple[object, ...]:
    region = report.region
    place = (region.marked, region.code, region.path, region.level)
    return (report.name, *place, report.year, report.issuer, report.published)


def _true_row(report: DemoReport, figure: TrueFigure) -> tuple[object, ...]:
    return (
        f"{report.name}.txt", report.region.code, report.region.marked, report.year, figure.year, figure.indicator,
        figure.breakdown, figure.measure, figure.value, figure.true_value, figure.unit, figure.planted, figure.text,
        figure.start, figure.end,
    )  # fmt: skip


def _build(store: Store, folder: Path, task: tuple[Settings, Any, Any]) -> BuildResult:
    """Build the demo's store afresh from the texts alone, through the same line as real reports."""
    settings, executor, advance = task
    metadata: dict[str, Metadata] = dict(read_metadata(folder / "metadata.csv"))
    plan = BuildPlan((str(folder / "reports"),), metadata, rebuild=True, demo=_about(settings))
    return build_store(store, plan, executor, advance)


def _summarise(written: _Written, folder: Path, quiet: bool) -> None:
    console(quiet).print(
        f"演示数据：报告 {written.reports} 份，数字 {written.figures} 个，其中有意写错 {written.planted} 个 → {folder}"
    )
