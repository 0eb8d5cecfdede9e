"""Folded text -> every printed number: those that measure something, with value, unit and bound, and the others.

The line within a block: scan (masks first, the grammar second), join lists and ranges, doubt. Numbers never cross a
block, and the time grows with the length of the text. What a number counts and the sign of a change are not decided
here.
"""

from __future__ import annotations

from etl.knowledge.numbers import Numbers
from etl.model import Layout, Quantity, Reading, Unread
from etl.quantities.doubts import Doubts
from etl.quantities.lists import join_lists
from etl.quantities.scan import scan_block


def find_quantities(layout: Layout, numbers: Numbers) -> Reading:
    """All numbers of the layout, each kind in text order."""
    quantities: list[Quantity] = []
    unread: list[Unread] = []
    for block in layout.blocks:
        scan = scan_block(layout.text, block, numbers)
        doubts = Doubts(layout.text, block, numbers) if scan.found else None
        doubted = list(scan.unread)
        for item in join_lists(layout.text, block, scan.found, numbers) if doubts else ():
            reason = doubts.about(item) if doubts else ""
            if reason:
                doubted.append(Unread(item.quantity.start, item.quantity.end, reason))
            else:
                quantities.append(item.quantity)
        unread.extend(sorted(doubted, key=lambda number: number.start))
    return Reading(tuple(quantities), tuple(unread))
