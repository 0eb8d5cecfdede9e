"""A user's own indicators, handed in through the dashboard: checked first, kept beside the store, used by every build.

What `--catalogue FILE` does for one who works on the command line, this does for one who does not.
"""

from __future__ import annotations

import re
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

from etl.errors import KnowledgeError, StoreError
from etl.knowledge.catalogue import Indicator, load_catalogue
from etl.store import Store

_FILE = "catalogue.yaml"
_LARGEST = 2_000_000
"""Bytes; a catalogue of a thousand indicators has a quarter of it."""


@dataclass(frozen=True, slots=True)
class OwnCatalogue:
    """The file, and what it does to the built-in catalogue."""

    path: Path
    added: tuple[Indicator, ...]
    replaced: tuple[Indicator, ...]


def find_own_catalogue(store: Store) -> Path | None:
    """The file kept beside a store; None where there is none."""
    path = store.folder.resolve() / _FILE
    return path if path.is_file() else None


def load_own_catalogue(store: Store) -> OwnCatalogue | None:
    """The catalogue kept beside a store with what it adds; None where there is none.

    Raises:
        KnowledgeError: the file breaks the grammar.
    """
    path = find_own_catalogue(store)
    return _compare(path) if path else None


def save_own_catalogue(store: Store, name: str, data: bytes) -> OwnCatalogue:
    """Checks a file and puts it in the place of an earlier one, which stays where the new one is broken.

    Args:
        name: what the user calls the file; messages name it.

    Raises:
        KnowledgeError: the file breaks the grammar; names file, line and remedy.
        StoreError: the folder cannot be written.
    """
    called = Path(name.replace("\\", "/")).name or _FILE
    if len(data) > _LARGEST:
        raise KnowledgeError(f"{called}：{len(data):,} 字节，不像指标目录；请交小于 {_LARGEST:,} 字节的文件")
    with tempfile.TemporaryDirectory() as folder:
        tried = Path(folder) / called
        tried.write_bytes(data)
        try:
            checked = _compare(tried)
        except KnowledgeError as fault:
            raise KnowledgeError(_with_line(str(fault), called, data)) from fault
    path = store.folder.resolve() / _FILE
    fresh = path.with_suffix(f".{uuid.uuid4().hex[:8]}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError as fault:
        fresh.unlink(missing_ok=True)
        raise StoreError(f"{path}：无法写入（{fault.strerror}）；请检查权限和剩余空间") from fault
    return OwnCatalogue(path, checked.added, checked.replaced)


def remove_own_catalogue(store: Store) -> bool:
    """Whether there was one, which is gone now; the next build knows the built-in indicators alone."""
    path = find_own_catalogue(store)
    if path is None:
        return False
    path.unlink(missing_ok=True)
    return True


def _compare(path: Path) -> OwnCatalogue:
    built_in, merged = load_catalogue().indicators, load_catalogue(path).indicators
    added = tuple(entry for name, entry in merged.items() if name not in built_in)
    replaced = tuple(entry for name, entry in merged.items() if name in built_in and built_in[name] != entry)
    return OwnCatalogue(path, added, replaced)


def _with_line(message: str, name: str, data: bytes) -> str:
    """The message with the line of the entry that it names, where the reader of the file could not tell it."""
    found = re.match(rf"{re.escape(name)}：(?:frame )?([a-zA-Z0-9_-]+)", message)
    if found is None:
        return message
    lines = data.decode("utf-8", "replace").splitlines()
    numbers = [number for number, line in enumerate(lines, 1) if re.match(rf"\s*{re.escape(found[1])}\s*:", line)]
    return message.replace(f"{name}：", f"{name}：第 {numbers[0]} 行：", 1) if numbers else message
