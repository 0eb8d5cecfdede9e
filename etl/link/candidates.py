"""A zone in its context -> the indicators that its words may mean, each with a score and the word that won it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from etl.knowledge.catalogue import Catalogue, Indicator
from etl.link.context import Context
from etl.link.tokens import Token
from etl.link.zones import Zone

# How much each kind of evidence says, on a common scale; a candidate below ACCEPT is no link. Fitted by hand on
# the invented development sentences; the calibration of confidence starts from the same scores.
ACCEPT = 2.0
_NAME = 4.0
_NAME_LENGTH = 0.12
_CUE = 3.0
_PART = 3.2
_HINT = 1.5
_DEFAULT = 2.5
_FRAME_IN_ZONE = 1.2
_FRAME_ELSEWHERE = -2.0
_RIGHT = -0.4
_UNKNOWN = -0.22
_UNKNOWN_MOST = 12
_DISTANCE = -0.02
_RIVAL = 0.25
"""What a second piece of evidence for the same indicator adds, as a share of its own score."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One indicator that a zone may mean; `token` is the word that says so and `kind` the sense it has there."""

    indicator: Indicator
    score: float
    kind: str
    token: Token
    in_context: bool = False


class Scorer:
    """Scores the candidates of one zone."""

    def __init__(self, zone: Zone, context: Context, catalogue: Catalogue, free_units: bool) -> None:
        self._zone = zone
        self._context = context
        self._catalogue = catalogue
        self._free_units = free_units
        self.frames = frames_of(zone.left)
        self._lead_frames = frames_of(zone.lead)

    def candidates(self) -> tuple[Candidate, ...]:
        """The best candidate of each indicator, the highest score first."""
        best: dict[str, Candidate] = {}
        for candidate in self._all():
            held = best.get(candidate.indicator.id)
            if held is None:
                best[candidate.indicator.id] = candidate
            else:
                best[candidate.indicator.id] = _join(held, candidate)
        return tuple(sorted(best.values(), key=lambda c: (-c.score, c.indicator.id)))

    def at(self, token: Token) -> tuple[Candidate, ...]:
        """The candidates that one word of the left zone gives, the highest score first."""
        return tuple(sorted(self._of_token(token, False), key=lambda c: (-c.score, c.indicator.id)))

    def _all(self) -> Iterator[Candidate]:
        for token in self._zone.left:
            if token.entry.is_domain:
                yield from self._of_token(token, False)
        for token in self._zone.right:
            if token.entry.is_domain:
                yield from self._of_token(token, True)

    def _of_token(self, token: Token, right: bool) -> Iterator[Candidate]:
        entry = token.entry
        place = self._placement(token, right)
        for name in entry.names:
            indicator = self._catalogue.indicators[name]
            if self._fits(indicator):
                length = min(len(entry.word), 8) * _NAME_LENGTH
                yield Candidate(indicator, _NAME + length + place, "name", token)
        for kind, ids, weight in (("cue", entry.cues, _CUE), ("part", entry.parts, _PART), ("hint", entry.hints, _HINT)):
            for name in ids:
                yield from self._in_frame(self._catalogue.indicators[name], (kind, weight + place), token)
        for frame in entry.objects:
            for indicator in self._catalogue.indicators.values():
                if indicator.frame == frame and indicator.is_default and self._fits(indicator):
                    yield Candidate(indicator, _DEFAULT + place + 0.5, "default", token)

    def _placement(self, token: Token, right: bool) -> float:
        if right:
            before = token.start - self._zone.quantity.end
            return _RIGHT + _UNKNOWN * 0.5 * min(before, _UNKNOWN_MOST)
        unknown = self._zone.unknown_after(token.end)
        distance = self._zone.quantity.start - token.end
        return _UNKNOWN * min(unknown, _UNKNOWN_MOST) + _DISTANCE * min(max(distance, 0), 30)

    def _in_frame(self, indicator: Indicator, sense: tuple[str, float], token: Token) -> Iterator[Candidate]:
        kind, score = sense
        if not indicator.frame or not self._fits(indicator):
            return
        if indicator.frame in self.frames or indicator.frame in frames_of(self._zone.right):
            yield Candidate(indicator, score + _FRAME_IN_ZONE, kind, token)
            return
        presence = 0.9 if indicator.frame in self._lead_frames else self._context.presence(indicator.frame)
        if presence is not None:
            rival = _FRAME_ELSEWHERE if self.frames - set(token.entry.objects) else 0.0
            yield Candidate(indicator, score + presence - 0.6 + rival, kind, token, in_context=True)

    def _fits(self, indicator: Indicator) -> bool:
        unit = self._zone.quantity.unit
        if self._free_units:
            return True
        if not unit:
            return indicator.kind in ("count", "rate" if self._zone.is_cell else "count")
        return unit in indicator.units


def _join(held: Candidate, other: Candidate) -> Candidate:
    first, second = (held, other) if held.score >= other.score else (other, held)
    extra = max(second.score, 0.0) * _RIVAL if second.token is not first.token else 0.0
    return Candidate(first.indicator, first.score + min(extra, 0.8), first.kind, first.token, first.in_context)


def frames_of(tokens: tuple[Token, ...]) -> set[str]:
    """The frames that some words put on the table."""
    return {frame for token in tokens for frame in token.entry.objects}
