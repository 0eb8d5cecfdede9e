"""One reading of one number, and all that it is read from.

The modules that decide (`decide`, `relative`, `classes`, `inherit`) build on these nouns and not on one another's
helpers.
"""

from __future__ import annotations

from itertools import chain, islice, takewhile
from typing import NamedTuple

from etl.knowledge.catalogue import Catalogue
from etl.link.breakdowns import LONGEST, WHOLE, Part, names_place, read_part, zone_words
from etl.link.candidates import Candidate
from etl.link.context import FRAMELESS, Context, Counted
from etl.link.measures import Stated
from etl.link.zones import Zone
from etl.model import Measure

_QUOTES = '”’」』"'
FAR = 200
"""A number does not go on from one this many numbers away."""
INHERITED = 2.2
"""The score of a number that takes over what another one counted."""


class Decision(NamedTuple):
    """One reading of one number; `indicator` is empty where none fits, `rival` the score of the next best one."""

    indicator: str
    frame: str
    part: Part
    measure: Measure
    sign: int
    score: float
    rule: str
    rival: float = 0.0


class Sight(NamedTuple):
    """All that a decision looks at."""

    text: str
    zone: Zone
    context: Context
    catalogue: Catalogue

    @property
    def headline(self) -> Counted | None:
        """The number that this one goes on from.

        That is the one before with a fitting unit, in another block the first one; behind 其中 the one divided.
        """
        unit = self.zone.quantity.unit
        head = self.divided
        if head is not None and unit and unit == head.unit and head.measure == "level" and head.indicators:
            return head
        counted = self.context.counted
        same_block = takewhile(lambda c: c.block == self.context.block, reversed(counted))
        for found in chain(islice(same_block, FAR), islice(counted, FAR)):
            aside = found.is_beside or (found.is_aside and not found.indicators)
            goes_on = found.measure == "level" and not aside
            if goes_on and self._may_share(found, unit):
                return found
        return self._changed()

    def _changed(self) -> Counted | None:
        """The change that this number is the outcome of: 满意率提升6.5个百分点,达到41.2%."""
        last, quantity = self.context.last, self.zone.quantity
        if last is None or last.sentence != self.context.sentence or last.measure != "change":
            return None
        rate = last.dimension == "point" and quantity.dimension == "percent"
        return last if (rate or last.unit == quantity.unit) and self.zone.has_role("to") else None

    @property
    def divided(self) -> Counted | None:
        """The number whose parts are being told, behind 其中 and its like; None where none are."""
        return self.context.part_head if self.context.part_scope else None

    def _may_share(self, counted: Counted, unit: str) -> bool:
        if not unit or unit == counted.unit:
            return True
        people = self.catalogue.people
        if counted.unit and (unit in people) != (counted.unit in people):
            return False
        return any(unit in self.catalogue.indicators[name].units for name in counted.indicators)

    @property
    def has_noun_behind(self) -> bool:
        """Whether a noun follows the number at once (789个执法证件)."""
        following = self.text[self.zone.right_span[0] : self.zone.right_span[1]].strip()
        return bool(following) and following[0] not in _QUOTES


def decision_of(sight: Sight, chosen: Candidate, stated: Stated) -> Decision:
    """The decision for a chosen candidate, with the part that its zone names."""
    partners = sight.catalogue.frames[chosen.indicator.frame].partners if chosen.indicator.frame else ()
    if partners:
        chosen = chosen._replace(partners=partners)
    part = read_part(sight.text, sight.zone, chosen, sight.context)
    rule = f"{chosen.kind}{'+context' if chosen.in_context else ''}:{chosen.token.entry.word}"
    indicator = chosen.indicator
    frame = indicator.frame or FRAMELESS + indicator.id
    return Decision(indicator.id, frame, part, stated.measure, stated.sign, chosen.score, rule, chosen.rival)


def nothing(stated: Stated) -> Decision:
    """The decision that no indicator fits."""
    return Decision("", "", WHOLE, stated.measure, stated.sign, 0.0, "none")


def own_part(sight: Sight, start: int | None = None) -> Part:
    """The class that the words of the zone name, from a place on; a place names none."""
    zone = sight.zone
    words = zone_words(sight.text, zone, start).removesuffix("的")
    return WHOLE if names_place(sight.text, zone) else Part(words[-LONGEST:], by_class=True)


def as_class(whole: Counted, part: Part, stated: Stated) -> tuple[Decision, ...]:
    """The decisions that a number is a part of what another one counted."""
    return tuple(
        Decision(name, whole.frame, part, "level", stated.sign, INHERITED, "class") for name in whole.indicators
    )
