"""Printed digits and numerals -> what they are worth: 1,123 .8, 三万二千, 3亿5000万, 四百五."""

from __future__ import annotations

import re

from etl.knowledge.numbers import Numerals

_PIECE = re.compile(r"\d+(?:\.\d+)?|\D")


def number_value(printed: str, numerals: Numerals) -> float:
    """The value of digits, a numeral, or digits and scales by turns; a numeral may have a point and a fraction."""
    if printed.isdigit() and printed.isascii():
        return float(printed)
    compact = "".join(printed.split()).replace(",", "").replace("，", "")
    if compact.replace(".", "", 1).isascii() and compact[-1].isdigit() and compact[0].isdigit():
        return float(compact)
    for short, full in numerals.contracted.items():
        compact = compact.replace(short, full)
    whole, *decimals = numerals.point.split(compact, maxsplit=1)
    digits = "".join(str(numerals.digits.get(char, char)) for char in decimals[0]) if decimals else ""
    return _integer(whole, numerals) + (float("0." + digits) if digits else 0.0)


def _integer(printed: str, numerals: Numerals) -> float:
    """The value of a numeral; 二〇二三 is read digit by digit, 四百五 as 四百五十."""
    digits, scales = numerals.digits, numerals.scales
    if len(printed) > 1 and all(char in digits for char in printed):
        return float("".join(str(digits[char]) for char in printed))
    total = section = current = 0.0
    last_large = last = 0
    for piece in _PIECE.findall(printed):
        if piece in scales:
            last = scales[piece]
            if last < 10_000:
                section += (current or 1.0) * last
            elif last_large and last < last_large:
                total += (section + current or 1.0) * last
                section = 0.0
            else:
                total = (total + section + current or 1.0) * last
                section = 0.0
            last_large = last if last >= 10_000 else last_large
            current = 0.0
        else:
            current = float(piece) if piece[0] in "0123456789" else float(digits[piece])
            last = last if piece not in numerals.zeros else 0
    if current and last >= 100 and len(printed) > 1 and printed[-1] in digits:
        current *= last / 10
    return total + section + current


def span_of_digits(printed: str, numerals: Numerals) -> tuple[float, float] | None:
    """两三 before a scale or unit: from two to three; None where it is no such pair."""
    digits, scales = numerals.digits, numerals.scales
    first, second, rest = printed[:1], printed[1:2], printed[2:]
    if first not in digits or second not in digits or digits[second] != digits[first] + 1 or not digits[first]:
        return None
    if not all(char in scales for char in rest):
        return None
    factor = 1.0
    for char in rest:
        factor *= scales[char]
    return digits[first] * factor, digits[second] * factor


def scale_value(printed: str | None, numerals: Numerals) -> float:
    """The product of printed scales: 10000 for 万, one for none."""
    product = 1.0
    for char in printed or "":
        product *= numerals.scales[char]
    return product
