"""Loads regions.csv: China's divisions with codes, parents and old names, and a scanner for their names.

`regions.csv` is written by tools/compile_regions.py, which names its sources.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from etl.errors import KnowledgeError
from etl.knowledge.reader import FOLDER, read_csv
from etl.knowledge.seats import read_hosts, read_zones
from etl.knowledge.words import WordFinder
from etl.model import Place

_COLUMNS = ("code", "name", "level", "parent", "until", "short")
_LEVELS = ("national", "province", "prefecture", "county", "zone")
_BRANCHES = ("分局", "支局")
"""Branches of a prefecture's bodies bear the stem of the county they work in: 右江分局."""
_HOST = re.compile(r"([a-z0-9.-]+\.gov\.cn)(?![a-z0-9.])")
_COUNTY_ENDS = "市县区旗"
_SHORTEST_STEM = 2
_STEM_SUFFIX = ("特别行政区", "自治区", "省", "市", "地区", "盟")


@dataclass(frozen=True, slots=True)
class Region:
    """One present division; `short` is its usual short name."""

    code: str
    name: str
    level: str
    parent: str
    short: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Regions by code, and the codes that each name may stand for, present names first.

    `zones` are those of the names that are development zones: they stand for the region of their seat, of which they
    are a part. `hosts` are the web hosts of regions. `stems` gives for each prefecture its counties by their bare
    names, which are read only in lists (大丰41份,东台58份), since many are common words.
    """

    regions: Mapping[str, Region]
    codes: Mapping[str, tuple[str, ...]]
    finder: WordFinder[tuple[str, ...]]
    zones: frozenset[str] = frozenset()
    hosts: Mapping[str, str] = field(default_factory=dict)
    stems: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def scan(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """The start, end and possible codes of each longest region name in `text[start:end]`."""
        for first, last, codes in self.finder.scan(text[start:end]):
            yield start + first, start + last, codes

    def of_host(self, url: str) -> str:
        """The code of the region whose site an address belongs to, empty where it is unknown."""
        match = _HOST.search(url.lower())
        labels = match.group(1).split(".") if match else []
        tails = (".".join(labels[at:]) for at in range(len(labels)))
        return next((self.hosts[tail] for tail in tails if tail in self.hosts), "")

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes of a region and of those above it, itself first; the country is left out."""
        chain: list[str] = []
        while code and code != "000000" and code in self.regions:
            chain.append(code)
            code = self.regions[code].parent
        return tuple(chain)

    def contains(self, outer: str, inner: str) -> bool:
        """Whether `inner` is `outer` or lies in it."""
        return outer == "000000" or outer in self.ancestors(inner)

    def place(self, code: str) -> Place:
        """The place of a code; an unknown or empty one gives an empty place."""
        region = self.regions.get(code)
        if region is None:
            return Place()
        path = "/".join(self.regions[above].name for above in reversed(self.ancestors(code))) or region.name
        return Place(code, region.name, path, region.level)


def load_gazetteer(path: Path = FOLDER / "regions.csv") -> Gazetteer:
    """The gazetteer of `path`.

    Raises:
        KnowledgeError: a row has an unknown level or parent.
    """
    regions: dict[str, Region] = {}
    codes: dict[str, list[str]] = defaultdict(list)
    rows = read_csv(path, _COLUMNS)
    for row in rows:
        if row["level"] not in _LEVELS:
            raise KnowledgeError(
                f"{path.name}：{row['name']} 的 level 是 {row['level']!r}；请用 {'、'.join(_LEVELS)} 之一"
            )
        if not row["until"] and row["level"] != "zone":
            regions[row["code"]] = Region(row["code"], row["name"], row["level"], row["parent"], row["short"])
    for row in sorted(rows, key=lambda row: bool(row["until"])):
        if row["code"] not in regions:
            raise KnowledgeError(f"{path.name}：{row['name']} 的现行代码 {row['code']} 没有对应的行；请补上")
        for name in _names(row):
            if row["code"] not in codes[name]:
                codes[name].append(row["code"])
    zones = {row["name"] for row in rows if row["level"] == "zone"}
    for name, code in read_zones({region.code: (region.level, region.short) for region in regions.values()}):
        if name not in codes:
            codes[name].append(code)
            zones.add(name)
    frozen = {name: tuple(found) for name, found in codes.items()}
    return Gazetteer(regions, frozen, WordFinder(frozen), frozenset(zones), read_hosts(), _stems(regions))


def _stems(regions: Mapping[str, Region]) -> dict[str, dict[str, str]]:
    """The counties of each prefecture by their bare names of two characters and more."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for region in regions.values():
        stem = region.short.rstrip(_COUNTY_ENDS)
        if region.level == "county" and len(stem) >= _SHORTEST_STEM:
            found[region.parent][stem] = region.code
    return dict(found)


def _names(row: dict[str, str]) -> tuple[str, ...]:
    """The names a region is called by: official, short, and for provinces and prefectures the bare stem."""
    names = [row["name"], row["short"]]
    if row["level"] in ("province", "prefecture") and not row["until"]:
        stem = next((row["short"].removesuffix(end) for end in _STEM_SUFFIX if row["short"].endswith(end)), "")
        if len(stem) >= 2:
            names.append(stem)
    if row["level"] == "county" and not row["until"]:
        stem = row["short"].rstrip(_COUNTY_ENDS)
        names.extend(f"{stem}{branch}" for branch in _BRANCHES if len(stem) >= 2)
    return tuple(dict.fromkeys(names))
