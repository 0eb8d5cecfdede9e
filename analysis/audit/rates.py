"""Rates: a printed rate against the two counts it is made of.

Which counts those are is declared by indicator (败诉率: lost over concluded or over all cases), or read off the rate's
name: the numerator is the count whose words hold the name's verb (整改1103处 … 整改率), the denominator the count
before it. Reports differ in the denominator, so a rate holds when one of the usual ones gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.audit.declared import Declared
from analysis.audit.intervals import add_up, gives_share, is_cut_off, one_slip_mends, share_of
from analysis.audit.lists import same_unit
from analysis.audit.model import Check, Figure, Passage, Report

RATE, TRUNCATED = "rate_of_counts", "rate_cut_off"
_NAME = re.compile(r"([\u4e00-\u9fff]{2,12})率")
_BACK = 5
"""Sentences to look back for the counts of a declared rate."""
_NEAREST = 4
_ORDER = {"held": 0, "broken": 1, "uncheckable": 2}
_CELLS = re.compile(r"[|\t]")


def check_rates(report: Report, declared: Declared) -> Iterator[Check]:
    """One check for each rate whose numerator stands before it."""
    for position, passage in enumerate(report.passages):
        for rate in () if _CELLS.search(passage.text) else passage.figures:
            if not rate.is_percent or rate.measure != "level":
                continue
            found = (_by_indicator(report, position, (rate, declared)), _by_verb(passage, rate, declared))
            checks = sorted((check for check in found if check is not None), key=lambda check: _ORDER[check.status])
            yield from checks[:1]


def _by_indicator(report: Report, position: int, asked: tuple[Figure, Declared]) -> Check | None:
    """The check of a rate whose counts are declared and stand in its sentence or the ones before."""
    rate, declared = asked
    ratio = next((ratio for ratio in declared.ratios if ratio.rate == rate.row.indicator), None)
    if ratio is None:
        return None
    passages = report.passages[max(0, position - _BACK) : position + 1]
    counts = [f for p in passages for f in p.figures if f.is_count and f.start < rate.start and _same_place(f, rate)]
    upper = [f for f in counts if f.row.indicator == ratio.numerator and f.sentence == rate.sentence]
    if not upper or rate.row.breakdown not in ("", upper[-1].row.breakdown):
        return None
    lower = [f for f in reversed(counts) if f.row.indicator in ratio.denominators and f not in upper]
    lower.sort(key=lambda figure: figure.row.breakdown != rate.row.breakdown)
    sure = any(f.sentence == rate.sentence and f.row.breakdown == rate.row.breakdown for f in lower)
    return _judge(rate, _numerators(upper), lower[: 2 * _NEAREST], sure)


def _numerators(figures: Sequence[Figure]) -> list[tuple[Figure, ...]]:
    """The last count, or all of them together (撤销5件, 确认违法2件)."""
    return [(figures[-1],), *([tuple(figures)] if len(figures) > 1 else [])]


def _same_place(figure: Figure, rate: Figure) -> bool:
    return (figure.row.region, figure.row.year) == (rate.row.region, rate.row.year)


def _by_verb(passage: Passage, rate: Figure, declared: Declared) -> Check | None:
    """The check of a rate whose name holds the verb of its numerator."""
    names = _NAME.findall(passage.before(rate))
    if len(names) != 1:
        return None
    verbs = next((words for stem, words in declared.verbs.items() if names[0].endswith(stem)), ())
    counts = [f for f in passage.figures if f.is_count and f.end <= rate.start]
    for place in range(len(counts) - 1, 0, -1):
        upper = counts[place]
        if not any(_names(passage, upper, verb) for verb in verbs):
            continue
        lower = [f for f in reversed(counts[:place]) if same_unit(f, upper, declared) and _open(passage, f, rate)]
        return _judge(rate, [(upper,)], lower[:_NEAREST], bool(lower) and lower[0] is counts[place - 1])
    return None


def _names(passage: Passage, figure: Figure, verb: str) -> bool:
    """Whether the words right before or right after a number hold a verb: 整改1103处, 96人合格."""
    before = re.split(r"[,;:]", passage.before(figure))[-1]
    after = re.split(r"[,;:、。]", passage.after(figure))[0]
    return verb in before[-8:] or after.startswith(verb)


def _open(passage: Passage, figure: Figure, rate: Figure) -> bool:
    """Whether no semicolon sets a figure apart from the rate."""
    return ";" not in passage.slice(figure.end, rate.start)


def _judge(rate: Figure, uppers: Sequence[tuple[Figure, ...]], lowers: Sequence[Figure], is_sure: bool) -> Check | None:
    """Held when some counts give the rate; broken when the likeliest are sure and none do."""
    for lower in lowers:
        for upper in uppers:
            if share_of(add_up(part.interval for part in upper), lower.interval).meets(rate.interval):
                return Check(RATE, "held", (rate, *upper, lower), facts=_facts(rate, upper, lower))
    if not lowers:
        return None
    slipped = [(upper, lower) for lower in lowers for upper in uppers if _is_slip(rate, upper, lower)]
    upper, lower = next(iter(slipped), (uppers[-1], lowers[0]))
    facts, evidence = _facts(rate, upper, lower), (rate, *upper, lower)
    if not slipped and (not is_sure or upper[-1].value > lower.value):
        return Check(RATE, "uncheckable", evidence, facts=facts)
    if is_cut_off(rate, share_of(add_up(part.interval for part in upper), lower.interval)):
        return Check(TRUNCATED, "broken", evidence, "note", facts)
    return Check(RATE, "broken", evidence, "warning", facts)


def _is_slip(rate: Figure, upper: Sequence[Figure], lower: Figure) -> bool:
    """Whether one digit, printed wrong, explains that counts of one unit do not give the rate."""
    if len({figure.unit for figure in (*upper, lower)} - {""}) > 1:
        return False
    return one_slip_mends((rate, *upper, lower), gives_share)


def _facts(rate: Figure, upper: Sequence[Figure], lower: Figure) -> tuple[tuple[str, str], ...]:
    part = sum(figure.value for figure in upper)
    exact = f"{part / lower.value * 100:.2f}%" if lower.value else "?"
    named = "+".join(figure.text for figure in upper)
    return (("rate", rate.text), ("part", named), ("whole", lower.text), ("exact", exact))
