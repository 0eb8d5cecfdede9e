"""Numbers of one sentence that claim the same whole: which of them are parts, in their own words.

受理3119件,答复3050件: one indicator cannot have two wholes in one sentence, unless they speak for two places or two
years. Where both have words of their own (网站发布300条、微博发布120条) both are parts; so is a part of the year beside
the year's total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from etl.knowledge.catalogue import Catalogue
from etl.knowledge.lexicon import Lexicon
from etl.link.breakdowns import LONGEST, WHOLE, Part, clean, zone_words
from etl.link.decision import Decision
from etl.link.zones import Zone
from etl.model import Relation

_OWN = frozenset({"noun", "agent", "seat", "place", "township"})
"""Roles of small words that tell one number of an enumeration from the next."""
_DOERS = frozenset({"agent", "seat", "level"})
Decided = tuple[Zone, tuple[Decision, ...]]
_LONGEST_SENTENCE = 1200
"""Characters of the longest sentence: a text of one line is not searched to its start for each of its sentences."""


def mark_siblings(
    decided: Sequence[Decided], catalogue: Catalogue, setting: tuple[str, Lexicon], relations: Mapping[int, Relation]
) -> Sequence[Decided]:
    """`decided` with the parts told from the wholes among equal indicators of one sentence.

    Args:
        setting: the text of the document and the lexicon.
    """
    if len(decided) < 2:
        return decided
    text, lexicon = setting
    marked = list(decided)
    _mark_periods(marked, text, lexicon)
    _mark_levels(marked)
    _share_out(marked, catalogue)
    _mark_items(marked, relations, catalogue)
    wholes = _wholes(marked, setting, relations, catalogue)
    for name in dict.fromkeys(name for name, _, _ in wholes):
        places = sorted({place for key, found in wholes.items() if key[0] == name for place in found})
        if any(marked[place][0].has_role("total") for place in places):
            _mark_new(marked, places, name)
    for (name, _, _), found in wholes.items():
        if len(found) == 1:
            _mark_beside_parts(marked, found[0], name, catalogue)
        elif catalogue.indicators[name].kind == "rate":
            _mark_other_rates(marked, found, name)
        elif catalogue.indicators[name].kind == "count":
            _mark_counts(marked, found, name, (text, frozenset(catalogue.indicators[name].exclusive)))
    _mark_higher(marked, text, lexicon)
    return marked


def _mark_counts(marked: list[Decided], found: list[int], name: str, setting: tuple[str, frozenset[str]]) -> None:
    """Several numbers of one account: the parts among them by what is new, by their names, or by their words.

    Args:
        setting: the text of the document, and the words of the indicator that leave no room for one another.
    """
    text, exclusive = setting
    _mark_new(marked, found, name)
    left = [place for place in found if not _part_of(marked[place], name)]
    # a sum behind them (…,合计183件) stays the whole
    places = [place for place in left if place == left[0] or not marked[place][0].has_role("total")]
    if len(places) < 2 or _mark_named(marked, places, name, text) or _mark_named(marked, places[1:], name, text):
        return
    words = [_word(marked[place], name) for place in places]
    both = exclusive.issuperset(words)
    for place, word in list(zip(places, words, strict=True))[0 if both else 1 :]:
        if (word or _names(marked[place][0])) and (word != words[0] or word in exclusive):
            marked[place] = _as_part(marked[place], name, text)
        elif word and (doer := _doer(marked[place][0], word)) and doer != _doer(marked[places[0]][0], word):
            marked[place] = _with_part(marked[place], name, Part(doer, by_class=True))


def _doer(zone: Zone, word: str) -> str:
    """Who did what a word of a zone tells, where that is only some of the bodies: 司法部门调解35件,法院调解12件."""
    verb = next((t for t in reversed(zone.left) if t.entry.word == word), None)
    body = next((t for t in zone.left if verb is not None and t.end == verb.start and t.entry.roles & _DOERS), None)
    return "".join(t.entry.word for t in zone.left if t.end <= body.end) if body is not None else ""


def _mark_other_rates(marked: list[Decided], places: list[int], name: str) -> None:
    """A second rate of one indicator by another name is a part: 结案率100%,按时结案率99%."""
    first = _word(marked[places[0]], name)
    for place in places[1:]:
        word = _word(marked[place], name)
        if word and word != first:
            marked[place] = _with_part(marked[place], name, Part(word))


def _mark_beside_parts(marked: list[Decided], place: int, name: str, catalogue: Catalogue) -> None:
    """An exclusive slot right behind a part of the same kind is a part: 话务员直接答复41,770件,转办20,648件."""
    if not place or _word(marked[place], name) not in catalogue.indicators[name].exclusive:
        return
    before = marked[place - 1]
    word = _word(marked[place], name)
    same = before[0].quantity.unit == marked[place][0].quantity.unit
    if same and any(d.indicator == name and d.part.words and not d.part.by_class for d in before[1]):
        marked[place] = _with_part(marked[place], name, Part(word))


def _wholes(
    decided: Sequence[Decided],
    setting: tuple[str, Lexicon],
    relations: Mapping[int, Relation],
    catalogue: Catalogue,
) -> dict[tuple[str, str, int], list[int]]:
    """The places of the wholes of each indicator and unit; exclusive words (宣传单、手册) stand beside every unit.

    Where a place or a year is named (裕安区2.87万件、2021年1.9万件), another account begins.
    """
    text, lexicon = setting
    wholes: dict[tuple[str, str, int], list[int]] = {}
    exclusive: dict[tuple[str, int], list[int]] = {}
    account = 0
    for place, (zone, decisions) in enumerate(decided):
        if zone.position in relations or zone.is_cell:
            continue
        opens = _speaks_for_a_place(zone) or lexicon.year.search(text, _gap_start(decided, place, text), zone.span[1])
        account = place if opens else account
        if zone.has_role("earlier"):
            continue
        for decision in decisions:
            name = decision.indicator
            if name and not decision.part.words and decision.measure == "level":
                if decision.rule.partition(":")[2] in catalogue.indicators[name].exclusive:
                    exclusive.setdefault((name, account), []).append(place)
                else:
                    wholes.setdefault((name, zone.quantity.unit, account), []).append(place)
    for (name, account), places in exclusive.items():
        same = [key for key in wholes if (key[0], key[2]) == (name, account)] or [(name, "", account)]
        for key in same:
            wholes[key] = sorted({*wholes.get(key, ()), *places})
    return wholes


def _mark_named(marked: list[Decided], places: list[int], name: str, text: str) -> bool:
    """Mark the numbers of one enumeration that count the same in other words: 省政协提案2件、市政协提案11件."""
    zones = [marked[place][0] for place in places]
    names = [_own_words(text, zone) for zone in zones]
    if not all(names) and all(zone.before == "、" for zone in zones[1:]):
        names = [_name(marked[place], name) for place in places]
    joined = all(zone.before in ("、", ",", "，") for zone in zones[1:])
    neighbours = all(later - earlier == 1 for earlier, later in pairwise(places))
    found = len(places) > 1 and joined and neighbours and all(names) and len(set(names)) == len(names)
    if found:
        for place, words in zip(places, names, strict=True):
            marked[place] = _with_part(marked[place], name, Part(words, by_class=True))
    return found


def _mark_items(marked: list[Decided], relations: Mapping[int, Relation], catalogue: Catalogue) -> None:
    """Slots of one indicator in a list after 分别: 废止、宣布失效规范性文件分别为28件、13件."""
    wholes: dict[str, list[int]] = {}
    for place, (zone, decisions) in enumerate(marked):
        relation = relations.get(zone.position)
        if relation is None or relation.kind != "item" or relation.start == relation.end:
            continue
        for decision in decisions:
            if decision.indicator and not decision.part.words and decision.measure == "level":
                wholes.setdefault(decision.indicator, []).append(place)
    for name, places in wholes.items():
        words = [_word(marked[place], name) for place in places]
        exclusive = set(catalogue.indicators[name].exclusive)
        if len(set(words)) > 1 and exclusive.issuperset(words):
            for place, word in zip(places, words, strict=True):
                marked[place] = _with_part(marked[place], name, Part(word))


def _mark_higher(marked: list[Decided], text: str, lexicon: Lexicon) -> None:
    """What came from a higher level beside the own one: 市人大代表建议215件…州人大代表建议8件."""
    ranks: dict[str, list[tuple[int, int, str]]] = {}
    for place, (zone, decisions) in enumerate(marked):
        for decision in decisions if not zone.is_cell else ():
            token = next((t for t in zone.left if t.entry.word == decision.rule.partition(":")[2]), None)
            if token is None or not decision.indicator or decision.measure != "level":
                continue
            before = lexicon.rank.finditer(text, max(token.start - 3, 0), token.start)
            named = next((match for match in before if match.end() == token.start), None)
            if named is not None:
                level = next(n for n, found in enumerate(named.groups()) if found)
                ranks.setdefault(decision.indicator, []).append((level, place, named.group() + token.entry.word))
    for name, found in ranks.items():
        lowest = max(level for level, _, _ in found)
        for level, place, words in found:
            if level < lowest and not _part_of(marked[place], name):
                marked[place] = _with_part(marked[place], name, Part(words, by_class=True))


def _share_out(marked: list[Decided], catalogue: Catalogue) -> None:
    """As many rates as a joint name has: 代表、委员满意率99.5%、98.9% are one each, in the order of the catalogue."""
    for place, (zone, decisions) in enumerate(marked):
        count = len(decisions)
        run = marked[place : place + count]
        if count < 2 or len(run) < count or zone.quantity.dimension != "percent":
            continue
        bare = all(z.before in ("、", "和") and not z.unknown and not _says(z) for z, _ in run[1:])
        same = all({d.indicator for d in ds} == {d.indicator for d in decisions} for _, ds in run)
        after = marked[place + count][0] if place + count < len(marked) else None
        if not bare or not same or (after is not None and after.before == "、" and not _says(after)):
            continue
        order = list(catalogue.indicators)
        named = sorted(decisions, key=lambda d: order.index(d.indicator))
        for offset, decision in enumerate(named):
            marked[place + offset] = run[offset][0], (decision._replace(rule="shared"),)


def _says(zone: Zone) -> bool:
    """Whether a zone has a word of its own, and more than one that joins it to the number before."""
    return any(not token.has_role("and") for token in zone.left)


def _names(zone: Zone) -> bool:
    """Whether a zone has more than small words: 首次突破千件 tells of the number before."""
    return bool(zone.unknown) or any(token.entry.is_domain for token in zone.left)


def _mark_levels(marked: list[Decided]) -> None:
    """What each of several levels did: 市级举办58期、1.2万人次,县级组织126期、2.7万人次."""
    if not any("level" in zone.roles or "level" in zone.near_roles for zone, _ in marked):
        return
    level = ""
    levels: list[str] = []
    for zone, _ in marked:
        named = [t.entry.word for t in (*zone.near_lead, *zone.left) if t.has_role("level")]
        level = named[-1] if named else "" if zone.has_role("own") or zone.has_role("total") else level
        levels.append(level)
    counted: dict[str, set[str]] = {}
    for level, (_, decisions) in zip(levels, marked, strict=True):
        for decision in decisions if level else ():
            counted.setdefault(decision.indicator, set()).add(level)
    for place, level in enumerate(levels):
        zone, decisions = marked[place]
        marked[place] = zone, tuple(
            d._replace(part=Part(level, by_class=True))
            if level and d.indicator and not d.part.words and len(counted[d.indicator]) > 1 else d
            for d in decisions
        )  # fmt: skip


def _mark_new(marked: list[Decided], places: list[int], name: str) -> None:
    """What was added in the year is a part beside the total: 新培育2,730名,总数达9,860名."""
    words = {place: [t.entry.word for t in marked[place][0].left if t.has_role("new")] for place in places}
    if all(words.values()):
        return
    for place in (place for place in places if words[place]):
        marked[place] = _with_part(marked[place], name, Part(words[place][-1], by_class=True))


def _part_of(decided: Decided, name: str) -> str:
    return next(d.part.words for d in decided[1] if d.indicator == name)


def _name(decided: Decided, name: str) -> str:
    """The word that names the indicator, where it is a name of its own."""
    rule = next(d.rule for d in decided[1] if d.indicator == name)
    return rule.removeprefix("name:") if rule.startswith("name:") else ""


def _own_words(text: str, zone: Zone) -> str:
    """The words of a zone, where one of them is neither a small word nor a name of the catalogue."""
    has_own = zone.unknown or any(not _OWN.isdisjoint(token.entry.roles) for token in zone.left)
    earlier = zone.has_role("earlier") or zone.has_role("period")
    return zone_words(text, zone)[:LONGEST] if has_own and not earlier else ""


def _mark_periods(marked: list[Decided], text: str, lexicon: Lexicon) -> None:
    """Parts of the year where the sentence has the year's total: 一季度1.02万件…全年合计4.95万件."""
    if marked[0][0].is_cell:
        return
    whole_year = lexicon.patterns["whole_year"]
    if not whole_year.search(text, _gap_start(marked, 0, text), max(zone.span[1] for zone, _ in marked)):
        return
    spans = [(_gap_start(marked, place, text), zone.span[1]) for place, (zone, _) in enumerate(marked)]
    of_year = [bool(whole_year.search(text, *span)) for span in spans]
    totals = {d.indicator for (_, decisions), total in zip(marked, of_year, strict=True) if total for d in decisions}
    if not totals - {""}:
        return
    period = ""
    for place, ((zone, decisions), span, is_total) in enumerate(zip(marked, spans, of_year, strict=True)):
        named = lexicon.period.search(text, *span)
        period = "" if is_total else clean(text, named.span()) if named else period
        if is_total and decisions[0].indicator:
            decisions = tuple(d._replace(part=WHOLE) if d.rule == "inherited" else d for d in decisions)
        elif period:
            decisions = tuple(
                d._replace(part=Part(period, by_class=True)) if d.indicator in totals and not d.part.words else d
                for d in decisions
            )
        marked[place] = zone, decisions


def _gap_start(marked: Sequence[Decided], place: int, text: str) -> int:
    """Where the words in front of a number begin: behind the number before, or with the sentence."""
    zone = marked[place][0]
    if place:
        return marked[place - 1][0].quantity.end
    start = zone.lead[0].start if zone.lead else zone.span[0]
    floor = max(start - _LONGEST_SENTENCE, 0)
    return max(floor, *(text.rfind(mark, floor, start) + 1 for mark in "。\n"))


def _speaks_for_a_place(zone: Zone) -> bool:
    """Whether a name of a place or the whole area stands there; a bare level (省人大建议3件) is neither."""
    if zone.has_role("own"):
        return True
    return zone.has_role("place") and any(
        token.has_role("place") and any(end == token.start for _, end in zone.unknown) for token in zone.left
    )


def _word(decided: Decided, name: str) -> str:
    return next(d.rule.partition(":")[2] for d in decided[1] if d.indicator == name)


def _as_part(decided: Decided, name: str, text: str) -> Decided:
    return _with_part(decided, name, Part(_word(decided, name) or zone_words(text, decided[0])))


def _with_part(decided: Decided, name: str, part: Part) -> Decided:
    """A number whose decision for an indicator covers a part."""
    zone, decisions = decided
    return zone, tuple(d._replace(part=part) if d.indicator == name else d for d in decisions)
