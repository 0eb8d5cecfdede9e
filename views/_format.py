"""Values as people read them: numbers, quantities with their bounds, dates; and text made safe for Markdown.

Nothing here knows Streamlit: plain functions of a value and a language.
"""

from __future__ import annotations

import html
import math
import re
from collections import namedtuple
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from views._text import Words

BOUND_SIGNS = {">=": "≥", "<=": "≤", "~": "~"}
# Everything Streamlit's Markdown gives a meaning to, including `:red[`, `$` for formulas and `~` for strike-through.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!$~:|<>&^=])")
_NICE_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def each_row(rows: pd.DataFrame) -> Iterator[Any]:
    """The rows with their columns as attributes.

    Column by column: pandas' own walk takes a cell of an Arrow column at a time, which is eight times as long.
    """
    row = namedtuple("row", [str(name) for name in rows.columns], rename=True)
    return map(row._make, zip(*(cells(rows[name]) for name in rows.columns), strict=True))


def cells(column: pd.Series) -> list[Any]:
    """The values of a column as plain Python objects; NaN or NA where there is none."""
    return list((column.to_numpy(dtype=object) if column.dtype == "str" else column).tolist())


def is_missing(value: object) -> bool:
    """Whether a cell of a table is empty: None, NaN, NA or an empty string."""
    if value is None or value is pd.NA:  # which compares with nothing
        return True
    return value == "" or (isinstance(value, float) and math.isnan(value))


def number(value: float, decimals: int = 2) -> str:
    """The exact number with thousands separators and no needless zeros: 12,345.6."""
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def compact(value: float, words: Words) -> str:
    """A short form for ticks and labels: 1.53万, 2.3亿 in Chinese, 15.3k, 230M in English."""
    for name in ("large", "middle", "small"):
        if abs(value) >= float(words(f"numbers.{name}_from")):
            return f"{number(value / float(words(f'numbers.{name}_size')))}{words(f'numbers.{name}')}"
    return number(value)


def quantity(row: object, words: Words) -> str:
    """One observation's value with bound, range and unit: ≥15,300件, 10–20件, 99.9%."""
    sign = BOUND_SIGNS.get(str(getattr(row, "bound", "=")), "")
    value = getattr(row, "value", None)
    if is_missing(value):
        return ""
    text = number(float(str(value)))
    high = getattr(row, "value_high", None)
    if not is_missing(high):
        text = f"{text}–{number(float(str(high)))}"
    return f"{sign}{text}{unit_label(getattr(row, 'unit', ''), words)}"


def unit_label(unit: object, words: Words) -> str:
    """A unit as it follows a number: as printed in Chinese; in English only what is more than a measure word."""
    if is_missing(unit):
        return ""
    name = words.known("units", str(unit), "" if words.language == "en" else str(unit))
    return f" {name}" if words.language == "en" and name not in ("", "%") else name


def day(value: object) -> str:
    """A date or time as 2026-11-24; empty where there is none."""
    return "" if is_missing(value) else str(value)[:10]


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About `count` round positions from `low` to `high`."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return [low] if math.isfinite(low) else []
    raw = (high - low) / count
    size = 10 ** math.floor(math.log10(raw))
    step = next(nice * size for nice in _NICE_STEPS if nice * size >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(index * step, 10) for index in range(first, math.floor(high / step + 1e-9) + 1)]


def plain(text: object) -> str:
    """Text from reports or from the address, so that Markdown shows it as it is."""
    return _MARKDOWN.sub(r"\\\1", str(text)).replace("\n", " ")


def escape(text: object) -> str:
    """Text from reports, safe inside HTML and inside Plotly's labels."""
    return html.escape(str(text), quote=True)


def shorten(text: object, length: int = 18) -> str:
    """The text, cut with an ellipsis when it is longer than `length`."""
    whole = str(text)
    return whole if len(whole) <= length else whole[: length - 1] + "…"


def join(names: Sequence[object], words: Words) -> str:
    """A list in a sentence: 甲、乙、丙 or A, B, C."""
    return words("numbers.separator").join(str(name) for name in names)
