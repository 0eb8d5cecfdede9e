"""Sentences that were copied with their figures from last year's report, or from another region's.

Reports share their phrases, so a sentence counts as copied only when its figures are the same too. Near-duplicates are
found with MinHash signatures in a locality-sensitive index (Broder, 1997; Indyk and Motwani, 1998): the figures are
part of every shingle, so the index gives sentences with the same figures and nearly the same words, and the work grows
with the number of sentences and not with its square. What many regions say alike (the figures of their province) is no
copy.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from datasketch import MinHash, MinHashLSH

from analysis.audit.model import Check, Passage, Report

FROM_YEAR, FROM_REGION = "copied_from_last_year", "copied_from_region"
_LIKENESS = 0.8
"""Share of three-character strings that two sentences have in common."""
_SAME_PHRASE = 0.5
"""The same for sentences that fill in one phrase: a name of three characters takes five strings of a short one."""
_PERMUTATIONS = 64
_GRAM = 3
_SHORTEST = 20
"""Characters without digits and blanks from which a sentence is more than a phrase."""
_TELLING = 3.0
"""Digits that the figures of a copied sentence must have together beyond those that chance repeats. Of n sentences of
much the same words, each with d digits, n / 10**d repeat those of last year by chance and n * n / 10**d those of any
other region: with this many digits more, one in a thousand such phrases is told for nothing, in any panel."""
_COMMON = 5
"""Regions that may share a sentence before it counts as common to them."""
_BARE = re.compile(r"[\d\s,.%]+")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with figures in its report."""

    report: Report
    passage: Passage

    @property
    def year(self) -> int:
        """The report's year; 0 where it is not known."""
        return self.report.report_year or 0


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Sentences that are nearly the same, by region, each in the order of years."""

    by_region: dict[str, list[_Sentence]] = field(default_factory=dict)

    def add(self, sentence: _Sentence) -> None:
        """Takes in one more sentence; sentences come in the order of their years."""
        self.by_region.setdefault(sentence.report.region, []).append(sentence)

    def source_in_region(self, sentence: _Sentence) -> _Sentence | None:
        """The latest earlier sentence of the same region."""
        earlier = [other for other in self.by_region[sentence.report.region] if other.year < sentence.year]
        return earlier[-1] if earlier else None

    def source_elsewhere(self, sentence: _Sentence) -> _Sentence | None:
        """The first sentence of another region, unless it is later or many regions say the same."""
        if len(self.by_region) > _COMMON:
            return None
        others = [known[0] for region, known in self.by_region.items() if region != sentence.report.region]
        first = min(others, key=_order, default=None)
        return first if first is not None and _order(first) < _order(sentence) else None


def _order(sentence: _Sentence) -> tuple[int, str]:
    return sentence.year, sentence.report.document_id


def find_copies(reports: Sequence[Report]) -> Iterator[tuple[Report, Check, Report]]:
    """Each copied sentence with the report it was copied from: the report, the check, the source.

    The evidence is the figures of the copy, then those of its source. A sentence is told once: with the latest report
    of the same region that has it, else with the first of another.
    """
    ordered = sorted(reports, key=lambda report: (report.report_year or 0, report.document_id))
    sentences = [_Sentence(report, p) for report in ordered for p in report.passages if _is_telling(p)]
    alike = _count_alike(sentences)
    for sentence, cluster in _cluster(sentences).values():
        spare = _digits(sentence.passage) - _TELLING
        chance = math.log10(alike[_bare(sentence.passage)])
        sources = (
            (FROM_YEAR, chance, cluster.source_in_region(sentence)),
            (FROM_REGION, 2 * chance, cluster.source_elsewhere(sentence)),
        )
        for code, needed, source in sources:
            if source is not None and spare >= needed:
                yield sentence.report, _check(code, sentence, source), source.report
                break


@cache
def _bands(likeness: float) -> tuple[int, int]:
    """The bands of an index and the rows of each: by integrals, which take longer than all sentences of a report."""
    index = MinHashLSH(threshold=likeness, num_perm=_PERMUTATIONS)
    return index.b, index.r


def _new_index(likeness: float) -> MinHashLSH:
    return MinHashLSH(threshold=likeness, num_perm=_PERMUTATIONS, params=_bands(likeness))


def _cluster(sentences: Sequence[_Sentence]) -> Mapping[int, tuple[_Sentence, _Cluster]]:
    """Each sentence with the cluster that it belongs to, in their order."""
    index, blank = _new_index(_LIKENESS), MinHash(num_perm=_PERMUTATIONS, seed=1)
    exact: dict[str, _Cluster] = {}
    placed: dict[int, tuple[_Sentence, _Cluster]] = {}
    for number, sentence in enumerate(sentences):
        key = _key(sentence.passage)
        cluster = exact.get(key)
        if cluster is None:
            signature = _signature(sentence.passage, blank)
            alike = sorted(index.query(signature))
            cluster = exact[alike[0]] if alike else _Cluster()
            exact[key] = cluster
            index.insert(key, signature)
        cluster.add(sentence)
        placed[number] = (sentence, cluster)
    return placed


def _count_alike(sentences: Sequence[_Sentence]) -> Mapping[str, int]:
    """For each sentence without its figures how many say nearly the same.

    Reports put their own names into the phrases that they share: by the same words alone each would seem to be the
    only one of its kind, and no chance would be allowed for.
    """
    exact = Counter(_bare(sentence.passage) for sentence in sentences)
    index, blank = _new_index(_SAME_PHRASE), MinHash(num_perm=_PERMUTATIONS, seed=1)
    phrase: dict[str, str] = {}
    for text in exact:
        signature = _sign("", text, blank)
        known = min(index.query(signature), default=text)
        phrase[text] = phrase.get(known, known)
        if known == text:
            index.insert(text, signature)
    counts: Counter[str] = Counter()
    for text, number in exact.items():
        counts[phrase[text]] += number
    return {text: counts[phrase[text]] for text in exact}


def _figures(passage: Passage) -> str:
    return " ".join(f"{figure.value:.10g}" for figure in passage.figures)


def _key(passage: Passage) -> str:
    return f"{_figures(passage)}|{_bare(passage)}"


def _bare(passage: Passage) -> str:
    return _BARE.sub("", passage.text)


def _is_telling(passage: Passage) -> bool:
    return _digits(passage) >= _TELLING and len(_bare(passage)) >= _SHORTEST


def _digits(passage: Passage) -> float:
    """The digits of a sentence's counts together; rates follow from them and add nothing."""
    steps = (abs(figure.value) / (figure.step or 1.0) for figure in passage.figures if figure.is_count)
    return sum(math.log10(max(count, 1.0)) for count in steps)


def _signature(passage: Passage, blank: MinHash) -> MinHash:
    return _sign(_figures(passage), _bare(passage), blank)


def _sign(figures: str, text: str, blank: MinHash) -> MinHash:
    grams = {f"{figures}|{text[at : at + _GRAM]}".encode() for at in range(len(text) - _GRAM + 1)}
    signature = blank.copy()  # its permutations take longer to draw than to use
    signature.update_batch(list(grams))
    return signature


def _check(code: str, sentence: _Sentence, source: _Sentence) -> Check:
    figures = (*sentence.passage.figures, *source.passage.figures)
    name = source.report.source.replace("\\", "/").rpartition("/")[2]
    facts = (("source", name), ("count", str(len(sentence.passage.figures))))
    return Check(code, "broken", figures, "warning", facts)
