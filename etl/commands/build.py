"""`build`: read reports into the store; what did not change since the last build is taken over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from etl.commands.build_sources import BuildSources
from etl.commands.build_tables import BuildTables
from etl.commands.options import CatalogueFile, Cluster, Jobs, MetadataFile, Quiet, StoreFolder
from etl.commands.terminal import (
    CANNOT,
    OK,
    SOME_FAILED,
    announce_catalogue,
    console,
    explained_errors,
    open_executor,
    progress,
    report_failures,
)
from etl.demo import is_demo_text
from etl.errors import EtlError, OutdatedStoreError
from etl.knowledge import load_knowledge
from etl.ledger import Ledger, apply_ledger
from etl.model import Extraction, Metadata
from etl.own_catalogue import find_own_catalogue
from etl.pipeline import Failure, run_line
from etl.read import read_metadata
from etl.store import Snapshot, Store


def build(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATHS]", help="要加入的报告（默认为 seeds/ 和以前加入的）。")
    ] = None,
    metadata: MetadataFile = None,
    catalogue: CatalogueFile = None,
    data: StoreFolder = None,
    jobs: Jobs = 1,
    cluster: Cluster = "",
    rebuild: Annotated[bool, typer.Option("--rebuild", help="全部重新读取；给了 PATHS 则只读这些。")] = False,
    quiet: Quiet = False,
) -> None:
    """Build the store that the dashboard shows."""
    with explained_errors():
        announce_catalogue(catalogue, quiet)
        entries: dict[str, Metadata] = dict(read_metadata(metadata)) if metadata else {}
        plan = BuildPlan(tuple(paths or ()), entries, catalogue, rebuild)
        with open_executor(jobs, cluster) as executor, progress("读取报告", None, quiet) as bar:
            result = build_store(Store(data), plan, executor, lambda: bar.advance(bar.task_ids[0]))
    report_failures(result.failures)
    out = console(quiet)
    out.print(
        f"报告 {result.documents} 份（新读 {result.fresh}，沿用 {result.kept}，失败 {len(result.failures)}），"
        f"数字 {result.rows} 行"
    )
    out.print("查看：streamlit run dashboard.py")
    raise typer.Exit(OK if not result.failures else SOME_FAILED if result.documents else CANNOT)


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """What to build: paths to add (none: the seeds), metadata, a user's catalogue, and whether to start afresh.

    `demo` describes an invented panel; a store that was built with one takes no real reports, and no other takes its.
    """

    paths: tuple[str, ...] = ()
    metadata: dict[str, Metadata] = field(default_factory=dict)
    catalogue: Path | None = None
    rebuild: bool = False
    demo: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did, in counts of documents and rows."""

    documents: int
    fresh: int
    kept: int
    rows: int
    failures: list[Failure]


def build_store(store: Store, plan: BuildPlan, executor: object = None, advance: object = None) -> BuildResult:
    """Read what is new, take over what is not, and put a new snapshot in force.

    Raises:
        StoreError: another build is running, or the store is damaged and `rebuild` was not asked for.
    """
    with store.lock():
        before = None if plan.rebuild else _current_or_none(store)
        recipe = {} if plan.rebuild and plan.paths else store.recipe()
        plan = _remember(recipe, plan, find_own_catalogue(store))
        knowledge = load_knowledge(plan.catalogue)
        sources = BuildSources(before, recipe, (plan.paths, plan.metadata, knowledge))
        tables = BuildTables(knowledge)
        failures: list[Failure] = []
        for outcome in run_line(sources.fresh(), plan.metadata, plan.catalogue, executor):  # type: ignore[arg-type]
            if callable(advance):
                advance()
            checked = outcome if isinstance(outcome, Failure) else _kept_apart(outcome, bool(plan.demo))
            if isinstance(checked, Extraction):
                tables.add(checked)
                continue
            failures.append(checked)
            if checked is not outcome:
                sources.forget(checked.source)
        kept = sources.kept()
        if not tables.documents and not kept:
            raise EtlError("一份报告也没有读成，库保持原样。" + "；".join(f.message for f in failures[:3]))
        entries = Ledger(store.folder).entries()
        finished = apply_ledger(tables.finish(before, kept), entries)
        manifest = {
            "ledger": [entry.entry_id for entry in entries],
            "knowledge": knowledge.digest, "sources": sources.stamps(),
            "metadata": {source: asdict(entry) for source, entry in plan.metadata.items()},
            "catalogue": str(plan.catalogue.resolve()) if plan.catalogue else "",
            "demo": bool(plan.demo), "demo_settings": dict(plan.demo),
        }  # fmt: skip
        store.save(finished, manifest)
    rows = finished["observations"].num_rows
    return BuildResult(finished["documents"].num_rows, len(tables.documents), len(kept), rows, failures)


def _current_or_none(store: Store) -> Snapshot | None:
    """The snapshot in force; none where an older version wrote it, whose sources are then read again."""
    try:
        return store.current()
    except OutdatedStoreError:
        return None


def _kept_apart(extraction: Extraction, is_demo: bool) -> Extraction | Failure:
    """The extraction, unless it would mix invented figures with real ones."""
    name = extraction.document.provenance.source
    if is_demo_text(extraction.document.text) == is_demo:
        return extraction
    if is_demo:
        return Failure(name, f"{name}：这是真实报告，而这个库存的是演示数据；请用 --data 另指定一个文件夹")
    return Failure(name, f"{name}：这是演示数据，不能并入真实数据；请用 `python -m etl demo`，它有自己的库")


def _remember(recipe: Mapping[str, Any], plan: BuildPlan, own: Path | None) -> BuildPlan:
    """The plan with the metadata and the catalogue of earlier builds, so that a later build need not repeat them.

    Args:
        own: the catalogue that the user handed in through the dashboard; it comes before one of an earlier build.
    """
    known = {source: Metadata(**entry) for source, entry in recipe.get("metadata", {}).items()}
    catalogue = Path(recipe.get("catalogue", ""))
    kept = catalogue if catalogue.is_file() else None
    demo = plan.demo or recipe.get("demo_settings", {})
    return replace(plan, metadata={**known, **plan.metadata}, catalogue=plan.catalogue or own or kept, demo=demo)
