"""What the audit and the outlier search find in the store, and which findings were dismissed: cached and bounded.

Both are computed when a page asks, for the snapshot and the decisions in force, so that they never fall behind.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.audit import Audit, audit_documents
from analysis.outliers import find_outliers, find_unchecked, needed_indicators
from etl.ledger import Anchor, Entry
from views._data import Tables, open_ledger

# Reports that one page audits at once (some ten seconds); above it one year at a time, against the year before.
REPORTS_AT_ONCE = 1_500
# Rows that the outlier search takes at once; above it one indicator is searched at a time.
ROWS_AT_ONCE = 60_000
ALL = "all"


def may_audit_all(tables: Tables) -> bool:
    """Whether the store is small enough to audit every report at once."""
    return len(tables.documents()) <= REPORTS_AT_ONCE


def audit_of(tables: Tables, year: int | None) -> Audit:
    """The audit of the reports of a year against each other and those of the year before; of all where it is None."""
    found = _audit(tables.folder, tables.ledger, tables, year)
    return Audit(found.checks.copy(), found.cards.copy())


def flags_of(tables: Tables, indicator: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The figures that stand out, and the groups that cannot be judged; of one indicator or of `all`."""
    flags, unchecked = _flags(tables.folder, tables.ledger, tables, indicator)
    return flags.copy(), unchecked.copy()


def may_search_all(tables: Tables) -> bool:
    """Whether the store is small enough to search every indicator at once."""
    return int(tables.totals()["linked"]) <= ROWS_AT_ONCE


def dismissals() -> dict[str, Entry]:
    """The dismissed findings by their id."""
    return dict(open_ledger().dismissals())


def dismiss(finding_id: str, row: pd.Series, who: str, why: str) -> None:
    """Records that a finding is none.

    Args:
        row: the observation that the finding stands on; it may be empty.

    Raises:
        LedgerError: the name or the reason is missing.
        StoreError: the ledger cannot be written.
    """
    anchor = None
    if not row.empty:
        anchor = Anchor(
            str(row["document_id"]), str(row["source"]), int(row["start"]), int(row["end"]), str(row["text"]),
            str(row["sentence"]),
        )  # fmt: skip
    observation = "" if row.empty else str(row["observation_id"])
    open_ledger().record(Entry("dismiss", who, why, anchor, observation, flag_id=finding_id))


def take_back(entry: Entry, who: str, why: str) -> None:
    """Records that a dismissal no longer stands.

    Raises:
        LedgerError: the name is missing.
        StoreError: the ledger cannot be written.
    """
    open_ledger().record(Entry("revoke", who, why, revokes=entry.entry_id))


@st.cache_data(max_entries=4, show_spinner=False)
def _audit(folder: str, decided: str, _tables: Tables, year: int | None) -> Audit:
    documents = _tables.texts(year)
    rows = _tables.rows_of_reports(year)
    found = audit_documents(rows, documents, _tables.indicators())
    if year is None:
        return found
    return Audit(*(table[table["report_year"] == year].reset_index(drop=True) for table in (found.checks, found.cards)))


@st.cache_data(max_entries=16, show_spinner=False)
def _flags(folder: str, decided: str, _tables: Tables, indicator: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    indicators = _tables.indicators()
    if indicator == ALL:
        rows = _tables.linked_rows()
        return find_outliers(rows, indicators), find_unchecked(rows, indicators)
    # a rate is judged by its denominators, whose own flags belong to their own view
    rows = pd.concat([_tables.rows_of(name) for name in needed_indicators(indicator)], ignore_index=True)
    found = (find_outliers(rows, indicators), find_unchecked(rows, indicators))
    flags, unchecked = (table[table["indicator"] == indicator].reset_index(drop=True) for table in found)
    return flags, unchecked
