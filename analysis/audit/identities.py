"""What each kind of identity says, as a relation between the intervals of its figures.

The rules find which figures belong together; whether the figures agree is decided here alone, so that an identity can
be tried again with another value in it: by a rule that looks for a slip of the pen, and by the tests that plant one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analysis.audit.growth import expected_change, growth_by_difference
from analysis.audit.intervals import add_up, gives_share
from analysis.audit.model import Check, Interval

Intervals = Sequence[Interval]
"""The intervals of a check's figures, in the order of its evidence."""


def _sum(known: Intervals) -> bool:
    return add_up(known[1:]).meets(known[0])


def _hundred(known: Intervals) -> bool:
    return add_up(known).meets(Interval(100.0, 100.0))


def _same(known: Intervals) -> bool:
    return all(one.meets(known[0]) for one in known[1:])


_RELATIONS: dict[str, Callable[[Intervals], bool]] = {
    "sum_of_parts": _sum, "share_of_whole": gives_share, "rate_of_counts": gives_share, "shares_to_hundred": _hundred,
    "stated_twice": _same,
}  # fmt: skip
GROWTH = "growth_of_figures"
EQUALITIES = (*_RELATIONS, GROWTH)
"""The codes of the rules that state an equation; the others state an order, or no identity at all."""


def holds(check: Check, known: Intervals) -> bool:
    """Whether a check's identity holds with these intervals in place of its figures'; its code is of EQUALITIES."""
    if check.code != GROWTH:
        return _RELATIONS[check.code](known)
    change, now, other = known
    if check.figures[2].measure == "change":
        expected = growth_by_difference(now, other)
        return expected is None or expected.meets(change)
    return expected_change(now, other, check.figures[0].unit).meets(change)
