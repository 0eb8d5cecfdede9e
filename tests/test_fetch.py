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

from etl.read import read_metadata
from tests.command_line import run

PAGE = "<p>全县收到行政复议申请40件。</p>".encode()


class Site(BaseHTTPRequestHandler):
    """A site with a page, a busy page, a forbidden one and a missing one."""

    asked: list[tuple[str, float]]
    elsewhere: str = ""
    delay: str = ""

    def do_GET(self) -> None:
        asked = type(self).asked
        asked.append((self.path, time.monotonic()))
        busy = self.path == "/busy" and sum(path == "/busy" for path, _ in asked) == 1
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", type(self).elsewhere)
            self.end_headers()
            return
        rules = f"User-agent: *\n{type(self).delay}Disallow: /closed\n".encode()
        known = {"/robots.txt": rules, "/page": PAGE, "/busy": PAGE, "/closed": PAGE}
        body = b"" if busy else known.get(self.path, b"")
        self.send_response(503 if busy else 200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.asked, Site.elsewhere, Site.delay = [], "", ""
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


@pytest.mark.parametrize(("leads_to", "code"), [("/closed", 2), ("/page", 0), ("file:///etc/hostname", 2), ("/moved", 2)])
def test_where_an_address_leads_is_asked_for_its_rules_too(site: str, tmp_path: Path, leads_to: str, code: int) -> None:
    Site.elsewhere = leads_to
    done = run("fetch", _list(tmp_path, f"{site}/moved"), "-o", tmp_path / "out", "--delay", 0)
    assert done.returncode == code and "Traceback" not in done.stderr.decode()
    assert "/closed" not in [path for path, _ in Site.asked]
    assert len(list((tmp_path / "out").glob("*.html"))) == (code == 0)


def test_a_site_that_asks_for_more_time_gets_it(site: str, tmp_path: Path) -> None:
    Site.delay = "Crawl-delay: 1\n"
    assert run("fetch", _list(tmp_path, f"{site}/page", f"{site}/page?2"), "-o", tmp_path / "out", "--delay", 0).returncode
    times = [moment for path, moment in Site.asked if path.startswith("/page")]
    assert times[1] - times[0] >= 0.9


def test_what_the_list_knows_is_taken_by_a_build(site: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    sources = tmp_path / "sources.csv"
    sources.write_text(f"url,region,year,title,level\n{site}/page,云县,2023,云县报告,department\n", encoding="utf-8")
    done = run("fetch", sources, "-o", out, "--delay", 0)
    assert "metadata.csv" in done.stderr.decode()
    (entry,) = read_metadata(out / "metadata.csv").values()
    assert (entry.region, entry.year, entry.url) == ("云县", 2023, f"{site}/page")
    assert next(iter(read_metadata(out / "metadata.csv"))) in {path.name for path in out.glob("*.html")}


@pytest.mark.parametrize(("content", "word"), [("link\nx\n", "缺少 url 一栏"), (None, "无法读取")])
def test_a_list_that_is_none_is_told(content: str | None, word: str, tmp_path: Path) -> None:
    path = tmp_path / "sources.csv"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    done = run("fetch", path, "-o", tmp_path / "out")
    assert done.returncode == 2 and word in done.stderr.decode()
