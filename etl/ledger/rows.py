"""One row of the table and a person's corrections: fields as text, a corrected row, and the row as it was read.

A corrected row keeps what was read in `as_read`, so that every correction can be taken back exactly.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from etl.ledger.entry import NUMBERS, Anchor, Entry
from etl.table import TABLES, stable_id

Row = dict[str, object]
ADDED_RULE = "review"
_PLACE = ("region_code", "region", "region_path", "level")
_COLUMNS = tuple(column.name for column in TABLES["observations"])


@dataclass(frozen=True, slots=True)
class Lookups:
    """What a corrected field implies: label and theme of an indicator, code and level of a region's path."""

    indicators: Mapping[str, tuple[str, str]]
    places: Mapping[str, Mapping[str, str]]


def field_text(row: Mapping[str, object], field: str) -> str:
    """A field of a row as a person would write it; empty where there is no value."""
    value = row.get("region_path" if field == "region" else field)
    if value is None or value != value:
        return ""
    if field in NUMBERS and isinstance(value, float):
        return repr(int(value)) if value == int(value) else repr(value)
    return str(value)


def corrected(row: Row, fields: Mapping[str, str], lookups: Lookups) -> Row:
    """The row with some fields as a person gave them, and what they replaced in `as_read`."""
    changed: Row = {}
    for name, text in fields.items():
        changed.update(_columns(name, text, lookups))
    before = {name: row.get(name) for name, value in changed.items() if row.get(name) != value}
    fresh = {**row, **changed}
    if "value" in before:
        fresh["printed_value"] = row.get("value")
    return remember(fresh, before)


def trusted(row: Row) -> Row:
    """The row as certain as a person's word."""
    return remember({**row, "confidence": 1.0}, {"confidence": row.get("confidence")})


def restored(row: Row) -> Row | None:
    """The row as it was read; None for one that only a person added."""
    if row.get("review") == "added":
        return None
    before: Row = json.loads(str(row.get("as_read") or "{}"))
    return {**row, **before, "review": "", "printed_value": None, "as_read": ""}


def added(entry: Entry, document: Mapping[str, object], lookups: Lookups) -> Row:
    """The row of a number that a person added; place and year are the report's unless the entry says otherwise."""
    anchor = entry.anchor or Anchor("", "", 0, 0, "")
    row: Row = dict.fromkeys(_COLUMNS)
    row |= {
        "document_id": anchor.document_id, "source": document.get("source") or anchor.source,
        **{name: document.get(name) or "" for name in _PLACE}, "issuer": document.get("issuer") or "",
        "year": document.get("report_year"), "report_year": document.get("report_year"), "measure": "level",
        "bound": "=", "unit": "", "text": anchor.text, "start": anchor.start, "end": anchor.end,
        "sentence": anchor.sentence, "confidence": 1.0, "rule": ADDED_RULE,
        **dict.fromkeys(("indicator", "label", "theme", "breakdown", "section", "flags"), ""),
    }  # fmt: skip
    for change in entry.changes:
        row |= _columns(change.field, change.new, lookups)
    return {**row, "observation_id": added_id(entry), "review": "added", "as_read": ""}


def added_id(entry: Entry) -> str:
    """The id of an added row: the one that the line gives should it come to read the number the same way."""
    given = {change.field: change.new for change in entry.changes}
    counted = (given.get("indicator", ""), given.get("breakdown", ""), given.get("measure", "level"))
    anchor = entry.anchor or Anchor("", "", 0, 0, "")
    return stable_id(anchor.document_id, (anchor.start, anchor.end), counted)


def remember(row: Row, before: Mapping[str, object]) -> Row:
    """The row with what some of its columns held before; what was noted earlier was read earlier, and stays."""
    known: Row = json.loads(str(row.get("as_read") or "{}"))
    kept = {**before, **known}
    return {**row, "as_read": json.dumps(kept, ensure_ascii=False) if kept else ""}


def _columns(field: str, text: str, lookups: Lookups) -> Row:
    """The columns that a field stands for, with their types."""
    if field in NUMBERS:
        return {field: float(text) if text else None}
    if field == "year":
        return {"year": int(text) if text else None}
    if field == "indicator":
        label, theme = lookups.indicators.get(text, (text, ""))
        return {"indicator": text, "label": label, "theme": theme}
    if field == "region":
        unknown = {"region_code": "", "region": text.rpartition("/")[2], "region_path": text, "level": ""}
        return dict(lookups.places.get(text, unknown))
    return {field: text}
