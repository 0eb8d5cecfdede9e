"""`build`: read reports into the store; what did not change since the last build is taken over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import typer

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
from etl.knowledge import Knowledge, load_knowledge
from etl.ledger import Ledger, apply_ledger
from etl.ledger.apply import plain
from etl.model import Extraction, Metadata
from etl.pipeline import Failure, run_line
from etl.read import Source, expand_sources, read_metadata
from etl.read.metadata import metadata_of
from etl.store import Snapshot, Store, keep_documents
from etl.table import (
    document_row,
    indicator_rows,
    issue_rows,
    observation_rows,
    region_rows,
    to_arrow,
    unread_rows,
)  # fmt: skip

HOME = Path(__file__).resolve().parent.parent.parent
SEEDS = HOME / "seeds"
_FLUSH = 5_000
"""Rows kept as Python objects before they are packed into a table."""


def build(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATHS]", help="Reports to add (default: seeds/ and what was added).")
    ] = None,
    metadata: Annotated[Path | None, typer.Option(help="CSV: source, region, year, issuer, url, published …")] = None,
    catalogue: Annotated[Path | None, typer.Option(help="Your own indicators, added to the catalogue.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the store (default: data/, or FAZHI_DATA).")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes to use.")] = 1,
    cluster: Annotated[str, typer.Option(help="Address of a Dask scheduler, such as tcp://host:8786.")] = "",
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read everything again; with PATHS, only these.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary.")] = False,
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
        plan = _remember(recipe, plan)
        knowledge = load_knowledge(plan.catalogue)
        sources = _Sources(before, recipe, (plan, knowledge))
        tables = _Tables(knowledge)
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
            raise EtlError(
                "no report could be read, the store stays as it was; " + "; ".join(f.message for f in failures[:3])
            )
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
        return Failure(name, f"{name}: a real report, and this store holds invented data; build it into another --data")
    return Failure(name, f"{name}: 演示数据 (invented data); use `python -m etl demo`, which keeps a store of its own")


def _remember(recipe: Mapping[str, Any], plan: BuildPlan) -> BuildPlan:
    """The plan with the metadata and the catalogue of earlier builds, so that a later build need not repeat them."""
    known = {source: Metadata(**entry) for source, entry in recipe.get("metadata", {}).items()}
    catalogue = Path(recipe.get("catalogue", ""))
    kept = catalogue if catalogue.is_file() else None
    demo = plan.demo or recipe.get("demo_settings", {})
    return replace(plan, metadata={**known, **plan.metadata}, catalogue=plan.catalogue or kept, demo=demo)


class _Sources:
    """Which sources must be read, and which documents of the snapshot before can be taken over."""

    def __init__(self, before: Snapshot | None, recipe: Mapping[str, Any], task: tuple[BuildPlan, Knowledge]) -> None:
        self._plan, knowledge = task
        self._before: dict[str, str] = dict(recipe.get("sources", {}))
        self._same = before is not None and before.manifest.get("knowledge") == knowledge.digest
        self._documents = _document_ids(before)
        self._known_stamps = set(self._before.values())
        self._kept: list[str] = []
        self._stamps: dict[str, str] = {}

    def fresh(self) -> Iterator[Source]:
        """The sources that are new or changed, or all of them when the knowledge changed."""
        seen: set[str] = set()
        for source in self._all():
            try:
                data = source.load()
            except EtlError:
                yield source
                continue
            stamp = _stamp(data, metadata_of(source.name, self._plan.metadata))
            document = hashlib.sha256(data).hexdigest()[:16]
            if document in seen:
                continue
            seen.add(document)
            self._stamps[source.name] = stamp
            if self._same and document in self._documents and stamp in self._known_stamps:
                self._kept.append(document)
            else:
                yield Source(source.name, _given(data))

    def _all(self) -> Iterator[Source]:
        """What the user names, after what earlier builds read; the seeds where neither is."""
        earlier = [name for name in self._before if "!" not in name and (HOME / name).exists()]
        packed = {name.partition("!")[0] for name in self._before if "!" in name}
        archives = sorted(name for name in packed if (HOME / name).exists())
        named = list(self._plan.paths) or ([] if earlier or archives else [str(SEEDS)])
        anchored = dict.fromkeys((*earlier, *archives, *map(_anchored, named)))
        yield from expand_sources(anchored, HOME)

    def kept(self) -> list[str]:
        """The documents that are taken over."""
        return self._kept

    def forget(self, source: str) -> None:
        """Leave a refused source out of later builds."""
        self._stamps.pop(source, None)

    def stamps(self) -> dict[str, str]:
        """A stamp per source of this build, to tell next time what changed."""
        return self._stamps


def _anchored(path: str) -> str:
    """A path that means the same from every working folder: below the project as seen from there, else in full."""
    if path == "-":
        return path
    full = Path(path).absolute()
    return full.relative_to(HOME).as_posix() if full.is_relative_to(HOME) else str(full)


def _document_ids(snapshot: Snapshot | None) -> set[str]:
    return set(snapshot.read("documents")["document_id"].to_pylist()) if snapshot else set()


def _stamp(data: bytes, metadata: Metadata) -> str:
    described = repr(metadata).encode()
    return hashlib.sha256(data + b"\0" + described).hexdigest()[:16]


class _given:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def __call__(self) -> bytes:
        return self._data


class _Tables:
    """Collects the rows of a build, packed into Arrow tables as they come."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._rows: dict[str, list[dict[str, object]]] = {name: [] for name in _COLLECTED}
        self._parts: dict[str, list[pa.Table]] = {name: [] for name in _COLLECTED}
        self.documents: list[str] = []

    def add(self, extraction: Extraction) -> None:
        """Add the rows of one document."""
        self.documents.append(extraction.document.document_id)
        self._rows["observations"].extend(observation_rows(extraction))
        self._rows["documents"].append(document_row(extraction))
        self._rows["unread"].extend(unread_rows(extraction))
        self._rows["issues"].extend(issue_rows(extraction, self._knowledge.issues))
        if len(self._rows["observations"]) > _FLUSH:
            self._pack()

    def _pack(self) -> None:
        for name, rows in self._rows.items():
            self._parts[name].append(to_arrow(rows, name))
            rows.clear()

    def finish(self, before: Snapshot | None, kept: list[str]) -> dict[str, pa.Table]:
        """All tables of the new snapshot."""
        self._pack()
        taken = keep_documents(before, kept) if before and kept else {}
        tables = {
            name: pa.concat_tables([plain(part) for part in (*parts, *([taken[name]] if name in taken else []))])
            for name, parts in self._parts.items()
        }
        tables["indicators"] = to_arrow(indicator_rows(self._knowledge.catalogue), "indicators")
        tables["regions"] = to_arrow(region_rows(self._knowledge.gazetteer), "regions")
        return tables


_COLLECTED = ("observations", "documents", "unread", "issues")
