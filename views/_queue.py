"""The review queue: which rows a reviewer is shown, in the order in which judging them is worth most."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from views._data import PLACE, WHOLE, Tables, query, run_query

# One sitting of a reviewer; the next rows come up as these are judged.
ROWS_TO_REVIEW = 300
# How likely a figure is wrong that contradicts another or stands far out: as likely as the other is.
EVEN_ODDS = 0.5
# Which rows a reviewer asks for; a stale decision is one to make again.
REVIEW_STATES = {
    "open": "coalesce(review, '') IN ('', 'stale')", "stale": "review = 'stale'",
    "conflict": "contains(coalesce(flags, ''), 'review_conflict')",
    "done": "review IN ('accepted', 'corrected', 'added')", "rejected": "review = 'rejected'", "all": "true",
}  # fmt: skip


def rank_queue(tables: Tables, asked: tuple[str, str, str], weights: pd.DataFrame) -> pd.DataFrame:
    """The rows to judge with their `priority` (expected error times importance), the highest first.

    Importance grows with the number of regions that state the indicator, and with the doubts about the row; parts,
    changes and figures outside the catalogue weigh less, for no chart starts from them. A figure that an open finding
    stands on is at least as likely wrong as not, however surely it was read.

    Args:
        asked: a key of REVIEW_STATES, an indicator and a place; the latter two empty for all.
        weights: observation_id and weight of the figures of open findings.
    """
    return _rank_queue(tables.folder, tables.ledger, asked, tables, weights)


def count_states(tables: Tables) -> dict[str, int]:
    """How many rows are in each state of REVIEW_STATES."""
    counts = ", ".join(f"count(*) FILTER ({condition}) AS {name}" for name, condition in REVIEW_STATES.items())
    row = query(tables, f"SELECT {counts} FROM all_observations").iloc[0]
    return {str(name): int(count) for name, count in row.items()}


@st.cache_data(max_entries=32, max_size="64MB", show_spinner=False)
def _rank_queue(
    folder: str, ledger: str, asked: tuple[str, str, str], _tables: Tables, weights: pd.DataFrame
) -> pd.DataFrame:
    state, indicator, place = asked
    return run_query(
        _tables,
        f"""SELECT o.*, greatest(1.01 - confidence, CASE WHEN w.weight IS NULL THEN 0 ELSE {EVEN_ODDS} END)
                   * (1 + coalesce(d.doubts, 0) + coalesce(w.weight, 0)) * ln(2 + coalesce(s.regions, 0))
                   * CASE WHEN o.indicator = '' THEN 0.3 WHEN {WHOLE} THEN 1 ELSE 0.6 END AS priority
            FROM all_observations o
            LEFT JOIN (SELECT indicator, count(DISTINCT region_path) AS regions FROM observations
                       WHERE indicator <> '' GROUP BY ALL) s ON o.indicator = s.indicator
            LEFT JOIN (SELECT observation_id, count(*) AS doubts FROM issues GROUP BY ALL) d
                   ON o.observation_id = d.observation_id
            LEFT JOIN weights w ON o.observation_id = w.observation_id
            WHERE {REVIEW_STATES[state]} AND (? = '' OR o.indicator = ?) AND (? = '' OR {PLACE} = ?)
            ORDER BY priority DESC, o.document_id, start, o.observation_id LIMIT {ROWS_TO_REVIEW}""",
        (indicator, indicator, place, place),
        weights,
    )
