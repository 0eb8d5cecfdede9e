"""Observations -> the tidy table: the one schema, the rows, and their form as Arrow, data frame and CSV."""

from etl.table.assemble import Findings, assemble, stable_id
from etl.table.frames import (
    CsvWriter,
    as_frame,
    document_row,
    frame_to_csv,
    indicator_rows,
    issue_rows,
    neutralise,
    observation_rows,
    region_rows,
    to_arrow,
    to_frame,
    unread_rows,
)
from etl.table.schema import TABLES, Column, arrow_schema

__all__ = [
    "TABLES", "Column", "CsvWriter", "Findings", "arrow_schema", "as_frame", "assemble", "document_row", "frame_to_csv",
    "indicator_rows", "issue_rows", "neutralise", "observation_rows", "region_rows", "stable_id", "to_arrow",
    "to_frame", "unread_rows",
]  # fmt: skip
