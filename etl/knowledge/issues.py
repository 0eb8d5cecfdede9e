"""Loads issues.yaml: what each kind of doubt means, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from etl.errors import KnowledgeError
from etl.knowledge.reader import FOLDER, check_keys, read_yaml
from etl.model import Issue, Severity


@dataclass(frozen=True, slots=True)
class IssueKind:
    """One kind of doubt; the explanations hold the names of facts in braces."""

    code: str
    severity: Severity
    zh: str
    en: str

    def explain(self, issue: Issue) -> tuple[str, str]:
        """The explanation of one doubt in Chinese and English."""
        facts = dict(issue.facts)
        return self.zh.format(**facts), self.en.format(**facts)


def load_issues(path: Path = FOLDER / "issues.yaml") -> Mapping[str, IssueKind]:
    """All kinds of doubt by their code.

    Raises:
        KnowledgeError: the file breaks its grammar.
    """
    kinds: dict[str, IssueKind] = {}
    for code, value in read_yaml(path).items():
        entry = check_keys(f"{path.name}：{code}", value, ("severity", "zh", "en"))
        if entry["severity"] not in get_args(Severity):
            raise KnowledgeError(f"{path.name}：{code}：severity 是 {entry['severity']!r}；请用 error、warning 或 note")
        kinds[str(code)] = IssueKind(str(code), entry["severity"], str(entry["zh"]), str(entry["en"]))
    return kinds
