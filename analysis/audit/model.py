"""The nouns of the audit, all frozen: printed figures, the passages they stand in, and what was checked about them.

Offsets count characters of the document's stored text. An identity is a statement about printed figures that can be
true or false; a check is an identity with its outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["held", "broken", "uncheckable"]
Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Interval:
    """All values that a printed figure may stand for, both ends included."""

    low: float
    high: float

    def meets(self, other: Interval) -> bool:
        """Whether both may be the same value; floats may differ by their last digits."""
        slack = 1e-9 * max(abs(self.low), abs(other.low), 1.0)
        return self.low <= other.high + slack and other.low <= self.high + slack


@dataclass(frozen=True, slots=True)
class Reading:
    """One row of the tidy table that a figure stands for."""

    observation_id: str
    indicator: str
    breakdown: str
    region: str
    year: int | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed number with all its rows; `sentence` is the position of its sentence in the report.

    `step` is the worth of its last printed digit (41.94%: 0.01; 1.53万件: 100; 39件: 1).
    """

    start: int
    end: int
    text: str
    value: float
    step: float
    interval: Interval
    unit: str
    bound: str
    measure: str
    sentence: int
    rows: tuple[Reading, ...]

    @property
    def row(self) -> Reading:
        """Its first row: the surest, where it stands for several."""
        return self.rows[0]

    @property
    def is_percent(self) -> bool:
        """Whether it is a proportion."""
        return self.unit in ("%", "‰")

    @property
    def is_count(self) -> bool:
        """Whether it is a level that may add up with others."""
        return self.measure == "level" and not self.is_percent


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a report that has figures, in text order; `text` is folded and as long as the stored one."""

    start: int
    end: int
    text: str
    section: str
    figures: tuple[Figure, ...]

    def slice(self, start: int, end: int) -> str:
        """The text between two offsets of the document."""
        return self.text[max(start - self.start, 0) : max(end - self.start, 0)]

    def before(self, figure: Figure) -> str:
        """The text between the figure before and this one, or the start of the sentence."""
        earlier = [other.end for other in self.figures if other.end <= figure.start]
        return self.slice(max(earlier, default=self.start), figure.start)

    def after(self, figure: Figure) -> str:
        """The text between this figure and the next one, or the end of the sentence."""
        later = [other.start for other in self.figures if other.start >= figure.end]
        return self.slice(figure.end, min(later, default=self.end))


@dataclass(frozen=True, slots=True)
class Report:
    """One document as the audit sees it: its passages in text order."""

    document_id: str
    source: str
    region: str
    report_year: int | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One identity and its outcome.

    `code` names the rule; `figures` are its evidence, the one that the finding stands on first; `facts` fill the
    braces of the rule's explanation. A check that is not broken has no severity.
    """

    code: str
    status: Status
    figures: tuple[Figure, ...]
    severity: Severity = "note"
    facts: tuple[tuple[str, str], ...] = ()
