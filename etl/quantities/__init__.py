"""Folded text -> every printed number: those that measure something, with value, unit and bound, and the others.

The scan jumps from one character that may start a number to the next, asks the masks first and the number grammar
second, and joins ranges and lists that share a unit afterwards. Numbers never cross a block. What a number counts
and the sign of a change are not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from etl.knowledge.numbers import Numbers
from etl.model import Block, Layout, Quantity, Reading, Unread

_TITLE = re.compile(r"《[^《》]{0,80}》|〈[^〈〉]{0,60}〉")
_QUOTED = re.compile(r"[“\"‘][^“”\"‘’\n]{1,14}[”\"’]")


@dataclass(frozen=True, slots=True)
class _Found:
    """One number as it was scanned, before lists and ranges are joined."""

    quantity: Quantity
    scale: float
    is_bare: bool
    is_han: bool
    is_single: bool


def find_quantities(layout: Layout, numbers: Numbers) -> Reading:
    """All numbers of the layout, each kind in text order."""
    quantities: list[Quantity] = []
    unread: list[Unread] = []
    for block in layout.blocks:
        scanner = _Scanner(layout.text, block, numbers)
        quantities.extend(scanner.quantities())
        unread.extend(scanner.unread)
    return Reading(tuple(quantities), tuple(unread))


class _Scanner:
    """Reads the numbers of one block."""

    def __init__(self, text: str, block: Block, numbers: Numbers) -> None:
        self._text = text
        self._block = block
        self._numbers = numbers
        self._closed = [m.span() for m in _TITLE.finditer(text, block.start, block.end)]
        self._quoted = [m.span() for m in _QUOTED.finditer(text, block.start, block.end)]
        self.unread: list[Unread] = []

    def quantities(self) -> Iterator[Quantity]:
        """The block's quantities, lists and ranges joined."""
        found = list(self._scan())
        found = self._share_units(self._share_bounds([self._with_header(item) for item in found]))
        for item in self._join_ranges(found):
            reason = self._doubt(item)
            if reason:
                self.unread.append(Unread(item.quantity.start, item.quantity.end, reason))
            else:
                yield item.quantity
        self.unread.sort(key=lambda unread: unread.start)

    def _scan(self) -> Iterator[_Found]:
        text, end = self._text, self._block.end
        place = self._block.start
        while anchor := self._numbers.anchor.search(text, place, end):
            start = anchor.start()
            title = next((span for span in self._closed if span[0] <= start < span[1]), None)
            if title:
                self.unread.append(Unread(start, start + 1, "title"))
                place = title[1]
                continue
            mask = self._numbers.mask.match(text, start, end)
            if mask and mask.lastgroup and mask.end() > start:
                self.unread.append(Unread(start, mask.end(), mask.lastgroup.partition("__")[0]))
                place = mask.end()
                continue
            match = self._numbers.number.match(text, start, end)
            item = self._read(match) if match else None
            if item:
                yield item
            place = max(match.end() if match and item else start + 1, start + 1)

    def _read(self, match: re.Match[str]) -> _Found | None:
        groups = match.groupdict()
        if groups["percent"]:
            value = self._number(groups["permille"]) * self._numbers.percents[groups["percent"]]
            return self._found(match, value, "%", groups["after_percent"])
        if groups["whole"]:
            whole = self._han(groups["whole"])
            return (
                self._found(match, round(100 * self._han(groups["part"]) / whole, 2), "%", groups["after_fraction"])
                if whole
                else None
            )
        if groups["tenths"]:
            half = groups["half"] or ""
            value = self._han(groups["tenths"]) * 10 + self._numbers.digit_by_char.get(half, 5 if half else 0)
            return self._found(match, value, "%", groups["after_tenths"])
        if groups["vague"]:
            return None
        return self._plain(match, groups)

    def _plain(self, match: re.Match[str], groups: dict[str, str | None]) -> _Found | None:
        printed = groups["digits"] or groups["han"] or ""
        value = self._number(printed)
        scale = 1.0
        for char in groups["scale"] or "":
            scale *= self._numbers.scale_by_char[char]
        unit, factor = self._unit(groups["unit"])
        end = match.end()
        after = groups["after"]
        if after in ("内",) and self._numbers.dimensions.get(unit) != "duration":
            end, after = match.start("after"), None
        if groups["han"] and all(self._numbers.scale_by_char.get(char, 0) >= 10000 for char in printed):
            return None
        if after in ("多", "余", "以下", "以上") and not unit and not groups["scale"] and groups["han"]:
            return None
        high = self._span_of_digits(groups["han"] or "")
        found = self._found(
            match, (high[0] if high else value) * scale * factor, unit, after or groups["more"] or groups["middle"]
        )
        if high:
            found = replace(found, quantity=replace(found.quantity, value_high=high[1] * scale * factor))
        quantity = replace(found.quantity, end=_rstrip(self._text, match.start(), end))
        single = bool(groups["han"]) and len(printed) == 1
        return replace(
            found,
            quantity=quantity,
            scale=scale * factor,
            is_bare=not unit and scale == 1.0,
            is_han=bool(groups["han"]),
            is_single=single,
        )

    def _unit(self, printed: str | None) -> tuple[str, float]:
        if not printed:
            return "", 1.0
        if printed in self._numbers.scaled:
            return self._numbers.scaled[printed]
        return self._numbers.aliases.get(printed, printed), 1.0

    def _found(self, match: re.Match[str], value: float, unit: str, bound_word: str | None) -> _Found:
        start, bound = match.start(), "="
        for size in (4, 3, 2, 1):
            word = self._text[max(start - size, self._block.start) : start]
            if len(word) == size and word in self._numbers.bound_before:
                start, bound = start - size, self._numbers.bound_before[word]
                break
        if bound_word:
            bound = self._numbers.bound_by_word[bound_word]
        dimension = self._numbers.dimensions.get(unit, "none") if unit else "none"
        quantity = Quantity(start, match.end(), round(value, 6), unit, bound, dimension)  # type: ignore[arg-type]
        return _Found(quantity, 1.0, not unit, False, False)

    def _number(self, printed: str) -> float:
        compact = "".join(printed.split()).replace(",", "").replace("，", "")
        if compact[:1].isdigit() and compact[0] in "0123456789":
            return float(compact)
        whole, _, decimals = compact.partition("点")
        digits = "".join(str(self._numbers.digit_by_char.get(char, 0)) for char in decimals)
        return self._han(whole) + (float("0." + digits) if digits else 0.0)

    def _han(self, printed: str) -> float:
        """The value of a Chinese numeral; 二〇二三 is read digit by digit."""
        digit, scale = self._numbers.digit_by_char, self._numbers.scale_by_char
        if len(printed) > 1 and all(char in digit for char in printed):
            return float("".join(str(digit[char]) for char in printed))
        total = section = current = 0.0
        for char in printed:
            if char in digit:
                current = float(digit[char])
            elif scale[char] >= 10000:
                total = (total + section + current or 1.0) * scale[char]
                section = current = 0.0
            else:
                section += (current or 1.0) * scale[char]
                current = 0.0
        return total + section + current

    def _span_of_digits(self, printed: str) -> tuple[float, float] | None:
        """两三 before a scale or unit: from two to three."""
        digit, scale = self._numbers.digit_by_char, self._numbers.scale_by_char
        if (
            len(printed) < 2
            or printed[0] not in digit
            or printed[1] not in digit
            or digit[printed[1]] != digit[printed[0]] + 1
        ):
            return None
        rest = printed[2:]
        if not all(char in scale for char in rest):
            return None
        factor = 1.0
        for char in rest:
            factor *= scale[char]
        return digit[printed[0]] * factor, digit[printed[1]] * factor

    def _share_units(self, found: list[_Found]) -> list[_Found]:
        """Bare numbers of a list take the unit and scale of the number that ends it: 12、15、9件."""
        shared = list(found)
        for place in range(len(shared) - 2, -1, -1):
            item, following = shared[place], shared[place + 1]
            between = self._text[item.quantity.end : following.quantity.start]
            if not item.is_bare or following.is_bare or not self._joins(between):
                continue
            scale = following.scale if item.scale == 1.0 else 1.0
            quantity = replace(
                item.quantity, value=round(item.quantity.value * scale, 6), unit=following.quantity.unit,
                dimension=following.quantity.dimension,
            )  # fmt: skip
            shared[place] = replace(item, quantity=quantity, is_bare=False, scale=following.scale)
        return shared

    def _share_bounds(self, found: list[_Found]) -> list[_Found]:
        """A bound in front of a list of percentages holds for all of them: 分别超98.5%和99%."""
        shared = list(found)
        for place in range(1, len(shared)):
            before, item = shared[place - 1].quantity, shared[place].quantity
            gap = self._text[before.end : item.start]
            leads = before.bound != "=" and before.start < before.end and not self._text[before.start].isdigit()
            if leads and item.bound == "=" and before.unit == item.unit == "%" and self._joins(gap):
                shared[place] = replace(shared[place], quantity=replace(item, bound=before.bound))
        return shared

    def _with_header(self, item: _Found) -> _Found:
        """A bare number of a table cell takes the unit that its header prints."""
        quantity = item.quantity
        cell = next((c for c in self._block.cells if c.start <= quantity.start < c.end), None)
        match = self._numbers.header_unit.search(self._text[slice(*cell.header)]) if cell and item.is_bare else None
        if not match:
            return item
        groups = match.groupdict()
        unit, factor = self._unit(groups["unit"] or groups["unit2"] or groups["unit3"])
        scale = self._numbers.scale_by_char.get(groups["scale"] or groups["scale2"] or "", 1) * factor
        dimension = self._numbers.dimensions[unit]
        return replace(
            item,
            quantity=replace(quantity, value=quantity.value * scale, unit=unit, dimension=dimension),
            is_bare=False,
        )

    def _joins(self, between: str) -> bool:
        return bool(self._numbers.joint.fullmatch(between) or self._numbers.range_mark.fullmatch(between))

    def _join_ranges(self, found: list[_Found]) -> Iterator[_Found]:
        skip = False
        for place, item in enumerate(found):
            if skip:
                skip = False
                continue
            following = found[place + 1] if place + 1 < len(found) else None
            if following and self._is_range(item, following):
                skip = True
                quantity = replace(
                    item.quantity, end=following.quantity.end, value_high=following.quantity.value,
                    bound=following.quantity.bound if following.quantity.bound != "=" else item.quantity.bound,
                )  # fmt: skip
                yield replace(item, quantity=quantity)
            else:
                yield item

    def _is_range(self, item: _Found, following: _Found) -> bool:
        between = self._text[item.quantity.end : following.quantity.start]
        same = item.quantity.unit == following.quantity.unit
        return (
            same
            and bool(self._numbers.range_mark.fullmatch(between))
            and item.quantity.value < following.quantity.value
        )

    def _doubt(self, item: _Found) -> str:
        """Why a scanned number is no observation, empty where it is one."""
        quantity, text = item.quantity, self._text
        before = text[max(quantity.start - 1, self._block.start) : quantity.start]
        after = text[quantity.end : min(quantity.end + 1, self._block.end)]
        if self._block.kind == "row" and self._fills_cell(quantity):
            return ""
        if item.is_han and item.is_bare:
            return "numeral"
        if self._in_quotes(item):
            return "slogan"
        if item.is_bare:
            return self._doubt_bare(before, after)
        if not quantity.unit and not item.is_bare and self._doubt_bare(before, "") and not after:
            return "bare"
        if item.is_single and self._is_determiner(item, after):
            return "determiner"
        return ""

    def _fills_cell(self, quantity: Quantity) -> bool:
        return any(
            c.start <= quantity.start
            and quantity.end <= c.end
            and c.end - c.start - (quantity.end - quantity.start) <= 2
            for c in self._block.cells
        )

    def _doubt_bare(self, before: str, after: str) -> str:
        ends = not after or after in "。;；,，、)）!?？！：: \n\t|"
        named = "\u4e00" <= before <= "\u9fff"
        return "" if ends and named and before not in "第号" else "bare"

    def _in_quotes(self, item: _Found) -> bool:
        """Whether a Chinese numeral stands in a short quotation: a name or slogan."""
        quantity = item.quantity
        inside = any(start < quantity.start and quantity.end < end for start, end in self._quoted)
        return inside and (item.is_han or item.is_bare)

    def _is_determiner(self, item: _Found, after: str) -> bool:
        """Whether a single numeral before a noun only determines it (三项制度), or is 一 or 两 at all."""
        quantity = item.quantity
        printed = self._text[quantity.start]
        ends = not after or after in "。;；,，、)）!?？！：: \n\t"
        if printed in "一两":
            return True
        return not ends and quantity.unit in self._numbers.weak_units


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
