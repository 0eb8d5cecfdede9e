"""Parts and totals: the parts of a list add up to its total, and no part is above it.

Not every list after 其中 is complete, and nothing says so. A list whose words make it complete (其他7件; 一审, 二审) is
wrong when it does not close. Any other is reported only when it goes beyond its total, or when one slip of one digit
explains the gap and chance hardly does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from analysis.audit.intervals import add_up, shifted, slips
from analysis.audit.lists import Grade, ListGroup, PartList
from analysis.audit.model import Check, Figure, Interval, Severity

SUM, PART = "sum_of_parts", "part_above_total"
_CHANCE: dict[Grade, float] = {"complete": 1.01, "declared": 0.5, "among": 0.35, "loose": 0.01}
"""How likely chance may fit a gap for it to count as a slip of a digit, by how sure it is that a list is complete."""


def check_partitions(lists: Sequence[ListGroup]) -> Iterator[Check]:
    """One check for each list whose parts are meant to add up, and one for each part that stands after 其中."""
    best: dict[tuple[int, ...], Check] = {}
    for group in lists:
        check = _check_group(group)
        if check is not None:
            key = tuple(part.start for part in check.figures[1:])
            best[key] = _better(best.get(key), check)
        if check is None or check.status == "uncheckable":
            for part in _check_parts(group):
                best.setdefault((part.figures[0].start, -1), part)
    yield from _without_contained(best)


def _check_group(group: ListGroup) -> Check | None:
    """The outcome of one list: closed by some reading, open by a slip, beyond its total, or not to be judged."""
    readings = [reading for reading in group.readings if len(reading.parts) > 1]
    if not readings:
        return None
    first = next((check for check in map(_held, readings) if check is not None), None)
    if first is not None:
        return first
    slipped = sorted((slip for reading in readings for slip in _fitting_slip(reading)), key=_chance)
    if slipped:
        reading = slipped[0][1]
        return _open(reading, "error" if reading.grade == "complete" else "warning")
    main = group.readings[0]
    if (
        group.is_marked
        and len(main.parts) > 1
        and all(add_up(p.interval for p in main.parts).low > t.interval.high for t in main.totals)
    ):
        return _open(main, "warning")
    judged = group.is_marked and len(main.parts) > 1
    return Check(SUM, "uncheckable", (main.totals[0], *main.parts), facts=_facts(main)) if judged else None


def _chance(slip: tuple[float, PartList]) -> float:
    return slip[0]


def _held(found: PartList) -> Check | None:
    """The check of a list that adds up to one of its totals."""
    summed = add_up(part.interval for part in found.parts)
    for total in found.totals:
        bounded = max(summed.high, total.interval.high) < math.inf
        if bounded and summed.meets(total.interval) and total.value > max(part.value for part in found.parts):
            closed = PartList(found.parts, (total,), found.grade)
            return Check(SUM, "held", (total, *found.parts), facts=_facts(closed))
    return None


def _open(found: PartList, severity: Severity) -> Check:
    return Check(SUM, "broken", (found.totals[0], *found.parts), severity, _facts(found))


def _fitting_slip(found: PartList) -> Iterator[tuple[float, PartList]]:
    """How likely chance explains a gap as well as a slip does, with the total, where that is unlikely enough.

    The nearest total is the likeliest, so the others must be less likely to fit by chance.
    """
    largest, place = max(part.value for part in found.parts), 0
    for total in found.totals:
        chance = _chance_of_slip(found, total)
        if chance is not None and chance <= _CHANCE[found.grade] / (1 + place):
            yield chance, PartList(found.parts, (total,), found.grade)
            return
        place += total.value >= largest


def _chance_of_slip(found: PartList, total: Figure) -> float | None:
    """How likely one slip of a digit closes a list by chance, or None where none does."""
    figures = (total, *found.parts)
    if any(figure.interval.high == math.inf for figure in figures):
        return None
    if not any(_closes(found, total, figure) for figure in figures):
        return None
    gap = _gap(total.interval, add_up(part.interval for part in found.parts))
    moves = {round(value - figure.value, 6) for figure in figures for value in slips(figure)}
    moves |= {-move for move in moves}
    reachable = [move for move in moves if 0 < move <= max(total.value, gap)]
    width = 1 + sum(figure.interval.high - figure.interval.low for figure in figures)
    return len(reachable) * width / max(total.value, 1.0)


def _gap(left: Interval, right: Interval) -> float:
    return max(left.low - right.high, right.low - left.high, 0.0)


def _closes(found: PartList, total: Figure, slipped: Figure) -> bool:
    """Whether some other digit in one figure makes the parts add up."""
    rest = add_up(part.interval for part in found.parts if part is not slipped)
    times = sum(part is slipped for part in found.parts)
    for value in slips(slipped):
        other = shifted(slipped, value)
        parts = Interval(rest.low + times * other.low, rest.high + times * other.high)
        if parts.meets(other if slipped is total else total.interval):
            return True
    return False


def _check_parts(group: ListGroup) -> Iterator[Check]:
    """No part is above the total it is taken from."""
    main = group.readings[0]
    for part in main.parts if group.is_marked else ():
        total = main.totals[0]
        facts = (("part", part.text), ("total", total.text))
        if all(part.interval.low > other.interval.high for other in main.totals) and part.unit == total.unit:
            yield Check(PART, "broken", (part, total), "warning", facts)
        elif part.interval.low <= total.interval.high:
            yield Check(PART, "held", (part, total), facts=facts)


_RANK = {"held": 2, "broken": 1, "uncheckable": 0}


def _better(old: Check | None, new: Check) -> Check:
    return new if old is None or _RANK[new.status] > _RANK[old.status] else old


def _without_contained(best: dict[tuple[int, ...], Check]) -> Iterator[Check]:
    """The checks without those of lists that share parts with a list that closes."""
    closed = [set(key) for key, check in best.items() if check.code == SUM and check.status == "held"]
    broken = [set(key) for key, check in best.items() if check.code == SUM and check.status == "broken"]
    for key, check in best.items():
        if check.code == SUM and check.status != "held":
            parts = set(key)
            if any(len(parts & other) > 1 for other in closed):
                continue
            if any(
                parts < other or (other != parts and check.status != "broken" and parts & other) for other in broken
            ):
                continue
        yield check


def _facts(found: PartList) -> tuple[tuple[str, str], ...]:
    summed = sum(part.value for part in found.parts)
    return (
        ("total", found.totals[0].text), ("parts", " + ".join(part.text for part in found.parts)),
        ("sum", f"{summed:g}" if abs(summed) < 1e6 else f"{summed:.0f}"),
    )  # fmt: skip
