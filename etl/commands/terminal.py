"""The terminal: exit codes, messages and progress, the same for every command.

Exit codes: 0 all done; 1 some sources failed or findings were made; 2 the call itself is wrong, or nothing could be
done at all. Messages go to standard error, so that standard output can be piped.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from etl.errors import EtlError
from etl.knowledge.catalogue import load_catalogue
from etl.pipeline import Failure

OK, SOME_FAILED, CANNOT = 0, 1, 2


def console(quiet: bool = False) -> Console:
    """A console on standard error; a quiet one swallows everything but errors."""
    return Console(stderr=True, quiet=quiet, highlight=False)


@contextmanager
def progress(title: str, total: int | None, quiet: bool) -> Iterator[Progress]:
    """A progress bar on standard error; the task 0 is under way."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(quiet), transient=True, disable=quiet) as bar:
        bar.add_task(title, total=total)
        yield bar


def report_failures(failures: list[Failure]) -> None:
    """Say of each source that failed what is wrong with it; shown however quiet the command is."""
    for failure in failures:
        console().print(f"[red]失败[/] {failure.message}", markup=True, soft_wrap=True)


@contextmanager
def explained_errors() -> Iterator[None]:
    """Turn an `EtlError` into one line on standard error and exit code 2."""
    try:
        yield
    except EtlError as fault:
        console().print(f"[red]错误[/] {fault}", soft_wrap=True)
        raise typer.Exit(CANNOT) from fault


def announce_catalogue(path: Path | None, quiet: bool = False) -> None:
    """Say which entries of a user's catalogue replace built-in ones, and which names both have.

    Raises:
        KnowledgeError: the file cannot be read or breaks its grammar.
    """
    if path is None:
        return
    built_in = load_catalogue().indicators
    out = console(quiet)
    for name, entry in load_catalogue(path).indicators.items():
        if name not in built_in:
            for word in entry.names:
                for other in (i for i in built_in.values() if word in i.names):
                    out.print(
                        f"[yellow]提示[/] {path.name}：{name} 的叫法“{word}”也是内置指标 {other.id} 的叫法，"
                        f"同一个数字会记在两个指标下；要取代内置指标，请把编号改为 {other.id}",
                        soft_wrap=True,
                    )
        elif built_in[name] != entry:
            out.print(
                f"[yellow]提示[/] {path.name}：{name} 取代了同编号的内置指标“{built_in[name].label_zh}”；"
                f"要两个都保留，请改用别的编号",
                soft_wrap=True,
            )


@contextmanager
def open_executor(jobs: int, cluster: str) -> Iterator[Executor | None]:
    """What runs the batches: this process (None), a pool of processes, or a cluster's scheduler."""
    if cluster:
        yield from _cluster_executor(cluster)
    elif jobs > 1:
        # a fork would copy the locks of Arrow's and DuckDB's threads, and might wait for them for ever
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            yield pool
    else:
        yield None


def _cluster_executor(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as fault:
        raise EtlError("--cluster 需要 distributed 包；请先运行 pip install distributed") from fault
    try:
        client = Client(address, timeout="10s")
    except OSError as fault:
        raise EtlError(f"{address}：那里没有调度程序应答（{fault}）；请先运行 dask scheduler") from fault
    with client:
        yield client.get_executor(pure=False)
