"""A share behind a count makes it a part, and the arithmetic says of which whole: 行政处罚412件,占受理总数的58%."""

from __future__ import annotations

from etl.link.breakdowns import LONGEST, Part, zone_words
from etl.link.candidates import Candidate
from etl.link.context import Counted
from etl.link.decision import Decision, Sight, as_class, nothing
from etl.link.measures import Stated
from etl.link.standing import LOOSE
from etl.link.zones import Share

_ROUNDED, _LOOSE_SHARE = 0.6, 5.0
"""How many points a printed share may miss the quotient of its numbers, and one that is only about right (近三成)."""


def shared_class(sight: Sight, chosen: tuple[Candidate, ...], stated: Stated) -> tuple[Decision, ...]:
    """What a share follows is a part of a whole told before, whatever its noun: 行政处罚412件,占受理总数的58%.

    A verb of its own (立案查处412件), a name of the same theme, a share of a place's figure (占全省的5%) speak against.
    """
    zone = sight.zone
    if zone.share is None or zone.has_role("verb") or any(c.token.entry.is_verbal for c in chosen):
        return ()
    if any(t.has_role("own") or t.has_role("place") for t in zone.share.words):
        return ()
    last = _whole_of(sight, zone.share)
    if last is None or any(_is_of(sight, candidate, last) for candidate in chosen):
        return ()
    if not last.indicators:
        return (nothing(stated),)
    words = zone_words(sight.text, zone)
    return as_class(last, Part(words[-LONGEST:], by_class=True), stated) if words else ()


def _is_of(sight: Sight, candidate: Candidate, whole: Counted) -> bool:
    """Whether a candidate counts the whole itself, or more surely something of its theme (最多跑一次事项 of 事项)."""
    if candidate.indicator.frame == whole.frame or candidate.indicator.id in whole.indicators:
        return candidate.kind != "default"
    themes = {sight.catalogue.indicators[name].theme for name in whole.indicators}
    return candidate.kind not in LOOSE and (candidate.indicator.theme in themes or not themes)


def _whole_of(sight: Sight, share: Share) -> Counted | None:
    """The whole that a share divides: the one that makes the arithmetic hold best, one its words name, or the last."""
    number = sight.zone.quantity
    larger = [
        c for c in sight.context.recent()
        if c.measure == "level" and not c.is_beside and number.unit in ("", c.unit) and c.value >= number.value
    ]  # fmt: skip
    cues = {name for token in share.words for name in token.entry.cues}
    off = _LOOSE_SHARE if share.quantity.bound != "=" or sight.zone.is_fraction else _ROUNDED
    missed = {id(c): abs(100 * number.value / c.value - share.quantity.value) for c in larger if c.value}
    exact = sorted((c for c in larger if missed.get(id(c), off + 1) <= off), key=lambda c: missed[id(c)])
    told = [c for c in larger if c.indicators and share.words]
    named = (c for c in told if not c.breakdown and not cues.isdisjoint(c.indicators))
    return next(iter(exact), next(named, sight.headline if sight.headline in told else None))
