"""Accessibility: axe finds nothing serious on any page, light or dark; every chart has its text."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.conftest import Reader
from tests.browser.test_stories import HOTLINE, PAGES

GRAVE = {"serious", "critical"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*PAGES, HOTLINE])
def test_axe_finds_nothing_serious(app: str, browser: Browser, path: str, scheme: Literal["light", "dark"]) -> None:
    context = browser.new_context(locale="zh-CN", color_scheme=scheme, viewport={"width": 1440, "height": 900})
    page = Reader(context, app).open(path)
    found = [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in GRAVE
    ]
    context.close()
    assert found == []


def test_every_chart_says_what_it_shows(reader: Reader) -> None:
    page = reader.open(HOTLINE)
    charts = page.get_by_test_id("stPlotlyChart")
    charts.first.wait_for()
    for chart in charts.all():
        assert "2022" in (chart.get_attribute("aria-label") or "")
