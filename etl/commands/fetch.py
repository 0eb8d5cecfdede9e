"""`fetch`: download reports politely, each as it was sent, with a sidecar that says where it came from.

What the list knows of the reports goes into `metadata.csv` beside them, which `build` and `extract` take.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Annotated
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from urllib.robotparser import RobotFileParser

import typer

from etl.commands.options import Quiet
from etl.commands.terminal import CANNOT, OK, SOME_FAILED, console, explained_errors, progress, report_failures
from etl.errors import EtlError, SchemaError
from etl.pipeline import Failure
from etl.read.metadata import COLUMNS, LEVELS
from etl.read.sources import MOST_BYTES

METADATA = "metadata.csv"
AGENT = "fazhi-indicators/0.1 (report archive; honours robots.txt)"
_TIMEOUT = 30.0
_RETRIES = 3
_AGAIN = (429, 500, 502, 503, 504)
"""Answers after which asking once more may help."""
_MOVED, _MOST_MOVES = (301, 302, 303, 307, 308), 10
_ENDINGS = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf"}
_KEPT = ("region", "year", "issuer", "publisher", "published", "title", "region_code", "region_path", "level")
"""Columns of the list that go into the sidecar."""


def fetch(
    sources: Annotated[Path, typer.Argument(metavar="SOURCES", help="有 url 一栏的 CSV；其他栏随报告保存。")],
    output: Annotated[Path, typer.Option("--output", "-o", help="下载到哪个文件夹。")] = Path("data/fetched"),
    delay: Annotated[float, typer.Option(min=0.0, help="对同一网站两次请求之间的秒数。")] = 2.0,
    again: Annotated[bool, typer.Option("--again", help="已下载的也重新下载。")] = False,
    quiet: Quiet = False,
) -> None:
    """Download the reports of a list, with their provenance; robots.txt is honoured."""
    failures: list[Failure] = []
    fresh = kept = 0
    with explained_errors():
        rows = _read_sources(sources)
        visitor = _Visitor(delay)
        with progress("下载报告", len(rows), quiet) as bar:
            for row in rows:
                try:
                    if _fetch_one(row, output, visitor, again):
                        fresh += 1
                    else:
                        kept += 1
                except _NotFetched as fault:
                    failures.append(Failure(row["url"], f"{row['url']}：{fault}"))
                except OSError as fault:
                    raise EtlError(f"{output}：无法写入（{fault}）；请检查权限和剩余空间") from fault
                bar.advance(bar.task_ids[0])
        _describe(output)
    report_failures(failures)
    out = console(quiet)
    out.print(f"新下载 {fresh} 份，已有 {kept} 份，失败 {len(failures)} 份 → {output}", soft_wrap=True)
    if fresh + kept:
        out.print(f"各份报告的地区、年度和地址在 {output / METADATA}，读入时用 --metadata 指定", soft_wrap=True)
    raise typer.Exit(OK if not failures else SOME_FAILED if fresh + kept else CANNOT)


class _NotFetched(Exception):
    """Why one report was not downloaded; the others go on. `code` is the server's answer, 0 without one."""

    def __init__(self, reason: str, code: int = 0) -> None:
        super().__init__(reason)
        self.code = code


class _Moved(Exception):
    """The server points to another address."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a server sent: the bytes, the address they came from in the end, and its headers in lower case."""

    data: bytes
    url: str
    headers: Mapping[str, str]


def _read_sources(path: Path) -> list[dict[str, str]]:
    """The rows of the list that have an address, each address once.

    Raises:
        SchemaError: the file cannot be read, or has no column `url`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            if "url" not in (reader.fieldnames or ()):
                raise SchemaError(f"{path.name}：缺少 url 一栏；请加上，写明每份报告的地址")
            rows = [{key: (value or "").strip() for key, value in row.items() if key} for row in reader]
    except (OSError, UnicodeDecodeError) as fault:
        raise SchemaError(f"{path}：无法读取（{fault}）；请提供 UTF-8 编码的 CSV") from fault
    return list({row["url"]: row for row in rows if row["url"]}.values())


def _fetch_one(row: Mapping[str, str], folder: Path, visitor: _Visitor, again: bool) -> bool:
    """Download one report unless it is there; whether it was downloaded."""
    stem = hashlib.sha256(row["url"].encode()).hexdigest()[:16]
    sidecar = folder / f"{stem}.json"
    if sidecar.exists() and not again:
        return False
    answer = visitor.get(row["url"])
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    name = stem + (_ENDINGS.get(kind) or Path(urlsplit(answer.url).path).suffix.lower()[:6] or ".bin")
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / name, answer.data)
    about = {
        "file": name, "url": row["url"], "final_url": answer.url, "content_type": kind,
        "accessed": datetime.now(UTC).isoformat(timespec="seconds"), "bytes": len(answer.data),
        "sha256": hashlib.sha256(answer.data).hexdigest(), "last_modified": answer.headers.get("last-modified", ""),
        **{key: row[key] for key in _KEPT if row.get(key)},
    }  # fmt: skip
    # the sidecar comes last: where it stands, the download is whole
    _write(sidecar, (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode())
    return True


def _describe(folder: Path) -> None:
    """Write what the sidecars of a folder say of its reports, as `build --metadata` takes it.

    Raises:
        EtlError: the folder cannot be written.
    """
    sidecars = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    columns = (*COLUMNS, "title")
    table = io.StringIO()
    writer = csv.DictWriter(table, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_described(about) for about in sidecars if "file" in about)
    try:
        if sidecars:
            _write(folder / METADATA, table.getvalue().encode("utf-8-sig"))
    except OSError as fault:
        raise EtlError(f"{folder}：无法写入（{fault}）；请检查权限和剩余空间") from fault


def _described(about: Mapping[str, object]) -> Mapping[str, object]:
    """The row of one report; a level that is no region's, such as a department, is left out: `build` refuses it."""
    level = about.get("level", "")
    return {**about, "source": about["file"], "level": level if level in LEVELS else ""}


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)


class _Visitor:
    """Asks servers for pages: no more often than `delay`, only what robots.txt allows, again when a server is busy."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._last: dict[str, float] = {}
        self._rules: dict[str, RobotFileParser] = {}

    def get(self, url: str) -> _Answer:
        """The page at an address, or where that leads; every host on the way is asked for its rules first.

        Raises:
            _NotFetched: the address is none, forbidden, too large, leads in a circle, or does not answer.
        """
        return self._follow(url, self._is_allowed)

    def _follow(self, url: str, is_allowed: Callable[[str], bool]) -> _Answer:
        for _ in range(_MOST_MOVES):
            host = _host_of(url)
            if not is_allowed(url):
                raise _NotFetched(f"{host} 的 robots.txt 不允许抓取；请改用浏览器下载")
            try:
                return self._ask(url, host)
            except _Moved as moved:
                url = moved.url
        raise _NotFetched(f"转址超过 {_MOST_MOVES} 次；请核对地址")

    def _is_allowed(self, url: str) -> bool:
        parts = urlsplit(url)
        return self._rules_of(parts.scheme, parts.netloc).can_fetch(AGENT, url)

    def _ask(self, url: str, host: str) -> _Answer:
        for pause in self._pauses():
            self._wait(host)
            try:
                return _download(url)
            except HTTPError as fault:
                if fault.code in _MOVED and fault.headers.get("location"):
                    raise _Moved(urljoin(url, fault.headers["location"])) from fault
                if fault.code not in _AGAIN or pause is None:
                    raise _NotFetched(f"网站返回 {fault.code} {fault.reason}；请核对地址", fault.code) from fault
            except ValueError as fault:
                raise _NotFetched(f"不是网址（{fault}）；请改正 url 一栏") from fault
            except (URLError, TimeoutError, ConnectionError, HTTPException) as fault:
                if pause is None:
                    raise _NotFetched(f"没有应答（{getattr(fault, 'reason', fault)}）；请核对地址或稍后再试") from fault
            time.sleep(pause)
        raise _NotFetched("没有应答；请稍后再试")

    def _pauses(self) -> Iterator[float | None]:
        """How long to wait after each failed attempt; none after the last."""
        yield from (self._delay * 2**attempt for attempt in range(_RETRIES - 1))
        yield None

    def _wait(self, host: str) -> None:
        # asked of what is known only: the rules themselves are fetched before there are any
        asked = self._rules[host].crawl_delay(AGENT) if host in self._rules else None
        pause = max(self._delay, float(asked or 0))
        ready = self._last.get(host, -pause) + pause
        time.sleep(max(0.0, ready - time.monotonic()))
        self._last[host] = time.monotonic()

    def _rules_of(self, scheme: str, host: str) -> RobotFileParser:
        """What robots.txt of a host says: all is allowed where there is none, nothing where it cannot be had."""
        if host not in self._rules:
            rules = RobotFileParser()
            try:
                text = self._follow(f"{scheme}://{host}/robots.txt", lambda _: True).data.decode("utf-8", "replace")
                rules.parse(text.splitlines())
            except _NotFetched as fault:
                # RFC 9309, 2.3.1: a site that has no rules (4xx) allows all, one that cannot be asked allows nothing
                rules.parse(() if 400 <= fault.code < 500 else ("User-agent: *", "Disallow: /"))
            self._rules[host] = rules
        return self._rules[host]


def _host_of(url: str) -> str:
    """The host of an address, with its port.

    Raises:
        _NotFetched: the address is none that reports are fetched from.
    """
    try:
        parts = urlsplit(url)
    except ValueError as fault:
        raise _NotFetched(f"不是网址（{fault}）；请改正 url 一栏") from fault
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _NotFetched("不是 http 或 https 地址；请改正 url 一栏")
    return parts.netloc


class _Stay(HTTPRedirectHandler):
    """Goes nowhere by itself: the host that a server points to has rules of its own."""

    def redirect_request(self, *_: object) -> None:
        """No further request."""


def _download(url: str) -> _Answer:
    """The bytes at an address, no more than a report may have."""
    with build_opener(_Stay).open(Request(url, headers={"User-Agent": AGENT}), timeout=_TIMEOUT) as reply:
        data = reply.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise _NotFetched(f"超过 {MOST_BYTES // 2**20} MiB；请改用浏览器下载")
        return _Answer(data, url, {key.lower(): value for key, value in reply.headers.items()})
