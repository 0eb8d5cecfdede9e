"""A view leaves the dashboard: its address, its frame in another page, its picture, the full screen, the dark scheme."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Reader
from tests.browser.test_stories import bars, words

SUGGESTIONS = "compare?lang=zh&indicator=npc_suggestions&year=2022"


def shared_address(page: Page) -> str:
    """What the popover hands out."""
    page.get_by_role("button", name=words("share.open")).click()
    address = page.get_by_test_id("stPopoverBody").locator("code").first.inner_text()
    page.keyboard.press("Escape")
    return address


def picture(page: Page, directory: Path) -> tuple[str, bytes]:
    """The name and content of the picture of the first chart, saved by its own button."""
    with page.expect_download() as download:
        page.locator(".modebar-btn").first.click()
    target = directory / download.value.suggested_filename
    download.value.save_as(target)
    return target.name, target.read_bytes()


def test_the_address_handed_out_restores_filters_marks_and_order(reader: Reader, app: str, browser: Browser) -> None:
    page = reader.open(f"{SUGGESTIONS}&order=low&mark=500235&level=county")
    drawn = "document.querySelector('.js-plotly-plot')._fullData.map(trace => [...trace.x].join())"
    address, before = shared_address(page), page.evaluate(drawn)
    stranger = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
    other = Reader(stranger, app)
    there = other.open(address.removeprefix(f"{app}/"))
    assert there.evaluate(drawn) == before and "order=low" in address and "mark=500235" in address
    expect(there.get_by_role("heading", level=1)).to_have_text(words("compare.title"))
    assert other.faults == []
    stranger.close()


def test_in_a_frame_there_is_the_picture_and_a_way_to_the_whole(reader: Reader) -> None:
    page = reader.open(f"{SUGGESTIONS}&embed=true")
    expect(bars(page).first).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_have_count(0)
    assert page.get_by_role("combobox").locator("visible=true").count() == 0
    link = page.get_by_role("link", name=words("share.whole").format(app=words("common.app")))
    assert "indicator=npc_suggestions" in str(link.get_attribute("href"))
    assert "embed" not in str(link.get_attribute("href"))


def test_a_picture_is_saved_as_png_and_as_svg(reader: Reader, tmp_path: Path) -> None:
    page = reader.open(SUGGESTIONS)
    bars(page).first.wait_for()
    name, content = picture(page, tmp_path)
    assert name.endswith(".png") and content.startswith(b"\x89PNG") and len(content) > 5000
    page.get_by_test_id("stSidebar").get_by_text("SVG", exact=True).click()
    reader.rest()
    name, content = picture(page, tmp_path)
    assert name.endswith(".svg") and "云阳县" in content.decode("utf-8") and b"<script" not in content


def test_a_chart_fills_the_screen_and_its_buttons_speak_chinese(reader: Reader) -> None:
    page = reader.open(SUGGESTIONS)
    bars(page).first.wait_for()
    button = page.locator(".modebar-btn").nth(1)
    said = button.evaluate("element => getComputedStyle(element, '::after').content")
    assert said.strip('"') == words("streamlit.fullscreen")
    button.click()
    reader.rest()
    width = page.locator(".js-plotly-plot").first.evaluate("element => element.getBoundingClientRect().width")
    assert width > 1300


def test_a_gap_in_the_chart_names_its_reason(reader: Reader) -> None:
    page = reader.open(SUGGESTIONS)
    bars(page).first.wait_for()
    expect(page.locator(".annotation-text", has_text=words("gap.not_in_report"))).to_have_count(1)
    reader.open("coverage?lang=zh&indicator=npc_suggestions&year=2022")
    said = page.get_by_text(words("gap.not_in_report"))
    assert said.count() > 0


def test_the_dark_scheme_draws_charts_dark(app: str, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN", color_scheme="dark", viewport={"width": 1440, "height": 900})
    reader = Reader(context, app)
    page = reader.open(SUGGESTIONS)
    bars(page).first.wait_for()
    paper = page.locator(".main-svg").first.evaluate("element => element.style.background")
    context.close()
    assert paper == "rgb(17, 22, 29)" and reader.faults == []


def test_the_uploader_speaks_the_readers_language(reader: Reader) -> None:
    page = reader.open("upload?lang=zh")
    label = page.get_by_test_id("stFileUploaderDropzone").locator("button p")
    assert label.evaluate("element => getComputedStyle(element).fontSize") == "0px"
    said = label.evaluate("element => getComputedStyle(element, '::before').content")
    assert said.strip('"') == words("streamlit.choose_files")
