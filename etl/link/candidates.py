"""A zone in its context -> the indicators that its words may mean, each with a score and the word that won it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from etl.knowledge.catalogue import ANY_UNIT, BARE, BARE_CELL, Catalogue, Frame, Indicator
from etl.knowledge.lexicon import Entry, Meaning
from etl.link import weights
from etl.link.context import FRAMELESS, Context
from etl.link.standing import (
    ends_examples,
    is_done_by,
    is_governed,
    is_lacked,
    is_linked,
    is_partitive,
    names_body,
    names_class,
    stands_behind_verb,
)  # fmt: skip
from etl.link.tokens import Token
from etl.link.zones import Zone

_SAY_NO_OBJECT = frozenset(
    {"neutral", "linking", "total", "own", "prep", "counted", "verb", "to", "each", "and", "place"}
)
_PLACING = frozenset({"partitive", "of", "etc"})
"""Roles of the left zone without which no word in it is placed by the small words behind it."""


class Candidate(NamedTuple):
    """One indicator that a zone may mean; `token` is the word that says so and `kind` the sense it has there.

    `rival` is the score of the next best one, 0 where there is none or this is not the best.
    """

    indicator: Indicator
    score: float
    kind: str
    token: Token
    in_context: bool = False
    partners: tuple[str, ...] = ()
    rival: float = 0.0


_RATE = "率"
Word = tuple[Token, Meaning]
"""A word with what it says of numbers of the unit at hand."""


class Scorer:
    """Scores the candidates of one zone."""

    def __init__(self, zone: Zone, context: Context, catalogue: Catalogue, free_units: bool) -> None:
        self._zone = zone
        self._context = context
        self._catalogue = catalogue
        self._unit = ANY_UNIT if free_units else zone.quantity.unit or _bare_unit(zone)
        # every rule below asks the same few things of the words, so they are told apart once for the zone
        left = [(token, token.entry.meaning(self._unit, catalogue)) for token in zone.left if token.entry.is_domain]
        right = [(token, token.entry.meaning(self._unit, catalogue)) for token in zone.right if token.entry.is_domain]
        self._heads = [token for token, meaning in left if meaning.is_head]
        self._object_tokens = [token for token, _ in (*left, *right) if token.entry.objects]
        self._rivals = _naming_objects([token for token, _ in left], zone)
        self._nouns = [t for t in (*zone.left, *zone.right) if "noun" in t.entry.roles]
        self._right_frames = frames_of(zone.right)
        self._linked = max([t.end for t in zone.left if "of" in t.entry.roles], default=0)
        self._outside = weights.OUTSIDE if any(self._is_outside(token) for token in self._object_tokens) else 0.0
        self.frames = frames_of(zone.left)
        """The frames that the words of the left zone put on the table."""
        found = [(token, self._of_token(token, meaning, False)) for token, meaning in left]
        self.by_word = [(token, candidates) for token, candidates in found if candidates]
        """The words of the left zone that say something of its number, each with the candidates that it gives."""
        self._behind = [candidate for word in right for candidate in self._of_token(*word, True)]

    def _lead_heads(self) -> set[str]:
        """The words that the frames of the clauses before expect as heads."""
        return {head for frame in frames_of(self._zone.lead) for head in self._catalogue.frames[frame].heads}

    def _is_outside(self, token: Token) -> bool:
        """Whether a word names something beside the catalogue, and no class of what the passage is about."""
        if not any(self._catalogue.frames[frame].is_outside for frame in token.entry.objects):
            return False
        return not any(
            (self._context.presence(frame, self._catalogue.frames[frame].partners) or 0) > 0
            for frame in token.entry.classes
        )

    def candidates(self) -> tuple[Candidate, ...]:
        """The best candidate of each indicator, the highest score first."""
        best: dict[str, Candidate] = {}
        governed = self._context.governed
        said = [candidate for _, candidates in self.by_word for candidate in candidates]
        for candidate in map(self._narrowed, (*said, *self._behind)):
            held = best.get(candidate.indicator.id)
            if held is None:
                best[candidate.indicator.id] = candidate
            else:
                best[candidate.indicator.id] = _join(held, candidate)
        if (
            governed is not None
            and self._zone.left
            and not self._zone.has_role("verb")
            and governed.fits(self._unit)
            and governed.id not in best
        ):
            score = weights.GOVERNED_ON if self._zone.before == "、" and self._has_unit_of_last() else weights.GOVERNED
            best[governed.id] = Candidate(governed, score, "governed", self._zone.left[-1])
        return _with_rivals(ranked(best.values()))

    def _has_unit_of_last(self) -> bool:
        last = self._context.last
        return last is not None and last.unit == self._zone.quantity.unit

    def from_context(self) -> tuple[Candidate, ...]:
        """The defaults of the most present frames, for a number that has no words of its own for what it counts."""
        zone = self._zone
        plain = all(t.entry.roles & _SAY_NO_OBJECT and not t.entry.is_domain for t in zone.left)
        if zone.is_cell or zone.unknown or not zone.quantity.unit or not plain or not zone.has_role("verb"):
            return ()
        token = Token(zone.quantity.start, zone.quantity.start, Entry(""))
        found: list[Candidate] = []
        for frame in self._context.present_frames():
            presence = self._context.presence(frame) or 0.0
            named = frame.removeprefix(FRAMELESS) if frame.startswith(FRAMELESS) else ""
            indicators = self._defaults((frame,)) if not named else self._fitting((named,))
            score = weights.TAKEN_FROM_CONTEXT + presence - 0.6
            found.extend(Candidate(indicator, score, "context", token, True) for indicator in indicators)
        return ranked(found)

    def _narrowed(self, candidate: Candidate) -> Candidate:
        """The candidate, or that of the narrower frame whose audience is named: 对执法人员开展业务培训8场."""
        frame = candidate.indicator.frame
        narrower = self._catalogue.narrower.get(frame, ())
        if not narrower:
            return candidate
        named = {f for t in (*self._zone.near_lead, *self._zone.left, *self._zone.right) for f in t.entry.audience}
        meant = next((n for n in narrower if n.id in named), None) if frame not in named else None
        if not named:
            here = self._context.presence(frame)
            kin = (n for n in narrower if self._counts_people() or _has_kin(n, candidate.token))
            meant = next((n for n in kin if self._is_nearer(n.id, here)), None)
        taken = next(iter(self._defaults((meant.id,))), None) if meant else None
        return candidate._replace(indicator=taken) if taken else candidate

    def _counts_people(self) -> bool:
        return self._zone.quantity.unit in self._catalogue.people

    def _is_nearer(self, frame: str, than: float | None) -> bool:
        """Whether the passage speaks of a frame, and less of the wider one whose presence is given."""
        presence = self._context.presence(frame)
        return presence is not None and presence > weights.NEARER and (than is None or than < presence - weights.NEARER)

    def _of_token(self, token: Token, meaning: Meaning, right: bool) -> list[Candidate]:
        by_itself = meaning.names or meaning.weak or meaning.governs
        defaults = meaning.defaults if meaning.defaults and self._counts(token, right) else ()
        if not (by_itself or meaning.slots or defaults):
            return []
        found: list[Candidate] = []
        place = self._placement(token, right)
        classed = weights.CLASSED if names_class(self._zone, token, right) else 0.0
        classed += weights.BODY if names_body(self._zone, token, right) else 0.0
        plain = place + (0.0 if right else weights.LATER * self._later_heads(token))
        if by_itself:
            self._add_by_itself(found, (token, meaning), right, plain + classed)
        for kind, indicator in meaning.slots:
            behind = 0 if right else self._later_heads(token, indicator)
            gained = weights.GOVERNED_BY if right and is_governed(self._zone, token, indicator.frame) else 0.0
            own = 0.0 if kind == "part" else classed
            score = weights.SLOT[kind] + own + place + gained + weights.LATER * behind
            candidate = self._in_frame(indicator, (kind, score), (token, meaning))
            if candidate is not None:
                found.append(candidate)
        unknown = 0 if right or not defaults else self._zone.unknown_after(token.end)
        for indicator in defaults:
            found.append(
                Candidate(indicator, weights.DEFAULT + plain + weights.DEFAULT_UNKNOWN * unknown, "default", token)
            )
        return found

    def _add_by_itself(self, found: list[Candidate], word: Word, right: bool, plain: float) -> None:
        """What a word names whatever the passage is about: in full, for the verbs it governs, or weakly."""
        token, meaning = word
        shadow = self._shadow(token) if token.entry.names else 0.0
        name_score = weights.NAME + min(len(token.entry.word), 8) * weights.NAME_LENGTH + plain + shadow
        for indicator in meaning.names:
            found.append(Candidate(indicator, name_score + self._outcome(indicator, token, right), "name", token))
        for indicator in () if right else meaning.governs:
            found.append(Candidate(indicator, weights.GOVERNS, "governs", token))
        for indicator in meaning.weak:
            unknown = 0 if right else min(self._zone.unknown_after(token.end), weights.UNKNOWN_MOST)
            forgiven = weights.WEAK_UNKNOWN * unknown
            taken = weights.TAKEN_UP if self._may_go_on(token) else 0.0
            found.append(Candidate(indicator, weights.WEAK + plain + forgiven + taken, "weak", token))

    def _outcome(self, indicator: Indicator, token: Token, right: bool) -> float:
        """What the name of an outcome wins back where the thing it happened to follows: 已解决的代表建议121件."""
        if right or not indicator.within:
            return 0.0
        frames = {frame for frame, _ in indicator.within}
        objects = sum(t.start >= token.end and not frames.isdisjoint(t.entry.objects) for t in self._zone.left)
        if not objects:
            return 0.0
        return weights.OF_ITS_OWN - weights.LATER * objects - (weights.ATTRIBUTE if self._is_attribute(token) else 0.0)

    def _fitting(self, names: tuple[str, ...]) -> tuple[Indicator, ...]:
        return self._catalogue.fitting(names, self._unit)

    def _defaults(self, frames: tuple[str, ...]) -> Sequence[Indicator]:
        ids = self._catalogue.default_ids
        return [indicator for frame in frames for indicator in self._fitting(ids.get(frame, ()))]

    def _later_heads(self, token: Token, indicator: Indicator | None = None) -> int:
        """How many names or objects stand between a word and the number.

        Those that the frame of its `indicator` expects there are not counted, nor what a verb of the frame describes
        (报备的规范性文件) or was done to, where it tells more than that it is counted (审查部门规范性文件).
        """
        if self._zone.is_cell:
            return 0
        later = [t for t in self._heads if t.start >= token.end]
        if not later or indicator is None:
            return len(later)
        frame = indicator.frame
        heads, linked = self._catalogue.frames[frame].heads, self._linked
        if token.has_role("verb") and not indicator.is_default:
            later = [t for t in later if frame not in t.entry.objects]
        described = [t for t in later if token.end <= linked <= t.start and t.entry.objects == (frame,)]
        return sum([t.entry.word not in heads and t not in described for t in later])

    def _counts(self, token: Token, right: bool) -> bool:
        """Whether an object may be what is counted: not in a body's name (执法部门), nor beside a foreign header."""
        around = self._zone.right if right else self._zone.left
        if token.entry.is_body or any(
            t.start == token.end and (t.has_role("agent") or t.has_role("field")) for t in around
        ):
            return False
        if not self._zone.is_cell:
            return True
        own = set(token.entry.objects)
        headed = (t for t in around if not t.has_role("counted") and not own & set(t.entry.classes))
        slots = {name for t in headed for name in (*t.entry.cues, *t.entry.parts)}
        frames = {self._catalogue.indicators[name].frame for name in slots}
        return not slots or bool(frames & own)

    def _shadow(self, token: Token) -> float:
        """What a name loses where an object of another word makes it a slot (合法性审核 of a 规范性文件)."""
        if token.entry.word in self._lead_heads():
            return weights.SHADOWED
        slots = (*token.entry.cues, *token.entry.parts)
        frames = {self._catalogue.indicators[name].frame for name in slots}
        if not frames:
            return 0.0
        others = {f for t in self._object_tokens if t is not token for f in t.entry.objects}
        return weights.SHADOWED if frames & others - set(token.entry.objects) else 0.0

    def _placement(self, token: Token, right: bool) -> float:
        if right:
            done = weights.DONE_BY if is_done_by(self._zone, token) else 0.0
            done += weights.PREDICATE if stands_behind_verb(self._zone, token) else 0.0
            done += weights.TAKES_PART if self._takes_part(token) else 0.0
            done += weights.LACKED if is_lacked(self._zone, token) else 0.0
            away = weights.RIGHT if token.start > self._zone.quantity.end else 0.0
            # the verb that ends the clause of several numbers stands far from the first of them
            governs = token.start >= self._zone.right_span[1]
            unknown = 0 if governs else min(self._zone.unknown_before(token.start), weights.UNKNOWN_MOST)
            return away + weights.UNKNOWN * unknown + done
        if self._zone.is_cell:
            return self._outside
        unknown = self._zone.unknown_after(token.end)
        distance = self._zone.quantity.start - token.end
        outside = self._outside
        outside += weights.ATTRIBUTE if self._is_attribute(token) else 0.0
        if not self._zone.roles.isdisjoint(_PLACING):
            outside += weights.PARTITIVE if is_partitive(self._zone, token) else 0.0
            outside += weights.EXAMPLE if ends_examples(self._zone, token) else 0.0
        outside += weights.DISTANCE * min(max(distance, 0), weights.DISTANCE_MOST)
        return weights.UNKNOWN * min(unknown, weights.UNKNOWN_MOST) + outside

    def _takes_part(self, token: Token) -> bool:
        """Whether the persons that a word names took part in what follows: 1,016名执法人员参加考试."""
        if not self._counts_people() or not token.entry.names:
            return False
        later = [t for t in self._zone.right if t.start >= token.end]
        last = self._context.last
        # 庭审观摩29场,1,140名执法人员旁听
        here = last.indicators if last is not None and last.sentence == self._context.sentence else ()
        if any(name in here for t in later for name in (*t.entry.cues, *t.entry.names, *t.entry.weak)):
            return True
        verbs = (t for t in later if t.has_role("verb"))
        slots = (indicator for t in verbs for _, indicator in t.entry.meaning(self._unit, self._catalogue).slots)
        return any(indicator.frame in self._right_frames for indicator in slots)

    def _is_attribute(self, token: Token) -> bool:
        """Whether the word only describes a noun that follows: 清理现行有效(的)规范性文件."""
        if is_linked(self._zone, token):
            return True
        if not token.entry.cues or token.has_role("verb"):
            return False
        following = next((t for t in self._zone.left if t.start == token.end), None)
        if following is None or not following.entry.objects:
            return False
        frames = set(following.entry.objects)
        slots = self._catalogue.indicators
        return any(
            t.end <= token.start and t.has_role("verb") and frames & {slots[name].frame for name in t.entry.cues}
            for t in self._zone.left
        )

    def _may_go_on(self, token: Token) -> bool:
        last = self._context.last
        alone = not self._zone.unknown and not any(t.entry.is_domain for t in self._zone.left if t is not token)
        same = last is not None and last.unit == self._zone.quantity.unit and bool(last.indicators)
        return alone and same and last is not None and last.sentence == self._context.sentence

    def _in_frame(self, indicator: Indicator, sense: tuple[str, float], word: Word) -> Candidate | None:
        kind, score = sense
        token, meaning = word
        frame = indicator.frame
        if frame in self.frames or frame in self._right_frames:
            alone = not any(frame in t.entry.objects for t in self._object_tokens if t is not token)
            return Candidate(indicator, score + weights.FRAME_IN_ZONE * (0.2 if alone else 1.0), kind, token)
        presence = self._context.presence(frame, self._catalogue.frames[frame].partners, meaning.slot_frames)
        if presence is None:
            return None
        heads = self._catalogue.frames[frame].heads
        rivals = any(t is not token and t.entry.word not in heads for t in self._rivals)
        rival = weights.FRAME_ELSEWHERE if rivals or self._is_done_elsewhere(token, frame) else 0.0
        own_head = weights.OWN_HEAD if self._has_own_head(token, heads) else 0.0
        goes_on = weights.GOES_ON if self._goes_on_from(indicator) else 0.0
        total = score + presence - 0.6 + rival + own_head + goes_on
        return Candidate(indicator, total, kind, token, in_context=True)

    def _goes_on_from(self, indicator: Indicator) -> bool:
        """Whether the last number of the indicator's frame counted it: of two slots with one word, it is meant."""
        last = next((c for c in reversed(self._context.counted[-4:]) if c.frame == indicator.frame), None)
        return last is not None and indicator.id in last.indicators

    def _is_done_elsewhere(self, token: Token, frame: str) -> bool:
        """Whether a name that follows tells of something else: 1.3万名干部参加旁听庭审."""
        right = self._zone.right
        if token not in right or not token.has_role("verb"):
            return False
        slots = self._catalogue.indicators
        named = [name for t in right if t.start >= token.end for name in t.entry.names]
        return bool(named) and all(slots[name].frame != frame for name in named)

    def _has_own_head(self, token: Token, heads: tuple[str, ...]) -> bool:
        """Whether a general noun behind the word tells that something else is counted: 收到群众反映问题."""
        return any(t.start >= token.end and t.entry.word not in heads for t in self._nouns)


def _has_kin(frame: Frame, token: Token) -> bool:
    """Whether a frame has words of the same head (执法培训 for 业务培训): 普法 has 讲座, but no 培训."""
    head = token.entry.word[-2:]
    return any(word.endswith(head) for word in frame.objects)


def _naming_objects(words: list[Token], zone: Zone) -> list[Token]:
    """The words at the left that name an object, rather than a class of the context's (许可类187卷)."""
    fields = {t.start for t in zone.left if "field" in t.entry.roles}
    return [token for token in words if token.entry.objects and token.end not in fields]


def _bare_unit(zone: Zone) -> str:
    """What stands for the unit of a number that has none; a rate of 0 is printed bare: 败诉率为0."""
    if zone.is_cell:
        return BARE_CELL
    rated = any(token.entry.cues or token.entry.names for token in zone.left if token.entry.word.endswith(_RATE))
    return "%" if rated and not zone.quantity.value else BARE


def ranked(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The highest score first."""
    return tuple(sorted(candidates, key=lambda c: (-c.score, c.indicator.id)))


def _join(held: Candidate, other: Candidate) -> Candidate:
    first, second = (held, other) if held.score >= other.score else (other, held)
    extra = max(second.score, 0.0) * weights.RIVAL if second.token is not first.token else 0.0
    return Candidate(first.indicator, first.score + min(extra, 0.8), first.kind, first.token, first.in_context)


def _with_rivals(ranked: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Ranked candidates, the best of them with the score of the next one."""
    if len(ranked) < 2:
        return ranked
    return (ranked[0]._replace(rival=max(ranked[1].score, 0.0)), *ranked[1:])


def frames_of(tokens: tuple[Token, ...]) -> set[str]:
    """The frames that some words put on the table."""
    frames: set[str] = set()
    for token in tokens:
        frames.update(token.entry.frames)
    return frames
