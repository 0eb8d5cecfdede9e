"""Loads the catalogue: themes, indicators with their words, frames, and the groups of units.

A user's own catalogue file has the grammar of the files in `indicators/`; its entries are added to them, and an
id that stands in both is taken from the user's file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from etl.errors import KnowledgeError
from etl.knowledge.reader import FOLDER, check_keys, check_words, read_yaml

KINDS = ("count", "rate", "amount", "duration")
DIRECTIONS = ("higher", "lower", "neither")
ANY_UNIT, BARE, BARE_CELL = "*", "", "|"
"""Stand for a unit: whatever it is, for a number printed without one, and for such a number in a cell of a table."""
_WORD_KEYS = ("names", "kinds", "cues", "hints", "parts", "weak", "governs", "exclusive")


@dataclass(frozen=True, slots=True)
class Theme:
    """A chapter of the catalogue."""

    id: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What a passage may be talking about, and the words that say so.

    `classes` name a part of whatever the frame counts (一审); `partners` are frames that are usually counted side by
    side (建议 and 提案); an outside frame has no indicators. A frame that `narrows` another one takes over what that
    one counts where a word of its `audience` says for whom it was (执法人员 make a 培训 an enforcement training).
    `lends` is the class that disputes have in a report about the frame (复议 in the yearly report on 政府信息公开).
    """

    id: str
    objects: tuple[str, ...]
    heads: tuple[str, ...]
    classes: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    is_outside: bool = False
    narrows: str = ""
    audience: tuple[str, ...] = ()
    lends: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One entry of the catalogue.

    `units` holds every printed unit its numbers may have; `better` says which direction is good; `is_default` that
    it is what a number of its frame counts when no cue says otherwise; `is_parted` that the word for it always names
    a part (川渝通办), `is_classed` that a noun before it does (涉企诉求); `is_reduction` that it says how much
    something fell, and is a level all the same; `is_by_body` that a body named as the subject did only a part of it
    (林业部门立案); `reduced_by` is the indicator that a fall of this one is; `sums` are those that it adds up where
    one number stands for several of them (审查文件、合同97件), `includes` those that a list of its parts gives in their
    own right (审查合同20份、规范性文件3件、重大决策5项); `counts_objects` that what its verb was done to is no
    part of it (检查校外培训机构318家次); `has_channels` that where it was made public is a part of it beside other
    numbers of the report (微博公开566条).
    """

    id: str
    label_zh: str
    label_en: str
    theme: str
    kind: str
    unit: str
    definition: str
    better: str
    frame: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    cues: tuple[str, ...]
    hints: tuple[str, ...]
    parts: tuple[str, ...]
    weak: tuple[str, ...]
    governs: tuple[str, ...]
    exclusive: tuple[str, ...]
    within: tuple[tuple[str, str], ...]
    units: frozenset[str]
    is_default: bool
    is_parted: bool
    is_reduction: bool
    is_classed: bool
    is_by_body: bool
    reduced_by: str
    sums: tuple[str, ...]
    includes: tuple[str, ...]
    counts_objects: bool
    has_channels: bool

    def fits(self, unit: str) -> bool:
        """Whether a number of `unit` may be one of this indicator's."""
        if unit == ANY_UNIT:
            return True
        if unit in (BARE, BARE_CELL):
            return self.kind == "count" or (self.kind == "rate" and unit == BARE_CELL)
        return unit in self.units


@dataclass(frozen=True)
class Catalogue:
    """All themes, frames and indicators, each by its id, in the order of the files.

    `people` are the units that count persons.
    """

    themes: Mapping[str, Theme]
    frames: Mapping[str, Frame]
    indicators: Mapping[str, Indicator]
    people: frozenset[str] = frozenset()

    @cached_property
    def _fitting(self) -> dict[tuple[tuple[str, ...], str], tuple[Indicator, ...]]:
        """The answers of `fitting`: there are as many as words that share their indicators, times units."""
        return {}

    def fitting(self, names: tuple[str, ...], unit: str) -> tuple[Indicator, ...]:
        """The indicators of `names` that a number of `unit` may be; ANY_UNIT, BARE and BARE_CELL are units too."""
        found = self._fitting.get((names, unit))
        if found is None:
            found = tuple(i for i in map(self.indicators.__getitem__, names) if i.fits(unit))
            self._fitting[names, unit] = found
        return found

    @cached_property
    def default_ids(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the default indicators of each frame that has one."""
        return {frame: tuple(indicator.id for indicator in found) for frame, found in self.defaults.items()}

    @cached_property
    def defaults(self) -> Mapping[str, tuple[Indicator, ...]]:
        """The default indicators of each frame that has one."""
        found: dict[str, tuple[Indicator, ...]] = {}
        for indicator in self.indicators.values():
            if indicator.is_default:
                found[indicator.frame] = (*found.get(indicator.frame, ()), indicator)
        return found

    @cached_property
    def sums(self) -> tuple[Indicator, ...]:
        """The indicators that include others among their parts."""
        return tuple(indicator for indicator in self.indicators.values() if indicator.includes)

    @cached_property
    def told_apart(self) -> frozenset[str]:
        """The frames of which an outcome may be a part: 建议 and 提案, whose outcomes are counted alike."""
        return frozenset(frame for indicator in self.indicators.values() for frame, _ in indicator.within)

    @cached_property
    def narrower(self) -> Mapping[str, tuple[Frame, ...]]:
        """The frames that narrow each frame."""
        found: dict[str, tuple[Frame, ...]] = {}
        for frame in self.frames.values():
            if frame.narrows:
                found[frame.narrows] = (*found.get(frame.narrows, ()), frame)
        return found


def load_catalogue(user_file: Path | None = None, folder: Path = FOLDER) -> Catalogue:
    """The catalogue of `folder`, with the entries of `user_file` added.

    Raises:
        KnowledgeError: a file breaks the grammar, or names a frame or group that does not exist.
    """
    groups = load_unit_groups(folder)
    themes: dict[str, Theme] = {}
    frames: dict[str, Frame] = {}
    indicators: dict[str, Indicator] = {}
    for path in _files(folder, user_file):
        content = check_keys(path.name, read_yaml(path), ("theme", "label", "indicators"), ("frames",))
        theme = _theme(path.name, content)
        if content["indicators"]:
            themes.setdefault(theme.id, theme)
        for frame in _frames(path.name, content.get("frames") or {}):
            frames[frame.id] = frame
        for indicator in _indicators(path.name, content, groups):
            if indicator.id in indicators and path != user_file:
                raise KnowledgeError(f"{path.name}：{indicator.id} 在别的文件里已有；请换一个编号")
            indicators[indicator.id] = indicator
    _check_frames(indicators, frames)
    return Catalogue(themes, frames, indicators, groups.get("people", frozenset()))


def _files(folder: Path, user_file: Path | None) -> Iterator[Path]:
    yield from sorted((folder / "indicators").glob("*.yaml"))
    if user_file is not None:
        yield user_file


def load_unit_groups(folder: Path = FOLDER) -> dict[str, frozenset[str]]:
    """The printed units of each group that indicators name.

    Raises:
        KnowledgeError: unit_groups.yaml breaks its grammar.
    """
    path = folder / "unit_groups.yaml"
    content = read_yaml(path)
    if not isinstance(content, Mapping):
        raise KnowledgeError(f"{path.name}：每行应是 `组名: [单位, …]`；请照此改写")
    return {name: frozenset(check_words(f"{path.name}：{name}", units)) for name, units in content.items()}


def _label(where: str, entry: Mapping[str, Any]) -> tuple[str, str]:
    label = check_keys(f"{where}：label", entry["label"], ("zh", "en"))
    return str(label["zh"]), str(label["en"])


def _theme(name: str, content: Mapping[str, Any]) -> Theme:
    return Theme(str(content["theme"]), *_label(name, content))


def _frames(name: str, entries: Mapping[str, Any]) -> Iterator[Frame]:
    for key, value in entries.items():
        where = f"{name}：frame {key}"
        optional = ("heads", "classes", "with", "outside", "narrows", "audience", "lends")
        entry = check_keys(where, value, ("objects",), optional)
        objects, heads, classes, partners, audience = (
            check_words(where, entry.get(word, [])) for word in ("objects", "heads", "classes", "with", "audience")
        )
        yield Frame(
            str(key), objects, heads, classes, partners, bool(entry.get("outside", False)),
            str(entry.get("narrows", "")), audience, str(entry.get("lends", "")),
        )  # fmt: skip


def _indicators(name: str, content: Mapping[str, Any], groups: Mapping[str, frozenset[str]]) -> Iterator[Indicator]:
    required = ("label", "definition", "kind", "unit", "units")
    for key, value in content["indicators"].items():
        where = f"{name}：{key}"
        entry = check_keys(
            where,
            value,
            required,
            (
                "better",
                "frame",
                "default",
                "parted",
                "reduction",
                "classed",
                "by_body",
                "within",
                "reduced_by",
                "sums",
                "includes",
                "counts_objects",
                "channels",
                *_WORD_KEYS,
            ),
        )
        label_zh, label_en = _label(where, entry)
        words = {word: check_words(f"{where}：{word}", entry.get(word, [])) for word in _WORD_KEYS}
        yield Indicator(
            id=str(key), label_zh=label_zh, label_en=label_en, theme=str(content["theme"]),
            kind=_choice(where, "kind", entry["kind"], KINDS), unit=str(entry["unit"]),
            definition=str(entry["definition"]),
            better=_choice(where, "better", entry.get("better", "neither"), DIRECTIONS),
            frame=str(entry.get("frame", "")),
            units=_units(where, entry["units"], groups),
            is_default=bool(entry.get("default", False)), is_parted=bool(entry.get("parted", False)),
            is_reduction=bool(entry.get("reduction", False)), is_classed=bool(entry.get("classed", False)),
            is_by_body=bool(entry.get("by_body", False)),
            within=_within(where, entry.get("within", {})),
            reduced_by=str(entry.get("reduced_by", "")), sums=check_words(f"{where}: sums", entry.get("sums", [])),
            includes=check_words(f"{where}: includes", entry.get("includes", [])),
            counts_objects=bool(entry.get("counts_objects", False)),
            has_channels=bool(entry.get("channels", False)), **words,
        )  # fmt: skip


def _within(where: str, value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping):
        raise KnowledgeError(f"{where}：within：应是 `对象: 词`；请写成 {{npc: 代表建议}}")
    return tuple((str(frame), str(word)) for frame, word in value.items())


def _choice(where: str, key: str, value: object, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise KnowledgeError(f"{where}：{key} 是 {value!r}；请用 {'、'.join(allowed)} 之一")
    return str(value)


def _units(where: str, names: object, groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    units: set[str] = set()
    for name in check_words(f"{where}：units", names):
        if name not in groups:
            raise KnowledgeError(f"{where}：没有单位组 {name}；请先在 unit_groups.yaml 里加上")
        units |= groups[name]
    return frozenset(units)


def _check_frames(indicators: Mapping[str, Indicator], frames: Mapping[str, Frame]) -> None:
    for frame in frames.values():
        if frame.narrows and frame.narrows not in frames:
            raise KnowledgeError(f"frame {frame.id}：narrows：没有对象 {frame.narrows}；请改用已有的对象")
    for indicator in indicators.values():
        for name, _ in indicator.within:
            if name not in frames:
                raise KnowledgeError(f"{indicator.id}：within：没有对象 {name}；请先在 `frames` 下加上")
        for key, names in (("sums", indicator.sums), ("includes", indicator.includes)):
            for name in names:
                if name not in indicators:
                    raise KnowledgeError(f"{indicator.id}：{key}：没有指标 {name}；请写目录中已有的指标编号")
        if indicator.frame and indicator.frame not in frames:
            raise KnowledgeError(f"{indicator.id}：没有对象 {indicator.frame}；请先在 `frames` 下加上")
        if not indicator.frame and (indicator.cues or indicator.hints or indicator.is_default):
            raise KnowledgeError(f"{indicator.id}：有 cues、hints 或 default 就要有 `frame`；请写明")
