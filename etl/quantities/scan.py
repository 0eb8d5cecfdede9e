"""One block -> the numbers printed in it, one by one, and what is masked.

The scan jumps from one character that may start a number to the next and asks the masks first, the grammar second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from etl.knowledge.numbers import Numbers
from etl.model import Block, Quantity, Unread
from etl.quantities.found import Found
from etl.quantities.values import number_value, scale_value, span_of_digits

_CLOSED = re.compile(r"(?P<title>《[^《》]{0,80}》|〈[^〈〉]{0,60}〉)|(?P<code>https?://[!-~]{1,500})")
_LOOK_BACK = 12
"""Characters in front of a number that may bound or sign it."""
_KINDS = ("percent", "whole", "numerator", "tenths", "only_half", "share")
"""Groups that tell a number of a special kind; nearly all have none of them."""
_PARTS = 3
"""Smaller units that may follow one number: 2小时30分15秒."""


class _Printed(NamedTuple):
    """The groups of a plain number, taken from its match in one call."""

    mixed: str | None
    digits: str | None
    han: str | None
    middle: str | None
    scale: str | None
    more: str | None
    scale2: str | None
    plus: str | None
    unit: str | None
    half_more: str | None
    after: str | None


class Scan(NamedTuple):
    """The numbers of a block, and those that a mask or a title took, each in text order."""

    found: tuple[Found, ...]
    unread: tuple[Unread, ...]


def scan_block(text: str, block: Block, numbers: Numbers) -> Scan:
    """Every number of the block, before lists and ranges are joined."""
    unread: list[Unread] = []
    found = tuple(_Scanner(text, block, numbers).walk(unread))
    return Scan(found, tuple(unread))


class _Scanner:
    def __init__(self, text: str, block: Block, numbers: Numbers) -> None:
        self._text = text
        self._block = block
        self._numbers = numbers
        self._done = block.start

    def walk(self, unread: list[Unread]) -> Iterator[Found]:
        """The numbers in text order; what is masked goes to `unread`."""
        text, end = self._text, self._block.end
        closed = iter([(*m.span(), str(m.lastgroup)) for m in _CLOSED.finditer(text, self._block.start, end)])
        beyond = (end, end, "")
        first, last, kind = next(closed, beyond)
        place = self._block.start
        while anchor := self._numbers.anchor.search(text, place, end):
            start = anchor.start()
            while last <= start < end:
                first, last, kind = next(closed, beyond)
            if first <= start:
                unread.append(Unread(start, start + 1, kind))
                place = last
                continue
            mask = self._numbers.mask.match(text, start, end)
            if mask and mask.lastgroup and mask.end() > start:
                unread.append(Unread(start, mask.end(), mask.lastgroup.partition("__")[0]))
                place = self._done = mask.end()
                continue
            match = self._numbers.number.match(text, start, end)
            if match and match["vague"]:
                unread.append(Unread(start, match.end(), "vague"))
                place = max(match.end(), start + 1)
                continue
            item = self._read(match) if match else None
            place = start + 1
            if item:
                place = self._done = max(item.quantity.end, place)
                yield item

    def _read(self, match: re.Match[str]) -> Found | None:
        """The number of a match, by the kind of number that it is."""
        present = match.group(*_KINDS)
        if not any(present):
            return self._plain(match)
        kind = next(name for name, printed in zip(_KINDS, present, strict=True) if printed)
        readers = {"percent": self._percent, "tenths": self._tenths, "only_half": self._half, "share": self._share}
        return readers.get(kind, self._fraction)(match)

    def _percent(self, match: re.Match[str]) -> Found | None:
        numerals = self._numbers.numerals
        factor = numerals.percents["".join(match["percent"].split())]
        pair = span_of_digits(match["permille"], numerals)
        low, high = pair or (number_value(match["permille"], numerals), 0.0)
        found = self._found(match, low * factor, "%", match["after_percent"])
        if match["permille_high"]:
            high = number_value(match["permille_high"], numerals)
        return found._replace(quantity=found.quantity._replace(value_high=round(high * factor, 9))) if high else found

    def _fraction(self, match: re.Match[str]) -> Found | None:
        numerals = self._numbers.numerals
        part, whole = match["part"] or match["numerator"], match["whole"] or match["denominator"]
        divisor, share = number_value(whole, numerals), number_value(part, numerals)
        if not divisor:
            return None
        after = match["after_fraction"] or match["after_slash"]
        if match["entire"]:
            return self._found(match, number_value(match["entire"], numerals) + share / divisor, "", after)
        if match["numerator"] and share >= divisor:
            return None
        percent = 100 * share / divisor
        return self._found(match, round(percent, 2 if percent >= 1 else 9), "%", after)

    def _tenths(self, match: re.Match[str]) -> Found | None:
        numerals = self._numbers.numerals
        half = match["half"] or ""
        more = numerals.digits.get(half, 5 if half else 0)
        value = number_value(match["tenths"], numerals) * 10 + more
        return self._found(match, value, "%", match["after_tenths"])

    def _half(self, match: re.Match[str]) -> Found | None:
        unit, factor = self._numbers.units.read(match["half_unit"])
        if unit not in self._numbers.units.dimensions:
            return self._found(match, 5, "%", match["after_half"])
        if self._numbers.units.dimension(unit) not in self._numbers.units.halved:
            return None
        return self._found(match, 0.5 * factor, unit, match["after_half"])

    def _share(self, match: re.Match[str]) -> Found | None:
        """一半, where it is bounded or a share is spoken of: 近一半, 占一半."""
        found = self._found(match, self._numbers.numerals.shares[match["share"]], "%", match["after_share"])
        before = self._text[max(match.start() - _LOOK_BACK, self._block.start) : match.start()]
        return found if found.quantity.bound != "=" or self._numbers.edges.share.search(before) else None

    def _plain(self, match: re.Match[str]) -> Found | None:
        numerals, units = self._numbers.numerals, self._numbers.units
        printed = _Printed._make(match.group(*_Printed._fields))
        han = printed.han or ""
        unit, factor = units.read(printed.unit)
        scale = scale_value(printed.scale, numerals) * scale_value(printed.scale2, numerals)
        if han and not unit and scale == 1.0 and (printed.after or "").strip():
            return None
        value = number_value(printed.mixed or self._with_point(match, printed.digits) or han, numerals)
        pair = span_of_digits(han, numerals) if han else None
        if not printed.plus and not printed.half_more:
            more = 0.0
        elif units.dimension(unit) in units.halved:
            more = 0.5  # half a unit that is printed beside the number: 三吨半
        else:
            return None
        low = ((pair[0] if pair else value) * scale + more) * factor
        found = self._found(match, low, unit, self._bound(printed, unit))
        if pair:
            high = (pair[1] * scale + more) * factor
            found = found._replace(quantity=found.quantity._replace(value_high=round(high, 6)))
        if han and not found.is_bounded and all(numerals.scales.get(char, 0) >= 10_000 for char in han):
            return None
        return self._finished(match, printed, found, scale * factor)

    def _with_point(self, match: re.Match[str], digits: str | None) -> str | None:
        """The digits of a match, with the zero that is not printed in front of their point: .5."""
        return f"0.{digits}" if digits and self._has_point_before(match) else digits

    def _has_point_before(self, match: re.Match[str]) -> bool:
        """Whether the digits follow a point that stands behind a word or sign: 为.5."""
        start, edges = match.start(), self._numbers.edges
        if self._text[start - 1 : start] != ".":
            return False
        return bool(edges.bare_point.search(self._text, max(start - _LOOK_BACK, self._done), start))

    def _bound(self, printed: _Printed, unit: str) -> str | None:
        """The bound word of a plain number: 内 binds only spans of time."""
        after = (printed.after or "").strip()
        if after in self._numbers.edges.durations_only and self._numbers.units.dimension(unit) != "duration":
            after = ""
        return after or printed.more or printed.middle

    def _finished(self, match: re.Match[str], printed: _Printed, found: Found, scale: float) -> Found:
        """A plain number with its end, its smaller parts, and how it is printed."""
        after, quantity, end = (printed.after or "").strip(), found.quantity, match.end()
        if after and not self._is_bound_of_unit(after, quantity):
            end = match.start("after")
        if not quantity.unit:
            quantity = self._with_leading_unit(quantity)
        end = _rstrip(self._text, match.start(), end)
        if end != quantity.end:
            quantity = quantity._replace(end=end)
        if not printed.scale and not printed.after:
            quantity = self._with_parts(quantity)
        is_plain = not quantity.unit and scale == 1.0 and not printed.mixed
        single = printed.han is not None and len(printed.han) == 1 and not printed.plus and quantity.end == end
        return Found(quantity, scale, is_plain, bool(printed.han), single, found.is_bounded)

    def _is_bound_of_unit(self, after: str, quantity: Quantity) -> bool:
        return after not in self._numbers.edges.durations_only or quantity.dimension == "duration"

    def _with_leading_unit(self, quantity: Quantity) -> Quantity:
        """¥300, 人民币300: the unit in front."""
        before = self._text[max(quantity.start - 6, self._done) : quantity.start]
        match = self._numbers.edges.leading.search(before)
        if not match:
            return quantity
        unit = self._numbers.units.leading[match["unit"]]
        start = quantity.start - len(before) + match.start()
        return quantity._replace(start=start, unit=unit, dimension=self._numbers.units.dimension(unit))

    def _with_parts(self, quantity: Quantity) -> Quantity:
        """2小时30分 is one number: the smaller units that follow are added."""
        parts = self._numbers.units.compounds.get(quantity.unit)
        if not parts or quantity.value_high is not None:
            return quantity
        for _ in range(_PARTS):
            part = self._numbers.units.compound.match(self._text, quantity.end, self._block.end)
            if not part or part["unit"] not in parts:
                break
            more = number_value(part["number"], self._numbers.numerals) * parts[part["unit"]]
            quantity = quantity._replace(value=round(quantity.value + more, 6), end=part.end())
        return quantity

    def _found(self, match: re.Match[str], value: float, unit: str, bound_word: str | None) -> Found:
        """A number with the bound and sign in front of it."""
        edges, start, bound = self._numbers.edges, match.start() - self._has_point_before(match), "="
        before = self._text[max(start - _LOOK_BACK, self._done) : start]
        # most numbers have neither sign nor bound in front, which the last character tells at once
        last = before.rstrip()[-1:]
        sign = edges.sign.search(before) if last in edges.sign_ends else None
        if sign:
            at = sign.start("sign") if sign["sign"] else sign.start("word")
            start -= len(before) - at
            before, value = before[:at], -value
            last = before.rstrip()[-1:]
        word = edges.before.search(before) if last in edges.before_ends else None
        bounded = bool(word and (word["word"] or (word["scale"] and self._is_round(match))))
        if word and bounded:
            start -= len(before) - word.start()
            bound = edges.bound_by_word["".join((word["word"] or word["scale"]).split())]
        if bound_word:
            bound = edges.bound_by_word[bound_word.strip()]
        dimension = self._numbers.units.dimension(unit)
        quantity = Quantity(start, match.end(), round(value, 9), unit, bound, dimension)  # type: ignore[arg-type]
        return Found(quantity, is_bare=not unit, is_bounded=bounded)

    def _is_round(self, match: re.Match[str]) -> bool:
        """Whether the number opens with a scale, as behind 上 (上万)."""
        return self._text[match.start()] in self._numbers.numerals.scales


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
