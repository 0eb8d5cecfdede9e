"""Loads layout.yaml: the marks of headings, items and page furniture, as compiled patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.errors import KnowledgeError
from etl.knowledge.number_patterns import any_of
from etl.knowledge.reader import FOLDER, check_keys, check_words, read_yaml


@dataclass(frozen=True, slots=True)
class TableMarks:
    """Patterns that match whole cells; `note`, `bracket`, `rate`, `money` and `article` are found inside them.

    `number` is a number with its unit and nothing else, `unit` a measure word alone.
    """

    serial: re.Pattern[str]
    void: re.Pattern[str]
    units: re.Pattern[str]
    note: re.Pattern[str]
    total: re.Pattern[str]
    bracket: re.Pattern[str]
    year: re.Pattern[str]
    rate: re.Pattern[str]
    article: re.Pattern[str]
    money: re.Pattern[str]
    classes: re.Pattern[str]
    figure: re.Pattern[str]
    number: re.Pattern[str]
    unit: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class LayoutMarks:
    """Patterns that match at the start of a line or sentence; `furniture` matches whole lines.

    `heading` has one group per entry of `levels`; lengths are in characters.
    """

    heading: re.Pattern[str]
    levels: tuple[int, ...]
    item: re.Pattern[str]
    furniture: re.Pattern[str]
    numbered_title: int
    plain_title: int
    lead: int
    tables: TableMarks

    def heading_level(self, text: str, start: int) -> int:
        """The level of the numbering at `start`, 0 where there is none."""
        match = self.heading.match(text, start)
        return self.levels[match.lastindex - 1] if match and match.lastindex else 0


def _compile(where: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as fault:
        raise KnowledgeError(f"{where}：{pattern} 不是正则表达式（{fault}）；请改正") from fault


def load_layout(path: Path = FOLDER / "layout.yaml") -> LayoutMarks:
    """The marks of `path`.

    Raises:
        KnowledgeError: the file breaks its grammar.
    """
    name = path.name
    content = check_keys(name, read_yaml(path), ("headings", "items", "furniture", "titles", "tables"))
    headings = [check_keys(f"{name}：headings", entry, ("level", "pattern")) for entry in content["headings"]]
    titles = check_keys(f"{name}：titles", content["titles"], ("numbered", "plain", "lead"))
    for entry in headings:
        _compile(f"{name}：headings", entry["pattern"])
    items = check_words(f"{name}：items", content["items"])
    furniture = check_words(f"{name}：furniture", content["furniture"])
    return LayoutMarks(
        heading=_compile(name, r"\s*(?:" + "|".join(f"({entry['pattern']})" for entry in headings) + ")"),
        levels=tuple(int(entry["level"]) for entry in headings),
        item=_compile(f"{name}：items", "(?:" + "|".join(items) + ")"),
        furniture=_compile(f"{name}：furniture", r"\s*(?:" + "|".join(furniture) + r")\s*"),
        numbered_title=int(titles["numbered"]),
        plain_title=int(titles["plain"]),
        lead=int(titles["lead"]),
        tables=_tables(name, content["tables"]),
    )


_TABLE_KEYS = (
    "serial", "void", "units", "note", "total", "bracket", "bound", "year", "rate", "money", "classes",
    "figure", "article",
)  # fmt: skip


def _tables(name: str, content: Any) -> TableMarks:
    """The patterns of cells; a number is followed by nothing but a measure word of units.yaml."""
    words = check_keys(f"{name}：tables", content, _TABLE_KEYS)
    found = {key: _compile(f"{name}：tables", words[key]) for key in _TABLE_KEYS if key != "bound"}
    unit = rf"[十百千万亿]{{0,2}}(?:{any_of(_unit_words())})"
    number = rf"(?:{words['bound']})?\s*\d[\d,]*(?:\.\d+)?\s*[万亿余多]{{0,3}}\s*(?:{unit})?(?:以上|左右)?"
    return TableMarks(**found, number=_compile(name, number), unit=_compile(name, rf"[(（]?{unit}(?:/{unit})?[)）]?"))


def _unit_words() -> Iterator[str]:
    """Every spelling of a measure word."""
    units = read_yaml(FOLDER / "units.yaml")
    for names in units["dimensions"].values():
        yield from names
    yield from units["aliases"]
    yield from units["scaled"]
