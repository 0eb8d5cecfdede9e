"""Loads layout.yaml: the marks of headings, items and page furniture, as compiled patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from etl.errors import KnowledgeError
from etl.knowledge.reader import FOLDER, check_keys, check_words, read_yaml


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

    def heading_level(self, text: str, start: int) -> int:
        """The level of the numbering at `start`, 0 where there is none."""
        match = self.heading.match(text, start)
        return self.levels[match.lastindex - 1] if match and match.lastindex else 0


def _compile(where: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as fault:
        raise KnowledgeError(f"{where}: {pattern} is no regular expression ({fault}); mend it") from fault


def load_layout(path: Path = FOLDER / "layout.yaml") -> LayoutMarks:
    """The marks of `path`.

    Raises:
        KnowledgeError: the file breaks its grammar.
    """
    name = path.name
    content = check_keys(name, read_yaml(path), ("headings", "items", "furniture", "titles"))
    headings = [check_keys(f"{name}: headings", entry, ("level", "pattern")) for entry in content["headings"]]
    titles = check_keys(f"{name}: titles", content["titles"], ("numbered", "plain", "lead"))
    for entry in headings:
        _compile(f"{name}: headings", entry["pattern"])
    items = check_words(f"{name}: items", content["items"])
    furniture = check_words(f"{name}: furniture", content["furniture"])
    return LayoutMarks(
        heading=_compile(name, r"\s*(?:" + "|".join(f"({entry['pattern']})" for entry in headings) + ")"),
        levels=tuple(int(entry["level"]) for entry in headings),
        item=_compile(f"{name}: items", "(?:" + "|".join(items) + ")"),
        furniture=_compile(f"{name}: furniture", r"\s*(?:" + "|".join(furniture) + r")\s*"),
        numbered_title=int(titles["numbered"]),
        plain_title=int(titles["plain"]),
        lead=int(titles["lead"]),
    )
