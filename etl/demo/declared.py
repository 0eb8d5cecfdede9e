"""Loads figures.yaml and wordings.yaml: how the invented figures come about, and the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from etl.demo.model import Figure, Kind, Section, Sentence, Wordings
from etl.errors import KnowledgeError
from etl.knowledge.catalogue import Catalogue
from etl.knowledge.reader import check_keys, check_words, read_yaml

_FOLDER = Path(__file__).parent
_NUMBERS = ("base", "spread", "drift", "scale", "share", "rate", "full", "places", "days")
_FIGURE_KEYS = (*_NUMBERS, "part", "of", "cut", "ratio")
_WORDING_KEYS = (
    "mark", "note", "title", "issuer", "signed", "place", "home", "when", "growth", "rises", "numbering", "sections",
    "syllables",
)  # fmt: skip
SLOT = re.compile(r"\{([a-z_]+)(\+?)\}")
"""A figure in a sentence, with a plus where its growth may follow."""
_FRAME_SLOTS = ("when", "home")
_CLASSIFIERS = {"工作日": "个工作日"}
"""Units that are printed with a measure word in front."""


def load_figures(catalogue: Catalogue, path: Path = _FOLDER / "figures.yaml") -> tuple[Figure, ...]:
    """The figures in the order in which they are simulated.

    Raises:
        KnowledgeError: an entry breaks the grammar, or refers to a figure that does not stand before it.
    """
    figures: dict[str, Figure] = {}
    for key, value in read_yaml(path).items():
        entry = check_keys(f"{path.name}：{key}", value, (), _FIGURE_KEYS)
        figure = _figure(f"{path.name}：{key}", str(key), entry, catalogue)
        for other in (figure.of, *figure.ratio):
            if other and other not in figures:
                raise KnowledgeError(f"{path.name}：{key}：{other} 不在它前面；请移到前面")
        figures[figure.id] = figure
    return tuple(figures.values())


def _figure(where: str, key: str, entry: Mapping[str, Any], catalogue: Catalogue) -> Figure:
    indicator, breakdown = entry.get("part", (key, ""))
    if indicator not in catalogue.indicators:
        raise KnowledgeError(f"{where}：目录里没有指标 {indicator}；请改用目录里的指标，或写明是哪个指标的 `part`")
    declared = catalogue.indicators[indicator]
    cut = entry.get("cut", 0.0)
    numbers = {name: entry[name] for name in _NUMBERS if name in entry}
    return Figure(
        key, indicator, breakdown, cast(Kind, declared.kind), declared.unit,
        _CLASSIFIERS.get(declared.unit, declared.unit), of=entry.get("of", ""), cut=0.0 if cut == "rest" else cut,
        is_rest=cut == "rest", ratio=tuple(entry.get("ratio", ())), **numbers,
    )  # fmt: skip


def load_wordings(figures: Iterable[str], path: Path = _FOLDER / "wordings.yaml") -> Wordings:
    """The words of the reports, which may speak of `figures` alone.

    Raises:
        KnowledgeError: an entry breaks the grammar, names an unknown figure, or its variants differ in their figures.
    """
    content = check_keys(path.name, read_yaml(path), _WORDING_KEYS)
    known = frozenset(figures)
    sections = tuple(_section(f"{path.name}：sections", entry, known) for entry in content["sections"])
    texts = {key: str(content[key]) for key in ("mark", "note", "title", "issuer", "signed", "place", "numbering")}
    return Wordings(
        **texts, home=content["home"], when=tuple(content["when"]),
        growth=check_words(f"{path.name}：growth", content["growth"]), up=content["rises"]["up"],
        down=content["rises"]["down"], sections=sections,
        first=check_words(f"{path.name}：first", content["syllables"]["first"]),
        second=check_words(f"{path.name}：second", content["syllables"]["second"]),
    )  # fmt: skip


def _section(where: str, value: Any, known: frozenset[str]) -> Section:
    entry = check_keys(where, value, ("headings", "plain", "sentences"))
    return Section(
        check_words(f"{where}：headings", entry["headings"]), check_words(f"{where}：plain", entry["plain"]),
        tuple(_sentence(where, variants, known) for variants in entry["sentences"]),
    )  # fmt: skip


def _sentence(where: str, variants: list[str], known: frozenset[str]) -> Sentence:
    named = [{name for name, _ in SLOT.findall(variant)} - set(_FRAME_SLOTS) for variant in variants]
    for variant, names in zip(variants, named, strict=True):
        if names != named[0]:
            raise KnowledgeError(f"{where}：{variant}：所用数字与第一种说法不同；请用同样的数字")
        if names - known:
            raise KnowledgeError(f"{where}：没有数字 {sorted(names - known)[0]}；请先在 figures.yaml 里声明")
    return Sentence(check_words(where, variants), tuple(sorted(named[0])))
