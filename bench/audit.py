"""What the audit finds: one digit changed in copies of real reports, and alarms on the reports as they are.

    python -m bench.audit [--copies 200] [--seed 5] FOLDER…

A checkable place is a digit of a figure that takes part in a held identity with an equals sign: a sum, a share, a rate,
a growth, or a figure stated twice. A figure that only stands in an order (concluded ≤ accepted) is not: most digits of
it can change without anything becoming false. A change counts when it makes one of those identities false: 12 of 96
and 12 of 97 both are 12.4%, give or take the rounding, and nobody can find that. How many changes do count is told
too. A change is found when a finding names the sentence that was changed.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.audit import Audit, audit_documents, check_reports, find_alarms
from analysis.audit.identities import EQUALITIES, holds
from analysis.audit.intervals import shifted
from analysis.audit.model import Check, Figure
from etl.knowledge import Knowledge, load_knowledge
from etl.model import Document, Metadata
from etl.pipeline import extract
from etl.read import expand_sources, read_document, read_metadata
from etl.table import document_row, indicator_rows, observation_rows, to_frame

DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Place:
    """One digit that can be checked: its document, where it stands, its figure, and the identities it takes part in."""

    document: Document
    position: int
    figure: Figure
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One corrupted copy: its new digit, whether that makes an identity false, and what the audit said of it."""

    place: Place
    digit: str
    is_false: bool
    findings: tuple[str, ...]
    alarms: tuple[str, ...]


class Auditor:
    """Audits documents one at a time, as `python -m etl check FILE` does."""

    def __init__(self) -> None:
        self._knowledge: Knowledge = load_knowledge()
        self._indicators = to_frame(indicator_rows(self._knowledge.catalogue), "indicators")

    def audit(self, document: Document) -> Audit:
        """The audit of one document."""
        return audit_documents(*self._tables(document))

    def checks(self, document: Document) -> tuple[Check, ...]:
        """The checks of one document."""
        return tuple(check for _, checks in check_reports(*self._tables(document)) for check in checks)

    def _tables(self, document: Document) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        found = extract(document, self._knowledge)
        rows = to_frame(observation_rows(found))
        return rows, to_frame([document_row(found)], "documents"), self._indicators


def read_documents(paths: Sequence[str], metadata: Mapping[str, Metadata]) -> list[Document]:
    """All reports of some folders."""
    return [read_document(source, metadata)[0] for source in expand_sources(list(paths))]


def checkable_places(document: Document, checks: Sequence[Check]) -> Iterator[Place]:
    """The digits of a document that stand in a held identity with an equals sign, in text order."""
    held = [check for check in checks if check.status == "held" and check.code in EQUALITIES]
    for figure in sorted({f for check in held for f in check.figures}, key=lambda f: f.start):
        own = tuple(check for check in held if figure in check.figures)
        for position in range(figure.start, figure.end):
            if document.text[position] in DIGITS:
                yield Place(document, position, figure, own)


def is_falsified(place: Place, digit: str) -> bool:
    """Whether another digit at a place makes one of its identities false, all other figures as they are."""
    text, at, figure = place.document.text, place.position, place.figure
    behind = sum(char in DIGITS for char in text[at + 1 : figure.end])
    by = (int(digit) - int(text[at])) * figure.step * 10.0**behind * (-1 if figure.value < 0 else 1)
    for check in place.checks:
        known = [shifted(f, f.value + by) if f is figure or f == figure else f.interval for f in check.figures]
        if not holds(check, known):
            return True
    return False


def change_digit(place: Place, chance: random.Random) -> tuple[Document, str]:
    """A copy with another digit at a place; a leading digit does not become 0."""
    text, at = place.document.text, place.position
    leads = not any(char in DIGITS for char in text[place.figure.start : at])
    others = [digit for digit in DIGITS if digit != text[at] and not (leads and digit == "0")]
    digit = chance.choice(others)
    return replace(place.document, text=text[:at] + digit + text[at + 1 :]), digit


def findings_at(checks: pd.DataFrame, document: Document, position: int) -> tuple[str, ...]:
    """The codes of the broken checks whose evidence stands in the sentence of a position."""
    found = []
    for check in checks[checks["status"] == "broken"].itertuples():
        spans = [tuple(map(int, span.split("-"))) for span in str(check.evidence_spans).split()]
        if any(_same_sentence(document.text, position, start) for start, _ in spans):
            found.append(str(check.code))
    return tuple(found)


def _same_sentence(text: str, one: int, other: int) -> bool:
    between = text[min(one, other) : max(one, other)]
    return not any(mark in between for mark in "。！？\n")


def corrupt(auditor: Auditor, places: Sequence[Place], copies: int, seed: int) -> list[Change]:
    """Copies with one digit changed at a place drawn by chance, until so many make an identity false."""
    chance, changes = random.Random(seed), list[Change]()
    while sum(change.is_false for change in changes) < copies:
        place = chance.choice(places)
        document, digit = change_digit(place, chance)
        checks = auditor.audit(document).checks
        found = (findings_at(frame, document, place.position) for frame in (checks, find_alarms(checks)))
        changes.append(Change(place, digit, is_falsified(place, digit), *found))
    return changes


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--metadata", action="append", default=[])
    parser.add_argument("--copies", type=int, default=200)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--misses", action="store_true", help="print what was not found")
    arguments = parser.parse_args()
    metadata: dict[str, Metadata] = {}
    for path in arguments.metadata:
        metadata |= read_metadata(Path(path))
    auditor, documents = Auditor(), read_documents(arguments.paths, metadata)
    audits = [auditor.audit(document) for document in documents]
    _print_clean(documents, audits)
    places = [place for document in documents for place in checkable_places(document, auditor.checks(document))]
    _print_changes(places, corrupt(auditor, places, arguments.copies, arguments.seed), arguments.misses)


def _print_clean(documents: Sequence[Document], audits: Sequence[Audit]) -> None:
    cards = pd.concat([audit.cards for audit in audits])
    alarms = int(cards["errors"].sum() + cards["warnings"].sum())
    print(f"reports {len(documents)}; identities found {cards['found'].sum()}, held {cards['held'].sum()}, "
          f"broken {cards['broken'].sum()}, uncheckable {cards['uncheckable'].sum()}")  # fmt: skip
    print(f"on the texts as they are: {alarms} alarms and {cards['notes'].sum()} notes, "
          f"{alarms / len(documents) * 10:.2f} alarms in 10 reports")  # fmt: skip


def _print_changes(places: Sequence[Place], changes: Sequence[Change], with_misses: bool) -> None:
    false = [change for change in changes if change.is_false]
    found, alarmed = (sum(map(bool, which)) for which in ([c.findings for c in false], [c.alarms for c in false]))
    print(f"checkable digits {len(places)}; changes drawn {len(changes)}, {len(false)} make an identity false: "
          f"found {found} ({found / len(false):.1%}), by an alarm {alarmed} ({alarmed / len(false):.1%})")  # fmt: skip
    totals = Counter(check.code for change in false for check in change.place.checks)
    hits = Counter(check.code for change in false if change.alarms for check in change.place.checks)
    for code, total in totals.most_common():
        print(f"  {code:20} {hits[code]:4} of {total}")
    for change in false if with_misses else ():
        if not change.alarms:
            document, at = change.place.document, change.place.position
            around = f"{document.text[max(at - 60, 0) : at]}[>{change.digit}]{document.text[at : at + 40]}"
            codes = sorted({check.code for check in change.place.checks})
            print(change.findings, codes, document.provenance.source, around.replace("\n", " "))


if __name__ == "__main__":
    main()
