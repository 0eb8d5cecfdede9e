"""The rows of a build, packed into Arrow tables as they come, so that memory holds only the last few thousand."""

from __future__ import annotations

import pyarrow as pa

from etl.knowledge import Knowledge
from etl.ledger.apply import plain
from etl.model import Extraction
from etl.store import Snapshot, keep_documents
from etl.table import (
    document_row,
    indicator_rows,
    issue_rows,
    observation_rows,
    region_rows,
    to_arrow,
    unread_rows,
)  # fmt: skip

_FLUSH = 5_000
"""Rows kept as Python objects before they are packed into a table."""
_COLLECTED = ("observations", "documents", "unread", "issues")


class BuildTables:
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
