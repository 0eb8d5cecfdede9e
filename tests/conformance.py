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
_ENDS = " \t,，。;；、.!?！？"


@dataclass(frozen=True, slots=True)
class Want:
    """One number a peer finds: a value or an interval (a side may be open), and its unit where that is stated."""

    low: float | None
    high: float | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its key within its file, the text given to our reader, and what the peer finds in it."""

    file: str
    key: str
    text: str
    family: str
    wants: tuple[Want, ...]


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
    return Case(file, str(entry["i"]), _framed(entry["input"], spans, family, units), family, wants)


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
    """`text` with 件 at `end`, unless a measure word, a percent or running text stands there."""
    before, after = text[:end], text[end:]
    stated = any(before.rstrip().endswith(unit) or after.lstrip().startswith(unit) for unit in units)
    open_end = not after or after[0] in _ENDS
    return text if stated or "分之" in before.replace(" ", "") or not open_end else f"{before}件{after}"


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
