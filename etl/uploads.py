"""Keeps the reports that people hand in through the dashboard: files beside the store, in batches that can be undone.

A batch is staged first, so that it can be read and looked at, and becomes a source of the store when it is accepted.
The store itself only ever names the files; a batch that is removed leaves it with the next build.
"""

from __future__ import annotations

import re
import shutil
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.errors import StoreError
from etl.store import Store

_STAGED = "staged-"
_STALE = 24 * 3600.0
"""Seconds after which a batch that nobody accepted is removed."""
_LONGEST_NAME = 80
# Everything that a file system or a shell may take for more than a letter of a name.
_UNSAFE = re.compile(r"[^\w\-.·（）()\u3000-\u303f]+")


@dataclass(frozen=True, slots=True)
class Batch:
    """Files handed in together; `name` sorts by time."""

    name: str
    folder: Path

    @property
    def files(self) -> tuple[Path, ...]:
        """The files in the order of their names."""
        return tuple(sorted(path for path in self.folder.iterdir() if path.is_file()))

    @property
    def when(self) -> str:
        """When it was handed in: 2026-11-24 09:30."""
        stamp = self.name.removeprefix(_STAGED)[:13]
        return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]} {stamp[9:11]}:{stamp[11:13]}"


def stage_batch(store: Store, files: Sequence[tuple[str, bytes]]) -> Batch:
    """Writes files into a new batch that is not yet accepted; their names are made safe and kept apart.

    Raises:
        StoreError: the folder cannot be written.
    """
    root = _root(store)
    name = f"{_STAGED}{time.strftime('%Y%m%dT%H%M%S')}-{uuid.uuid4().hex[:6]}"
    folder = root / name
    try:
        folder.mkdir(parents=True)
        _remove_stale(root)
        for number, (given, data) in enumerate(files):
            (folder / _safe_name(given, number, folder)).write_bytes(data)
    except OSError as fault:
        raise StoreError(f"{folder}：无法写入（{fault.strerror}）；请检查权限和剩余空间") from fault
    return Batch(name, folder)


def accept_batch(batch: Batch) -> Batch:
    """Makes a staged batch one that stays."""
    name = batch.name.removeprefix(_STAGED)
    return Batch(name, batch.folder.rename(batch.folder.parent / name))


def remove_batch(batch: Batch) -> None:
    """Deletes the files of a batch; the next build forgets their rows."""
    shutil.rmtree(batch.folder, ignore_errors=True)


def accepted_batches(store: Store) -> tuple[Batch, ...]:
    """The accepted batches, the latest first."""
    root = _root(store)
    if not root.is_dir():
        return ()
    names = sorted((path.name for path in root.iterdir() if path.is_dir()), reverse=True)
    return tuple(Batch(name, root / name) for name in names if not name.startswith(_STAGED))


def _root(store: Store) -> Path:
    return store.folder.resolve() / "uploads"


def _remove_stale(root: Path) -> None:
    for path in root.glob(f"{_STAGED}*"):
        if time.time() - path.stat().st_mtime > _STALE:
            shutil.rmtree(path, ignore_errors=True)


def _safe_name(given: str, number: int, folder: Path) -> str:
    """The last part of a name without anything that leads elsewhere; numbered when another file has it."""
    base = Path(given.replace("\\", "/")).name
    stem = _UNSAFE.sub("_", Path(base).stem).strip("._")[:_LONGEST_NAME] or "report"
    suffix = _UNSAFE.sub("", Path(base).suffix)[:10]
    name = f"{stem}{suffix}"
    return f"{stem}-{number}{suffix}" if (folder / name).exists() else name
