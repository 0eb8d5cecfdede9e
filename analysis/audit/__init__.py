"""The audit: what the figures of reports prove or disprove by themselves (design.md section 5, L0 to L3).

    rows and texts > reports > checks of each report > checks across years and regions > tables

Every rule is a module with one public function that yields checks. Nothing is changed or deleted: a broken check
is a finding with its evidence, which a person confirms or dismisses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import pandas as pd

from analysis.audit.copies import FROM_REGION, FROM_YEAR, find_copies
from analysis.audit.declared import Declared, load_declared
from analysis.audit.explain import CARD_COLUMNS, COLUMNS, check_row, integrity_cards, to_checks
from analysis.audit.figures import collect_reports
from analysis.audit.growth import check_growth
from analysis.audit.lists import find_lists
from analysis.audit.model import Check, Report
from analysis.audit.orders import check_orders
from analysis.audit.partitions import check_partitions
from analysis.audit.rates import check_rates
from analysis.audit.restated import check_restated
from analysis.audit.shares import check_shares
from analysis.audit.values import check_values
from analysis.audit.years import check_years, pair_years

__all__ = [
    "CARD_COLUMNS", "COLUMNS", "COPIES", "Audit", "audit_documents", "audit_parts", "check_reports", "find_alarms",
]  # fmt: skip
COPIES = frozenset({FROM_YEAR, FROM_REGION})
"""The codes of sentences that two reports share, which one report alone cannot have."""
_AT_ONCE = 50
"""Reports that go to another process at once: enough that sending them costs little, few enough to share out evenly."""
_CARD_FACTS = ["document_id", "source", "region_path", "report_year"]


@dataclass(frozen=True, slots=True)
class Audit:
    """`checks`: one row per identity or impossible value, with COLUMNS; `cards`: one row per report."""

    checks: pd.DataFrame
    cards: pd.DataFrame


def audit_documents(observations: pd.DataFrame, documents: pd.DataFrame, indicators: pd.DataFrame) -> Audit:
    """Everything that the figures of some reports prove or disprove.

    Args:
        observations, documents, indicators: tables of the store; documents carry their stored text.
    """
    return audit_parts([(observations, documents)], indicators)


def audit_parts(
    parts: Iterable[tuple[pd.DataFrame, pd.DataFrame]], indicators: pd.DataFrame, executor: Executor | None = None
) -> Audit:
    """The same for more reports than one holds in memory, part by part.

    Args:
        parts: observations and documents of each part, in the order of their years; the reports of a part are held
            against each other and those of the part before.
        executor: checks the reports by themselves in several processes; what it gives is the same.
    """
    rows: list[dict[str, object]] = []
    known: list[pd.DataFrame] = []
    before: list[Report] = []
    for observations, documents in parts:
        reports: list[Report] = []
        for report, checks in _checked((observations, documents), indicators, executor):
            reports.append(report)
            rows += [check_row(report, check) for check in checks]
        rows += _across(reports, before)
        known.append(documents.drop(columns="text"))
        before = reports
    table = to_checks(rows)
    return Audit(table, integrity_cards(table, pd.concat(known) if known else pd.DataFrame(columns=_CARD_FACTS)))


def _across(reports: Sequence[Report], before: Sequence[Report]) -> Iterator[dict[str, object]]:
    """What reports say of earlier ones and of each other."""
    declared, own = load_declared(), {report.document_id for report in reports}
    for report, older in pair_years([*before, *reports]):
        if report.document_id in own:
            yield from (check_row(report, check, older) for check in check_years(report, older, declared))
    for report, check, source in find_copies([*before, *reports]):
        if report.document_id in own:
            yield check_row(report, check, source)


def _checked(
    part: tuple[pd.DataFrame, pd.DataFrame], indicators: pd.DataFrame, executor: Executor | None
) -> Iterator[tuple[Report, tuple[Check, ...]]]:
    """The reports of a part with their own checks, in their order, whoever checks them."""
    observations, documents = part
    if executor is None:
        yield from check_reports(observations, documents, indicators)
        return
    chunks = [documents.iloc[at : at + _AT_ONCE] for at in range(0, len(documents), _AT_ONCE)]
    rows = [observations[observations["document_id"].isin(chunk["document_id"])] for chunk in chunks]
    for checked in executor.map(_check_chunk, rows, chunks, [indicators] * len(chunks)):
        yield from checked


def _check_chunk(
    observations: pd.DataFrame, documents: pd.DataFrame, indicators: pd.DataFrame
) -> list[tuple[Report, tuple[Check, ...]]]:
    return list(check_reports(observations, documents, indicators))


def check_reports(
    observations: pd.DataFrame, documents: pd.DataFrame, indicators: pd.DataFrame
) -> Iterator[tuple[Report, tuple[Check, ...]]]:
    """Each report with the checks that it allows by itself, in the order of its text."""
    declared = load_declared()
    kinds = dict(zip(indicators["id"].astype(str), indicators["kind"].astype(str), strict=True))
    for report in collect_reports(observations, documents, declared.words):
        found = sorted(_check_report(report, (declared, kinds)), key=lambda check: check.figures[0].start)
        yield report, tuple(_settle(found))


def _check_report(report: Report, known: tuple[Declared, Mapping[str, str]]) -> Iterator[Check]:
    """The checks of one report, rule by rule."""
    declared, kinds = known
    lists = tuple(find_lists(report, declared))
    yield from check_values(report, kinds)
    yield from check_shares(report, declared, lists)
    yield from check_rates(report, declared)
    yield from check_partitions(lists)
    for rule in (check_restated, check_orders, check_growth):
        yield from rule(report, declared)


def _settle(checks: list[Check]) -> Iterator[Check]:
    """The checks, each once; a note about figures that a stronger finding names too is left out."""
    strong = [set(c.figures) for c in checks if c.status == "broken" and c.severity != "note"]
    seen: set[tuple[str, tuple[int, ...]]] = set()
    for check in checks:
        key = (check.code, tuple(figure.start for figure in check.figures))
        if key in seen:
            continue
        seen.add(key)
        doubled = check.status == "broken" and check.severity == "note" and len(check.figures) > 1
        if not (doubled and any(len(set(check.figures) & other) > 1 for other in strong)):
            yield check


def find_alarms(checks: pd.DataFrame) -> pd.DataFrame:
    """The broken checks that need a person: errors first, then warnings; notes are left out."""
    alarms = checks[(checks["status"] == "broken") & checks["severity"].isin(["error", "warning"])]
    return alarms.sort_values(["severity", "document_id", "start"], kind="stable").reset_index(drop=True)
