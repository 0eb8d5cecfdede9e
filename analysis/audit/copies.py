"""Sentences that were copied with their figures from last year's report, or from another region's.

Reports share their phrases, so a sentence counts as copied only when its figures are the same too. Near-duplicates are
found with MinHash signatures in a locality-sensitive index (Broder, 1997; Indyk and Motwani, 1998), so that the work
grows with the number of sentences and not with its square; the figures are compared exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from datasketch import MinHash, MinHashLSH

from analysis.audit.model import Check, Passage, Report

FROM_YEAR, FROM_REGION = "copied_from_last_year", "copied_from_region"
_LIKENESS = 0.8
"""Share of three-character strings that two sentences have in common."""
_PERMUTATIONS = 64
_GRAM = 3
_SHORTEST = 20
"""Characters without digits and blanks from which a sentence is more than a phrase."""
_TELLING = 3
"""Digits that the figures of a copied sentence have together at least."""
_BARE = re.compile(r"[\d\s,.%]+")


def find_copies(reports: Sequence[Report]) -> Iterator[tuple[Report, Check, Report]]:
    """Each copied sentence with the report it was copied from: the report, the check, the source.

    The evidence is the figures of the copy, then those of its source. A sentence is told once, with the latest source.
    """
    index = MinHashLSH(threshold=_LIKENESS, num_perm=_PERMUTATIONS)
    ordered = sorted(reports, key=lambda report: (report.report_year or 0, report.document_id))
    known: dict[str, tuple[Report, Passage]] = {}
    for report in ordered:
        fresh = [(passage, _signature(passage)) for passage in report.passages if _is_telling(passage)]
        for passage, signature in fresh:
            sources = [known[key] for key in index.query(signature)]
            yield from _judge(report, passage, [pair for pair in sources if _same_figures(pair[1], passage)])
        for number, (passage, signature) in enumerate(fresh):
            key = f"{report.document_id}:{number}"
            known[key] = (report, passage)
            index.insert(key, signature)


def _bare(passage: Passage) -> str:
    return _BARE.sub("", passage.text)


def _is_telling(passage: Passage) -> bool:
    digits = sum(len(f"{abs(f.value) / (f.step or 1):.0f}") for f in passage.figures if f.is_count and f.value)
    return digits >= _TELLING and len(_bare(passage)) >= _SHORTEST


def _signature(passage: Passage) -> MinHash:
    text = _bare(passage)
    grams = {text[at : at + _GRAM].encode() for at in range(len(text) - _GRAM + 1)}
    signature = MinHash(num_perm=_PERMUTATIONS, seed=1)
    signature.update_batch(list(grams))
    return signature


def _same_figures(left: Passage, right: Passage) -> bool:
    return [f.value for f in left.figures] == [f.value for f in right.figures]


def _judge(
    report: Report, passage: Passage, sources: Sequence[tuple[Report, Passage]]
) -> Iterator[tuple[Report, Check, Report]]:
    """The check of a sentence whose figures stand in others too; reports of one region and year may share theirs."""
    others = [(r, p) for r, p in sources if (r.region, r.report_year) != (report.region, report.report_year)]
    if not others:
        return
    source, original = others[-1]
    code = FROM_YEAR if source.region == report.region else FROM_REGION
    facts = (("source", source.source), ("count", str(len(passage.figures))))
    yield report, Check(code, "broken", (*passage.figures, *original.figures), "warning", facts), source
