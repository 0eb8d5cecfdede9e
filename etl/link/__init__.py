"""Quantities in their clause and Context -> what each one counts: indicator, breakdown, measure.

The Context is folded along the document (`walk`): headings open sections, objects put frames on the table, each number
remembers what it counted, and a clause without an object takes up the frame that is most present. For whom and
for when a number speaks is not decided here.
"""

from __future__ import annotations

from etl.link.walk import LinkKnowledge, Walk
from etl.model import Layout, Link, Reading, Relation

__all__ = ["LinkKnowledge", "link_indicators"]


def link_indicators(
    layout: Layout, reading: Reading, relations: tuple[Relation, ...], knowledge: LinkKnowledge
) -> tuple[Link, ...]:
    """One link or more per quantity, in the order of the quantities; an empty indicator where none fits."""
    return tuple(Walk(layout, reading, relations, knowledge).links())
