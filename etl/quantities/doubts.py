"""Why a scanned number is no observation: numerals and slogans, bare numbers, determiners."""

from __future__ import annotations

import re
from bisect import bisect_right

from etl.knowledge.numbers import Numbers
from etl.model import Block, Cell, Quantity
from etl.quantities.found import Found

_QUOTED = re.compile(r"[“\"‘][^“”\"‘’\n]{1,14}[”\"’]")
_ENDS = frozenset("。;；,，、)）!?？！：: \n\t")

_NAME = 6
"""Characters in front of a number in which the end of a count's name and its colon stand."""


class Doubts:
    """The doubts about the numbers of one block."""

    def __init__(self, text: str, block: Block, numbers: Numbers) -> None:
        self._text = text
        self._block = block
        self._numbers = numbers
        self._quoted = [m.span() for m in _QUOTED.finditer(text, block.start, block.end)]

    def about(self, item: Found) -> str:
        """Why the number is no observation, empty where it is one."""
        quantity, text = item.quantity, self._text
        before = text[max(quantity.start - 1, self._block.start) : quantity.start]
        after = text[quantity.end : min(quantity.end + 1, self._block.end)]
        cell = self._cell(quantity)
        if cell is not None and quantity.end <= cell.end and self._fills(cell, item):
            return cell.reason
        if item.is_han and item.is_bare:
            return "numeral"
        if self._in_quotes(item):
            return "slogan"
        if item.is_bare:
            return self._about_bare(before, after) and self._about_named(quantity, after)
        if not quantity.unit and not after and self._about_bare(before, ""):
            return "bare"
        return "determiner" if item.is_single and self._is_determiner(item, after) else ""

    def _is_paired(self, quantity: Quantity) -> bool:
        """Whether a numeral stands two characters before: 一村两册."""
        before = self._text[max(quantity.start - 2, self._block.start) : quantity.start]
        return before[:1] in self._numbers.numerals.digits

    def _cell(self, quantity: Quantity) -> Cell | None:
        cells = self._block.cells
        place = bisect_right(cells, quantity.start, key=lambda cell: cell.start) - 1
        return cells[place] if place >= 0 else None

    def _fills(self, cell: Cell, item: Found) -> bool:
        """Whether a number is all that a cell holds; a numeral only where nothing else stands there (二审)."""
        over = cell.end - cell.start - (item.quantity.end - item.quantity.start)
        return over == 0 if item.is_han else over <= 2

    def _about_bare(self, before: str, after: str) -> str:
        """A number without a unit is one only at the end of a clause and behind a word that names it."""
        ends = not after or after in _ENDS or after == "|"
        named = "\u4e00" <= before <= "\u9fff" and before not in self._numbers.edges.unmeasured
        return "" if ends and named else "bare"

    def _about_named(self, quantity: Quantity, after: str) -> str:
        """A number behind a colon is one at the end of a clause where the name of a count stands in front."""
        begin = max(quantity.start - _NAME, self._block.start)
        named = self._numbers.edges.named.search(self._text, begin, quantity.start)
        return "" if named and (not after or after in _ENDS) else "bare"

    def _in_quotes(self, item: Found) -> bool:
        """Whether the number stands in a short quotation that is a name or slogan.

        A Chinese numeral or bare number always; one with a unit where it opens the quotation and a noun follows.
        """
        start, end = item.quantity.start, item.quantity.end
        place = bisect_right(self._quoted, (start, -1)) - 1
        if place < 0 or end >= self._quoted[place][1]:
            return False
        opens = start == self._quoted[place][0] + 1 and "\u4e00" <= self._text[end] <= "\u9fff"
        return item.is_han or item.is_bare or opens

    def _is_determiner(self, item: Found, after: str) -> bool:
        """Whether a single numeral before a noun only determines it (三项制度), or is 一 or, before a noun, 两."""
        quantity, units = item.quantity, self._numbers.units
        if item.is_bounded or quantity.value_high is not None:
            return False
        if quantity.value == 2 and (not after or after in _ENDS):
            return self._is_paired(quantity)
        if quantity.value in (1, 2):
            return units.dimension(quantity.unit) not in units.measured
        return bool(after) and after not in _ENDS and quantity.unit in units.weak
