"""All that the line knows of words: loaded once, frozen, handed to the stages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from etl.errors import KnowledgeError
from etl.knowledge.catalogue import Catalogue, load_catalogue
from etl.knowledge.confidence import Confidence, load_confidence
from etl.knowledge.forms import Form, load_forms
from etl.knowledge.gazetteer import Gazetteer, load_gazetteer
from etl.knowledge.issues import IssueKind, load_issues
from etl.knowledge.layout import LayoutMarks, load_layout
from etl.knowledge.lexicon import Lexicon, load_lexicon
from etl.knowledge.numbers import Numbers, load_numbers
from etl.knowledge.periods import Periods, load_periods
from etl.knowledge.reader import FOLDER
from etl.knowledge.segmenter import Segmenter, load_segmenter


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The parts of the knowledge, each for the stages that need it; `digest` changes with any of its files."""

    layout: LayoutMarks
    numbers: Numbers
    catalogue: Catalogue
    lexicon: Lexicon
    segmenter: Segmenter
    forms: tuple[Form, ...]
    gazetteer: Gazetteer
    periods: Periods
    confidence: Confidence
    issues: Mapping[str, IssueKind]
    digest: str


def load_knowledge(catalogue: Path | None = None, state: str = "") -> Knowledge:
    """Everything in `etl/knowledge`, with a user's own catalogue file added; read again only after a file has changed.

    Args:
        state: what `knowledge_state` gave at the start of a run; the files are then looked at once per process.

    Raises:
        KnowledgeError: a file breaks its grammar, and the message names file, entry and remedy; or the files are not of
            the state asked for, because they were changed during a run or a worker has others.
    """
    return _load(catalogue, state or knowledge_state(catalogue))


# the project's own, and that with a user's catalogue
@lru_cache(maxsize=2)
def _load(catalogue: Path | None, state: str) -> Knowledge:
    if state != knowledge_state(catalogue):
        raise KnowledgeError("词库文件与本次运行开始时不一致；请待文件改完后重新运行，集群各节点须使用同一版本")
    entries = load_catalogue(catalogue)
    return Knowledge(
        layout=load_layout(), numbers=load_numbers(), catalogue=entries, lexicon=load_lexicon(entries),
        segmenter=load_segmenter(entries), forms=load_forms(entries), gazetteer=load_gazetteer(),
        periods=load_periods(), confidence=load_confidence(), issues=load_issues(), digest=state,
    )  # fmt: skip


def knowledge_state(catalogue: Path | None) -> str:
    """The first 16 hex digits of a hash over the line's code and knowledge files and the user's catalogue."""
    root = FOLDER.parent
    files = sorted(path for path in root.rglob("*") if path.suffix in (".py", ".yaml", ".csv"))
    digest = hashlib.sha256()
    for path in (*files, *([catalogue] if catalogue else [])):
        try:
            digest.update(path.read_bytes())
        except OSError as fault:
            raise KnowledgeError(f"{path.name}：无法读取（{fault.strerror}）；请检查路径，或放回这个文件") from fault
    return digest.hexdigest()[:16]
