"""What reviewers decided since the snapshot was built: applied to the few reports concerned, without a build.

A chart thus changes as soon as a decision is recorded, and costs what the touched reports hold, not what the store
holds. The next build writes the same rows for good.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from etl.ledger.apply import apply_ledger
from etl.ledger.entry import Entry
from etl.store import Overlay, Snapshot
from etl.table import arrow_schema


def overlay(snapshot: Snapshot, entries: Sequence[Entry]) -> Overlay | None:
    """The reviewed rows of all reports that entries newer than the snapshot touch; None where there are none."""
    built = set(snapshot.manifest.get("ledger", ()))
    fresh = [entry for entry in entries if entry.entry_id not in built]
    if not fresh:
        return None
    sources = {entry.anchor.source for entry in fresh if entry.anchor}
    # with the decisions on earlier texts of the same report, which mark its rows as stale
    anchors = [entry.anchor for entry in entries if entry.anchor and entry.anchor.source in sources]
    documents = sorted({anchor.document_id for anchor in anchors})
    # a decision without a text (a finding across reports) belongs to no report: it is judged anew each time
    concerned = [entry for entry in entries if entry.anchor is None or entry.anchor.document_id in documents]
    applied = apply_ledger(_tables_of(snapshot, documents, concerned), concerned)
    judged = {entry.entry_id for entry in concerned}
    before = snapshot.read("corrections")
    others = before.filter(pc.invert(pc.is_in(before["entry_id"], value_set=pa.array(sorted(judged), pa.string()))))
    corrections = pa.concat_tables([others, applied["corrections"]])
    return Overlay(tuple(documents), applied["observations"], corrections)


def _tables_of(snapshot: Snapshot, documents: Sequence[str], entries: Sequence[Entry]) -> dict[str, pa.Table]:
    """The rows and texts of some reports, and the tables that a corrected field looks its words up in."""
    regions = sorted({change.new for entry in entries for change in entry.changes if change.field == "region"})
    here = "WHERE list_contains($1, document_id)"
    queries: dict[str, tuple[str, Sequence[str]]] = {
        "observations": (f"SELECT * FROM all_observations {here}", documents),
        "documents": (f"SELECT * FROM documents {here}", documents),
        # a region that no gazetteer knows is known from another report
        "regions": (
            """SELECT region_code, region, region_path, level, parent_code FROM regions
               WHERE list_contains($1, region_path)
               UNION ALL BY NAME SELECT DISTINCT region_code, region, region_path, level FROM documents
               WHERE list_contains($1, region_path)""",
            regions,
        ),
    }
    connection = snapshot.connect()
    tables = {"indicators": snapshot.read("indicators")}
    for name, (query, names) in queries.items():
        found: pa.Table = connection.sql(query, params=[list(names)]).to_arrow_table()
        tables[name] = _aligned(found, name)
    return tables


def _aligned(found: pa.Table, name: str) -> pa.Table:
    """The rows with the declared columns; one that the snapshot's program did not know yet is empty."""
    columns = [
        found[field.name].cast(field.type) if field.name in found.column_names else pa.nulls(found.num_rows, field.type)
        for field in arrow_schema(name)
    ]
    return pa.table(columns, schema=arrow_schema(name))
