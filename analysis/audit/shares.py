"""Shares: a part over its whole gives the printed share, and the shares of a complete list close to 100.

The part is the number before the share, or the last two, three … where the text adds them (三地合计占61.3%). The whole
is a total that the list adds up to, or a figure that stands before. A share is wrong when its whole is sure: the part
follows 其中 of it, its list closes to it, or other shares of the same list fit it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.audit.declared import Declared
from analysis.audit.intervals import add_up, gives_share, is_cut_off, one_slip_mends, share_of, slips
from analysis.audit.lists import ListGroup, related, same_unit
from analysis.audit.model import Check, Figure, Interval, Passage, Report, Severity, Status

SHARE, TOTAL, TRUNCATED, WHOLE = "share_of_whole", "shares_to_hundred", "share_cut_off", "share_without_whole"
UNMATCHED = "share_unmatched"
_REACH = 12
"""Characters between a number and its share at most."""
_BACK = 6
_NEAREST = 4
"""Wholes tried for a slip where none is sure."""
_FULL = 100.0
_TELLING = 0.5
"""Wholes that fit a share may lie this far apart for the whole number among them to say something."""
_CELLS = re.compile(r"[|\t]")


@dataclass(frozen=True, slots=True)
class _Share:
    """A printed share, the numbers it is of, and the figures it may be a share of; the first `sure` are sure."""

    share: Figure
    parts: tuple[Figure, ...]
    wholes: tuple[Figure, ...]
    sure: int


def check_shares(report: Report, declared: Declared, lists: Sequence[ListGroup]) -> Iterator[Check]:
    """One check for each share with a part, and one for each list of shares that is meant to be complete."""
    totals = _totals_by_part(lists)
    for position, passage in enumerate(report.passages):
        if _CELLS.search(passage.text):
            continue
        found = [_read_share(report, position, share, (declared, totals)) for share in _shares(passage)]
        shares = [share for share in found if share is not None]
        yield from _check_each(shares)
        yield from _check_list(passage, shares)


def _shares(passage: Passage) -> list[Figure]:
    return [figure for figure in passage.figures if figure.measure == "share" and figure.is_percent]


def _totals_by_part(lists: Sequence[ListGroup]) -> Mapping[int, tuple[Figure, ...]]:
    """For each part of a list its total where 其中 names it, or where the list closes; by the part's start."""
    found: dict[int, tuple[Figure, ...]] = {}
    for group in lists:
        for reading in group.readings:
            summed = add_up(part.interval for part in reading.parts)
            closed = tuple(t for t in reading.totals if len(reading.parts) > 1 and summed.meets(t.interval))
            known = closed or (reading.totals[:1] if group.is_marked else ())
            for part in reading.parts:
                if closed or part.start not in found:
                    found[part.start] = known or found.get(part.start, ())
    return found


def _read_share(
    report: Report, position: int, share: Figure, known: tuple[Declared, Mapping[int, tuple[Figure, ...]]]
) -> _Share | None:
    """The share with its part and the figures that may be its whole."""
    declared, totals = known
    passage = report.passages[position]
    parts = _parts(passage, share, declared)
    if not parts:
        return None
    sure = totals.get(parts[0].start, ())
    before = [f for f in passage.figures if f.is_count and f.end <= parts[0].start]
    behind = [f for p in report.passages[max(0, position - _BACK) : position] for f in p.figures if f.is_count]
    near = [f for f in reversed(before) if same_unit(f, parts[0], declared)]
    far = [f for f in reversed(behind) if same_unit(f, parts[0], declared) and related(f, parts[0], declared)]
    wholes = [f for f in (*sure, *near, *far) if f.interval.high >= max(part.value for part in parts)]
    wholes += [f for f in (*sure[:1], *near[:1]) if f not in wholes and _is_slip(_Share(share, parts, (), 0), f)]
    sure_ones = [f for f in wholes if f in sure] or (near if len(near) == 1 and near[0] in wholes else [])
    return _Share(share, parts, tuple(dict.fromkeys((*sure_ones, *wholes))), len(sure_ones))


def _parts(passage: Passage, share: Figure, declared: Declared) -> tuple[Figure, ...]:
    """The numbers that a share is of: those it adds up, the one it names, or the one right before it."""
    words = passage.before(share)
    clause = re.split(r"[,;:]", words)[-1].strip()
    counts = [f for f in passage.figures if f.is_count and f.end <= share.start]
    number = _number_together(clause, declared)
    if number:
        return tuple(counts[-number:]) if len(counts) >= number else ()
    if not any(word in clause for word in declared.words.part):
        return ()
    if clause.startswith(declared.words.total):
        return _run_before(passage, counts, declared)
    if clause.startswith(declared.words.part):
        last = [f for f in passage.figures if f.end <= share.start][-1:]
        return tuple(last) if last and last[0].is_count and len(words) <= _REACH else ()
    own = share.row
    same = [f for f in counts if own.breakdown and (f.row.indicator, f.row.breakdown) == (own.indicator, own.breakdown)]
    return tuple(same[-1:])


def _run_before(passage: Passage, counts: Sequence[Figure], declared: Declared) -> tuple[Figure, ...]:
    """The list that ends with the last of the counts: numbers with nothing but names and commas between them."""
    run = list(counts[-1:])
    for figure in reversed(counts[:-1]):
        between = passage.slice(figure.end, run[0].start)
        if not re.match(r"\s*[、和及与]|\s*,", between) or ";" in between or not same_unit(figure, run[0], declared):
            break
        run.insert(0, figure)
    return tuple(run) if len(run) > 1 else ()


def _number_together(clause: str, declared: Declared) -> int:
    """How many numbers the words add up (三地合计占: 3), 0 where they add none."""
    names, joints = "|".join(declared.words.counts), "|".join(map(re.escape, declared.words.together))
    match = re.match(rf"(?:前|以上|上述|这)?({names})(?:个|大)?[^\d]{{0,4}}(?:{joints})", clause)
    return declared.words.counts[match[1]] if match else 0


def _fits(share: _Share, whole: Figure) -> bool:
    return share_of(add_up(part.interval for part in share.parts), whole.interval).meets(share.share.interval)


def _check_each(shares: Sequence[_Share]) -> Iterator[Check]:
    """Each share against its wholes; one that other shares of the sentence fit is sure."""
    common = Counter(whole for share in shares for whole in share.wholes if _fits(share, whole))
    for share in shares:
        fitting = [whole for whole in share.wholes if _fits(share, whole)]
        others = [whole for whole, votes in common.most_common() if whole in share.wholes and votes > 1]
        torn = [whole for whole in others if not set(others) & set(fitting) and _is_slip(share, whole)]
        if fitting and not torn:
            yield Check(SHARE, "held", (share.share, *share.parts, fitting[0]), facts=_facts(share, fitting[0]))
        else:
            known = [*torn, *(whole for whole in share.wholes if whole in common)]
            yield _unfit(share, known, any(_rounds_up(other) for other in shares))


def _rounds_up(share: _Share) -> bool:
    """Whether a share was rounded up, so that its list does not cut digits off."""
    fitting = next((whole for whole in share.wholes if _fits(share, whole)), None)
    return fitting is not None and share.share.value > sum(p.value for p in share.parts) / fitting.value * _FULL


def _unfit(share: _Share, others: Sequence[Figure], is_rounded: bool) -> Check:
    """The check of a share that fits none of its wholes, or not the one that the shares beside it have."""
    evidence, surest = (share.share, *share.parts), [*others, *share.wholes[: share.sure]]
    slipped = [whole for whole in share.wholes[:_NEAREST] if _is_slip(share, whole)]
    if surest:
        return _broken(share, surest[0], "error" if others else "warning", is_rounded)
    if not share.wholes:
        return _whole_number(share)
    if slipped and len(share.parts) > 1:
        return _broken(share, slipped[0], "warning", is_rounded)
    if share.share.bound != "=":
        return Check(SHARE, "uncheckable", evidence, facts=_facts(share, share.wholes[0]))
    return Check(UNMATCHED, "broken", evidence, "note", _facts(share, share.wholes[0]))


def _is_slip(share: _Share, whole: Figure) -> bool:
    """Whether one digit, printed wrong, explains that a share does not fit a whole."""
    figures = (share.share, *share.parts, whole)
    return one_slip_mends(figures, gives_share)


def _broken(share: _Share, whole: Figure, severity: Severity, is_rounded: bool) -> Check:
    """A share that does not fit; one that was cut off is a note, unless its neighbours are rounded."""
    exact = share_of(add_up(part.interval for part in share.parts), whole.interval)
    code = TRUNCATED if is_cut_off(share.share, exact) and not is_rounded else SHARE
    grade: Severity = "note" if code == TRUNCATED else severity
    return Check(code, "broken", (share.share, *share.parts, whole), grade, _facts(share, whole))


def _whole_number(share: _Share) -> Check:
    """Some whole number of cases gives the share (the GRIM test of Brown and Heathers, 2017)."""
    part, printed = add_up(p.interval for p in share.parts), share.share.interval
    facts = (("share", share.share.text), ("part", "+".join(p.text for p in share.parts)))
    low, high = (part.low / printed.high * _FULL, part.high / printed.low * _FULL) if printed.low > 0 else (0.0, 1.0)
    # a range of one or more always holds a whole number, so it says nothing
    if high - low >= _TELLING or part.low != part.high or share.share.bound != "=":
        return Check(SHARE, "uncheckable", (share.share, *share.parts), facts=(*facts, ("whole", "?"), ("exact", "?")))
    exists = int(high + 1e-9) >= low - 1e-9
    status: Status = "held" if exists else "broken"
    return Check(WHOLE, status, (share.share, *share.parts), "warning" if not exists else "note", facts)


def _check_list(passage: Passage, shares: Sequence[_Share]) -> Iterator[Check]:
    """Shares of one list: they close to 100 where their parts are all the parts of one whole."""
    single = [share for share in shares if len(share.parts) == 1 and share.share.bound == "="]
    if len(single) < 2:
        return
    figures = tuple(share.share for share in single)
    summed = add_up(figure.interval for figure in figures)
    full = Interval(_FULL, _FULL)
    facts = (("shares", " + ".join(f.text for f in figures)), ("sum", f"{sum(f.value for f in figures):g}"))
    if summed.meets(full):
        yield Check(TOTAL, "held", figures, facts=facts)
    elif _parts_close(single) or (len(single) > 2 and _one_slip_closes(figures)):
        yield Check(TOTAL, "broken", figures, "warning", facts)


def _parts_close(shares: Sequence[_Share]) -> bool:
    parts = add_up(share.parts[0].interval for share in shares)
    wholes = [set(share.wholes[: share.sure]) for share in shares]
    return any(parts.meets(whole.interval) for whole in set.intersection(*wholes))


def _one_slip_closes(figures: Sequence[Figure]) -> bool:
    """Whether another digit in one of the shares makes them 100."""
    summed = add_up(figure.interval for figure in figures)
    moves = (value - figure.value for figure in figures for value in slips(figure))
    return any(Interval(summed.low + move, summed.high + move).meets(Interval(_FULL, _FULL)) for move in moves)


def _facts(share: _Share, whole: Figure) -> tuple[tuple[str, str], ...]:
    value = sum(part.value for part in share.parts)
    exact = f"{value / whole.value * 100:.2f}%" if whole.value else "?"
    return (
        ("share", share.share.text), ("part", "+".join(part.text for part in share.parts)),
        ("whole", whole.text), ("exact", exact),
    )  # fmt: skip
