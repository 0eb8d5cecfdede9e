"""The line: a source -> Extraction, and many sources over an executor, in their order.

    read > fold > segment > find quantities > find relations > link > attribute > rate > assemble

`extract` is a pure function of a document and the knowledge, so it runs alike in this process, in a pool, or on a
cluster. Results come back batch by batch in the order of the sources, whatever runs them, and are not kept.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path

from etl.attribute import attribute_quantities, describe_document
from etl.confidence import rate_links
from etl.errors import EtlError, ReadError
from etl.knowledge import Knowledge, knowledge_state, load_knowledge
from etl.link import link_indicators
from etl.model import Document, Extraction, Issue, Layout, Link, Metadata, Reading, Relation
from etl.normalise import fold
from etl.quantities import find_quantities
from etl.read import Source, read_document
from etl.read.metadata import metadata_of
from etl.relations import find_relations
from etl.segment import segment
from etl.table import Findings, assemble

BATCH = 16
"""Documents handed to a worker at once: enough to hide the cost of a task, few enough to spread a folder."""


@dataclass(frozen=True, slots=True)
class Stages:
    """What every stage found, for those who want to look inside."""

    findings: Findings
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be read, and why; the others go on."""

    source: str
    message: str


Outcome = Extraction | Failure


def run_stages(document: Document, knowledge: Knowledge) -> Stages:
    """Every stage on one document."""
    layout: Layout = segment(fold(document.text), knowledge.layout)
    reading: Reading = find_quantities(layout, knowledge.numbers)
    relations = find_relations(layout, reading, knowledge.lexicon)
    links: tuple[Link, ...] = link_indicators(layout, reading, relations, knowledge)
    facts = describe_document(document, layout, knowledge)
    attributions = attribute_quantities(layout, reading, relations, facts, knowledge)
    rated = rate_links(links, attributions, facts, knowledge.confidence)
    return Stages(Findings(document, layout, facts, reading, rated, attributions), relations)


def extract(document: Document, knowledge: Knowledge, doubts: tuple[Issue, ...] = ()) -> Extraction:
    """All observations of one document; `doubts` are those that reading its file raised."""
    findings = run_stages(document, knowledge).findings
    observations, issues = assemble(findings, knowledge.catalogue)
    return Extraction(document, findings.facts, observations, findings.reading.unread, (*doubts, *issues))


def extract_source(source: Source, metadata: Mapping[str, Metadata], knowledge: Knowledge) -> Outcome:
    """The extraction of one source, or why there is none."""
    try:
        document, doubts = read_document(source, metadata)
    except ReadError as fault:
        return Failure(source.name, str(fault))
    return extract(document, knowledge, doubts)


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs for a batch; the knowledge is loaded there, once per process, in the state of the run."""

    sources: tuple[tuple[str, bytes | str], ...]
    metadata: Mapping[str, Metadata]
    catalogue: Path | None
    state: str


def run_job(job: Job) -> list[Outcome]:
    """The outcomes of one batch, in its order; a source that failed to load carries its message."""
    knowledge = load_knowledge(job.catalogue, job.state)
    outcomes: list[Outcome] = []
    for name, data in job.sources:
        if isinstance(data, str):
            outcomes.append(Failure(name, data))
        else:
            outcomes.append(extract_source(Source(name, _constant(data)), job.metadata, knowledge))
    return outcomes


class _constant:
    """A loader that gives bytes already in hand."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __call__(self) -> bytes:
        return self._data


def run_line(
    sources: Iterable[Source], metadata: Mapping[str, Metadata], catalogue: Path | None, executor: Executor | None
) -> Iterator[Outcome]:
    """The outcomes of all sources in their order; memory holds a few batches, however many sources there are."""
    state = knowledge_state(catalogue)
    jobs = (Job(batch, _only(metadata, batch), catalogue, state) for batch in _batches(sources))
    if executor is None:
        for job in jobs:
            yield from run_job(job)
        return
    waiting: deque[Future[list[Outcome]]] = deque()
    for job in jobs:
        waiting.append(executor.submit(run_job, job))
        if len(waiting) >= _AHEAD:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def _only(metadata: Mapping[str, Metadata], batch: tuple[tuple[str, bytes | str], ...]) -> Mapping[str, Metadata]:
    """What the metadata say of a batch: a worker is not sent those of twenty thousand other reports."""
    return {name: metadata_of(name, metadata) for name, _ in batch} if metadata else {}


_AHEAD = 8
"""Batches in flight: the bound on memory, and enough to keep a small pool busy."""


def _batches(sources: Iterable[Source]) -> Iterator[tuple[tuple[str, bytes | str], ...]]:
    """Sources with their bytes, in batches bounded by number; what cannot be loaded carries its message."""
    loaded = (_load(source) for source in sources)
    while batch := tuple(itertools.islice(loaded, BATCH)):
        yield batch


def _load(source: Source) -> tuple[str, bytes | str]:
    try:
        return source.name, source.load()
    except EtlError as fault:
        return source.name, str(fault)
