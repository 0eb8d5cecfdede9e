"""Three thousand regions: charts stay readable and bounded, three of them are compared over years and shared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Reader, serving
from tests.browser.test_sharing import shared_address
from tests.browser.test_stories import bars, words
from tests.large_store import Size, build_large_store, invent_regions

COMPARE = "compare?lang=zh&indicator=study_sessions"
MARKS = ".js-plotly-plot .point, .js-plotly-plot .points path"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard over invented reports of 3,000 regions and four years."""
    folder = tmp_path_factory.mktemp("large")
    build_large_store(folder, Size(years=4, indicators=6))
    with serving(folder) as url:
        yield url


@pytest.fixture
def visitor(large: str, desk: BrowserContext) -> Iterator[Reader]:
    """A reader of the large store; afterwards nothing may have gone wrong in the browser."""
    person = Reader(desk, large)
    yield person
    person.close()


@pytest.mark.parametrize(
    "path", ["", "compare", "trends", "relation", "profile", "report", "coverage", "upload", "download"]
)
def test_invented_data_are_marked_on_every_page(visitor: Reader, path: str) -> None:
    page = visitor.open(f"{path}?lang=zh")
    expect(page.get_by_test_id("stAlert").filter(has_text="演示数据")).to_have_count(1)


def test_a_ranking_of_thousands_is_paged_and_its_distribution_is_boxes(visitor: Reader) -> None:
    page = visitor.open(COMPARE)
    bars(page).first.wait_for()
    assert bars(page).count() <= 52
    page.locator(".js-plotly-plot .boxes .box, .js-plotly-plot path.box").first.wait_for()
    assert page.locator(MARKS).count() < 400
    before = page.evaluate("[...document.querySelector('.js-plotly-plot')._fullData[0].x].join()")
    page.get_by_test_id("stPagination").get_by_text("2", exact=True).click()
    visitor.rest()
    assert page.evaluate("[...document.querySelector('.js-plotly-plot')._fullData[0].x].join()") != before


def test_three_counties_are_compared_over_the_years_and_the_link_is_shared(visitor: Reader) -> None:
    counties = [region for region in invent_regions(60) if region.level == "county"][:3]
    page = visitor.open("trends?lang=zh&indicator=study_sessions&regions=none")
    choice = page.get_by_role("combobox", name=words("trends.regions"))
    for county in counties:
        choice.click()
        choice.fill(county.name)
        page.get_by_role("option", name=county.name).first.click()
        visitor.rest()
    page.keyboard.press("Escape")
    traces = "document.querySelector('.js-plotly-plot')._fullData.map(trace => trace.x.length)"
    drawn = page.evaluate(traces)
    assert len(drawn) == 5, "three counties, their median, and all others as one trace"
    address = shared_address(page)
    visitor.open(address.removeprefix(f"{visitor.base}/"))
    assert page.evaluate(traces) == drawn
    assert str(page.get_by_test_id("stPlotlyChart").first.get_attribute("aria-label")).count("年") >= 3


def test_a_scatter_of_thousands_is_drawn_and_a_dot_leads_to_its_sentence(visitor: Reader) -> None:
    page = visitor.open("relation?lang=zh&x=study_sessions&y=party_meetings&level=prefecture")
    page.locator(".js-plotly-plot .points path").first.wait_for()
    page.locator(".js-plotly-plot .points path").nth(20).click(force=True)
    visitor.rest()
    expect(page.get_by_role("dialog").locator("mark.picked")).to_have_count(1)
