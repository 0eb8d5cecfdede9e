"""A sidecar CSV -> what it says of each source: region, year, issuer, address, date of publication.

A region is given by its name or its code. One that regions.csv does not know, such as a township, is described in full:
region, region_code, region_path (its names from the province down, joined by /) and level.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path, PurePath

from etl.errors import SchemaError
from etl.model import Metadata

COLUMNS = ("source", "region", "year", "issuer", "url", "published", "region_code", "region_path", "level")
LEVELS = ("national", "province", "prefecture", "county", "township")


def read_metadata(path: Path) -> Mapping[str, Metadata]:
    """The metadata by source, which is a file's name or its stem.

    Raises:
        SchemaError: the file cannot be read, lacks `source`, or a year is no number.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            if "source" not in (reader.fieldnames or ()):
                raise SchemaError(f"{path.name}：缺少 source 一栏；请加上，各栏名是 {'、'.join(COLUMNS)}")
            return {row["source"].strip(): _entry(row, f"{path.name}：第 {reader.line_num} 行") for row in reader}
    except OSError as fault:
        raise SchemaError(f"{path}：无法读取（{fault.strerror}）；请检查 --metadata 的路径") from fault
    except UnicodeDecodeError as fault:
        raise SchemaError(f"{path.name}：第 {fault.start} 字节处不是 UTF-8；请另存为“CSV UTF-8（逗号分隔）”") from fault


def _entry(row: Mapping[str, str | None], where: str) -> Metadata:
    values = {key: (row.get(key) or "").strip() for key in COLUMNS}
    if values["year"] and not values["year"].isdigit():
        raise SchemaError(f"{where}：year 是 {values['year']!r}；请写四位数字")
    if values["level"] and values["level"] not in LEVELS:
        raise SchemaError(f"{where}：level 是 {values['level']!r}；请用 {'、'.join(LEVELS)} 之一")
    if values["region_code"] and not values["region_code"].isdigit():
        raise SchemaError(f"{where}：region_code 是 {values['region_code']!r}；请只写六位数字")
    year = int(values["year"]) if values["year"] else None
    return Metadata(year=year, **{key: values[key] for key in COLUMNS if key not in ("source", "year")})


def metadata_of(source: str, entries: Mapping[str, Metadata]) -> Metadata:
    """The entry for a source by its whole name, its file name or its stem; an empty one where there is none."""
    path = PurePath(source.replace("\\", "/"))
    return next((entries[key] for key in (source, path.name, path.stem) if key in entries), Metadata())
