"""What a document says of itself: title, issuer, jurisdiction and reporting year, each with the doubts about it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from etl.attribute.zones import find_zone, settle
from etl.knowledge.gazetteer import Gazetteer
from etl.knowledge.periods import Periods
from etl.model import Block, Document, DocumentFacts, Issue, Layout, Place

_HEAD = 400
"""Characters at the start of a document whose place names count more."""
_WEIGHTS = {"title": 12, "signature": 8, "head": 3, "body": 1, "domain": 4}
_GIVEN = "metadata"
_BODY_CAP = 6
"""What all mentions in the body together may add, so that a place that is often spoken of does not win by that."""
_LEVEL_BONUS = 6
_ADDRESS = re.compile(r"[a-z0-9.-]{1,60}\.gov\.cn", re.IGNORECASE)
_MOST_ADDRESSES = 3
_SIGNED = re.compile(r"((?:19|20)\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]")
_DATED = re.compile(r"\d\s*月|[:：]")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_POSTED = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
_POSTED_WITHIN = 120
"""A date in the first lines is when a piece of news was posted; what it calls 今年 is that year."""
_SPRING = 6
"""A report signed before July is about the year before, unless its title says otherwise."""


class AttributeKnowledge(Protocol):
    """What the stage needs of the knowledge."""

    @property
    def gazetteer(self) -> Gazetteer:
        """The places and their names."""

    @property
    def periods(self) -> Periods:
        """The words that tell time and level."""


def describe_document(document: Document, layout: Layout, knowledge: AttributeKnowledge) -> DocumentFacts:
    """The facts of a document; metadata wins over the text, and what stays open is an issue."""
    title = _title(layout)
    issuer = document.metadata.issuer or _issuer(layout, knowledge.periods)
    zone, seat = find_zone(title, issuer, knowledge)
    place, evidence, issues = _place(document, layout, knowledge)
    if seat and evidence != _GIVEN:
        place, issues = knowledge.gazetteer.place(seat), ()
    if zone:
        evidence = f"{evidence} zone:{zone}".strip()
    year, year_issues = _year(document, layout, title, knowledge)
    return DocumentFacts(place, issuer, title, year, (*issues, *year_issues), evidence, zone)


def _title(layout: Layout) -> str:
    """The heading over the whole text, with the line that goes on with it; empty where a chapter comes first."""
    blocks = layout.blocks[:2]
    if not blocks or blocks[0].kind != "heading" or blocks[0].level > 1:
        return ""
    lines = [layout.text[block.start : block.end] for block in blocks if block.kind == "heading"]
    joined = len(lines) == 2 and blocks[1].level > 5 and not _DATED.search(lines[1]) and lines[1][:1] not in "(（"
    return "".join("".join(lines if joined else lines[:1]).split())


def _issuer(layout: Layout, periods: Periods) -> str:
    """The body that signs the document, else the one that its first lines name."""
    for block in (*reversed(layout.blocks[-periods.signature :]), *layout.blocks[:2]):
        line = "".join(layout.text[block.start : block.end].split())
        match = periods.issuer.match(line)
        if match and len(line) <= 40:
            return match.group().strip("()（）")
    return ""


def _place(document: Document, layout: Layout, knowledge: AttributeKnowledge) -> tuple[Place, str, tuple[Issue, ...]]:
    """The jurisdiction (as the metadata describe it, where the gazetteer has none), what told it, and the doubts."""
    given, gazetteer = document.metadata, knowledge.gazetteer
    if given.region_code in gazetteer.regions:
        return gazetteer.place(given.region_code), _GIVEN, ()
    if given.region and given.level:
        return Place(given.region_code, given.region, given.region_path or given.region, given.level), _GIVEN, ()
    code, evidence, issues = _region(document, layout, knowledge)
    return gazetteer.place(code), evidence, issues


def _region(document: Document, layout: Layout, knowledge: AttributeKnowledge) -> tuple[str, str, tuple[Issue, ...]]:
    """The code of the document's region, what told it, and the doubts about it."""
    gazetteer = knowledge.gazetteer
    if document.metadata.region:
        code = resolve_name(document.metadata.region, gazetteer)
        unknown = Issue("region_unknown", "warning", facts=(("name", document.metadata.region),))
        return code, _GIVEN if code else "", () if code else (unknown,)
    votes = _votes(layout, _hosts(document, layout, gazetteer), knowledge)
    if not votes:
        return "", "", (Issue("region_missing", "warning"),)
    total = {code: sum(by_kind.values()) for code, by_kind in votes.items()}
    ranked = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    best, score = ranked[0]
    evidence = " ".join(f"{kind}:{vote:g}" for kind, vote in votes[best].items() if vote)
    rivals = [gazetteer.place(code).region_path for code, votes_ in ranked[1:3] if votes_ > 0.8 * score]
    if rivals:
        facts = (("region", gazetteer.place(best).region_path), ("others", "、".join(rivals)))
        return best, evidence, (Issue("region_ambiguous", "warning", facts=facts),)
    return best, evidence, ()


def resolve_name(name: str, gazetteer: Gazetteer) -> str:
    """The code of a place given by name (重庆市江北区), empty where it is unknown or open."""
    if name.isdigit() and name in gazetteer.regions:
        return name
    code = ""
    for _, _, codes in gazetteer.scan(name):
        inside = [c for c in codes if code and gazetteer.contains(code, c)]
        if inside:
            code = inside[0]
        elif not code:
            code = codes[0] if len(codes) == 1 or gazetteer.regions[codes[0]].level != "county" else ""
    return code


def _votes(layout: Layout, hosts: tuple[str, ...], knowledge: AttributeKnowledge) -> dict[str, Counter[str]]:
    """How much speaks for each region as the document's own, by where it is named."""
    text, gazetteer = layout.text, knowledge.gazetteer
    signed = layout.blocks[-knowledge.periods.signature :][0].start if layout.blocks else 0
    title_end = _title_end(layout.blocks)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for start, code in _chains(text, hosts, knowledge):
        is_signed = start >= signed and _stands_alone(text, start)
        kind = "title" if start < title_end else "signature" if is_signed else "head" if start < _HEAD else "body"
        votes[code][kind] += _WEIGHTS[kind]
    for code in hosts:
        if gazetteer.regions[code].level != "province":
            votes[code]["domain"] = _WEIGHTS["domain"]
    for by_kind in votes.values():
        by_kind["body"] = min(by_kind["body"], _BODY_CAP)
    _favour_level(votes, layout.text, knowledge)
    return {code: by_kind for code, by_kind in votes.items() if sum(by_kind.values()) > 0}


def _hosts(document: Document, layout: Layout, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The regions whose sites the document came from: those of its address, and of the addresses it prints."""
    printed = (match.group() for match in islice(_ADDRESS.finditer(layout.text), _MOST_ADDRESSES))
    found = (gazetteer.of_host(url) for url in (document.metadata.url, *printed))
    return tuple(dict.fromkeys(code for code in found if code))


def _title_end(blocks: tuple[Block, ...]) -> int:
    """Where the title ends, with the line below it that names the issuer."""
    if not blocks:
        return 0
    return blocks[0].end if blocks[0].kind == "heading" else min(blocks[0].end, blocks[0].start + 60)


def _stands_alone(text: str, start: int) -> bool:
    line_start = text.rfind("\n", 0, start) + 1
    return start - line_start <= 3


def _opens_line(text: str, start: int) -> bool:
    """Whether nothing stands in front on the line: 建成县级中心 names no 成县."""
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _chains(text: str, hosts: tuple[str, ...], knowledge: AttributeKnowledge) -> Iterator[tuple[int, str]]:
    """Region names of the text: a chain (云南省临沧市云县) as its last link, an open name by what else is named."""
    gazetteer, common = knowledge.gazetteer, knowledge.periods.common
    found = tuple(gazetteer.scan(text))
    known = {
        above for code in {codes[0] for _, _, codes in found if len(codes) == 1} for above in gazetteer.ancestors(code)
    }
    known.update(above for code in hosts for above in gazetteer.ancestors(code))
    last_start, last_end, last_code = -1, -1, ""
    for start, end, codes in found:
        if text[start:end] in common and start != last_end and not _opens_line(text, start):
            continue
        inside = [c for c in codes if start == last_end and last_code and gazetteer.contains(last_code, c)]
        if last_code and not inside:
            yield last_start, last_code
        code = inside[0] if inside else settle(codes, gazetteer, known)
        last_start, last_end, last_code = (last_start if inside else start), end, code
    if last_code:
        yield last_start, last_code


def _vote_for_province(votes: dict[str, Counter[str]], gazetteer: Gazetteer) -> None:
    """A text of 全省 that names only cities speaks for the province they lie in."""
    below: Counter[str] = Counter()
    for code, by_kind in votes.items():
        above = gazetteer.ancestors(code)[-1:]
        if above and above[0] != code:
            below[above[0]] += by_kind["body"]
    for code, vote in below.items():
        votes[code]["below"] += min(vote, _BODY_CAP)


def _favour_level(votes: dict[str, Counter[str]], text: str, knowledge: AttributeKnowledge) -> None:
    """A document that speaks of 全县 speaks for a county: the regions of that level gain."""
    counts = {level: len(pattern.findall(text)) for level, pattern in knowledge.periods.levels.items()}
    most = max(counts, key=lambda level: counts[level])
    if not counts[most]:
        return
    if most == "province":
        _vote_for_province(votes, knowledge.gazetteer)
    for code in votes:
        if knowledge.gazetteer.regions[code].level == most:
            votes[code]["level"] += _LEVEL_BONUS


def _year(
    document: Document, layout: Layout, title: str, knowledge: AttributeKnowledge
) -> tuple[int | None, tuple[Issue, ...]]:
    if document.metadata.year is not None:
        return document.metadata.year, ()
    titled = _YEAR.findall(title) or re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", title)
    if titled:
        return int(titled[0]), ()
    head = layout.text[:_HEAD]
    posted = _POSTED.search(layout.text[:_POSTED_WITHIN])
    if posted and knowledge.periods.current.search(layout.text):
        return int(posted.group(1)), (Issue("year_inferred", "note", facts=(("date", posted.group()),)),)
    stated = _YEAR.findall(re.sub(r"《[^》]*》|[-—–](?:19|20)\d\d年", "", head))
    covered = re.findall(r"((?:19|20)\d\d)\s*年度", head)
    if covered:
        return int(covered[0]), ()
    dates = [(int(y), int(m)) for y, m in _SIGNED.findall(layout.text)]
    if stated and (not dates or int(stated[0]) != dates[0][0] or len(set(stated)) == 1):
        return int(Counter(stated).most_common(1)[0][0]), ()
    if dates:
        year, month = dates[-1]
        return (year - 1 if month <= _SPRING else year), (
            Issue("year_inferred", "note", facts=(("date", f"{year}-{month:02d}"),)),
        )
    return None, (Issue("year_missing", "warning"),)
