"""Loads units.yaml, numerals.yaml and masks.yaml into compiled patterns for the number grammar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.errors import KnowledgeError
from etl.knowledge.number_patterns import GAP, SPACE, NumberPatterns, any_of
from etl.knowledge.reader import FOLDER, check_keys, check_words, read_yaml

_UNIT_KEYS = (
    "dimensions", "aliases", "scaled", "compounds", "leading", "halved", "measured", "followers", "per", "weak",
)  # fmt: skip
_WORD_KEYS = (
    "digits", "scales", "contracted", "counters", "zeros", "point", "half", "plus_half", "mixed", "signs", "sign_words",
    "sign_after", "before", "before_scale", "not_before", "middle", "after", "after_ends", "after_durations", "vague",
    "ranges", "range_words", "change_before", "joints", "percent", "fraction", "tenths", "not_tenths", "shares",
    "share_after", "unmeasured", "named", "between",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Numerals:
    """How digits and numerals are worth what they are."""

    digits: Mapping[str, int]
    scales: Mapping[str, int]
    contracted: Mapping[str, str]
    zeros: frozenset[str]
    point: re.Pattern[str]
    mixed: str
    fraction: re.Pattern[str]
    percents: Mapping[str, float]
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Units:
    """What the printed measure words stand for."""

    aliases: Mapping[str, str]
    scaled: Mapping[str, tuple[str, float]]
    dimensions: Mapping[str, str]
    weak: frozenset[str]
    halved: frozenset[str]
    measured: frozenset[str]
    leading: Mapping[str, str]
    compounds: Mapping[str, Mapping[str, float]]
    compound: re.Pattern[str]
    header: re.Pattern[str]
    cell: re.Pattern[str]

    def read(self, printed: str | None) -> tuple[str, float]:
        """The unit that a printed one stands for, and how many of it one printed unit is.

        Of two units side by side (条(件)) it is the one that both make (人(次)), else the first.
        """
        if not printed:
            return "", 1.0
        compact = printed if printed in self.dimensions else "".join(printed.split())
        if compact in self.scaled:
            return self.scaled[compact]
        if compact in self.dimensions or compact in self.aliases:
            return self.aliases.get(compact, compact), 1.0
        beside = re.fullmatch(r"(.+?)([(（/])(.+)", compact)
        if not beside:
            return compact, 1.0
        head, mark, rest = beside.groups()
        unit, factor = self.read(head)
        if mark == "/":
            return f"{unit}/{self.aliases.get(rest, rest)}", factor
        joined = (unit + rest[:-1], rest[:-1] + unit)
        return next((name for name in joined if name in self.dimensions), unit), factor

    def dimension(self, unit: str) -> str:
        """What a unit of the table measures: a unit for each of another is a rate; none of no unit."""
        return self.dimensions.get(unit, "rate" if "/" in unit else "none")


@dataclass(frozen=True, slots=True)
class Edges:
    """What stands around a number: bounds, signs, joints and ranges.

    `before_ends` and `sign_ends` are the characters that what `before` and `sign` match ends in, white space apart.
    """

    bound_by_word: Mapping[str, str]
    before_ends: frozenset[str]
    sign_ends: frozenset[str]
    before: re.Pattern[str]
    bare_point: re.Pattern[str]
    sign: re.Pattern[str]
    leading: re.Pattern[str]
    share: re.Pattern[str]
    joint: re.Pattern[str]
    range_mark: re.Pattern[str]
    between: re.Pattern[str]
    change: re.Pattern[str]
    range_words: frozenset[str]
    durations_only: frozenset[str]
    unmeasured: frozenset[str]
    named: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The number grammar.

    `number` matches one number with its unit and the bounds behind it, `mask` what is no observation (its
    `lastgroup` starts with the reason), `anchor` the characters that either may start with.
    """

    number: re.Pattern[str]
    mask: re.Pattern[str]
    anchor: re.Pattern[str]
    numerals: Numerals
    units: Units
    edges: Edges

    @property
    def unit_words(self) -> tuple[str, ...]:
        """Every spelling of a unit, the longest first."""
        known = {*self.units.dimensions, *self.units.aliases, *self.units.scaled}
        return tuple(sorted(known, key=lambda word: (-len(word), word)))


def load_numbers(folder: Path = FOLDER) -> Numbers:
    """The number grammar of `folder`.

    Raises:
        KnowledgeError: a file breaks its grammar, or a unit has no dimension.
    """
    units = check_keys("units.yaml", read_yaml(folder / "units.yaml"), _UNIT_KEYS)
    words = check_keys("numerals.yaml", read_yaml(folder / "numerals.yaml"), _WORD_KEYS)
    dimensions = _dimensions(units)
    patterns = NumberPatterns(words, units, [*dimensions, *units["aliases"], *units["scaled"]])
    return Numbers(
        number=re.compile(patterns.number(), re.VERBOSE | re.ASCII),
        mask=_masks(folder / "masks.yaml", patterns),
        anchor=re.compile(f"[{patterns.starts()}]", re.ASCII),
        numerals=_numerals(words),
        units=_units(units, dimensions, patterns),
        edges=_edges(words, patterns),
    )


def _numerals(words: Mapping[str, Any]) -> Numerals:
    return Numerals(
        digits={str(char): int(value) for char, value in words["digits"].items()},
        scales={str(char): int(value) for char, value in words["scales"].items()},
        contracted={str(char): str(value) for char, value in words["contracted"].items()},
        zeros=frozenset(check_words("numerals.yaml: zeros", words["zeros"])),
        point=re.compile(any_of(words["point"])),
        mixed=str(words["mixed"]),
        fraction=re.compile(re.escape(words["fraction"])),
        percents={str(word): float(value) for word, value in words["percent"].items()},
        shares={str(word): float(value) for word, value in words["shares"].items()},
    )


def _units(units: Mapping[str, Any], dimensions: Mapping[str, str], patterns: NumberPatterns) -> Units:
    scaled = {str(unit): (str(base), float(factor)) for unit, (base, factor) in units["scaled"].items()}
    for alias, unit in (*units["aliases"].items(), *((name, base) for name, (base, _) in scaled.items())):
        if unit not in dimensions:
            raise KnowledgeError(f"units.yaml：{alias} 即 {unit}，而 {unit} 没有量纲；请放到一种量纲下")
    return Units(
        aliases={str(alias): str(unit) for alias, unit in units["aliases"].items()},
        scaled=scaled,
        dimensions=dimensions,
        weak=frozenset(check_words("units.yaml: weak", units["weak"])),
        halved=frozenset(check_words("units.yaml: halved", units["halved"])),
        measured=frozenset(check_words("units.yaml: measured", units["measured"])),
        leading={str(sign): str(unit) for sign, unit in units["leading"].items()},
        compounds={str(unit): dict(parts) for unit, parts in units["compounds"].items()},
        compound=re.compile(patterns.compound(), re.ASCII),
        header=re.compile(patterns.header_unit()),
        cell=re.compile(patterns.cell_unit()),
    )


def _edges(words: Mapping[str, Any], patterns: NumberPatterns) -> Edges:
    sides = ("before", "before_scale", "middle", "after")
    bounds = {word: bound for side in sides for word, bound in _listed(words, side).items()}
    return Edges(
        bound_by_word=bounds,
        before_ends=frozenset(word[-1] for side in ("before", "before_scale") for word in _listed(words, side)),
        sign_ends=frozenset(word[-1] for word in (*words["signs"], *words["sign_words"])),
        before=re.compile(patterns.before()),
        bare_point=re.compile(rf"(?:{any_of([*words['sign_after'], *words['signs']])})\.$"),
        sign=re.compile(patterns.sign()),
        leading=re.compile(patterns.leading()),
        share=re.compile(f"(?:{any_of(words['share_after'])})$"),
        joint=re.compile(rf"{GAP}(?:{any_of(words['joints'])}){GAP}"),
        range_mark=re.compile(rf"{GAP}(?P<mark>{any_of(words['ranges'])}){GAP}"),
        between=re.compile(rf"{GAP}(?:{any_of(words['between'])})"),
        change=re.compile(rf"(?:{any_of(words['change_before'])})[^,;。，；\d]{{0,6}}{SPACE}$"),
        range_words=frozenset(check_words("numerals.yaml: range_words", words["range_words"])),
        durations_only=frozenset(check_words("numerals.yaml: after_durations", words["after_durations"])),
        unmeasured=frozenset(check_words("numerals.yaml: unmeasured", words["unmeasured"])),
        named=re.compile(rf"(?:{any_of(words['named'])})[:：]{SPACE}$"),
    )


def _listed(words: Mapping[str, Any], side: str) -> dict[str, str]:
    """The bound of each word that stands on one side of a number."""
    listed = words[side].items()
    return {word: str(bound) for bound, names in listed for word in check_words(f"numerals.yaml: {side}", names)}


def _dimensions(units: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for dimension, names in units["dimensions"].items():
        for name in check_words(f"units.yaml: {dimension}", names):
            if name in found:
                raise KnowledgeError(f"units.yaml：{name} 同时在 {found[name]} 和 {dimension} 下；请只留一处")
            found[name] = str(dimension)
    return found


def _masks(path: Path, patterns: NumberPatterns) -> re.Pattern[str]:
    content = read_yaml(path)
    if not isinstance(content, Mapping):
        raise KnowledgeError(f"{path.name}：每行应是 `原因: [模式, …]`；请照此改写")
    masks = [
        (f"{reason}__{number}", f"{reason}：{pattern}", patterns.expand(pattern))
        for reason, listed in content.items()
        for number, pattern in enumerate(check_words(f"{path.name}：{reason}", listed))
    ]
    try:
        return re.compile(patterns.by_first_sign([(name, expanded) for name, _, expanded in masks]), re.ASCII)
    except re.error as fault:
        for _, printed, expanded in masks:
            _check_mask(f"{path.name}：{printed}", expanded)
        raise KnowledgeError(f"{path.name}：各模式不能合为一个正则表达式（{fault}）；请改正") from fault


def _check_mask(where: str, expanded: str) -> None:
    try:
        re.compile(expanded)
    except re.error as fault:
        raise KnowledgeError(f"{where} 不是正则表达式（{fault}）；请改正") from fault
