"""Paths as a user gives them -> single sources: files, folders, globs, zip archives, standard input.

Archives are read member by member, never unpacked; a member's name is only a label. Their sizes and counts are
bounded, so that a small file cannot grow without end.
"""

from __future__ import annotations

import glob
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.errors import ReadError

MOST_BYTES = 64 * 1024 * 1024
"""A report of more than 64 MiB of text is no report; the largest known has 2 MiB."""
MOST_MEMBERS = 20_000
MOST_ARCHIVE_BYTES = 2 * 1024 * 1024 * 1024
TEXT_SUFFIXES = (".txt", ".text", ".md")


@dataclass(frozen=True, slots=True)
class Source:
    """One report to read: its name and how to get its bytes."""

    name: str
    load: Callable[[], bytes]


def expand_sources(paths: Iterable[str], base: Path = Path()) -> Iterator[Source]:
    """The sources of `paths`, which are seen from the folder `base` and keep their names, in a stable order.

    A path that leads nowhere gives a source whose `load` raises `ReadError`, so that the others go on.
    """
    for path in paths:
        if path == "-":
            yield Source("stdin", _read_stdin)
        elif glob.has_magic(path) and not (base / path).exists():
            yield from _expand_glob(path, base)
        else:
            yield from _expand_path(Path(path), base)


def _expand_glob(pattern: str, base: Path) -> Iterator[Source]:
    found = sorted(glob.glob(pattern, root_dir=base, recursive=True))  # noqa: PTH207 - the pattern may be absolute
    if not found:
        yield _failing(pattern, "no file matches; check the pattern")
    for name in found:
        yield from _expand_path(Path(name), base)


def _expand_path(path: Path, base: Path) -> Iterator[Source]:
    place = base / path
    if place.is_dir():
        kinds = (*TEXT_SUFFIXES, ".zip")
        files = sorted(p for p in place.rglob("*") if p.suffix.lower() in kinds and p.is_file())
        if not files:
            yield _failing(str(path), f"no report in this folder; put {', '.join(TEXT_SUFFIXES)} or .zip files there")
        for file in files:
            yield from _expand_path(path / file.relative_to(place), base)
    elif path.suffix.lower() == ".zip":
        yield from _expand_archive(path, place)
    else:
        yield Source(str(path), lambda: _read_file(path, place))


def _failing(name: str, reason: str) -> Source:
    def fail() -> bytes:
        raise ReadError(f"{name}: {reason}")

    return Source(name, fail)


def _read_file(path: Path, place: Path) -> bytes:
    try:
        size = place.stat().st_size
        if size > MOST_BYTES:
            raise ReadError(f"{path}: {size / 1048576:.0f} MiB is too large for a report (at most 64); split the file")
        return place.read_bytes()
    except FileNotFoundError as fault:
        raise ReadError(f"{path}: no such file; check the path") from fault
    except PermissionError as fault:
        raise ReadError(f"{path}: no permission to read it; change its rights") from fault
    except OSError as fault:
        raise ReadError(f"{path}: cannot be read ({fault.strerror}); check the file") from fault


def _read_stdin() -> bytes:
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ReadError("stdin: more than 64 MiB; pass files instead")
    return data


def _expand_archive(path: Path, place: Path) -> Iterator[Source]:
    try:
        with zipfile.ZipFile(place) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
    except (OSError, zipfile.BadZipFile) as fault:
        yield _failing(str(path), f"not a readable zip archive ({fault}); pack it again")
        return
    texts = sorted((i for i in members if Path(i.filename).suffix.lower() in TEXT_SUFFIXES), key=lambda i: i.filename)
    if len(members) > MOST_MEMBERS or sum(info.file_size for info in members) > MOST_ARCHIVE_BYTES:
        yield _failing(str(path), f"more than {MOST_MEMBERS} files or 2 GiB inside; split the archive")
    elif not texts:
        yield _failing(str(path), f"no {', '.join(TEXT_SUFFIXES)} inside; pack the reports as text")
    else:
        yield from (_member(f"{path}!{info.filename}", place, info) for info in texts)


def _member(name: str, place: Path, info: zipfile.ZipInfo) -> Source:
    def load() -> bytes:
        if info.file_size > MOST_BYTES:
            raise ReadError(f"{name}: too large for a report (at most 64 MiB); split the file")
        try:
            with zipfile.ZipFile(place) as archive, archive.open(info) as handle:
                data = handle.read(MOST_BYTES + 1)
        except (OSError, RuntimeError, zipfile.BadZipFile) as fault:
            raise ReadError(f"{name}: cannot be read ({fault}); pack the archive again") from fault
        if len(data) > MOST_BYTES:
            raise ReadError(f"{name}: larger than the archive says; pack it again")
        return data

    return Source(name, load)
