"""Loads rules.yaml: the audit's words, and the orders, ratios and sums that hold between indicators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from etl.errors import KnowledgeError
from etl.knowledge.reader import check_keys, check_words, read_yaml

_FILE = Path(__file__).parent / "rules.yaml"
_WORDS = (
    "among", "total", "rest", "split", "split_end", "split_heads", "carried", "together", "many", "near", "all",
    "revised", "part", "tenths",
    "half", "fraction", "percent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The words of rules.yaml by their role; `counts` are numerals, `case_like` units that add up."""

    among: tuple[str, ...]
    total: tuple[str, ...]
    rest: tuple[str, ...]
    split: tuple[str, ...]
    split_end: tuple[str, ...]
    split_heads: tuple[str, ...]
    carried: tuple[str, ...]
    together: tuple[str, ...]
    many: tuple[str, ...]
    near: tuple[str, ...]
    all: tuple[str, ...]
    revised: tuple[str, ...]
    part: tuple[str, ...]
    tenths: tuple[str, ...]
    half: tuple[str, ...]
    fraction: tuple[str, ...]
    percent: tuple[str, ...]
    scales: Mapping[str, int]
    counts: Mapping[str, int]
    case_like: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A rate that is one count over another; reports use one of several denominators."""

    rate: str
    numerator: str
    denominators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """Everything that rules.yaml declares."""

    words: Words
    complete: tuple[tuple[str, ...], ...]
    sums: tuple[tuple[str, ...], ...]
    orders: tuple[tuple[str, str], ...]
    ratios: tuple[Ratio, ...]
    verbs: Mapping[str, tuple[str, ...]]


@cache
def load_declared(path: Path = _FILE) -> Declared:
    """What the audit knows, read once.

    Raises:
        KnowledgeError: the file breaks its grammar.
    """
    keys = ("words", "scales", "counts", "case_like", "complete", "sums", "orders", "ratios", "verbs")
    content = check_keys(path.name, read_yaml(path), keys)
    return Declared(
        words=_words(path.name, content),
        complete=tuple(tuple(map(str, entry)) for entry in content["complete"]),
        sums=tuple(tuple(map(str, entry)) for entry in content["sums"]),
        orders=tuple(_order(path.name, entry) for entry in content["orders"]),
        ratios=tuple(_ratio(path.name, entry) for entry in content["ratios"]),
        verbs={str(verb): check_words(f"{path.name}：{verb}", words) for verb, words in content["verbs"].items()},
    )


def _words(name: str, content: Mapping[str, Any]) -> Words:
    entry = check_keys(f"{name}：words", content["words"], _WORDS)
    roles = {role: check_words(f"{name}：words: {role}", entry[role]) for role in _WORDS}
    return Words(
        **roles,
        scales={str(word): int(scale) for word, scale in content["scales"].items()},
        counts={str(word): int(number) for word, number in content["counts"].items()},
        case_like=frozenset(str(unit) for unit in content["case_like"]),
    )


def _order(name: str, entry: Any) -> tuple[str, str]:
    if not isinstance(entry, list) or len(entry) != 2:
        raise KnowledgeError(f"{name}：orders：应是 [较小, 较大]；请写两个指标编号")
    return str(entry[0]), str(entry[1])


def _ratio(name: str, entry: Any) -> Ratio:
    checked = check_keys(f"{name}：ratios", entry, ("rate", "numerator", "denominators"))
    return Ratio(str(checked["rate"]), str(checked["numerator"]), check_words(name, checked["denominators"]))
