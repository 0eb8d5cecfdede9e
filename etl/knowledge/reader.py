"""Reads the knowledge files; a fault raises `KnowledgeError` naming file, entry and remedy.

The only place that opens files of `etl/knowledge`. What the entries mean is decided by the loaders beside it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from etl.errors import KnowledgeError

FOLDER = Path(__file__).parent


def read_yaml(path: Path) -> Any:
    """The content of a YAML file.

    Raises:
        KnowledgeError: it is missing, not UTF-8, or not YAML; the message gives the line.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OSError as fault:
        raise KnowledgeError(f"{path.name}：无法读取（{fault.strerror}）；请检查路径，或放回这个文件") from fault
    except UnicodeDecodeError as fault:
        raise KnowledgeError(f"{path.name}：第 {fault.start} 字节处不是 UTF-8；请另存为 UTF-8") from fault
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        place = f"第 {mark.line + 1} 行" if mark else "内容"
        problem = getattr(fault, "problem", None) or fault
        raise KnowledgeError(f"{path.name}：{place}不合 YAML 格式（{problem}）；请改正") from fault


def read_csv(path: Path, columns: Iterable[str]) -> list[dict[str, str]]:
    """The rows of a CSV file with a header; a BOM is accepted.

    Raises:
        KnowledgeError: it is missing, not UTF-8, or lacks one of `columns`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                raise KnowledgeError(f"{path.name}：缺少 {missing[0]} 一栏；请在表头加上")
            return list(reader)
    except OSError as fault:
        raise KnowledgeError(f"{path.name}：无法读取（{fault.strerror}）；请检查路径，或放回这个文件") from fault
    except UnicodeDecodeError as fault:
        raise KnowledgeError(f"{path.name}：第 {fault.start} 字节处不是 UTF-8；请另存为 UTF-8") from fault


def check_keys(where: str, entry: object, required: Iterable[str], optional: Iterable[str] = ()) -> Mapping[str, Any]:
    """`entry` itself, when it is a mapping with all `required` keys and none beyond `optional`.

    Raises:
        KnowledgeError: names `where`, the key, and what to do.
    """
    needed = tuple(required)
    allowed = {*needed, *optional}
    if not isinstance(entry, Mapping):
        raise KnowledgeError(f"{where}：这里应有 {'、'.join(sorted(allowed))}；请每行写成 `键: 值`")
    for key in needed:
        if key not in entry:
            raise KnowledgeError(f"{where}：缺少 `{key}`；请补上")
    for key in entry:
        if key not in allowed:
            raise KnowledgeError(f"{where}：没有 `{key}` 这个键；请用 {'、'.join(sorted(allowed))} 之一")
    return entry


def check_words(where: str, value: object) -> tuple[str, ...]:
    """`value` as a tuple of words, without repeats.

    Raises:
        KnowledgeError: it is not a list of non-empty strings, or one stands twice.
    """
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise KnowledgeError(
            f"{where}：这里应是词的列表；请写成 [一, 二]，像数字的词要加引号"
        )
    twice = {word for word in value if value.count(word) > 1}
    if twice:
        raise KnowledgeError(f"{where}：{sorted(twice)[0]} 重复；请删去一个")
    return tuple(value)
