"""Tables and the ledger -> the tables as people decided; a pure function, run on every build and by the dashboard.

Applying is idempotent: what an earlier run changed is first taken back, so the same call also undoes. A rejected row
stays in the table, marked; a stale decision marks the rows it seems to be about and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from etl.ledger.entry import Entry
from etl.ledger.judge import WHOLE, Decided, Judge, Verdict
from etl.ledger.rows import Lookups, Row, added, corrected, field_text, remember, restored, trusted
from etl.table import arrow_schema, to_arrow

CONFLICT = "review_conflict"
_PLACE = ("region_code", "region", "region_path", "level")
_STATUS = {"accept": "accepted", "correct": "corrected", "reject": "rejected", "add": "added", "dismiss": "dismissed"}
_ROW_ACTIONS = ("accept", "correct", "reject", "add")
_SAME_READING = ("indicator", "breakdown", "measure", "year")


def apply_ledger(tables: Mapping[str, pa.Table], entries: Sequence[Entry]) -> dict[str, pa.Table]:
    """The tables with every decision that still holds applied to `observations`, and `corrections` filled.

    Args:
        tables: `observations` and `documents`, as read or as an earlier call left them; `indicators` and `regions`
            give what a corrected field implies. Reports missing in `documents` make their entries stale.
    """
    touched, untouched = _split(plain(tables["observations"]), entries)
    documents = _documents(tables["documents"], entries)
    rows = [row for row in (restored(row) for row in touched.to_pylist()) if row is not None]
    judge = Judge(rows, {name: str(document["text"] or "") for name, document in documents.items()})
    verdicts = judge.judge(entries)
    lookups = _lookups(tables, entries)
    written = [_write(row, judge.decided.get(str(row["observation_id"])), lookups) for row in rows]
    written += _added_rows(judge.decided, {str(row["observation_id"]) for row in rows}, documents, lookups)
    _mark_stale(written, verdicts)
    observations = pa.concat_tables([untouched, plain(to_arrow(written, "observations"))])
    return {
        **tables, "observations": observations.cast(arrow_schema("observations")),
        "corrections": to_arrow([line for verdict in verdicts for line in _lines(verdict)], "corrections"),
    }  # fmt: skip


def plain(table: pa.Table) -> pa.Table:
    """Dictionary columns as plain text, so that parts with different dictionaries can be joined."""
    fields = [pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in table.schema]
    return table.cast(pa.schema(fields))


def _split(observations: pa.Table, entries: Sequence[Entry]) -> tuple[pa.Table, pa.Table]:
    """The rows that an entry may be about or that were reviewed before, and all others."""
    anchors = [entry.anchor for entry in entries if entry.anchor]
    documents = pa.array(sorted({anchor.document_id for anchor in anchors}), pa.string())
    sources = pa.array(sorted({anchor.source for anchor in anchors}), pa.string())
    named = pc.or_(
        pc.is_in(observations["document_id"], value_set=documents), pc.is_in(observations["source"], value_set=sources)
    )
    reviewed = pc.not_equal(pc.fill_null(observations["review"], ""), "")
    mask = pc.or_(named, reviewed)
    return observations.filter(mask), observations.filter(pc.invert(mask))


def _documents(documents: pa.Table, entries: Sequence[Entry]) -> dict[str, Row]:
    named = pa.array(sorted({entry.anchor.document_id for entry in entries if entry.anchor}), pa.string())
    found = documents.filter(pc.is_in(documents["document_id"], value_set=named))
    return {str(row["document_id"]): row for row in found.to_pylist()}


def _lookups(tables: Mapping[str, pa.Table], entries: Sequence[Entry]) -> Lookups:
    wanted = {change.new for entry in entries for change in entry.changes if change.field == "region"}
    places: dict[str, dict[str, str]] = {}
    for name in ("observations", "documents", "regions"):
        if wanted and name in tables:
            places |= _places(tables[name], wanted)
    rows = tables["indicators"].select(["id", "label_zh", "theme"]).to_pylist() if "indicators" in tables else []
    return Lookups({row["id"]: (row["label_zh"], row["theme"]) for row in rows}, places)


def _places(table: pa.Table, wanted: Iterable[str]) -> dict[str, dict[str, str]]:
    columns = plain(table.select(list(_PLACE)))
    chosen = columns.filter(pc.is_in(columns["region_path"], value_set=pa.array(sorted(wanted), pa.string())))
    return {str(row["region_path"]): row for row in chosen.group_by(list(_PLACE)).aggregate([]).to_pylist()}


def _write(row: Row, decided: Decided | None, lookups: Lookups) -> Row:
    """A row that was read, as people decided."""
    if decided is None or decided.whole is None:
        return row
    row = corrected(row, {name: text for name, (text, _) in decided.fields.items()}, lookups)
    status = "corrected" if row["as_read"] else "accepted"
    if decided.whole[0] == "rejected":
        return _flag({**row, "review": "rejected"}, decided)
    return _flag({**trusted(row), "review": status}, decided)


def _added_rows(
    decided: Mapping[str, Decided], known: set[str], documents: Mapping[str, Row], lookups: Lookups
) -> list[Row]:
    """The rows of added numbers that the line does not read by itself; a rejected one leaves the table."""
    rows: list[Row] = []
    for target, found in decided.items():
        if found.added_by is None or target in known or (found.whole and found.whole[0] == "rejected"):
            continue
        document = documents.get(found.added_by.anchor.document_id, {}) if found.added_by.anchor else {}
        row = added(found.added_by, document, lookups)
        later = {name: text for name, (text, _) in found.fields.items()}
        rows.append({**_flag(corrected(row, later, lookups), found), "printed_value": None, "as_read": ""})
    return rows


def _flag(row: Row, decided: Decided) -> Row:
    verdicts = [verdict for _, verdict in decided.fields.values()] + ([decided.whole[1]] if decided.whole else [])
    if not any(verdict.conflicts for verdict in verdicts):
        return row
    flags = " ".join((*str(row.get("flags") or "").split(), CONFLICT))
    return remember({**row, "flags": flags}, {"flags": row.get("flags")})


def _mark_stale(rows: list[Row], verdicts: Sequence[Verdict]) -> None:
    """Marks the rows that a stale decision seems to be about, where nothing else was decided about them."""
    stale = [verdict for verdict in verdicts if verdict.state == "stale" and verdict.entry.action in _ROW_ACTIONS]
    for row in rows:
        if not row["review"] and any(_seems_about(verdict, row) for verdict in stale):
            row["review"] = "stale"


def _seems_about(verdict: Verdict, row: Row) -> bool:
    """Whether a row is the one judged: the same words in the same report, or the same reading of its number."""
    anchor, reading = verdict.entry.anchor, dict(verdict.entry.reading)
    if anchor is None or (row["document_id"] != anchor.document_id and row["source"] != anchor.source):
        return False
    if row["observation_id"] == verdict.target:
        return True
    if row["text"] == anchor.text and row["sentence"] == anchor.sentence:
        return True
    return bool(reading.get("indicator")) and all(
        field_text(row, name) == reading.get(name, "") for name in _SAME_READING
    )


def _lines(verdict: Verdict) -> list[Row]:
    """The rows of `corrections` for one entry: one for each field, or one for the row as a whole."""
    entry, anchor = verdict.entry, verdict.entry.anchor
    shared: Row = {
        "entry_id": entry.entry_id, "action": entry.action, "reason": verdict.reason,
        "observation_id": verdict.target, "who": entry.who, "when": entry.when, "why": entry.why,
        "text": anchor.text if anchor else "", "sentence": anchor.sentence if anchor else "",
        "document_id": anchor.document_id if anchor else "", "source": anchor.source if anchor else "",
        "start": anchor.start if anchor else None, "end": anchor.end if anchor else None,
        "flag_id": entry.flag_id, "revokes": entry.revokes,
    }  # fmt: skip
    if not entry.changes:
        whole = {"field": WHOLE, "old": "", "new": _STATUS.get(entry.action, "")}
        return [{**shared, **_standing(verdict, WHOLE), **whole}]
    return [
        {**shared, **_standing(verdict, one.field), "field": one.field, "old": one.old, "new": one.new}
        for one in entry.changes
    ]


def _standing(verdict: Verdict, field: str) -> Row:
    """Whether a decision on a field holds. A rejection by someone else is about the whole row, so about all fields."""
    overridden = verdict.state == "applied" and field in verdict.overridden
    conflict = field in verdict.conflicts or WHOLE in verdict.conflicts
    return {"state": "overridden" if overridden else verdict.state, "conflict": conflict}
