"""Whether a number is a level, a change, a share or a rank, and the sign of a change."""

from __future__ import annotations

from dataclasses import dataclass

from etl.link.tokens import Token
from etl.link.zones import Zone
from etl.model import Measure

_SIGN = {"rise": 1, "fall": -1}


@dataclass(frozen=True, slots=True)
class Stated:
    """The measure of one number; `own` are the domain words of its zone that are not about the change itself."""

    measure: Measure
    sign: int
    own: tuple[Token, ...]


def read_measure(zone: Zone, is_level_name: bool) -> Stated:
    """The measure of a zone's number.

    `is_level_name` tells that a name of a rate indicator ends the zone (减材料75%), which makes it a level
    whatever verbs stand there.
    """
    own = tuple(token for token in zone.left if token.entry.is_domain)
    if zone.quantity.kind == "rank":
        return Stated("rank", 1, own)
    dimension = zone.quantity.dimension
    turn = _last(zone, ("rise", "fall"))
    if dimension == "point" or dimension == "multiple":
        return Stated("change", _sign(turn), own)
    share = _last(zone, ("share",))
    if is_level_name:
        return Stated("level", 1, own)
    if dimension == "percent":
        if turn and (not share or turn.start > share.start):
            return Stated("change", _sign(turn), own)
        return Stated("share" if share or zone.is_fraction else "level", 1, own)
    if turn and not _words_after(zone, turn):
        return Stated("change", _sign(turn), own)
    return Stated("level", 1, own)


def _words_after(zone: Zone, turn: Token) -> bool:
    """Whether anything but a small word stands between the verb of change and the number: 减少证明材料12项."""
    later = any(token.entry.is_domain for token in zone.left if token.start >= turn.end)
    return later or bool(zone.unknown_after(turn.end))


def _last(zone: Zone, roles: tuple[str, ...]) -> Token | None:
    found = [token for token in zone.left if any(token.has_role(role) for role in roles)]
    return found[-1] if found else None


def _sign(turn: Token | None) -> int:
    return next((sign for role, sign in _SIGN.items() if turn and turn.has_role(role)), 1)
