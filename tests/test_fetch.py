"""Polite downloads, against a server of our own on this machine."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.test_commands import run

PAGE = "<p>全县收到行政复议申请40件。</p>".encode()


class Site(BaseHTTPRequestHandler):
    """A site with a page, a busy page, a forbidden one and a missing one."""

    asked: list[tuple[str, float]]

    def do_GET(self) -> None:
        asked = type(self).asked
        asked.append((self.path, time.monotonic()))
        busy = self.path == "/busy" and sum(path == "/busy" for path, _ in asked) == 1
        known = {"/robots.txt": b"User-agent: *\nDisallow: /closed\n", "/page": PAGE, "/busy": PAGE, "/closed": PAGE}
        body = b"" if busy else known.get(self.path, b"")
        self.send_response(503 if busy else 200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def _list(folder: Path, *urls: str) -> Path:
    path = folder / "sources.csv"
    path.write_text("url,region\n" + "".join(f"{url},云县\n" for url in urls), encoding="utf-8")
    return path


def test_a_page_is_kept_as_sent_with_its_provenance(site: str, tmp_path: Path) -> None:
    sources = _list(tmp_path, f"{site}/page")
    done = run("fetch", sources, "-o", tmp_path / "out", "--delay", 0.1)
    assert done.returncode == 0, done.stderr.decode()
    (sidecar,) = (tmp_path / "out").glob("*.json")
    about = json.loads(sidecar.read_text("utf-8"))
    assert (tmp_path / "out" / about["file"]).read_bytes() == PAGE and about["file"].endswith(".html")
    assert (about["url"], about["region"], about["sha256"]) == (f"{site}/page", "云县", hashlib.sha256(PAGE).hexdigest())
    before = len(Site.asked)
    assert run("fetch", sources, "-o", tmp_path / "out").returncode == 0 and len(Site.asked) == before


def test_robots_are_honoured_busy_servers_asked_again_and_the_rest_is_done(site: str, tmp_path: Path) -> None:
    sources = _list(tmp_path, f"{site}/closed", f"{site}/gone", "file:///etc/hostname", "http://[bad", "http://127.0.0.1:1/x", f"{site}/busy", f"{site}/page")
    done = run("fetch", sources, "-o", tmp_path / "out", "--delay", 0.2)
    message = done.stderr.decode()
    assert done.returncode == 1 and "Traceback" not in message
    assert all(word in message for word in ("robots.txt", "404", "不是 http"))
    assert len(list((tmp_path / "out").glob("*.html"))) == 2
    assert [path for path, _ in Site.asked if path == "/closed"] == []
    times = [moment for _, moment in Site.asked]
    # single requests may arrive late on a busy machine; all together they cannot come faster than they are sent
    assert len(times) == 5 and times[-1] - times[0] >= 0.5 * 0.2 * (len(times) - 1)


@pytest.mark.parametrize(("content", "word"), [("link\nx\n", "缺少 url 一栏"), (None, "无法读取")])
def test_a_list_that_is_none_is_told(content: str | None, word: str, tmp_path: Path) -> None:
    path = tmp_path / "sources.csv"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    done = run("fetch", path, "-o", tmp_path / "out")
    assert done.returncode == 2 and word in done.stderr.decode()
