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
        yield _failing(pattern, "没有匹配的文件；请检查通配符")
    for name in found:
        yield from _expand_path(Path(name), base)


def _expand_path(path: Path, base: Path) -> Iterator[Source]:
    place = base / path
    if place.is_dir():
        kinds = (*TEXT_SUFFIXES, ".zip")
        files = sorted(p for p in place.rglob("*") if p.suffix.lower() in kinds and p.is_file())
        if not files:
            yield _failing(str(path), f"文件夹里没有报告；请放入 {'、'.join(TEXT_SUFFIXES)} 或 .zip 文件")
        for file in files:
            yield from _expand_path(path / file.relative_to(place), base)
    elif path.suffix.lower() == ".zip":
        yield from _expand_archive(path, place)
    else:
        yield Source(str(path), lambda: _read_file(path, place))


def _failing(name: str, reason: str) -> Source:
    def fail() -> bytes:
        raise ReadError(f"{name}：{reason}")

    return Source(name, fail)


def _read_file(path: Path, place: Path) -> bytes:
    try:
        size = place.stat().st_size
        if size > MOST_BYTES:
            raise ReadError(f"{path}：{size / 1048576:.0f} MiB，作为一份报告过大（上限 64 MiB）；请拆分")
        return place.read_bytes()
    except FileNotFoundError as fault:
        raise ReadError(f"{path}：没有这个文件；请检查路径") from fault
    except PermissionError as fault:
        raise ReadError(f"{path}：没有读取权限；请更改文件权限") from fault
    except OSError as fault:
        raise ReadError(f"{path}：无法读取（{fault.strerror}）；请检查文件") from fault


def _read_stdin() -> bytes:
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ReadError("标准输入：超过 64 MiB；请改为指定文件")
    return data


def _expand_archive(path: Path, place: Path) -> Iterator[Source]:
    try:
        with zipfile.ZipFile(place) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
    except (OSError, zipfile.BadZipFile) as fault:
        yield _failing(str(path), f"压缩包无法打开（{fault}）；请重新打包")
        return
    texts = sorted((i for i in members if Path(i.filename).suffix.lower() in TEXT_SUFFIXES), key=lambda i: i.filename)
    if len(members) > MOST_MEMBERS or sum(info.file_size for info in members) > MOST_ARCHIVE_BYTES:
        yield _failing(str(path), f"压缩包里超过 {MOST_MEMBERS} 个文件或 2 GiB；请拆分")
    elif not texts:
        yield _failing(str(path), f"压缩包里没有 {'、'.join(TEXT_SUFFIXES)}；请把报告存为文本再打包")
    else:
        yield from (_member(f"{path}!{info.filename}", place, info) for info in texts)


def _member(name: str, place: Path, info: zipfile.ZipInfo) -> Source:
    def load() -> bytes:
        if info.file_size > MOST_BYTES:
            raise ReadError(f"{name}：作为一份报告过大（上限 64 MiB）；请拆分")
        try:
            with zipfile.ZipFile(place) as archive, archive.open(info) as handle:
                data = handle.read(MOST_BYTES + 1)
        except (OSError, RuntimeError, zipfile.BadZipFile) as fault:
            raise ReadError(f"{name}：无法读取（{fault}）；请重新打包") from fault
        if len(data) > MOST_BYTES:
            raise ReadError(f"{name}：比压缩包里写的大；请重新打包")
        return data

    return Source(name, load)
