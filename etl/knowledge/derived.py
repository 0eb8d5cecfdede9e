"""Loads derived.yaml, the indicators that are made from others, and a user's table of population."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from etl.errors import KnowledgeError
from etl.knowledge.catalogue import DIRECTIONS, Catalogue
from etl.knowledge.reader import FOLDER, check_keys, check_words, read_csv, read_yaml

POPULATION = "population"
"""What stands for a user's table below the line."""
_REQUIRED = ("label", "over", "under", "per", "unit", "better")


@dataclass(frozen=True, slots=True)
class DerivedIndicator:
    """One entry of derived.yaml; `printed` is empty where reports print no such figure."""

    id: str
    label_zh: str
    label_en: str
    over: str
    under: tuple[str, ...]
    per: float
    unit: str
    better: str
    printed: str

    @property
    def needs_population(self) -> bool:
        """Whether it is per head of the people."""
        return POPULATION in self.under


@cache
def load_derived(path: Path = FOLDER / "derived.yaml") -> tuple[DerivedIndicator, ...]:
    """The derived indicators in the order of the file, read once.

    Raises:
        KnowledgeError: the file breaks its grammar.
    """
    content = check_keys(path.name, read_yaml(path), ("derived",))
    return tuple(_derived(f"{path.name}：{key}", str(key), value) for key, value in content["derived"].items())


def _derived(where: str, key: str, value: Any) -> DerivedIndicator:
    entry: Mapping[str, Any] = check_keys(where, value, _REQUIRED, ("printed",))
    label = check_keys(f"{where}：label", entry["label"], ("zh", "en"))
    if entry["better"] not in DIRECTIONS:
        raise KnowledgeError(f"{where}：better 是 {entry['better']!r}；请用 {'、'.join(DIRECTIONS)} 之一")
    if not isinstance(entry["per"], int | float) or entry["per"] <= 0:
        raise KnowledgeError(f"{where}：per 是 {entry['per']!r}；请写数字，如 100")
    return DerivedIndicator(
        key, str(label["zh"]), str(label["en"]), str(entry["over"]), check_words(f"{where}：under", entry["under"]),
        float(entry["per"]), str(entry["unit"]), str(entry["better"]), str(entry.get("printed", "")),
    )  # fmt: skip


def unknown_indicators(derived: tuple[DerivedIndicator, ...], catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The ids that derived indicators name and the catalogue lacks, each with the entry that names it."""
    for entry in derived:
        for name in (entry.over, *entry.under, entry.printed):
            if name and name != POPULATION and name not in catalogue.indicators:
                yield entry.id, name


def read_population(path: Path) -> dict[tuple[str, int], float]:
    """The people of each region code and year, from a CSV file with the columns region_code, year, population.

    Raises:
        KnowledgeError: the file cannot be read, lacks a column, repeats a region and year, or holds no number.
    """
    people: dict[tuple[str, int], float] = {}
    for line, row in enumerate(read_csv(path, ("region_code", "year", POPULATION)), start=2):
        where = f"{path.name}：第 {line} 行"
        try:
            key = ((row["region_code"] or "").strip(), int(row["year"]))
            count = float((row[POPULATION] or "").replace(",", ""))
        except (TypeError, ValueError) as fault:
            raise KnowledgeError(f"{where}：年份或人口不是数字；请写成 2023 和 412000") from fault
        if not key[0] or not count > 0:
            raise KnowledgeError(f"{where}：缺少区划代码，或人口不大于零；请改正这一行")
        if key in people:
            raise KnowledgeError(f"{where}：{key[0]} {key[1]} 重复；请删去一行")
        people[key] = count
    return people
