"""Loads zones.csv and hosts.csv: development zones with the region of their seat, and the regions that web hosts serve.

A zone is no division of GB/T 2260: its numbers are a part of its seat's. A name of zones.csv that starts with ~ stands
for the name of any prefecture or county with that ending (昆山高新区), where one prefecture or county alone bears it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from etl.errors import KnowledgeError
from etl.knowledge.reader import FOLDER, read_csv

ZONE_COLUMNS = ("name", "seat", "kind")
KINDS = ("new_area", "economic", "high_tech", "bonded", "free_trade", "cooperation", "demonstration")
_ANY = "~"
_SUFFIXES = "市州盟县区旗"
_AREA = "地区"


def read_zones(regions: Mapping[str, tuple[str, str]], path: Path = FOLDER / "zones.csv") -> Iterator[tuple[str, str]]:
    """The name of each zone and the code of its seat.

    Args:
        regions: the level and the short name of each present region by its code.

    Raises:
        KnowledgeError: a row has an unknown kind or seat.
    """
    endings: list[str] = []
    for row in read_csv(path, ZONE_COLUMNS):
        if row["kind"] not in KINDS:
            raise KnowledgeError(f"{path.name}：{row['name']} 的 kind 是 {row['kind']!r}；请用 {'、'.join(KINDS)} 之一")
        if row["name"].startswith(_ANY):
            endings.append(row["name"].removeprefix(_ANY))
        elif row["seat"] not in regions:
            raise KnowledgeError(f"{path.name}：{row['name']} 的 seat 是 {row['seat']!r}；请写一个地区的代码")
        else:
            yield row["name"], row["seat"]
    for stem, code in _stems(regions).items():
        yield from ((f"{stem}{ending}", code) for ending in endings)


def _stems(regions: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The code that each name without 市, 县 … stands for: a prefecture before counties, never one of several."""
    found: dict[str, str] = {}
    for level in ("prefecture", "county"):
        seen: dict[str, list[str]] = {}
        for code, (of, short) in regions.items():
            stem = short.removesuffix(_AREA) if short.endswith(_AREA) else short.rstrip(_SUFFIXES)
            if of == level and len(stem) > 1:
                seen.setdefault(stem, []).append(code)
        found = {stem: codes[0] for stem, codes in seen.items() if len(codes) == 1} | found
    return found


def read_hosts(path: Path = FOLDER / "hosts.csv") -> Mapping[str, str]:
    """The code of the region that each host of gov.cn belongs to."""
    return {row["host"]: row["code"] for row in read_csv(path, ("host", "code"))}
