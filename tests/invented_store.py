"""A store of invented reports for the tests of the dashboard: a dozen counties of no real province, two years.

Every number stands in its report's text where its row says, so that panels and the reader work as with real reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from etl.knowledge.catalogue import Catalogue, load_catalogue
from etl.store import Snapshot, Store
from etl.table import indicator_rows, to_arrow

HOSTILE = "<script>alert(1)</script> :red[x] $x^2$ ~~y~~ [z](javascript:alert(1))"
FORMULA = "=HYPERLINK(1)"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of an invented report; `words` stand before it in the text."""

    words: str
    text: str
    value: float
    unit: str
    indicator: str = ""
    breakdown: str = ""
    measure: str = "level"
    bound: str = "="
    confidence: float = 0.95
    label: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One invented report: whose, of which year, and its figures, each in a sentence of its own."""

    number: int
    year: int
    figures: tuple[Figure, ...]
    name: str = ""
    issuer: str = ""
    title: str = ""

    @property
    def region(self) -> str:
        """The county's name."""
        return self.name or f"甲{self.number}县"

    @property
    def document_id(self) -> str:
        """An id as unlike others as a hash."""
        return f"{self.number:04d}{self.year:04d}abcdef01"


def county(number: int, year: int) -> Report:
    """A county's report with wholes, a part, a change, a doubtful figure and one outside the catalogue."""
    cases = 100.0 + number * 10 + (year - 2021) * 5
    figures = (
        Figure("全县受理热线诉求", f"{cases:.0f}件", cases, "件", "hotline_cases"),
        Figure("其中涉企", "7件", 7.0, "件", "hotline_cases", breakdown="涉企"),
        Figure("办结率", f"{90 + number / 2:.1f}%", 90 + number / 2, "%", "hotline_resolution_rate"),
        Figure("同比增长", "3.5%", 3.5, "%", "hotline_cases", measure="change"),
        Figure("办理人大代表建议", f"{20 + number}余件", 20.0 + number, "件", "npc_suggestions", bound=">="),
        Figure("办理政协提案", "9件", 9.0, "件", "cppcc_proposals", confidence=0.3),
        Figure("新增绿地", "6处", 6.0, "处", label="绿地"),
    )
    return Report(number, year, figures)


REPORTS = tuple(county(number, year) for year in (2021, 2022) for number in range(1, 13))


def hostile_report() -> Report:
    """A report whose every word tries to be markup or a formula, with a name of 400 characters."""
    figures = (
        Figure(HOSTILE, "88件", 88.0, "件", "hotline_cases", label=HOSTILE),
        Figure(FORMULA, "5件", 5.0, "件", label="长" * 400),
    )
    return Report(90, 2022, figures, name=f"{HOSTILE}县", issuer=FORMULA, title=HOSTILE)


def build_store(folder: Path, reports: Sequence[Report] = REPORTS, keep_documents: bool = True) -> Snapshot:
    """Saves a store of the reports; without documents only the rows stay, as after a report was lost."""
    observations: list[dict[str, object]] = []
    documents: list[dict[str, object]] = []
    unread: list[dict[str, object]] = []
    for report in reports:
        text, rows = _write_report(report)
        observations += rows
        documents.append(_document_row(report, text, len(rows)))
        unread.append(
            {
                "document_id": report.document_id,
                "start": len(report.region),
                "end": len(report.region) + 4,
                "reason": "date",
            }
        )
    issues = [
        {"document_id": reports[0].document_id, "source": "a.txt", "code": "low_confidence", "severity": "note",
         "observation_id": "", "start": 0, "end": 1, "explanation_zh": "把握不足", "explanation_en": "unsure"}
    ] if reports else []  # fmt: skip
    tables = {
        "observations": observations,
        "documents": documents if keep_documents else documents[:1],
        "unread": unread,
    }
    arrow = {name: to_arrow(rows, name) for name, rows in {**tables, "issues": issues}.items()}
    arrow["indicators"] = to_arrow(indicator_rows(_catalogue()), "indicators")
    return Store(folder).save(arrow, {"knowledge": "", "sources": {}})


@cache
def _catalogue() -> Catalogue:
    """The project's own; read once, for every one of the many stores has all of it."""
    return load_catalogue()


def _place(report: Report) -> dict[str, object]:
    return {
        "region_code": f"9901{report.number:02d}", "region": report.region, "region_path": f"子省/丑市/{report.region}",
        "level": "county",
    }  # fmt: skip


def _write_report(report: Report) -> tuple[str, list[dict[str, object]]]:
    """The text of a report and its rows."""
    text = f"{report.region}{report.year}年法治政府建设情况报告\n一、主要举措\n"
    catalogue = _catalogue().indicators
    rows: list[dict[str, object]] = []
    for index, figure in enumerate(report.figures):
        start = len(text) + len(figure.words)
        sentence = f"{figure.words}{figure.text}。"
        text += sentence
        entry = catalogue.get(figure.indicator)
        rows.append(
            {
                "observation_id": f"{report.number:04d}{report.year:04d}{index:08d}", "document_id": report.document_id,
                "source": f"{report.document_id}.txt", **_place(report), "issuer": report.issuer or f"{report.region}人民政府",
                "year": report.year, "report_year": report.year, "indicator": figure.indicator,
                "label": figure.label or (entry.label_zh if entry else ""), "theme": entry.theme if entry else "",
                "breakdown": figure.breakdown, "measure": figure.measure, "value": figure.value, "value_high": None,
                "unit": figure.unit, "bound": figure.bound, "text": figure.text, "start": start,
                "end": start + len(figure.text), "sentence": sentence, "section": "一、主要举措",
                "confidence": figure.confidence, "flags": "", "rule": "invented",
            }
        )  # fmt: skip
    return text, rows


def _document_row(report: Report, text: str, rows: int) -> dict[str, object]:
    return {
        "document_id": report.document_id, "source": f"{report.document_id}.txt",
        "title": report.title or f"{report.region}{report.year}年法治政府建设情况报告", **_place(report),
        "issuer": report.issuer or f"{report.region}人民政府", "report_year": report.year,
        "url": "https://example.cn/report", "published": f"{report.year + 1}-01-15", "sha256": report.document_id * 4,
        "encoding": "utf-8", "characters": len(text), "observations": rows, "linked": rows, "text": text,
    }  # fmt: skip


def without(report: Report, indicator: str) -> Report:
    """The report without the figures of one indicator."""
    return replace(report, figures=tuple(figure for figure in report.figures if figure.indicator != indicator))
