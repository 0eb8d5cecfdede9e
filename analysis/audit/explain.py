"""Checks -> tables: one row per check with its explanation and evidence, and one integrity card per report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import pandas as pd

from analysis.audit.model import Check, Figure, Report
from etl.knowledge.reader import check_keys, read_yaml

_FILE = Path(__file__).resolve().parent.parent / "text" / "audit.yaml"
_COMMAND = _FILE.with_name("check.yaml")
COLUMNS = (
    "finding_id", "document_id", "source", "region_path", "report_year", "code", "rule_zh", "rule_en", "status",
    "severity", "observation_id", "start", "end", "sentence", "explanation_zh", "explanation_en", "evidence",
    "evidence_ids", "evidence_spans", "evidence_document_id", "indicator", "year",
)  # fmt: skip
"""The columns of the table of checks. `finding_id` is stable: the same figures under one rule give the same id
anywhere. `evidence` are the figures as printed; `evidence_ids` and `evidence_spans` (start-end) are separated by
blanks, in the same order; those of another report come last and are in `evidence_document_id`."""
CARD_COLUMNS = (
    "document_id", "source", "region_path", "report_year", "found", "held", "broken", "uncheckable", "errors",
    "warnings", "notes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleWords:
    """The name of a rule and what it says when it is broken, in Chinese and English."""

    name_zh: str
    name_en: str
    broken_zh: str
    broken_en: str


@cache
def load_rule_words(path: Path = _FILE) -> Mapping[str, RuleWords]:
    """The words of all rules by their code.

    Raises:
        KnowledgeError: the file breaks its grammar.
    """
    words: dict[str, RuleWords] = {}
    for code, value in read_yaml(path).items():
        entry = check_keys(f"{path.name}: {code}", value, ("name", "broken"))
        name, broken = (check_keys(f"{path.name}: {code}: {key}", entry[key], ("zh", "en")) for key in entry)
        words[str(code)] = RuleWords(str(name["zh"]), str(name["en"]), str(broken["zh"]), str(broken["en"]))
    return words


@cache
def load_command_words(language: str, path: Path = _COMMAND) -> Mapping[str, str]:
    """What the command `check` prints, in one language.

    Raises:
        KnowledgeError: the file breaks its grammar.
    """
    entries = read_yaml(path).items()
    return {str(key): str(check_keys(f"{path.name}: {key}", entry, ("zh", "en"))[language]) for key, entry in entries}


def check_row(report: Report, check: Check, other: Report | None = None) -> dict[str, object]:
    """One row of the table of checks.

    Args:
        other: the report in which the last part of the evidence stands, where there is one.
    """
    words, facts = load_rule_words()[check.code], {key: " ".join(value.split()) for key, value in check.facts}
    main = check.figures[0]
    is_broken = check.status == "broken"
    return {
        "finding_id": _stable_id(check), "document_id": report.document_id, "source": report.source,
        "region_path": report.region, "report_year": report.report_year, "code": check.code,
        "rule_zh": words.name_zh, "rule_en": words.name_en,
        "status": check.status, "severity": check.severity if is_broken else "",
        "observation_id": main.row.observation_id, "start": main.start, "end": main.end,
        "sentence": _sentences(report, check.figures if other is None else check.figures[:1]),
        "explanation_zh": words.broken_zh.format(**facts) if is_broken else "",
        "explanation_en": words.broken_en.format(**facts) if is_broken else "",
        "evidence": "; ".join(" ".join(figure.text.split()) for figure in check.figures),
        "evidence_ids": " ".join(figure.row.observation_id for figure in check.figures),
        "evidence_spans": " ".join(f"{figure.start}-{figure.end}" for figure in check.figures),
        "evidence_document_id": other.document_id if other else "", "indicator": main.row.indicator,
        "year": main.row.year,
    }  # fmt: skip


def _stable_id(check: Check) -> str:
    """The first 16 hex digits over the rule and its rows, whose ids are stable themselves."""
    rows = [figure.row.observation_id for figure in check.figures]
    return sha256("|".join((check.code, *rows)).encode()).hexdigest()[:16]


def _sentences(report: Report, figures: Iterable[Figure]) -> str:
    """The sentences that hold the evidence, in text order."""
    places = sorted({figure.sentence for figure in figures})
    return " ".join(report.passages[place].text.strip() for place in places if place < len(report.passages))


def to_checks(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """The table of checks, in the order of the reports and of the text."""
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    return frame.astype({"report_year": "Int16", "year": "Int16"})


def integrity_cards(checks: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """One row per report: identities found, held, broken and uncheckable, and findings by severity.

    Impossible values are no identities: they count as findings alone. A report without identities has zeros.
    """
    values = ("rate_above_hundred", "fractional_count", "negative_count", "copied_from_last_year", "copied_from_region")
    counts: Counter[tuple[object, str]] = Counter()
    told = (checks[name] for name in ("document_id", "code", "status", "severity"))
    for document, code, status, severity in zip(*told, strict=True):
        counts[document, f"{severity}s"] += 1
        counts[document, status] += code not in values
    cards = documents[["document_id", "source", "region_path", "report_year"]].reset_index(drop=True)
    for name in ("held", "broken", "uncheckable", "errors", "warnings", "notes"):
        cards[name] = pd.Series([counts[document, name] for document in cards["document_id"]], dtype="int64")
    cards["found"] = cards["held"] + cards["broken"] + cards["uncheckable"]
    return cards[list(CARD_COLUMNS)]
