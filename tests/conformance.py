"""Cases of two peers' Chinese number suites, put in the terms of our contract.

A peer reads any number; the contract reads numbers with a measure word or a percentage. So an expression that is the
whole text of its case stands in a short sentence, and where it prints no measure word the sentence supplies one.
What the peer expects becomes a `Want`: a value, or an interval, with the unit where the peer's model is about units.
Pure functions: nothing here reads a file or knows how numbers are found.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from etl.model import Quantity

UnitTable = Mapping[str, Mapping[str, float]]
"""Peer's unit -> our units for the same thing, each with its size in the peer's unit."""

_MODELS = {"number": "number", "percentage": "percent", "numberrange": "range", "dimension": "unit", "currency": "unit"}
_DIMENSIONS = {"Numeral": "number"}
_INTERVAL = re.compile(r"([\[(])([^,]*),([^,]*)([\])])")
_TOLERANCE = 5e-4
_BOUND_BEHIND = re.compile(r"(?:(?:或者|或)?(?:以上|以下|之上|之下|以内|之内))?\s*$")
_NUMBER = re.compile(r"[\d.,，]*\d|[零一二三四五六七八九十百千](?: ?[零一二三四五六七八九十百千万])*")
_BEHIND = re.compile(r"[几多余來来]?[万亿]?(?:或者以上|以上|以下|之上|之下)?")
_LINKED = re.compile(r" ?[-~～–—至到/] ?-?[\d一-十]")
_ENDS = " \t,，。;；、.!?！？"


@dataclass(frozen=True, slots=True)
class Want:
    """One number a peer finds: a value or an interval (a side may be open), and its unit where that is stated."""

    low: float | None
    high: float | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its key within its file, the text given to our reader, and what the peer finds in it.

    `is_bare`: a number of it has no measure word and stands in front of running text, so that none can be supplied.
    """

    file: str
    key: str
    text: str
    family: str
    wants: tuple[Want, ...]
    is_bare: bool = False


def recognizers_cases(entries: Iterable[Mapping[str, Any]], units: Sequence[str]) -> list[Case]:
    """The cases of recognizers_zh_cases.json; `units` are the measure words that need no help."""
    return [_recognizers_case(entry, units) for entry in entries]


def duckling_cases(content: Mapping[str, Any], units: Sequence[str]) -> list[Case]:
    """The cases of duckling_zh.json, whose texts are expressions through and through."""
    return [_duckling_case(entry, units) for entry in content["cases"]]


def passes(case: Case, read: Callable[[str], Sequence[Quantity]], table: UnitTable) -> bool:
    """Whether our reader finds what the peer finds, and nothing else of the same family."""
    found = [quantity for quantity in read(case.text) if _belongs(quantity, case.family)]
    if len(found) != len(case.wants):
        found = [quantity for quantity in found if any(_meets(quantity, want, table) for want in case.wants)]
        if case.family != "unit" or len(found) != len(case.wants):
            return False
    return all(_meets(quantity, want, table) for quantity, want in zip(found, case.wants, strict=True))


def _recognizers_case(entry: Mapping[str, Any], units: Sequence[str]) -> Case:
    file = entry["file"].rsplit("/", 1)[-1].removesuffix(".json")
    expected = [row for row in entry["expect"] if row["value"] is not None]
    family = next((_MODELS.get(row["type"], "unit") for row in expected), _family_of_file(file))
    wants = tuple(_recognizers_want(row, family) for row in expected)
    spans = [(row["start"], row["end"]) for row in expected]
    bare = _is_bare(entry["input"], spans, family, units)
    return Case(file, str(entry["i"]), _framed(entry["input"], spans, family, units), family, wants, bare)


def _family_of_file(file: str) -> str:
    return {"NumberModel": "number", "PercentModel": "percent"}.get(file, "range" if "Range" in file else "unit")


def _recognizers_want(row: Mapping[str, Any], family: str) -> Want:
    value = str(row["value"])
    if family == "range":
        match = _INTERVAL.fullmatch(value)
        low, high = (match[2], match[3]) if match else (value, value)
        return Want(float(low) if low else None, float(high) if high else None)
    number = float(value.rstrip("%"))
    if family == "percent":
        return Want(number, number, "point" if re.search("百\\s*分\\s*[点點]", row["text"]) else "percent")
    return Want(number, number, str(row["unit"] or ""))


def _duckling_case(entry: Mapping[str, Any], units: Sequence[str]) -> Case:
    text, family = entry["text"], _DIMENSIONS.get(entry["dim"], "unit")
    low, high = (entry.get(key, entry.get("value")) for key in ("min", "max"))
    if entry["dim"] == "Ordinal":
        return Case("duckling_zh", text, text, "number", (Want(low, high),))
    framed = _framed(text, [(0, len(text))], family, units)
    return Case("duckling_zh", text, framed, family, (Want(low, high, str(entry.get("unit", ""))),))


def _framed(text: str, spans: Sequence[tuple[int, int]], family: str, units: Sequence[str]) -> str:
    """The text with measure words supplied; in a sentence where it is one expression."""
    whole = len(spans) == 1 and text.strip() == text[slice(*spans[0])].strip()
    if family in ("number", "range"):
        for _, end in sorted(spans, reverse=True):
            text = _with_measure(text, end, units)
    return f"共计为{text.strip()}。" if whole else text


def _with_measure(text: str, end: int, units: Sequence[str]) -> str:
    """`text` with 件 at `end`, in front of a bound, unless a measure word, a share or running text stands there."""
    if _has_measure(text, end, units) or not _is_open(text, end):
        return text
    place = end - len(_BOUND_BEHIND.search(text[:end])[0])  # type: ignore[index]
    return f"{text[:place]}件{text[place:]}"


def _is_bare(text: str, spans: Sequence[tuple[int, int]], family: str, units: Sequence[str]) -> bool:
    """Whether a number of the spans stands in running text without a measure word; a range may hold several."""
    ends: list[int] = []
    if family == "number":
        ends = [_behind(text, end) for _, end in spans]
    elif family == "range":
        ends = [_behind(text, match.end()) for span in spans for match in _NUMBER.finditer(text, *span)]
    apart = [end for end in ends if not _LINKED.match(text, end)]
    return any(not _has_measure(text, end, units) and not _is_open(text, end) for end in apart)


def _behind(text: str, end: int) -> int:
    """Where the bound behind a number ends."""
    behind = _BEHIND.match(text, end)
    return behind.end() if behind else end


def _is_open(text: str, end: int) -> bool:
    """Whether a measure word may be supplied at `end`: the text or clause ends there."""
    return not text[end:] or text[end] in _ENDS


def _has_measure(text: str, end: int, units: Sequence[str]) -> bool:
    before, after = text[:end].rstrip(), text[end:].lstrip()
    stated = any(before.endswith(unit) or after.startswith(unit) for unit in units)
    return stated or before.endswith("半") or "分之" in before.replace(" ", "")


def _belongs(quantity: Quantity, family: str) -> bool:
    return family != "percent" or quantity.dimension in ("percent", "point")


def _meets(quantity: Quantity, want: Want, table: UnitTable) -> bool:
    size = _size(quantity.unit, want.unit, table)
    if size is None:
        # A share is printed as 三分之一 and stands in the table as 33.33 %.
        return (not want.unit and _spans(quantity, want, 1.0)) or (quantity.unit == "%" and _spans(quantity, want, 0.01))
    return _spans(quantity, want, size)


def _size(unit: str, wanted: str, table: UnitTable) -> float | None:
    return table[wanted].get(unit) if wanted in table else None


def _spans(quantity: Quantity, want: Want, size: float) -> bool:
    """Whether the quantity states the wanted value or interval; an open side is a bound."""
    low, high = quantity.value * size, (quantity.value_high or quantity.value) * size
    if want.low is None or want.high is None:
        stated, bound = (want.high, "<=") if want.low is None else (want.low, ">=")
        return quantity.bound == bound and _equal(low, stated)
    return _equal(low, want.low) and _equal(high, want.high)


def _equal(value: float, wanted: float | None) -> bool:
    return wanted is not None and math.isclose(value, wanted, rel_tol=_TOLERANCE, abs_tol=1e-12)
