"""A real browser and a running dashboard over a store that was built from `seeds/` in a temporary folder."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
SYSTEM_CHROMIUM = Path("/usr/bin/chromium")
LAUNCH_ARGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
START_SECONDS = 90
# The script has ended, nothing old is left on the page, and no placeholder waits for its content.
AT_REST = """() => document.querySelector('[data-testid="stApp"]')?.getAttribute('data-test-script-state') === 'notRunning'
    && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')"""
# Streamlit looks for its server below the page's path first; these two misses are its own.
STREAMLIT_MISSES = ("/_stcore/health", "/_stcore/host-config")


def find_browser() -> str | None:
    """The Chromium of the system, else Playwright's own; None where there is neither."""
    if SYSTEM_CHROMIUM.exists():
        return str(SYSTEM_CHROMIUM)
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Where the browser is. Without one the tests are skipped, but in CI they fail: a skipped test proves nothing."""
    found = find_browser()
    if found:
        return found
    reason = "no Chromium: install Debian's `chromium`, or run `python -m playwright install chromium`"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], browser_path: str) -> dict[str, Any]:
    """Playwright's launch options for this browser."""
    return {**browser_type_launch_args, "executable_path": browser_path, "args": list(LAUNCH_ARGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Chinese reader at a desk."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "viewport": {"width": 1440, "height": 900},
        "accept_downloads": True,
    }


def start_app(data: Path, log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Starts the dashboard over a data folder on a free port; returns the process and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    environment = {**os.environ, "FAZHI_DATA": str(data)}
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    return process, f"http://127.0.0.1:{port}"


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Waits until the dashboard answers."""
    for _ in range(START_SECONDS * 4):
        if process.poll() is not None:
            raise AssertionError(f"the dashboard ended at once:\n{log.read_text('utf-8', 'replace')[-2000:]}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise AssertionError(
        f"the dashboard did not answer in {START_SECONDS} s:\n{log.read_text('utf-8', 'replace')[-2000:]}"
    )


class Reader:
    """A person at the dashboard: opens pages, waits until they are at rest, and remembers what went wrong."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.page: Page = context.new_page()
        self.base = base
        self.faults: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        self.page.on("request", lambda request: self._check_host(request.url))

    def open(self, path: str) -> Page:
        """Opens a page of the dashboard and waits until it is at rest."""
        self.page.goto(f"{self.base}/{path}")
        self.page.wait_for_selector('[data-testid="stHeading"]', timeout=60_000)
        return self.rest()

    def rest(self) -> Page:
        """Waits until the script has run and what it wrote is drawn."""
        self.page.wait_for_timeout(250)
        self.page.wait_for_function(AT_REST, timeout=60_000)
        self.page.wait_for_timeout(250)
        self.page.wait_for_function(AT_REST, timeout=60_000)
        return self.page

    def close(self) -> None:
        """Leaves the page; nothing may have gone wrong in it, and nothing is waited for any more."""
        faults, exceptions = self.faults, self.page.get_by_test_id("stException").count()
        self.page.close()
        assert faults == [] and exceptions == 0

    def _hear(self, message: Any) -> None:
        where = message.location.get("url", "")
        if message.type in ("error", "warning") and not where.endswith(STREAMLIT_MISSES):
            self.faults.append(f"console {message.type}: {message.text} ({where})")

    def _check_host(self, url: str) -> None:
        if not url.startswith((self.base, self.base.replace("http", "ws", 1), "data:", "blob:", "about:")):
            self.faults.append(f"request to an outside host: {url}")


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """The address of a dashboard over a data folder, which it builds from `seeds/` itself where there is none."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "app.log"
        process, url = start_app(data, log)
        try:
            wait_for(url, process, log)
            yield url
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard that starts on a fresh store."""
    with serving(tmp_path_factory.mktemp("dashboard") / "data") as url:
        yield url


@pytest.fixture(scope="session")
def desk(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    """One browser profile for all readers: the dashboard keeps its state in the address, and scripts stay cached."""
    context = browser.new_context(**browser_context_args)
    yield context
    context.close()


@pytest.fixture
def reader(app: str, desk: BrowserContext) -> Iterator[Reader]:
    """A reader of the running dashboard; afterwards nothing may have gone wrong in the browser."""
    person = Reader(desk, app)
    yield person
    person.close()
