"""Whether a number is a level, a change, a share or a rank, and the sign of a change."""

from __future__ import annotations

from typing import NamedTuple

from etl.link.standing import SET_BESIDE
from etl.link.tokens import Token
from etl.link.zones import Zone
from etl.model import Measure

_SIGN = {"rise": 1, "fall": -1}
_TURNS = frozenset(_SIGN)
_SHARE = frozenset({"share"})


class Stated(NamedTuple):
    """The measure of one number, and the sign of a change."""

    measure: Measure
    sign: int


def read_measure(zone: Zone, rate: str) -> Stated:
    """The measure of a zone's number.

    `rate` tells what kind of rate a word of the zone names: a `reduction` (减材料75%) is a level whatever verbs
    stand there, a `rate` makes a proportion a level.
    """
    if zone.quantity.kind == "rank":
        return Stated("rank", 1)
    dimension = zone.quantity.dimension
    turn = _last(zone, _TURNS)
    if dimension == "point" or dimension == "multiple":
        return Stated("change", _sign(turn))
    share = _last(zone, _SHARE)
    if rate == "reduction":
        return Stated("level", 1)
    if dimension == "percent":
        if turn and (not share or turn.start > share.start):
            return Stated("change", _sign(turn))
        return Stated("share" if (share or zone.is_fraction or zone.in_bracket) and not rate else "level", 1)
    if turn and (not _words_after(zone, turn) or _is_split(zone, turn)) and _is_compared(zone, turn):
        return Stated("change", _sign(turn))
    return Stated("level", 1)


def _is_compared(zone: Zone, turn: Token) -> bool:
    """Whether a verb of change is one: a single character (多, 减) needs what it is compared with.

    That may be the number right before it: 比2021年同期的1364件多8件.
    """
    joined = zone.before.isalnum() and zone.span[0] == turn.start
    return len(turn.entry.word) > 1 or joined or not SET_BESIDE.isdisjoint(zone.roles | zone.lead_roles)


def _is_split(zone: Zone, turn: Token) -> bool:
    """Whether the verb that the change is about stands behind it: 比上年多受理64宗."""
    later = [token for token in zone.left if token.start >= turn.end]
    first = later[0] if later else None
    return (
        len(turn.entry.word) == 1 and first is not None and first.has_role("verb") and len(later) == 1
        and first.start == turn.end and not zone.unknown_after(turn.end)
    )  # fmt: skip


def _words_after(zone: Zone, turn: Token) -> bool:
    """Whether anything but a small word stands between the verb of change and the number: 减少证明材料12项."""
    later = any(token.entry.is_domain for token in zone.left if token.start >= turn.end)
    return later or bool(zone.unknown_after(turn.end))


def _last(zone: Zone, roles: frozenset[str]) -> Token | None:
    if roles.isdisjoint(zone.roles):
        return None
    return next(token for token in reversed(zone.left) if not roles.isdisjoint(token.entry.roles))


def _sign(turn: Token | None) -> int:
    return next((sign for role, sign in _SIGN.items() if turn and turn.has_role(role)), 1)
