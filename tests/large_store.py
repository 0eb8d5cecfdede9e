"""A store as large as the dashboard promises to serve: 3,000 invented regions × 8 years × 60 indicators.

The tables are written straight into the store, since reading 24,000 texts would take longer than what is measured;
each row's sentence still stands in its report's text at the place the row names. No name is that of a real region.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pyarrow as pa

from etl.knowledge.catalogue import Indicator, load_catalogue
from etl.store import Snapshot, Store
from etl.table import indicator_rows, to_arrow
from etl.table.schema import arrow_schema

FIRST_SYLLABLES = "青云松石白柳南兰长新平安金丰永和海清玉红"
SECOND_SYLLABLES = "山川溪河湖林原岭泉桥湾浦源阳宁庆城州江峰"
PREFECTURES, COUNTIES = 10, 10  # of each province and of each prefecture, the seat counted in


@dataclass(frozen=True, slots=True)
class Size:
    """How large the store is."""

    regions: int = 3000
    years: int = 8
    indicators: int = 60
    last_year: int = 2024


@dataclass(frozen=True, slots=True)
class Region:
    """An invented region with its place in the tree."""

    code: str
    name: str
    path: str
    level: str


def invent_regions(count: int) -> list[Region]:
    """Provinces, their prefectures and counties, until there are `count`."""
    return [region for _, region in zip(range(count), _tree(), strict=False)]


def _tree() -> Iterator[Region]:
    names = [first + second for first in FIRST_SYLLABLES for second in SECOND_SYLLABLES]
    for province in range(10, 100):
        top = f"虚{names[province * 3 % len(names)]}省"
        yield Region(f"{province}0000", top, top, "province")
        for prefecture in range(1, PREFECTURES + 1):
            city = f"{names[(province * 11 + prefecture * 7) % len(names)]}市"
            yield Region(f"{province}{prefecture:02}00", city, f"{top}/{city}", "prefecture")
            for county in range(1, COUNTIES):
                name = f"{names[(province * 31 + prefecture * 13 + county) % len(names)]}县"
                yield Region(f"{province}{prefecture:02}{county:02}", name, f"{top}/{city}/{name}", "county")


def build_large_store(folder: Path, size: Size | None = None, demo: bool = True) -> Snapshot:
    """Saves the store; the same on every run."""
    wanted = size or Size()
    catalogue = load_catalogue()
    chosen = [one for one in catalogue.indicators.values() if one.kind in ("count", "rate")][: wanted.indicators]
    regions, parts = invent_regions(wanted.regions), []
    documents: list[dict[str, object]] = []
    for year in range(wanted.last_year - wanted.years + 1, wanted.last_year + 1):
        columns = _Columns(year, chosen)
        documents += [columns.write(region) for region in regions]
        parts.append(columns.table())
    tables = {
        "observations": pa.concat_tables(parts).unify_dictionaries(), "documents": to_arrow(documents, "documents"),
        "indicators": to_arrow(indicator_rows(catalogue), "indicators"),
    }  # fmt: skip
    return Store(folder).save(tables, {"knowledge": "", "sources": {}, "demo": demo})


class _Columns:
    """The observations of one year, column by column: a dictionary for each row would take gigabytes."""

    def __init__(self, year: int, chosen: list[Indicator]) -> None:
        self.year, self.chosen = year, chosen
        self.names = arrow_schema("observations").names
        self.cells: dict[str, list[object]] = {name: [] for name in self.names}

    def write(self, region: Region) -> dict[str, object]:
        """Adds the rows of a region's report and returns the report's row."""
        number = int(region.code)
        random = Random(number * 10_000 + self.year)
        document = f"{number:06}{self.year:04}abcdef"
        title = f"{region.name}{self.year}年法治政府建设情况报告"
        text, rows = f"{title}\n一、主要举措\n", 0
        base = Random(number).lognormvariate(0, 0.8) * {"province": 60, "prefecture": 8, "county": 1}[region.level]
        for index, one in enumerate(self.chosen):
            if random.random() < 0.12:  # gaps are the rule in such reports
                continue
            value = self._value(one, base, random)
            printed = f"{value:g}{one.unit}"
            sentence = f"{one.label_zh}{printed}。"
            start = len(text) + len(one.label_zh)
            self._add(region, document, index, one, (value, printed, sentence, start, round(random.uniform(0.45, 1), 2)))
            text, rows = text + sentence, rows + 1
        return {
            "document_id": document, "source": f"{document}.txt", "title": title, "region_code": region.code,
            "region": region.name, "region_path": region.path, "level": region.level,
            "issuer": f"{region.name}人民政府", "report_year": self.year, "url": "", "published": f"{self.year + 1}-01-15",
            "sha256": document * 4, "encoding": "utf-8", "characters": len(text), "observations": rows, "linked": rows,
            "text": text,
        }  # fmt: skip

    def _value(self, one: Indicator, base: float, random: Random) -> float:
        if one.kind == "rate":
            return round(min(100.0, random.gauss(94, 4)), 1)
        return float(round(40 * base * random.lognormvariate(0, 0.25) * (1 + 0.04 * (self.year - 2016))) + 1)

    def _add(self, region: Region, document: str, index: int, one: Indicator, said: tuple[float, str, str, int, float]) -> None:
        value, printed, sentence, start, confidence = said
        row: dict[str, object] = {
            "observation_id": f"{document[:10]}{index:06}", "document_id": document, "source": f"{document}.txt",
            "region_code": region.code, "region": region.name, "region_path": region.path, "level": region.level,
            "issuer": f"{region.name}人民政府", "year": self.year, "report_year": self.year, "indicator": one.id,
            "label": one.label_zh, "theme": one.theme, "breakdown": "", "measure": "level", "value": value,
            "value_high": None, "unit": one.unit, "bound": "=", "text": printed, "start": start,
            "end": start + len(printed), "sentence": sentence, "section": "一、主要举措", "confidence": confidence,
            "flags": "", "rule": "name",
        }  # fmt: skip
        for name in self.names:
            self.cells[name].append(row.get(name))

    def table(self) -> pa.Table:
        """The rows written so far as an Arrow table."""
        schema = arrow_schema("observations")
        plain = {
            field.name: pa.array(self.cells[field.name], field.type.value_type).dictionary_encode()
            if pa.types.is_dictionary(field.type) else pa.array(self.cells[field.name], field.type)
            for field in schema
        }  # fmt: skip
        return pa.table(plain).cast(schema)


if __name__ == "__main__":
    print(build_large_store(Path(sys.argv[1])).folder)
