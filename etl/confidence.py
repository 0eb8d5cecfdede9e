"""Links with their evidence, and where each number was put -> links with the probability that the row is right.

The linker says what speaks for its reading, the attribution what was stated of place and year; the weights are
fitted (`tools/fit_confidence.py`) and stand in knowledge/confidence.yaml. No decision is changed here.
"""

from __future__ import annotations

from etl.knowledge.confidence import Confidence
from etl.model import Attribution, DocumentFacts, Link

Evidence = tuple[tuple[str, float], ...]


def rate_links(
    links: tuple[Link, ...], attributions: tuple[Attribution, ...], facts: DocumentFacts, confidence: Confidence
) -> tuple[Link, ...]:
    """The links in their order, each with its confidence and all of its evidence."""
    rated: list[Link] = []
    for place, link in enumerate(links):
        before = attributions[links[place - 1].quantity] if place else None
        evidence = (*link.evidence, *_of_attribution(link, (before, attributions[link.quantity]), facts))
        scale = confidence.linked if link.indicator else confidence.unlinked
        rated.append(link._replace(confidence=round(scale.probability(evidence), 4), evidence=evidence))
    return tuple(rated)


def _of_attribution(link: Link, attributions: tuple[Attribution | None, Attribution], facts: DocumentFacts) -> Evidence:
    """What was stated of place and year, and whether it moved since the row before."""
    before, own = attributions
    elsewhere = own.place.region_code != facts.place.region_code
    another_year = own.year is not None and own.year != facts.report_year
    same_year = before is not None and before.year == own.year
    named = (
        ("no_place", not own.place.region_code),
        ("other_place", elsewhere),
        ("other_place_part", elsewhere and link.breakdown),
        ("township", own.township),
        ("no_year", own.year is None),
        ("other_year", another_year),
        ("other_year_kept", another_year and same_year),
        ("other_year_change", another_year and link.measure == "change"),
        ("year_back", not another_year and before is not None and not same_year),
        ("place_back", not elsewhere and before is not None and before.place.region_code != own.place.region_code),
        ("year_inferred", "year_inferred" in own.flags),
        ("target", "target" in link.flags),
    )
    return tuple([(name, 1.0) for name, holds in named if holds])
