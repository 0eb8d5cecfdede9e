"""Numbers that stand together: lists that share a unit or a bound, cells under a header, ranges."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from etl.knowledge.numbers import Numbers
from etl.model import Block, Cell, Quantity
from etl.quantities.found import Found
from etl.quantities.values import scale_value

_SIGNS = {"-": -1.0, "+": 1.0, "↑": 1.0, "↓": -1.0}
"""What opens a cell and signs its number; a dash is no sign, it fills cells that hold nothing."""


def join_lists(text: str, block: Block, found: Sequence[Found], numbers: Numbers) -> list[Found]:
    """The numbers with the units of their headers or lists, ranges as one number; columns are no lists."""
    joiner = _Joiner(text, block, numbers)
    if block.cells:
        return [joiner.with_header(joiner.with_sign(item)) for item in found]
    return list(joiner.ranges(joiner.with_shared_units(joiner.with_shared_bounds(list(found)))))


class _Joiner:
    def __init__(self, text: str, block: Block, numbers: Numbers) -> None:
        self._text = text
        self._block = block
        self._numbers = numbers

    def _cell(self, place: int) -> Cell | None:
        cells = self._block.cells
        at = bisect_right(cells, place, key=lambda cell: cell.start) - 1
        return cells[at] if at >= 0 and place < cells[at].end else None

    def with_sign(self, item: Found) -> Found:
        """A number with the sign or arrow that opens its cell: -5.8, ↓3.1%."""
        quantity = item.quantity
        cell = self._cell(quantity.start)
        opening = self._text[cell.start : quantity.start].strip() if cell else ""
        if cell is None or opening not in _SIGNS:
            return item
        signed = quantity._replace(start=cell.start, value=_SIGNS[opening] * quantity.value)
        return item._replace(quantity=signed)

    def with_header(self, item: Found) -> Found:
        """A bare number of a table cell takes the unit that its row, header or table prints."""
        cell = self._cell(item.quantity.start) if item.is_bare else None
        for span in cell.units if cell else ():
            headed = self._with_unit(item, self._text[slice(*span)])
            if headed is not item:
                return headed
        return item

    def _with_unit(self, item: Found, said: str) -> Found:
        units = self._numbers.units
        match = units.cell.fullmatch(said) or units.header.search(said)
        if not match:
            return item
        given = match.groupdict()
        printed = next(given[key] for key in ("unit", "unit2", "unit3", "unit4") if given.get(key))
        scales = next((given[key] for key in ("scale", "scale2", "scale4") if given.get(key)), "")
        unit, factor = units.read(printed)
        scale = scale_value(scales, self._numbers.numerals) * factor
        value = round(item.quantity.value * scale, 6)
        quantity = item.quantity._replace(value=value, unit=unit, dimension=units.dimension(unit))
        return item._replace(quantity=quantity, is_bare=False)

    def with_shared_bounds(self, found: list[Found]) -> list[Found]:
        """A bound in front of a list of percentages holds for all of them: 分别超98.5%和99%."""
        shared = list(found)
        for place in range(1, len(shared)):
            before, item = shared[place - 1], shared[place].quantity
            if before.quantity.bound == "=" or not before.is_bounded or item.bound != "=":
                continue
            if before.quantity.unit == item.unit == "%" and self._joins(before.quantity, item):
                bounded = item._replace(bound=before.quantity.bound)
                shared[place] = shared[place]._replace(quantity=bounded, is_bounded=True)
        return shared

    def with_shared_units(self, found: list[Found]) -> list[Found]:
        """Bare numbers of a list take the unit and scale of the number that ends it: 12、15、9件."""
        shared = list(found)
        for place in range(len(shared) - 2, -1, -1):
            item, following = shared[place], shared[place + 1]
            if not item.is_bare or following.is_bare or not self._joins(item.quantity, following.quantity):
                continue
            scale = following.scale if item.scale == 1.0 else 1.0
            unit, dimension = following.quantity.unit, following.quantity.dimension
            value = round(item.quantity.value * scale, 6)
            quantity = item.quantity._replace(value=value, unit=unit, dimension=dimension)
            shared[place] = item._replace(quantity=quantity, is_bare=False, scale=following.scale)
        return shared

    def ranges(self, found: list[Found]) -> Iterator[Found]:
        """The numbers with both ends of a range as one."""
        skip = False
        for place, item in enumerate(found):
            following = found[place + 1] if place + 1 < len(found) else None
            if skip:
                skip = False
            elif following and self._is_range(item, following):
                skip = True
                quantity, high = item.quantity, following.quantity
                bound = high.bound if high.bound != "=" else quantity.bound
                yield item._replace(quantity=quantity._replace(end=high.end, value_high=high.value, bound=bound))
            else:
                yield item

    def _is_range(self, item: Found, following: Found) -> bool:
        low, high = item.quantity, following.quantity
        if low.unit != high.unit or low.value >= high.value or high.value_high is not None:
            return False
        mark = self._numbers.edges.range_mark.fullmatch(self._text, low.end, high.start)
        if not mark:
            return self._is_between(low, high)
        return not self._is_change(item, mark["mark"])

    def _is_between(self, low: Quantity, high: Quantity) -> bool:
        """10%与20%之间, 2和3个之间: the two ends of a range, named as such behind it."""
        edges = self._numbers.edges
        behind = edges.between.match(self._text, high.end, self._block.end)
        return bool(behind and edges.joint.fullmatch(self._text, low.end, high.start))

    def _is_change(self, item: Found, mark: str) -> bool:
        """从3件到5件 is a change from one to the other, not a range; its first number has a unit of its own."""
        quantity = item.quantity
        if mark not in self._numbers.edges.range_words or not self._text[quantity.start : quantity.end][-1:].isalpha():
            return False
        before = self._text[max(quantity.start - 8, self._block.start) : quantity.start]
        return bool(self._numbers.edges.change.search(before))

    def _joins(self, item: Quantity, following: Quantity) -> bool:
        edges = self._numbers.edges
        between = (self._text, item.end, following.start)
        return bool(edges.joint.fullmatch(*between) or edges.range_mark.fullmatch(*between))
