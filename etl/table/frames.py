"""Extractions -> Arrow tables and data frames with the declared columns; the text of CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
import pyarrow as pa

from etl.knowledge.catalogue import Catalogue
from etl.knowledge.gazetteer import Gazetteer
from etl.knowledge.issues import IssueKind
from etl.model import Extraction, Observation, Place
from etl.table.schema import TABLES, arrow_schema

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Row = dict[str, object]


def observation_rows(extraction: Extraction) -> list[Row]:
    """One row per observation, keyed by the columns of the table."""
    return [_observation_row(observation) for observation in extraction.observations]


def _observation_row(row: Observation) -> Row:
    quantity = row.quantity
    return {
        "observation_id": row.observation_id, "document_id": row.document_id, "source": row.source,
        **_place_row(row.place), "issuer": row.issuer, "year": row.year, "report_year": row.report_year,
        "indicator": row.indicator, "label": row.label, "theme": row.theme, "breakdown": row.breakdown,
        "measure": row.measure, "value": quantity.value, "value_high": quantity.value_high, "unit": quantity.unit,
        "bound": quantity.bound, "text": row.text, "start": quantity.start, "end": quantity.end,
        "sentence": row.sentence, "section": row.section, "confidence": round(row.confidence, 4),
        "flags": " ".join(row.flags), "rule": row.rule, "review": "", "as_read": "",
    }  # fmt: skip


def _place_row(place: Place) -> Row:
    return {
        "region_code": place.region_code, "region": place.region,
        "region_path": place.region_path, "level": place.level,
    }  # fmt: skip


def document_row(extraction: Extraction) -> Row:
    """The row of the document itself."""
    document, facts = extraction.document, extraction.facts
    provenance, metadata = document.provenance, document.metadata
    return {
        "document_id": document.document_id, "source": provenance.source, "title": facts.title,
        **_place_row(facts.place), "region_evidence": facts.region_evidence, "issuer": facts.issuer,
        "report_year": facts.report_year, "url": metadata.url,
        "published": metadata.published, "sha256": provenance.sha256, "encoding": provenance.encoding,
        "characters": len(document.text), "observations": len({o.quantity.start for o in extraction.observations}),
        "linked": len({o.quantity.start for o in extraction.observations if o.indicator}), "text": document.text,
    }  # fmt: skip


def unread_rows(extraction: Extraction) -> list[Row]:
    """One row per number that is no observation."""
    document = extraction.document.document_id
    return [{"document_id": document, "start": u.start, "end": u.end, "reason": u.reason} for u in extraction.unread]


def issue_rows(extraction: Extraction, kinds: Mapping[str, IssueKind]) -> list[Row]:
    """One row per doubt, explained in both languages."""
    rows: list[Row] = []
    for issue in extraction.issues:
        zh, en = kinds[issue.code].explain(issue)
        rows.append(
            {
                "document_id": extraction.document.document_id, "source": extraction.document.provenance.source,
                "code": issue.code, "severity": issue.severity,
                "observation_id": dict(issue.facts).get("observation", ""), "start": issue.start, "end": issue.end,
                "explanation_zh": zh, "explanation_en": en,
            }
        )  # fmt: skip
    return rows


def indicator_rows(catalogue: Catalogue) -> list[Row]:
    """The catalogue in its own order."""
    return [
        {
            "id": i.id, "label_zh": i.label_zh, "label_en": i.label_en, "theme": i.theme,
            "theme_zh": catalogue.themes[i.theme].label_zh, "theme_en": catalogue.themes[i.theme].label_en,
            "kind": i.kind, "unit": i.unit, "better": i.better, "definition": i.definition,
        }
        for i in catalogue.indicators.values()
    ]  # fmt: skip


def region_rows(gazetteer: Gazetteer) -> list[Row]:
    """All present divisions by code."""
    return [
        {**_place_row(gazetteer.place(code)), "parent_code": region.parent}
        for code, region in sorted(gazetteer.regions.items())
    ]


def to_arrow(rows: Sequence[Row], table: str) -> pa.Table:
    """Rows as an Arrow table with the declared types; no rows give an empty table with all columns."""
    return pa.Table.from_pylist(list(rows), schema=arrow_schema(table))


def to_frame(rows: Sequence[Row], table: str = "observations") -> pd.DataFrame:
    """Rows as a data frame with the declared columns in order; missing years are <NA>."""
    return as_frame(to_arrow(rows, table))


def as_frame(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a data frame; years keep their type where some are missing."""
    mapping = {pa.int16(): pd.Int16Dtype(), pa.int32(): pd.Int32Dtype()}
    frame: pd.DataFrame = table.to_pandas(types_mapper=mapping.get)
    return frame


def neutralise(value: object) -> object:
    """`value`, with a quote in front where a spreadsheet would take it for a formula; numbers stay as they are."""
    if isinstance(value, str) and len(value) > 1 and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value


class CsvWriter:
    """Writes rows of one table as CSV text, formulas neutralised; the header goes first."""

    def __init__(self, handle: io.TextIOBase, table: str = "observations", leave_out: Sequence[str] = ()) -> None:
        self._names = [column.name for column in TABLES[table] if column.name not in leave_out]
        self._writer = csv.writer(handle, lineterminator="\n")
        self._writer.writerow(self._names)

    def write(self, rows: Iterable[Row]) -> None:
        """Append rows."""
        for row in rows:
            self._writer.writerow([_cell(row.get(name)) for name in self._names])


def _cell(value: object) -> object:
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float):
        return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return neutralise(value)


def frame_to_csv(frame: pd.DataFrame) -> bytes:
    """A frame as CSV for people: UTF-8 with a BOM, so that Excel reads it, and formulas neutralised."""
    handle = io.StringIO()
    writer = csv.writer(handle, lineterminator="\n")
    writer.writerow([neutralise(str(name)) for name in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        writer.writerow([_cell(value) for value in row])
    return ("\ufeff" + handle.getvalue()).encode("utf-8")
