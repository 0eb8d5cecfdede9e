"""Which sources a build must read again, and which documents of the snapshot before it takes over.

A document is taken over where its bytes, what the metadata say of it, and the knowledge are the same as before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from etl.errors import EtlError
from etl.knowledge import Knowledge
from etl.model import Metadata
from etl.read import Source, expand_sources
from etl.read.metadata import metadata_of
from etl.store import Snapshot

HOME = Path(__file__).resolve().parent.parent.parent
SEEDS = HOME / "seeds"

Task = tuple[tuple[str, ...], Mapping[str, Metadata], Knowledge]
"""The paths that the user names, the metadata of all sources, and the knowledge that reads them."""


class BuildSources:
    """Which sources must be read, and which documents of the snapshot before can be taken over."""

    def __init__(self, before: Snapshot | None, recipe: Mapping[str, Any], task: Task) -> None:
        self._paths, self._metadata, knowledge = task
        self._before: dict[str, str] = dict(recipe.get("sources", {}))
        self._same = before is not None and before.manifest.get("knowledge") == knowledge.digest
        self._documents = _document_ids(before)
        self._known_stamps = set(self._before.values())
        self._kept: list[str] = []
        self._stamps: dict[str, str] = {}

    def fresh(self) -> Iterator[Source]:
        """The sources that are new or changed, or all of them when the knowledge changed."""
        seen: set[str] = set()
        for source in self._all():
            try:
                data = source.load()
            except EtlError:
                yield source
                continue
            stamp = _stamp(data, metadata_of(source.name, self._metadata))
            document = hashlib.sha256(data).hexdigest()[:16]
            # the same bytes under two names are one report; the first name stands
            if document in seen:
                continue
            seen.add(document)
            self._stamps[source.name] = stamp
            if self._same and document in self._documents and stamp in self._known_stamps:
                self._kept.append(document)
            else:
                yield Source(source.name, _given(data))

    def _all(self) -> Iterator[Source]:
        """What the user names, after what earlier builds read; the seeds where neither is."""
        earlier = [name for name in self._before if "!" not in name and (HOME / name).exists()]
        packed = {name.partition("!")[0] for name in self._before if "!" in name}
        archives = sorted(name for name in packed if (HOME / name).exists())
        named = list(self._paths) or ([] if earlier or archives else [str(SEEDS)])
        anchored = dict.fromkeys((*earlier, *archives, *map(_anchored, named)))
        yield from expand_sources(anchored, HOME)

    def kept(self) -> list[str]:
        """The documents that are taken over."""
        return self._kept

    def forget(self, source: str) -> None:
        """Leave a refused source out of later builds."""
        self._stamps.pop(source, None)

    def stamps(self) -> dict[str, str]:
        """A stamp per source of this build, to tell next time what changed."""
        return self._stamps


def _anchored(path: str) -> str:
    """A path that means the same from every working folder: below the project as seen from there, else in full."""
    if path == "-":
        return path
    full = Path(path).absolute()
    return full.relative_to(HOME).as_posix() if full.is_relative_to(HOME) else str(full)


def _document_ids(snapshot: Snapshot | None) -> set[str]:
    return set(snapshot.read("documents")["document_id"].to_pylist()) if snapshot else set()


def _stamp(data: bytes, metadata: Metadata) -> str:
    described = repr(metadata).encode()
    return hashlib.sha256(data + b"\0" + described).hexdigest()[:16]


class _given:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def __call__(self) -> bytes:
        return self._data
