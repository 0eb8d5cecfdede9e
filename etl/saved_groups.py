"""Groups of regions that users put together and saved by name: a file each, under the store's folder.

One file per group, written whole and swapped in, so that two people who save at once never lose each other's group;
who saves the same name last has it. A damaged file is left where it is and named.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from pathlib import Path

from etl.errors import StoreError
from etl.store import default_folder

LONGEST_NAME, MOST_PLACES = 60, 5000
_FOLDER = "groups"


@dataclass(frozen=True, slots=True)
class SavedGroup:
    """A group: its name, and the places in it as `analysis.panel.place_key` names them."""

    name: str
    places: tuple[str, ...]


def save_group(group: SavedGroup, folder: Path | None = None) -> SavedGroup:
    """The group as saved: its name trimmed, its places each once. A group of the same name is replaced.

    Raises:
        StoreError: the name is empty or too long, there are no places or too many, or the folder cannot be written.
    """
    kept = SavedGroup(" ".join(group.name.split()), tuple(dict.fromkeys(place for place in group.places if place)))
    if not 0 < len(kept.name) <= LONGEST_NAME:
        raise StoreError(f"地区组的名称有 {len(kept.name)} 个字；请用 1 到 {LONGEST_NAME} 个字")
    if not 0 < len(kept.places) <= MOST_PLACES:
        raise StoreError(f"地区组“{kept.name}”有 {len(kept.places)} 个地区；请选 1 到 {MOST_PLACES} 个")
    path = _path(kept.name, folder)
    fresh = path.with_suffix(f".{uuid.uuid4().hex[:8]}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {"name": kept.name, "places": list(kept.places)}
        fresh.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        fresh.replace(path)
    except OSError as fault:
        fresh.unlink(missing_ok=True)
        raise StoreError(f"{path}：无法写入（{fault.strerror}）；请检查文件夹权限") from fault
    return kept


def load_groups(folder: Path | None = None) -> tuple[SavedGroup, ...]:
    """All groups by name; none where none was saved.

    Raises:
        StoreError: a file is damaged; the message names it.
    """
    place = (folder or default_folder()) / _FOLDER
    return tuple(sorted((_read(path) for path in place.glob("*.json")), key=lambda group: group.name))


def delete_group(name: str, folder: Path | None = None) -> bool:
    """Whether there was a group of this name, which is gone now."""
    path = _path(" ".join(name.split()), folder)
    if not path.is_file():
        return False
    path.unlink(missing_ok=True)
    return True


def _path(name: str, folder: Path | None) -> Path:
    """The file of a group; names may hold what a file system does not allow, so it is called by their hash."""
    return (folder or default_folder()) / _FOLDER / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.json"


def _read(path: Path) -> SavedGroup:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return SavedGroup(str(content["name"]), tuple(str(place) for place in content["places"]))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise StoreError(f"{path}：保存的地区组已损坏；请删除或放回这个文件") from fault
