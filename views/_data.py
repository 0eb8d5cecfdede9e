"""Cached, bounded queries over the store: what the pages read; nothing else in the dashboard touches it.

Every result is cached under the store's snapshot and the ledger's state, so a new build or a reviewer's decision shows
at once and an unchanged store costs nothing. `observations` holds the rows that count; `all_observations` also those
that a reviewer rejected.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import streamlit as st

from etl.errors import StoreError
from etl.ledger import Ledger
from etl.ledger.overlay import overlay
from etl.store import Overlay, Snapshot, Store
from etl.table import TABLES, as_frame

# A report of a large city has some 500 figures; one page of one report never needs more than this.
ROWS_OF_A_DOCUMENT = 20_000
# All regions of China over ten years, parts and wholes, are some 60,000 rows of one indicator.
ROWS_OF_AN_INDICATOR = 120_000

# Figures read with less confidence are gaps until a reader asks for them.
SURE_ENOUGH = 0.5
# The rows that state a figure of the whole, in SQL.
WHOLE = "measure = 'level' AND coalesce(breakdown, '') = ''"
# The same as `analysis.panel.place_key` in SQL.
PLACE = """CASE WHEN coalesce(region_code, '') <> '' AND level <> 'township' THEN region_code
                 ELSE coalesce(region_path, '') END"""


def _one_each(condition: str, keys: str) -> str:
    """The query for the surest whole figure of each `keys`: the same order as `analysis.panel.one_per_region`."""
    return f"""
        SELECT *, {PLACE} AS place FROM observations
        WHERE indicator <> '' AND {WHOLE} AND value IS NOT NULL AND year IS NOT NULL AND {PLACE} <> '' AND {condition}
        QUALIFY row_number() OVER (
            PARTITION BY {keys}
            ORDER BY round(confidence, 1) DESC, coalesce(report_year = year, false) DESC, document_id, start,
                     observation_id
        ) = 1
        ORDER BY indicator, place, year"""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one snapshot of the store; every method gives a frame that the caller may change."""

    folder: str
    snapshot: str
    built: str
    ledger: str = ""
    demo: bool = False

    def indicators(self) -> pd.DataFrame:
        """The catalogue in its own order: id, labels, theme and its names, kind, unit, better, definition."""
        return query(self, "SELECT * FROM indicators")

    def found(self) -> pd.DataFrame:
        """How often each indicator is found as a whole, surely enough: indicator, year, regions, rows."""
        return query(
            self,
            f"""SELECT indicator, year, count(DISTINCT region_path) AS regions, count(*) AS rows
                FROM observations
                WHERE indicator <> '' AND year IS NOT NULL AND {WHOLE} AND confidence >= {SURE_ENOUGH}
                GROUP BY ALL ORDER BY ALL""",
        )

    def years(self) -> list[int]:
        """The years that any observation covers, latest first."""
        rows = query(self, "SELECT DISTINCT year FROM observations WHERE year IS NOT NULL ORDER BY year DESC")
        return [int(year) for year in rows["year"]]

    def rows_of(self, indicator: str, year: int | None = None) -> pd.DataFrame:
        """All observations of an indicator, in one year or in all; any measure and breakdown."""
        return query(
            self,
            f"""SELECT * FROM observations WHERE indicator = ? AND (? IS NULL OR year = ?)
                ORDER BY region_path, year, observation_id LIMIT {ROWS_OF_AN_INDICATOR}""",
            (indicator, year, year),
        )

    def courses_of(self, indicator: str) -> pd.DataFrame:
        """All observations of an indicator in all years with what comparing them takes, without texts."""
        return query(
            self,
            f"""SELECT observation_id, document_id, region_code, region, region_path, level, year, report_year,
                       indicator, measure, breakdown, value, value_high, unit, bound, start, confidence
                FROM observations WHERE indicator = ? LIMIT {ROWS_OF_AN_INDICATOR}""",
            (indicator,),
        )

    def texts_of(self, rows: pd.DataFrame) -> pd.DataFrame:
        """What some observations say: observation_id, text, sentence, section, issuer, source."""
        return query(
            self,
            """SELECT observation_id, text, sentence, section, issuer, source FROM observations
               WHERE document_id IN (SELECT unnest(?)) AND observation_id IN (SELECT unnest(?))""",
            tuple(sorted(set(rows[name].astype(str))) for name in ("document_id", "observation_id")),
        )

    def rows_of_several(self, indicators: tuple[str, ...], year: int | None) -> pd.DataFrame:
        """All observations of some indicators, in one year or in all, without their sentences. Not cached."""
        return run_query(
            self,
            """SELECT * EXCLUDE (sentence, section) FROM observations
               WHERE list_contains(?, indicator) AND (? IS NULL OR year = ?) ORDER BY observation_id""",
            (list(indicators), year, year),
        )

    def parts(self, indicator: str) -> pd.DataFrame:
        """The parts that the rows of an indicator speak of: breakdown, count; the commonest first."""
        return query(
            self,
            """SELECT breakdown, count(*) AS count FROM observations
               WHERE indicator = ? AND coalesce(breakdown, '') <> '' GROUP BY ALL ORDER BY count DESC, breakdown""",
            (indicator,),
        )

    def wholes(self, year: int, sure: float) -> pd.DataFrame:
        """The one figure of each indicator and place in a year: place, level, region_path, indicator, value, unit."""
        chosen = _one_each("year = ? AND confidence >= ?", "indicator, place")
        columns = "place, level, region_path, indicator, value, unit"
        return query(self, f"SELECT {columns} FROM ({chosen})", (year, sure))

    def history(self, place: str) -> pd.DataFrame:
        """The one figure of each indicator and year of a place, whatever the confidence; adds `place`."""
        return query(self, _one_each(f"{PLACE} = ?", "indicator, year"), (place,))

    def rows_at(self, place: str) -> pd.DataFrame:
        """All observations of a place that have an indicator, of any year, measure and breakdown."""
        return query(
            self,
            f"""SELECT * FROM observations WHERE indicator <> '' AND {PLACE} = ?
                ORDER BY indicator, year, observation_id LIMIT {ROWS_OF_AN_INDICATOR}""",
            (place,),
        )

    def regions(self) -> pd.DataFrame:
        """All regions that have a report or a figure: region_code, region, region_path, level, report_years."""
        return query(
            self,
            """SELECT region_code, region, region_path, level,
                      coalesce(list_sort(list_distinct(array_agg(year) FILTER (year IS NOT NULL))), []) AS report_years
               FROM (SELECT region_code, region, region_path, level, report_year AS year FROM documents
                     UNION SELECT DISTINCT region_code, region, region_path, level, NULL FROM observations)
               WHERE region <> '' GROUP BY ALL ORDER BY region_code, region_path""",
        )

    def documents(self) -> pd.DataFrame:
        """All reports without their texts, latest year first."""
        return query(
            self,
            "SELECT * EXCLUDE (text) FROM documents ORDER BY report_year DESC NULLS LAST, region_path, document_id",
        )

    def document(self, document_id: str) -> pd.DataFrame:
        """One report with its text: one row, or none."""
        return query(self, "SELECT * FROM documents WHERE document_id = ?", (document_id,))

    def rows_in(self, document_id: str) -> pd.DataFrame:
        """The observations of one report in the order of its text."""
        return query(
            self,
            f"""SELECT * FROM all_observations WHERE document_id = ?
                ORDER BY start, "end", observation_id LIMIT {ROWS_OF_A_DOCUMENT}""",
            (document_id,),
        )

    def unread_in(self, document_id: str) -> pd.DataFrame:
        """The numbers of one report that are not observations: start, end, reason."""
        return query(self, "SELECT * FROM unread WHERE document_id = ? ORDER BY start", (document_id,))

    def observation(self, observation_id: str) -> pd.DataFrame:
        """One observation: one row, or none."""
        return query(self, "SELECT * FROM all_observations WHERE observation_id = ?", (observation_id,))

    def doubts_about(self, observation_id: str) -> pd.DataFrame:
        """The doubts that the program itself has about a row: code, explanations."""
        return query(self, "SELECT * FROM issues WHERE observation_id = ? ORDER BY code", (observation_id,))

    def corrections(self) -> pd.DataFrame:
        """The ledger, one row per decision and field, the latest first."""
        return query(self, "SELECT * FROM corrections ORDER BY entry_id DESC, field")

    def reviewed(self) -> tuple[pa.Table, pa.Table]:
        """All rows of the reports that somebody reviewed, and these reports with their texts; not cached."""
        judged = "SELECT document_id FROM all_observations WHERE coalesce(review, '') NOT IN ('', 'stale')"
        cursor = _connection(self.folder, self.ledger).cursor()
        rows, documents = (
            cursor.sql(f"SELECT * FROM {view} WHERE document_id IN ({judged})").to_arrow_table()
            for view in ("all_observations", "documents")
        )
        return rows, documents

    def path_of_region(self, name: str) -> str:
        """The path of a region given by its path or its name; empty where none or several have it."""
        found = query(
            self,
            """SELECT DISTINCT region_path FROM (SELECT region, region_path FROM regions
                   UNION ALL SELECT region, region_path FROM documents
                   UNION ALL SELECT region, region_path FROM observations)
               WHERE region_path = $1 OR region = $1 LIMIT 2""",
            (name,),
        )
        return str(found.iloc[0, 0]) if len(found) == 1 else ""

    def row_counts(self) -> dict[str, int]:
        """How many rows each table has."""
        counts = ", ".join(f"(SELECT count(*) FROM {_view(name)}) AS {name}" for name in TABLES)
        return {str(name): int(count) for name, count in query(self, f"SELECT {counts}").iloc[0].items()}

    def table(self, name: str, year: int | None = None) -> pd.DataFrame:
        """A whole table, or the observations of one year; not cached, for it may be large."""
        condition = "" if year is None else "WHERE year = ?"
        parameters = () if year is None else (year,)
        return run_query(self, f"SELECT * FROM {_view(name)} {condition}", parameters)

    def parquet(self, name: str) -> bytes:
        """A whole table as a Parquet file: the store's own, or with what was decided since it was built."""
        overlaid = open_overlay(self)
        if overlaid is None or name not in ("observations", "corrections"):
            return Snapshot(Path(self.folder), {}).path(name).read_bytes()
        target = io.BytesIO()
        rows = _connection(self.folder, self.ledger).cursor().sql(f"SELECT * FROM {_view(name)}").to_arrow_table()
        pq.write_table(rows, target, compression="zstd")
        return target.getvalue()

    def totals(self) -> pd.Series:
        """The figures of the whole store: reports, regions, observations, linked, indicators, first and last year."""
        return query(
            self,
            """SELECT (SELECT count(*) FROM documents) AS reports,
                      (SELECT count(DISTINCT region_path) FROM documents WHERE region_path <> '') AS regions,
                      (SELECT min(report_year) FROM documents) AS first_year,
                      (SELECT max(report_year) FROM documents) AS last_year,
                      (SELECT count(*) FROM issues) AS doubts,
                      count(*) AS figures, count(*) FILTER (indicator <> '') AS linked,
                      count(DISTINCT indicator) FILTER (indicator <> '') AS indicators
               FROM observations""",
        ).iloc[0]

    def reports_by_place(self) -> pd.DataFrame:
        """How many reports each province has in each year: place (empty where unknown), year (may be NA), reports."""
        return query(
            self,
            """SELECT split_part(region_path, '/', 1) AS place, report_year AS year, count(*) AS reports,
                      min(region_code) AS code
               FROM documents GROUP BY ALL ORDER BY code, place, year""",
        )

    def medians(self, pairs: tuple[tuple[str, int], ...]) -> pd.DataFrame:
        """The median of whole figures for some indicators, each in one year: indicator, year, median, region, unit."""
        wanted = ", ".join("(?, ?)" for _ in pairs)
        return query(
            self,
            f"""SELECT indicator, year, median(value) AS value, mode(unit) AS unit, min(region) AS region
                FROM observations WHERE {WHOLE} AND (indicator, year) IN ({wanted}) GROUP BY ALL""",
            tuple(part for pair in pairs for part in pair),
        )

    def issue_counts(self) -> pd.DataFrame:
        """How many doubts there are of each kind: code, severity, explanations, count; the gravest first."""
        return query(
            self,
            """SELECT code, severity, min(explanation_zh) AS explanation_zh, min(explanation_en) AS explanation_en,
                      count(*) AS count
               FROM issues GROUP BY code, severity
               ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, count DESC""",
        )

    def examples(self, indicator: str, count: int) -> pd.DataFrame:
        """Some observations of an indicator, the surest first, each from another report."""
        return query(
            self,
            f"""SELECT * FROM observations WHERE indicator = ? AND {WHOLE}
                QUALIFY row_number() OVER (PARTITION BY document_id ORDER BY confidence DESC, start) = 1
                ORDER BY confidence DESC, year DESC, observation_id LIMIT {count}""",
            (indicator,),
        )


def _view(table: str) -> str:
    """The view that holds a whole table, rejected rows too."""
    return "all_observations" if table == "observations" else table


def open_tables() -> Tables | None:
    """The tables of the snapshot in force; None where nothing was built yet.

    Raises:
        StoreError: the store is damaged or of another version.
    """
    snapshot = Store().current()
    if snapshot is None:
        return None
    made = snapshot.manifest
    built, demo = str(made.get("built", "")), made.get("demo") is True
    return Tables(str(snapshot.folder), snapshot.name, built, open_ledger().stamp(), demo)


def open_ledger() -> Ledger:
    """The ledger of the store; it keeps what it has read, for entries never change."""
    return _ledger(str(Store().folder))


@st.cache_resource(max_entries=3, show_spinner=False)
def _ledger(folder: str) -> Ledger:
    return Ledger(Path(folder))


def query(tables: Tables, sql: str, parameters: tuple[object, ...] = ()) -> pd.DataFrame:
    """The result of a query, kept as long as neither the store nor the ledger changes.

    Raises:
        StoreError: a file of the store is damaged or gone.
    """
    return _fetch(tables.folder, tables.ledger, sql, parameters)


@st.cache_data(max_entries=512, max_size="384MB", show_spinner=False)
def _fetch(folder: str, ledger: str, sql: str, parameters: tuple[object, ...]) -> pd.DataFrame:
    return run_query(Tables(folder, "", "", ledger), sql, parameters)


def run_query(
    tables: Tables, sql: str, parameters: tuple[object, ...], weights: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The result of a query; years keep their type where some are missing.

    Args:
        weights: a table that the query knows by this name.

    Raises:
        StoreError: a file of the store is damaged or gone.
    """
    with explained_damage(tables):
        connection = _connection(tables.folder, tables.ledger)
        cursor = connection.cursor()
        if weights is not None:
            cursor.register("weights", weights)
        result = cursor.sql(sql, params=list(parameters)).to_arrow_table()
    return as_frame(result)


@contextmanager
def explained_damage(tables: Tables) -> Iterator[None]:
    """Says of a query that fails over a file what is wrong with the store.

    Raises:
        StoreError: a file of the store is damaged or gone.
    """
    try:
        yield
    except (duckdb.IOException, duckdb.InvalidInputException) as fault:
        raise StoreError(f"{tables.folder}：表已损坏（{str(fault).splitlines()[0]}）") from fault


def open_overlay(tables: Tables) -> Overlay | None:
    """What was decided since the snapshot was built."""
    return overlay(open_snapshot(tables), open_ledger().entries())


def open_snapshot(tables: Tables) -> Snapshot:
    """The snapshot that the tables are of."""
    folder = Path(tables.folder)
    return Snapshot(folder, json.loads((folder / "manifest.json").read_text(encoding="utf-8")))


@st.cache_resource(max_entries=3, show_spinner=False)
def _connection(folder: str, ledger: str) -> duckdb.DuckDBPyConnection:
    tables = Tables(folder, "", "", ledger)
    return Snapshot(Path(folder), {}).connect(open_overlay(tables) if ledger else None)
