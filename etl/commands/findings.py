"""After a build: what the audit and the outlier search find is kept with the new snapshot, so that pages only read it.

Like `check`, this is the composition root: the modules of commands that build know no analysis, and nothing but the
entry point knows this one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import typer

from analysis.findings import store_findings
from etl.commands.build import build
from etl.commands.demo import demo
from etl.commands.terminal import CANNOT, console, explained_errors, open_executor
from etl.errors import StoreError
from etl.store import Store, default_folder

Command = Callable[..., None]


def with_findings(command: Command, folder_of: Callable[[dict[str, Any]], Path | None]) -> Command:
    """The command, followed by the search for findings where it has put a snapshot in force.

    Args:
        folder_of: the folder of the store, by the command's options; None for the usual one.
    """

    @wraps(command)
    def build_and_find(**options: Any) -> None:
        store = Store(folder_of(options))
        before = _name(store)
        try:
            command(**options)
        except typer.Exit as end:
            if end.exit_code != CANNOT and _name(store) != before:
                _find(store, int(options.get("jobs", 1)), bool(options.get("quiet")))
            raise

    return build_and_find


def _name(store: Store) -> str:
    """The name of the snapshot in force; empty where there is none that this program reads."""
    try:
        snapshot = store.current()
    except StoreError:
        return ""
    return snapshot.name if snapshot else ""


def _find(store: Store, jobs: int, quiet: bool) -> None:
    with explained_errors(), open_executor(jobs, "") as executor, console(quiet).status("核验数字，查找异常……"):
        snapshot = store.current()
        found = store_findings(snapshot, executor) if snapshot else None
    if found is not None:
        broken = int((found.checks["status"] == "broken").sum())
        console(quiet).print(f"核验：不成立的数字关系 {broken} 处；异常数字 {len(found.flags)} 个")


build_and_find = with_findings(build, lambda options: options["data"])
demo_and_find = with_findings(demo, lambda options: options["store"] or default_folder() / "demo")
