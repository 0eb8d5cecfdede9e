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
        raise KnowledgeError(f"{path.name}: cannot be read ({fault.strerror}); put the file back") from fault
    except UnicodeDecodeError as fault:
        raise KnowledgeError(f"{path.name}: not UTF-8 at byte {fault.start}; save it as UTF-8") from fault
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        problem = getattr(fault, "problem", None) or "broken"
        raise KnowledgeError(f"{path.name}:{line} is not YAML ({problem}); mend that line") from fault


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
                raise KnowledgeError(f"{path.name}: column {missing[0]} is missing; add it to the header")
            return list(reader)
    except OSError as fault:
        raise KnowledgeError(f"{path.name}: cannot be read ({fault.strerror}); put the file back") from fault
    except UnicodeDecodeError as fault:
        raise KnowledgeError(f"{path.name}: not UTF-8 at byte {fault.start}; save it as UTF-8") from fault


def check_keys(where: str, entry: object, required: Iterable[str], optional: Iterable[str] = ()) -> Mapping[str, Any]:
    """`entry` itself, when it is a mapping with all `required` keys and none beyond `optional`.

    Raises:
        KnowledgeError: names `where`, the key, and what to do.
    """
    needed = tuple(required)
    allowed = {*needed, *optional}
    if not isinstance(entry, Mapping):
        raise KnowledgeError(f"{where}: expected keys {', '.join(sorted(allowed))}; write them as `key: value` lines")
    for key in needed:
        if key not in entry:
            raise KnowledgeError(f"{where}: `{key}` is missing; add it")
    for key in entry:
        if key not in allowed:
            raise KnowledgeError(f"{where}: `{key}` is not a key; use one of {', '.join(sorted(allowed))}")
    return entry


def check_words(where: str, value: object) -> tuple[str, ...]:
    """`value` as a tuple of words, without repeats.

    Raises:
        KnowledgeError: it is not a list of non-empty strings, or one stands twice.
    """
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise KnowledgeError(
            f"{where}: expected a list of words; write [一, 二] and quote words that YAML reads as numbers"
        )
    twice = {word for word in value if value.count(word) > 1}
    if twice:
        raise KnowledgeError(f"{where}: {sorted(twice)[0]} stands twice; remove one")
    return tuple(value)
