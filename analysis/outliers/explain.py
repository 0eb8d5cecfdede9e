"""Flags and unjudged groups in words, Chinese and English, from analysis/text/outliers.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.outliers.model import CAUSES, METHODS, REASONS
from etl.knowledge.reader import check_keys, read_yaml

_FILE = Path(__file__).resolve().parent.parent / "text" / "outliers.yaml"
_WHOLE_FROM = 100.0
"""From here on, a number is shown without decimals."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OutlierWords:
    """The sentences of outliers.yaml, each in Chinese and English."""

    methods: Mapping[str, Pair]
    causes: Mapping[str, Pair]
    reasons: Mapping[str, Pair]
    levels: Mapping[str, Pair]


@cache
def load_outlier_words(path: Path = _FILE) -> OutlierWords:
    """The words of flags, read once.

    Raises:
        KnowledgeError: the file breaks its grammar.
    """
    content = check_keys(path.name, read_yaml(path), ("methods", "causes", "reasons", "levels"))
    levels = tuple(str(level) for level in content["levels"])
    groups = (("methods", METHODS), ("causes", CAUSES), ("reasons", REASONS), ("levels", levels))
    return OutlierWords(**{name: _pairs(f"{path.name}: {name}", content[name], keys) for name, keys in groups})


def _pairs(where: str, content: object, keys: tuple[str, ...]) -> Mapping[str, Pair]:
    entries = {key: check_keys(f"{where}: {key}", check_keys(where, content, keys)[key], ("zh", "en")) for key in keys}
    return {key: (str(entry["zh"]), str(entry["en"])) for key, entry in entries.items()}


def explain_flag(method: str, cause: str, facts: Mapping[str, object]) -> Pair:
    """The sentence of a flag in Chinese and English.

    Args:
        facts: region, year, other_year, peers, peer_group, unit, and the numbers value, expected, low, high, mended.
    """
    words = load_outlier_words()
    unit = str(facts["unit"])
    numbers = {key: show_number(facts[key]) + (unit if unit == "%" else "") for key in _NUMBERS}
    texts = {key: str(facts[key]) for key in ("region", "year", "peers", "other_year")}
    zh, en = (
        (words.methods[method][side] + words.causes[cause][side]).format(
            **numbers, **texts, group=name_group(str(facts["peer_group"]), side)
        )
        for side in (0, 1)
    )
    return zh, en


_NUMBERS = ("value", "expected", "low", "high", "mended")


def explain_unchecked(reason: str, peers: int, needed: int) -> Pair:
    """Why a group is not judged, in Chinese and English."""
    zh, en = load_outlier_words().reasons[reason]
    return zh.format(peers=peers, needed=needed), en.format(peers=peers, needed=needed)


def name_group(peer_group: str, side: int) -> str:
    """A peer group in words: `云南省/county` is 云南省县级, or 云南省 counties."""
    above, _, level = peer_group.rpartition("/")
    known = load_outlier_words().levels.get(level, (level, level))[side]
    return above + known if side == 0 or not above else f"{above} {known}"


def show_number(value: object) -> str:
    """A number as a reader meets it: thousands set apart, at most three significant decimals."""
    number = float(str(value))
    if abs(number) >= _WHOLE_FROM:
        return f"{number:,.0f}"
    return f"{number:.2f}".rstrip("0").rstrip(".") if abs(number) < 10 else f"{number:.1f}".rstrip("0").rstrip(".")
