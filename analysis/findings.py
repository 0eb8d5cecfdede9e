"""What the audit and the outlier search find in a store: found once for each snapshot and kept beside its tables.

    snapshot > findings as built > findings as they stand, with the decisions since

A page only reads. A decision of a reviewer touches one report and few indicators: what follows from these is found
anew, all else is taken over. The next build finds everything afresh.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from analysis.audit import COPIES, audit_documents, audit_parts
from analysis.audit.explain import integrity_cards
from analysis.outliers import needed_indicators, search_outliers
from etl.errors import StoreError
from etl.store import Overlay, Snapshot
from etl.table import as_frame

# Reports that are audited at once and rows that are searched at once; more go year by year, indicator by indicator.
REPORTS_AT_ONCE, ROWS_AT_ONCE = 1_500, 60_000
NAMES = ("checks", "cards", "flags", "unchecked")
# Another snapshot takes findings over where no more reports than this changed.
_FEW, _FEW_PART = 50, 0.05
_HERE = Path(__file__).parent
# What a decision may change of a row that a finding stands on.
_TELLING = (
    "indicator", "year", "region_path", "region_code", "level", "measure", "breakdown", "value", "unit", "confidence",
)  # fmt: skip


# What tells whether a report's rows are what they were.
_STATE_OF_REPORTS = f"""
    SELECT document_id, sha256 || ':' || coalesce(rows, '') AS state FROM documents LEFT JOIN (
        SELECT document_id, count(*) || ':' || sum(hash(observation_id, {", ".join(_TELLING)}) % 1000000007) AS rows
        FROM observations GROUP BY document_id) USING (document_id)"""


@dataclass(frozen=True, slots=True)
class Findings:
    """`checks` and `cards` of the audit, `flags` and `unchecked` of the outlier search."""

    checks: pd.DataFrame
    cards: pd.DataFrame
    flags: pd.DataFrame
    unchecked: pd.DataFrame


def load_findings(snapshot: Snapshot) -> Findings | None:
    """The findings kept with a snapshot; None where this program's rules have not been tried on it yet."""
    kept = snapshot.kept(_kept_name())
    if kept is None or set(kept) != set(NAMES):
        return None
    return Findings(**{name: kept[name].to_pandas() for name in NAMES})


def has_findings(snapshot: Snapshot) -> bool:
    """Whether the findings are kept with a snapshot, so that reading them takes no time."""
    return snapshot.keeps(_kept_name())


def store_findings(snapshot: Snapshot, executor: Executor | None = None) -> Findings:
    """The findings of a snapshot as it was built, kept with it for everyone who reads it.

    Args:
        executor: shares the work out to several processes; what is found is the same.
    """
    found = load_findings(snapshot)
    if found is None:
        found = find_all(snapshot, executor=executor)
        _keep(found, snapshot)
    return found


def _keep(found: Findings, snapshot: Snapshot) -> None:
    tables = {name: pa.Table.from_pandas(getattr(found, name), preserve_index=False) for name in NAMES}
    with suppress(StoreError):  # who may not write there finds the same again next time
        snapshot.keep(_kept_name(), tables)


def find_all(snapshot: Snapshot, overlay: Overlay | None = None, executor: Executor | None = None) -> Findings:
    """Everything that is found in a snapshot, with the decisions since it was built; kept nowhere."""
    reader = _Reader(snapshot.connect(overlay))
    indicators = reader.frame("SELECT * FROM indicators")
    audit = audit_parts(_parts(reader), indicators, executor)
    names = [str(name) for name in indicators["id"]]
    linked = int(reader.frame("SELECT count(*) AS n FROM observations WHERE indicator <> ''")["n"].iloc[0])
    groups = [names] if linked <= ROWS_AT_ONCE else [[name] for name in names]
    rows, run = (_needed(reader, group) for group in groups), executor.map if executor else map
    searched = list(run(_search_rows, rows, groups, [indicators] * len(groups)))
    flags, unchecked = (_joined([tables[side] for tables in searched]) for side in (0, 1))
    return Findings(audit.checks, audit.cards, _strongest_first(flags), unchecked)


def refresh_findings(base: Findings, snapshot: Snapshot, overlay: Overlay | None) -> Findings:
    """The findings with the decisions since the snapshot was built.

    Args:
        base: those of the snapshot itself.
        overlay: the rows of the reports that were decided on, as they stand now.
    """
    if overlay is None or not overlay.documents:
        return base
    now = _Reader(snapshot.connect(overlay))
    changed = _changed_indicators(_Reader(snapshot.connect()), now, overlay.documents)
    return _found_anew(base, now, _Change(tuple(overlay.documents), frozenset(), frozenset(changed)))


def carry_findings(before: Snapshot, after: Snapshot) -> Findings | None:
    """The findings of a snapshot that differs from another in few reports, kept with it; None where many differ.

    A new report is searched for sentences that others have word for word, not for those that are only like them:
    these are found by the next build from the command line, which searches everything.
    """
    base = load_findings(before)
    if base is None or has_findings(after):
        return base and load_findings(after)
    then, now = _Reader(before.connect()), _Reader(after.connect())
    old, new = (
        {str(row.document_id): str(row.state) for row in reader.frame(_STATE_OF_REPORTS).itertuples()}
        for reader in (then, now)
    )
    touched = tuple(sorted(name for name in {*old, *new} if old.get(name) != new.get(name)))
    if len(touched) > max(_FEW, len(new) * _FEW_PART):
        return None
    changed = _changed_indicators(then, now, touched) if touched else set()
    found = _found_anew(base, now, _Change(touched, frozenset(set(new) - set(old)), frozenset(changed)))
    _keep(found, after)
    return found


@dataclass(frozen=True, slots=True)
class _Change:
    """The reports whose rows changed, those of them that are new, and the indicators whose figures changed."""

    reports: tuple[str, ...]
    arrived: frozenset[str]
    indicators: frozenset[str]


def _found_anew(base: Findings, reader: _Reader, change: _Change) -> Findings:
    """The findings with those that a change touches made again."""
    indicators = reader.frame("SELECT * FROM indicators")
    checks, cards = _audited_anew(base, reader, (change, indicators))
    names = [str(one) for one in indicators["id"] if change.indicators & set(needed_indicators(str(one)))]
    flags, unchecked = base.flags, base.unchecked
    for name in names:
        found = _search(reader, [name], indicators)
        flags, unchecked = (
            _joined([table[table["indicator"] != name], fresh])
            for table, fresh in zip((flags, unchecked), found, strict=True)
        )
    return Findings(checks, cards, _strongest_first(flags) if names else flags, unchecked)


@cache
def _kept_name() -> str:
    """The name that findings are kept under, which changes with every rule and word of the audit and the search."""
    digest = hashlib.sha256()
    for folder in ("audit", "outliers", "text"):
        for path in sorted((_HERE / folder).iterdir()):
            if path.suffix in (".py", ".yaml"):
                digest.update(path.read_bytes())
    return f"findings-{digest.hexdigest()[:12]}"


class _Reader:
    """Queries on the tables of a snapshot, as the store types them."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def frame(self, sql: str, *parameters: object) -> pd.DataFrame:
        """The result of a query; years keep their type where some are missing."""
        return as_frame(self._connection.sql(sql, params=list(parameters)).to_arrow_table())


def _parts(reader: _Reader) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """The rows and reports of the store: all at once where they are few, else year by year."""
    years = reader.frame("SELECT report_year AS year, count(*) AS reports FROM documents GROUP BY ALL ORDER BY 1")
    if years["reports"].sum() <= REPORTS_AT_ONCE:
        yield _part(reader, "true")
        return
    for year in years["year"].sort_values(na_position="first"):
        yield _part(reader, "report_year IS NULL" if pd.isna(year) else f"report_year = {int(year)}")


def _part(reader: _Reader, condition: str, *parameters: object) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows and texts of the reports that a condition names."""
    rows = reader.frame(
        f"""SELECT * FROM observations WHERE document_id IN (SELECT document_id FROM documents WHERE {condition})
            ORDER BY document_id, start, observation_id""",
        *parameters,
    )
    return rows, reader.frame(f"SELECT * FROM documents WHERE {condition} ORDER BY document_id", *parameters)


def _search(reader: _Reader, names: Sequence[str], indicators: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What stands out in some indicators, and what cannot be judged.

    A rate is judged by its denominators, whose own flags belong to their own search.
    """
    return _search_rows(_needed(reader, names), names, indicators)


def _needed(reader: _Reader, names: Sequence[str]) -> pd.DataFrame:
    """The rows of some indicators and of what these are judged by."""
    needed = sorted({below for name in names for below in needed_indicators(name)})
    return reader.frame(
        """SELECT * EXCLUDE (section) FROM observations WHERE list_contains($1, indicator)
           ORDER BY region_path, year, observation_id""",
        needed,
    )


def _search_rows(
    rows: pd.DataFrame, names: Sequence[str], indicators: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    found = search_outliers(rows, indicators)
    flags, unchecked = (table[table["indicator"].isin(names)].reset_index(drop=True) for table in found)
    return flags, unchecked


def _audited_anew(
    base: Findings, reader: _Reader, asked: tuple[_Change, pd.DataFrame]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The checks and cards, with those that stand on some reports made again."""
    (change, indicators), old = asked, base.checks
    touched = change.reports
    concerns = old["document_id"].isin(touched) | old["evidence_document_id"].isin(touched)
    partners = {*touched, *old.loc[concerns, "document_id"], *old.loc[concerns, "evidence_document_id"]} - {""}
    rows, documents = _part(
        reader,
        """list_contains($1, document_id) OR region_path <> '' AND EXISTS (
               SELECT 1 FROM documents d WHERE list_contains($2, d.document_id)
               AND d.region_path = documents.region_path AND abs(d.report_year - documents.report_year) <= 1)
           OR document_id IN (SELECT o.document_id FROM observations o JOIN observations n USING (sentence)
                              WHERE list_contains($3, n.document_id))""",
        sorted(partners), list(touched), sorted(change.arrived),
    )  # fmt: skip
    again = audit_documents(rows, documents, indicators).checks
    own = again["document_id"].isin(touched) | again["evidence_document_id"].isin(touched)
    # copies are sought among all reports: those between old ones can only cease
    arrived = again["document_id"].isin(change.arrived) | again["evidence_document_id"].isin(change.arrived)
    own &= ~again["code"].isin(COPIES) | again["finding_id"].isin(old["finding_id"]) | arrived
    checks = _joined([old[~concerns], again[own]])
    affected = {*old.loc[concerns, "document_id"], *again.loc[own, "document_id"], *touched}
    named = documents[documents["document_id"].isin(affected)]
    fresh = integrity_cards(checks[checks["document_id"].isin(affected)], named)
    return checks, _joined([base.cards[~base.cards["document_id"].isin(affected)], fresh])


def _changed_indicators(then: _Reader, now: _Reader, reports: Sequence[str]) -> set[str]:
    """The indicators whose figures in some reports are not what they were."""
    sql = f"""SELECT observation_id, {", ".join(_TELLING)} FROM observations
              WHERE list_contains($1, document_id) AND indicator <> ''"""
    before, after = (reader.frame(sql, list(reports)) for reader in (then, now))
    both = pd.concat([before, after]).astype("object").drop_duplicates(keep=False)
    return {str(name) for name in both["indicator"]}


def _joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The rows of several tables of the same columns; empty ones lend no types."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else tables[0]


def _strongest_first(flags: pd.DataFrame) -> pd.DataFrame:
    return flags.sort_values(["score", "flag_id"], ascending=[False, True]).reset_index(drop=True)


def weigh_findings(found: Findings, dismissed: Mapping[str, object]) -> pd.DataFrame:
    """How much the open findings say about each figure: observation_id, weight (an error counts two, a warning one).

    Every figure of the evidence has the weight, for any of them may be the wrong one.
    """
    checks = found.checks[~found.checks["finding_id"].isin(list(dismissed))]
    flags = found.flags[~found.flags["flag_id"].isin(list(dismissed))]
    named = pd.concat(
        [
            checks.assign(observation_id=checks["evidence_ids"].astype(str).str.split())[["observation_id", "severity"]]
            .explode("observation_id"),
            flags[["observation_id", "severity"]],
        ]
    )  # fmt: skip
    weighed = named.assign(weight=named["severity"].map({"error": 2.0, "warning": 1.0}))
    largest = weighed.dropna(subset=["weight", "observation_id"]).groupby("observation_id")["weight"].max()
    return largest.reset_index()
