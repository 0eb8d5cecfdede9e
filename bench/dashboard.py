"""How long readers wait: `python -m bench.dashboard [FOLDER]` prints medians from a real browser, and page weights.

It serves the large invented store (3,000 regions × 8 years × 60 indicators; built first where FOLDER holds none),
opens each page warm, and measures from the navigation to the first drawn chart, and from a changed filter to the
redrawn one. Times are those of the machine it runs on; the floors they are held against stand in `bench/README.md`.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from analysis.findings import has_findings, store_findings
from etl.store import Store
from tests.browser.conftest import LAUNCH_ARGS, find_browser, serving
from tests.large_store import build_large_store

RUNS = 3
AT_REST = "document.querySelector('[data-testid=\"stApp\"]')?.getAttribute('data-test-script-state') === 'notRunning'"
CHART = "document.querySelector('.js-plotly-plot .main-svg') !== null"
TABLE = "document.querySelector('[data-testid=\"stDataFrame\"] canvas') !== null"
# The report's text stands in an element of its own, which a query of the whole page does not enter.
TEXT = "[...document.querySelectorAll('*')].some(one => one.shadowRoot?.querySelector('article.reader p'))"
# What stands in the first chart; it differs once another filter is drawn.
DRAWN = "JSON.stringify((document.querySelector('.js-plotly-plot')?.data ?? []).map(t => [t.x, t.y]))"


@dataclass(frozen=True, slots=True)
class Visit:
    """A page, what must be drawn on it, and the selection that is changed on it (its label), if any."""

    page: str
    drawn: str
    filter: str = ""


VISITS = (
    Visit("compare", CHART, "年份"), Visit("trends", CHART, "指标"), Visit("relation", CHART, "年份"),
    Visit("profile", CHART, "地区"), Visit("", TABLE), Visit("coverage", TABLE), Visit("catalogue", TABLE),
    Visit("report", TEXT),
)  # fmt: skip


def open_seconds(page: Page, base: str, visit: Visit) -> float:
    """From the navigation to the first drawn chart, table or text."""
    page.goto(f"{base}/{visit.page}?lang=zh", wait_until="commit")
    page.wait_for_function(visit.drawn, timeout=60_000, polling=30)
    return float(page.evaluate("performance.now()")) / 1000


def change_seconds(page: Page, visit: Visit, key: str) -> float:
    """From choosing the option below or above the chosen one (by `key`) to the redrawn chart."""
    before = page.evaluate(DRAWN)
    choice = page.get_by_role("combobox", name=visit.filter, exact=True).first
    choice.click()
    page.keyboard.press(key)
    page.wait_for_timeout(150)
    start = float(page.evaluate("performance.now()"))
    page.keyboard.press("Enter")
    page.wait_for_function(f"before => {DRAWN} !== before", arg=before, timeout=60_000, polling=20)
    return (float(page.evaluate("performance.now()")) - start) / 1000


def settle(page: Page) -> None:
    """Waits until the page is at rest."""
    page.wait_for_timeout(200)
    page.wait_for_function(AT_REST, timeout=60_000)
    page.wait_for_timeout(200)


class Weight:
    """Counts the bytes that reach the browser, files and messages of the app."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes = 0
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: self._add(event["encodedDataLength"]))
        session.on("Network.webSocketFrameReceived", lambda event: self._add_frame(event["response"]["payloadData"]))

    def _add(self, count: float) -> None:
        self.bytes += int(count)

    def _add_frame(self, payload: str) -> None:
        """Binary frames come as base64."""
        self._add(len(payload) * 3 / 4)


def main(folder: Path) -> None:
    """Measures every visit and prints a table."""
    if Store(folder).current() is None:
        build_large_store(folder)
    snapshot = Store(folder).current()
    if snapshot is not None and not has_findings(snapshot):
        store_findings(snapshot)  # as `build` does; else the first profile waits for minutes until all are searched
    with serving(folder) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(LAUNCH_ARGS))
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        print("| page | first s | open s | worst | filter s | worst | first visit MB | reload KB |")
        print("|---|---|---|---|---|---|---|---|")
        for visit in VISITS:
            _report(context.new_page(), base, visit)
        browser.close()


def _report(page: Page, base: str, visit: Visit) -> None:
    weight = Weight(page.context.new_cdp_session(page))
    first = open_seconds(page, base, visit)
    settle(page)
    cold, opened, changed = weight.bytes, [], []
    for _ in range(RUNS):
        opened.append(open_seconds(page, base, visit))
        settle(page)
    warm = (weight.bytes - cold) / RUNS
    for run in range(RUNS if visit.filter else 0):
        changed.append(change_seconds(page, visit, "ArrowUp" if run % 2 else "ArrowDown"))
        settle(page)
    times = [f"{first:.2f}", *_middle_and_worst(opened), *_middle_and_worst(changed)]
    print(f"| {visit.page or 'overview'} | {' | '.join(times)} | {cold / 1e6:.2f} | {warm / 1e3:.0f} |", flush=True)
    page.close()


def _middle_and_worst(seconds: list[float]) -> tuple[str, str]:
    return (f"{statistics.median(seconds):.2f}", f"{max(seconds):.2f}") if seconds else ("–", "–")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="fazhi-bench-")))
