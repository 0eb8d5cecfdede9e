"""What the audit and the outlier search find in the store, and which findings were dismissed.

A build finds and keeps them with the snapshot; what a decision changes is found anew when a page next asks, so that
they never fall behind.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.audit import Audit
from analysis.findings import (
    REPORTS_AT_ONCE,
    Findings,
    has_findings,
    refresh_findings,
    store_findings,
    weigh_findings,
)
from etl.ledger import Anchor, Entry
from views._data import Tables, explained_damage, open_ledger, open_overlay, open_snapshot

ALL = "all"


def may_show_all(tables: Tables) -> bool:
    """Whether the store is small enough to list what was found in every report at once."""
    return len(tables.documents()) <= REPORTS_AT_ONCE


def audit_of(tables: Tables, year: int | None) -> Audit:
    """The audit of the reports of a year; of all where it is None."""
    found = _found(tables.folder, tables.ledger, tables)
    checks, cards = (
        table if year is None else table[table["report_year"] == year] for table in (found.checks, found.cards)
    )
    return Audit(checks.reset_index(drop=True), cards.reset_index(drop=True))


def flags_of(tables: Tables, indicator: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The figures that stand out, and the groups that cannot be judged; of one indicator or of `all`."""
    found = _found(tables.folder, tables.ledger, tables)
    flags, unchecked = (
        table if indicator == ALL else table[table["indicator"] == indicator]
        for table in (found.flags, found.unchecked)
    )
    return flags.reset_index(drop=True), unchecked.reset_index(drop=True)


def weights_of(tables: Tables) -> pd.DataFrame:
    """How much the open findings say about each figure; of none where they have not been sought yet."""
    return _weights(tables.folder, tables.ledger, has_findings(open_snapshot(tables)), tables)


@st.cache_data(max_entries=3, show_spinner=False)
def _weights(folder: str, decided: str, sought: bool, _tables: Tables) -> pd.DataFrame:
    if not sought:
        return pd.DataFrame({"observation_id": pd.Series(dtype="str"), "weight": pd.Series(dtype="float64")})
    return weigh_findings(_found(folder, decided, _tables), dismissals())


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


@st.cache_resource(max_entries=3, show_spinner=False)
def _found(folder: str, decided: str, _tables: Tables) -> Findings:
    """The findings with all decisions; nobody may change them, for they are shared."""
    with explained_damage(_tables):
        snapshot = open_snapshot(_tables)
        return refresh_findings(store_findings(snapshot), snapshot, open_overlay(_tables))
