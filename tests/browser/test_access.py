"""Accessibility: axe finds nothing serious on any page, light or dark; every chart has its text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from tests.browser.conftest import Reader
from tests.browser.test_stories import HOTLINE, PAGES

GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def profiles(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """A browser profile for each colour scheme."""
    size = ViewportSize(width=1440, height=900)
    made = {
        "light": browser.new_context(locale="zh-CN", color_scheme="light", viewport=size),
        "dark": browser.new_context(locale="zh-CN", color_scheme="dark", viewport=size),
    }
    yield made
    for context in made.values():
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*PAGES, HOTLINE])
def test_axe_finds_nothing_serious(app: str, profiles: dict[str, BrowserContext], path: str, scheme: str) -> None:
    page = Reader(profiles[scheme], app).open(path)
    found = [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in GRAVE
    ]
    page.close()
    assert found == []


def test_every_chart_says_what_it_shows(reader: Reader) -> None:
    page = reader.open(HOTLINE)
    charts = page.get_by_test_id("stPlotlyChart")
    charts.first.wait_for()
    for chart in charts.all():
        assert "2022" in (chart.get_attribute("aria-label") or "")
