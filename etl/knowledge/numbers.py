"""Loads units.yaml, numerals.yaml and masks.yaml into compiled patterns for the number grammar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.errors import KnowledgeError
from etl.knowledge.reader import FOLDER, check_keys, check_words, read_yaml

_GAP = r"[ \t]*\n?[ \t]*"
"""White space that a text layer puts inside a number or before its unit."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The number grammar.

    `number` matches one number with its bounds and unit, `mask` what is no observation (its `lastgroup` starts
    with the reason), `anchor` the characters that either may start with.
    """

    number: re.Pattern[str]
    mask: re.Pattern[str]
    anchor: re.Pattern[str]
    joint: re.Pattern[str]
    range_mark: re.Pattern[str]
    digit_by_char: Mapping[str, int]
    scale_by_char: Mapping[str, int]
    bound_by_word: Mapping[str, str]
    bound_before: Mapping[str, str]
    header_unit: re.Pattern[str]
    percents: Mapping[str, float]
    aliases: Mapping[str, str]
    scaled: Mapping[str, tuple[str, float]]
    dimensions: Mapping[str, str]
    weak_units: frozenset[str]


def load_numbers(folder: Path = FOLDER) -> Numbers:
    """The number grammar of `folder`.

    Raises:
        KnowledgeError: a file breaks its grammar, or a unit has no dimension.
    """
    units = check_keys("units.yaml", read_yaml(folder / "units.yaml"), ("dimensions", "aliases", "scaled", "weak"))
    words = check_keys(
        "numerals.yaml", read_yaml(folder / "numerals.yaml"),
        ("digits", "scales", "point", "half", "before", "middle", "after", "vague", "ranges", "joints",
         "percent", "fraction", "tenths"),
    )  # fmt: skip
    dimensions = _dimensions(units)
    scaled = {unit: (str(base), float(factor)) for unit, (base, factor) in units["scaled"].items()}
    _check_units(units["aliases"], scaled, dimensions)
    grammar = _Grammar(words, [*dimensions, *units["aliases"], *scaled])
    return Numbers(
        number=re.compile(grammar.number(), re.VERBOSE),
        mask=_masks(folder / "masks.yaml", grammar),
        anchor=re.compile(f"[{grammar.starts()}]"),
        joint=re.compile(rf"{_GAP}(?:{_any(words['joints'])}){_GAP}"),
        range_mark=re.compile(rf"{_GAP}(?:{_any(words['ranges'])}){_GAP}"),
        digit_by_char={str(char): int(value) for char, value in words["digits"].items()},
        scale_by_char={str(char): int(value) for char, value in words["scales"].items()},
        bound_by_word=_bounds(words, ("middle", "after")),
        bound_before=_bounds(words, ("before",)),
        header_unit=re.compile(grammar.header_unit()),
        percents={str(word): float(value) for word, value in words["percent"].items()},
        aliases={str(alias): str(unit) for alias, unit in units["aliases"].items()},
        scaled=scaled,
        dimensions=dimensions,
        weak_units=frozenset(check_words("units.yaml: weak", units["weak"])),
    )


def _dimensions(units: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for dimension, names in units["dimensions"].items():
        for name in check_words(f"units.yaml: {dimension}", names):
            if name in found:
                raise KnowledgeError(f"units.yaml: {name} stands under {found[name]} and {dimension}; keep one")
            found[name] = str(dimension)
    return found


def _check_units(aliases: Mapping[str, str], scaled: Mapping[str, tuple[str, float]], known: Mapping[str, str]) -> None:
    for alias, unit in (*aliases.items(), *((name, base) for name, (base, _) in scaled.items())):
        if unit not in known:
            raise KnowledgeError(f"units.yaml: {alias} means {unit}, which has no dimension; add it under one")


def _bounds(words: Mapping[str, Any], sides: tuple[str, ...]) -> dict[str, str]:
    bounds: dict[str, str] = {}
    for side in sides:
        for bound, names in words[side].items():
            bounds |= dict.fromkeys(check_words(f"numerals.yaml: {side}", names), str(bound))
    return bounds


def _any(words: Iterable[object]) -> str:
    return "|".join(re.escape(word).replace(" ", r"\ ") for word in sorted(map(str, words), key=lambda w: (-len(w), w)))


class _Grammar:
    """The text of the number pattern, from the words of numerals.yaml and units.yaml."""

    def __init__(self, words: Mapping[str, Any], units: Iterable[str]) -> None:
        self._words = words
        self._units = _any(units)
        self.han = "[" + "".join(map(str, (*words["digits"], *words["scales"]))) + "]+"
        self.digits = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:[ ]?\.[ ]?\d+)?"

    def starts(self) -> str:
        """The characters that a number may start with, bound words apart."""
        return "\\d" + "".join(map(str, (*self._words["digits"], *self._words["scales"], *self._words["vague"])))

    def header_unit(self) -> str:
        """The pattern of the unit that a table's header prints: (单位:万元), 数量(件), 制发件数."""
        scale = "(?P<scale>[万亿]?)"
        units = f"(?P<unit>{self._units})"
        return rf"单位[:：]?\s*{scale}{units}|[(（]\s*{scale.replace('scale', 'scale2')}{units.replace('unit', 'unit2')}\s*[)）]\s*$|{units.replace('unit', 'unit3')}数$"

    def number(self) -> str:
        """The pattern of one number, in verbose syntax."""
        words = self._words
        scales = "".join(str(char) for char, value in words["scales"].items() if int(value) >= 100)
        middle = _any(word for names in words["middle"].values() for word in names)
        after = _any(word for names in words["after"].values() for word in names)
        return rf"""
            (?P<percent>{_any(words["percent"])}){_GAP}(?P<permille>{self.digits}|{self.han}(?:{words["point"]}{self.han})?)
                (?:(?P<after_percent>{after}))?
            | (?P<whole>{self.han}){words["fraction"]}(?P<part>{self.han})(?:(?P<after_fraction>{after}))?
            | (?P<tenths>[一二三四五六七八九两]){words["tenths"]}(?P<half>{words["half"]}|[一二三四五六七八九](?!成))?(?:(?P<after_tenths>{after}))?
            | (?:(?P<digits>{self.digits})|(?P<vague>{_any(words["vague"])})(?=[{scales}十])|(?P<han>{self.han}(?:{words["point"]}{self.han})?))
              (?:{_GAP}(?P<middle>{middle}))?
              (?:{_GAP}(?P<scale>[{scales}]+))?
              (?:{_GAP}(?P<more>{middle}))?
              (?:{_GAP}(?P<unit>{self._units}))?
              (?:[ ]?(?P<after>{after}))?
        """


def _masks(path: Path, grammar: _Grammar) -> re.Pattern[str]:
    content = read_yaml(path)
    if not isinstance(content, Mapping):
        raise KnowledgeError(f"{path.name}: expected `reason: [pattern, ...]` lines")
    branches: list[str] = []
    for reason, patterns in content.items():
        for number, pattern in enumerate(check_words(f"{path.name}: {reason}", patterns)):
            expanded = pattern.replace("<H>", grammar.han).replace("<D>", r"\d+(?:\.\d+)?").replace("<S>", r"[ \t]*")
            try:
                re.compile(expanded)
            except re.error as fault:
                raise KnowledgeError(f"{path.name}: {reason}: {pattern} is no regular expression ({fault})") from fault
            branches.append(f"(?P<{reason}__{number}>{expanded})")
    return re.compile("|".join(branches))
