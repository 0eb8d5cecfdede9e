"""The nouns of the line, all frozen: what each stage takes and what it returns.

Offsets count characters of `Document.text`, from 0, half-open. Sequences are tuples, and so are the nouns that a
report has hundreds of: a tuple is made three times as fast as a frozen dataclass. Nothing here knows a word of Chinese:
the words are in `etl/knowledge`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

Bound = Literal["=", ">=", "<=", "~"]
Measure = Literal["level", "change", "share", "rank"]
BlockKind = Literal["heading", "paragraph", "row", "furniture"]
RelationKind = Literal["item", "from", "to", "base"]
Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a sidecar says of a document that its text may not say; empty where it is silent.

    `region_code`, `region_path` and `level` are needed only for a place that regions.csv does not know.
    """

    region: str = ""
    year: int | None = None
    issuer: str = ""
    url: str = ""
    published: str = ""
    region_code: str = ""
    region_path: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a document came from, filled when it is read."""

    source: str
    sha256: str
    encoding: str
    size: int


@dataclass(frozen=True, slots=True)
class Document:
    """One report: its text as stored, for which every offset holds, and where it came from.

    `document_id` is the first 16 hex digits of the sha256 of its bytes.
    """

    document_id: str
    text: str
    provenance: Provenance
    metadata: Metadata = Metadata()


class Clause(NamedTuple):
    """A stretch between separators; `depth` counts the brackets around it.

    A clause with a bracket in it spans the bracket; the clauses inside follow it with `depth` + 1.
    """

    start: int
    end: int
    depth: int = 0


@dataclass(frozen=True)
class Sentence:
    """A sentence; `divide` finds its clauses when they are asked for, because most sentences have no numbers."""

    start: int
    end: int
    divide: Callable[[int, int], tuple[Clause, ...]] = field(repr=False, compare=False)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses in the order of their starts; a sentence without a numeral has none."""
        return self.divide(self.start, self.end)

    def clause_at(self, place: int) -> Clause:
        """The innermost clause around a place; the whole sentence where it stands between clauses."""
        for position in range(bisect_right(self._starts, place) - 1, -1, -1):
            clause = self.clauses[position]
            if place < clause.end:
                return clause
            if not clause.depth:
                break
        return Clause(self.start, self.end)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(clause.start for clause in self.clauses)


class Cell(NamedTuple):
    """One cell of a table row: the headers above it and the labels at its left, the outermost first.

    `kinds` are labels that class what the column counts, by the header above them (部门, 季度). `under` are the labels
    of the rows that it is numbered below, `units` the places that may print its unit, the nearest first. `reason` tells
    why a number that fills the cell counts nothing (`date`, `numeral`).
    """

    start: int
    end: int
    headers: tuple[tuple[int, int], ...] = ()
    labels: tuple[tuple[int, int], ...] = ()
    kinds: tuple[tuple[int, int], ...] = ()
    under: tuple[tuple[int, int], ...] = ()
    units: tuple[tuple[int, int], ...] = ()
    reason: str = ""

    @property
    def header(self) -> tuple[int, int]:
        """The header right above; an empty span where there is none."""
        return self.headers[-1] if self.headers else (0, 0)

    @property
    def label(self) -> tuple[int, int]:
        """The label right at the left; an empty span where there is none."""
        return (*self.kinds, *self.labels)[-1] if self.labels or self.kinds else (0, 0)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph (which may run over several printed lines), a table row, or page furniture.

    `level` is the depth of a heading (1 is the title), 0 for other kinds. `section` is the position in
    `Layout.blocks` of the heading above, -1 where there is none.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    section: int = -1
    sentences: tuple[Sentence, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """The folded text of a document (same length as its text) and its blocks in order."""

    text: str
    blocks: tuple[Block, ...]


class Quantity(NamedTuple):
    """A printed number that measures something: `value` in base units, `bound`, and the printed unit.

    `dimension` is the unit's group in units.yaml (count, percent, point, multiple, money, duration, area …);
    a number without a unit has dimension `none`. `kind` tells plain numbers from what the contract calls
    optional (`rank`: 第1; `vague`; `determiner`: 一次会议).
    """

    start: int
    end: int
    value: float
    unit: str
    bound: Bound
    dimension: str
    value_high: float | None = None
    kind: str = "plain"


class Unread(NamedTuple):
    """A number that is not an observation, and why: `date`, `document_number`, `title`, `slogan` …"""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All numbers of a document: those that measure something and those that do not, each in text order."""

    quantities: tuple[Quantity, ...]
    unread: tuple[Unread, ...]
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(quantity.start for quantity in self.quantities))

    def within(self, start: int, end: int) -> range:
        """The positions in `quantities` of those that start in `start, end`."""
        first = bisect_left(self._starts, start)
        return range(first, bisect_left(self._starts, end, lo=first))


class Relation(NamedTuple):
    """How a number hangs together with its neighbours; `quantity` is its position in `Reading.quantities`.

    `item`: aligned with a name of a list (分别为), whose span is `start, end`, or, where the names went before with
    numbers of their own, with the number `other`. `from`/`to`: the two ends of 从…升至…; `other` is the other end.
    `base`: last year's figure that a change is stated over (较上年的541件).
    """

    quantity: int
    kind: RelationKind
    start: int = 0
    end: int = 0
    other: int = -1


class Link(NamedTuple):
    """What a quantity counts: one row to be. A quantity that states several indicators has several links.

    `sign` is -1 where the text says that something fell by the printed number. `evidence` names what speaks for and
    against the row; `confidence` is weighed from it once place and year are known.
    """

    quantity: int
    indicator: str
    label: str
    breakdown: str
    measure: Measure
    confidence: float
    rule: str
    flags: tuple[str, ...] = ()
    sign: int = 1
    evidence: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """For whom a number speaks: GB/T 2260 code, official name, names from province down, and level."""

    region_code: str = ""
    region: str = ""
    region_path: str = ""
    level: str = ""


class Attribution(NamedTuple):
    """For whom and for when one quantity speaks; `township` names a part below the county, if one is named."""

    place: Place
    year: int | None
    township: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """One doubt: a code of knowledge/issues.yaml, the span it stands on, and the facts its message needs."""

    code: str
    severity: Severity
    start: int = 0
    end: int = 0
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What the text says of itself: for whom, by whom, for which year; and the doubts about that.

    `region_evidence` is what told the region: `metadata`, or the votes of each place it is named in. `zone` is the
    development zone that the document speaks for, a part of the place.
    """

    place: Place
    issuer: str
    title: str
    report_year: int | None
    issues: tuple[Issue, ...] = ()
    region_evidence: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """One row of the tidy table; the columns of the same names are described in `etl/table.py`."""

    observation_id: str
    document_id: str
    source: str
    place: Place
    issuer: str
    year: int | None
    report_year: int | None
    indicator: str
    label: str
    theme: str
    breakdown: str
    measure: Measure
    quantity: Quantity
    text: str
    sentence: str
    section: str
    confidence: float
    flags: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that the line found in one document."""

    document: Document
    facts: DocumentFacts
    observations: tuple[Observation, ...] = ()
    unread: tuple[Unread, ...] = ()
    issues: tuple[Issue, ...] = field(default=())
