"""Rows of marked texts with their evidence, and whether each is right: what the confidence is fitted and tested on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.attribute.document import resolve_name
from etl.model import Document, Metadata, Provenance
from etl.pipeline import extract, run_stages
from etl.read import expand_sources, read_document, read_metadata
from etl.scoring import Row, judge, predicted_rows, read_gold
from tests.fresh.passages import Half
from tests.fresh.report import all_passages, knowledge

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
GOLD = ("seeds", "dev", "real")


@dataclass(frozen=True, slots=True)
class Sample:
    """One row: its text's set and name, its evidence, whether it has an indicator and is right, and its confidence."""

    origin: str
    document: str
    evidence: tuple[tuple[str, float], ...]
    is_linked: bool
    is_right: bool
    confidence: float


def fresh_samples(half: Half) -> Iterator[Sample]:
    """The rows of the fresh passages of one half; each passage is a document."""
    for passage in all_passages():
        if passage.half == half:
            provenance = Provenance(passage.name, "", "utf-8", len(passage.text.encode()))
            metadata = Metadata(passage.region, passage.year)
            document = Document("0" * 16, passage.text, provenance, metadata)
            yield from _samples(half, passage.name, document, passage.rows)


def gold_samples(name: str) -> Iterator[Sample]:
    """The rows of a gold set, in the order of its documents.

    Raises:
        FileNotFoundError: the gold is not beside this checkout.
    """
    folder = ROOT / "seeds" if name == "seeds" else SHARED / "gold" / name
    table = SHARED / "gold" / "real_metadata.csv"
    metadata = read_metadata(table) if name == "real" else {}
    documents = {Path(s.name).stem: read_document(s, metadata)[0] for s in expand_sources([str(folder)])}
    codes = _gold_codes()
    gold = read_gold(
        SHARED / "gold" / f"{name}.jsonl", {stem: document.text for stem, document in documents.items()},
        lambda region: codes.get(region) or resolve_name(region, knowledge().gazetteer),
    )  # fmt: skip
    for stem, document in documents.items():
        yield from _samples(name, stem, document, tuple(row for row in gold if row.document == stem))


def reviewed_samples(folder: Path) -> Iterator[Sample]:
    """The rows of the reports that reviewers judged in full, as `python -m etl review --gold FOLDER` writes them."""
    sources = expand_sources([str(folder / "documents")])
    metadata = read_metadata(folder / "metadata.csv")
    documents = {Path(s.name).stem: read_document(s, metadata)[0] for s in sources}
    texts = {stem: document.text for stem, document in documents.items()}
    gold = read_gold(folder / "gold.jsonl", texts, lambda region: resolve_name(region, knowledge().gazetteer))
    for stem, document in documents.items():
        yield from _samples("reviewed", stem, document, tuple(row for row in gold if row.document == stem))


def _samples(origin: str, name: str, document: Document, marked: tuple[Row, ...]) -> Iterator[Sample]:
    links = run_stages(document, knowledge()).findings.links
    rows = predicted_rows(name, extract(document, knowledge()).observations)
    for link, row, right in zip(links, rows, judge(marked, rows), strict=True):
        if right is not None:
            yield Sample(origin, f"{origin}/{name}", link.evidence, bool(row.indicator), right, link.confidence)


def _gold_codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    tables = (SHARED / "gold" / "dev_regions.csv", SHARED / "gold" / "real_regions.csv")
    for table in (SHARED / "spec" / "gold_regions.csv", *tables):
        with table.open(encoding="utf-8-sig") as handle:
            codes |= {row["name"]: row["code"] for row in csv.DictReader(handle)}
    return codes
