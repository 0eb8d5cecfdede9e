"""What people come for, done in a real browser: find a figure and trace it, compare, share, read, download."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Reader
from views._text import Language, load_entries

ENTRIES = load_entries()
PAGES = ("", "compare", "trends", "relation", "profile", "report", "review", "coverage", "upload", "catalogue", "download")
HOTLINE = "compare?lang=zh&indicator=hotline_cases&year=2022"


def words(key: str, language: Language = "zh") -> str:
    """The interface's words."""
    return ENTRIES[key][language]


def title_key(page: str) -> str:
    """The key of a page's title."""
    return f"{page or 'overview'}.title"


def bars(page: Page) -> Locator:
    """The bars of the first chart; Plotly lays a rectangle over them that takes the clicks."""
    return page.locator(".js-plotly-plot").first.locator(".bars .point path")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_each_page_opens_in_each_language(reader: Reader, path: str, language: Language) -> None:
    page = reader.open(f"{path}?lang={language}")
    expect(page.get_by_role("heading", level=1)).to_have_text(words(title_key(path), language))


def test_a_figure_is_found_compared_and_traced_to_its_sentence(reader: Reader) -> None:
    page = reader.open("?lang=zh")
    page.get_by_test_id("stSidebar").get_by_role("link", name=words("nav.compare")).click()
    reader.rest()
    choice = page.get_by_role("combobox", name=words("choices.indicator"))
    choice.click()
    choice.fill("12345热线受理")
    page.keyboard.press("Enter")
    reader.rest()
    assert "indicator=hotline_cases" in page.url
    bars(page).first.click(force=True)
    reader.rest()
    panel = page.get_by_role("dialog")
    number = panel.locator("mark.picked").inner_text()
    assert number and number in panel.locator("blockquote").inner_text()
    panel.get_by_role("link", name=words("source.open_report")).click()
    reader.rest()
    marked = page.locator("article.reader mark.picked")
    expect(marked).to_have_text(number)
    expect(marked).to_be_in_viewport()


def test_back_goes_back_step_by_step(reader: Reader) -> None:
    page = reader.open(HOTLINE)
    bars(page).first.click(force=True)
    reader.rest()
    assert "obs=" in page.url
    page.go_back()
    reader.rest()
    assert "obs=" not in page.url
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_label_of_the_panel_counts_its_choices_and_the_keyboard_keeps_its_place(reader: Reader) -> None:
    page = reader.open(HOTLINE)
    label = page.get_by_test_id("stExpander").locator("summary p").first
    label.click()
    reader.rest()
    choice = page.get_by_role("switch", name=words("compare.only"))
    choice.focus()
    for count in (words("common.filters_used").format(count=1), ""):
        page.keyboard.press("Space")
        reader.rest()
        said = label.evaluate("element => getComputedStyle(element, '::after').content")
        assert said.strip('"') == count
        expect(choice).to_be_focused()


def test_a_shared_link_gives_the_same_picture(reader: Reader) -> None:
    page = reader.open(HOTLINE)
    bars(page).first.click(force=True)
    reader.rest()
    address, said = page.url, page.get_by_role("dialog").locator("blockquote").inner_text()
    reader.open(address.removeprefix(f"{reader.base}/"))
    assert page.get_by_role("dialog").locator("blockquote").inner_text() == said


def test_the_panel_closes_with_escape_and_opens_again(reader: Reader) -> None:
    page = reader.open(HOTLINE)
    for _ in range(2):
        bars(page).first.click(force=True)
        reader.rest()
        expect(page.get_by_role("dialog")).to_have_count(1)
        page.keyboard.press("Escape")
        reader.rest()
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_csv_holds_exactly_the_rows_shown(reader: Reader) -> None:
    page = reader.open(HOTLINE)
    bars(page).first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name=words("common.csv")).click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines(keepends=True)
    notes = [line for line in lines if line.startswith("# ")]
    assert f"{len(notes)} 行" in notes[-1] and any("indicator=hotline_cases&year=2022" in line for line in notes)
    rows = list(csv.DictReader(io.StringIO("".join(lines[len(notes) :]))))
    assert len(rows) == bars(page).locator("visible=true").count()
    assert {row["indicator"] for row in rows} == {"hotline_cases"} and {row["year"] for row in rows} == {"2022"}


def test_the_language_switches_in_place_and_stays(reader: Reader) -> None:
    page = reader.open(HOTLINE)
    page.get_by_test_id("stSidebar").get_by_text("English", exact=True).click()
    reader.rest()
    assert "lang=en" in page.url and "indicator=hotline_cases" in page.url
    expect(page.get_by_role("heading", level=1)).to_have_text(words("compare.title", "en"))
    page.get_by_test_id("stSidebar").get_by_role("link", name=words("nav.report", "en")).click()
    reader.rest()
    expect(page.get_by_role("heading", level=1)).to_have_text(words("report.title", "en"))


def test_a_number_in_the_text_is_clicked_and_the_keys_move_on(reader: Reader) -> None:
    page = reader.open("report?lang=zh")
    number = page.locator("article.reader mark[data-name]").nth(2)
    number.click()
    reader.rest()
    assert f"obs={number.get_attribute('data-name')}" in page.url
    first = page.locator(".st-key-row-panel .figure").inner_text()
    number.press("ArrowRight")
    page.keyboard.press("Enter")
    reader.rest()
    following = page.locator("article.reader mark[data-name]").nth(3)
    assert f"obs={following.get_attribute('data-name')}" in page.url
    assert first and page.locator(".st-key-row-panel .figure").inner_text()


def test_unread_numbers_are_visible_and_can_be_hidden(reader: Reader) -> None:
    page = reader.open("report?lang=zh")
    page.locator("article.reader mark.unread").first.wait_for()
    page.get_by_text(words("report.unread"), exact=True).click()
    reader.rest()
    assert page.locator("article.reader mark.unread").count() == 0 and "unread=0" in page.url


def test_the_text_of_the_report_is_shown_unchanged(reader: Reader) -> None:
    page = reader.open("report?lang=zh")
    shown = page.locator("article.reader").inner_text()
    texts = [path.read_text("utf-8-sig") for path in Path("seeds").glob("*.txt")]
    assert "".join(shown.split()) in {"".join(text.split()) for text in texts}


def test_a_wrong_address_is_told_and_the_page_still_works(reader: Reader) -> None:
    page = reader.open("compare?lang=zh&indicator=<script>alert(1)</script>&year=1066&level=:red[x]")
    expect(page.get_by_test_id("stAlert").filter(has_text="year=1066")).to_have_count(1)
    assert page.locator("script", has_text="alert(1)").count() == 0
    expect(page.get_by_role("heading", level=1)).to_have_text(words("compare.title"))


@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_a_phone(reader: Reader, path: str) -> None:
    reader.page.set_viewport_size({"width": 390, "height": 844})
    page = reader.open(f"{path}?lang=zh")
    width = page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollWidth")
    assert width <= 390


def test_the_phone_shows_the_row_over_the_text(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 390, "height": 844})
    page = reader.open("report?lang=zh")
    page.locator("article.reader mark[data-name]").nth(5).click()
    reader.rest()
    expect(page.locator("article.reader mark.picked")).to_be_in_viewport()
    expect(page.locator(".st-key-row-panel .figure")).to_be_in_viewport()


def test_the_keyboard_alone_reaches_a_number(reader: Reader) -> None:
    page = reader.open("report?lang=zh")
    for _ in range(60):
        page.keyboard.press("Tab")
        if (
            page.evaluate(
                "document.activeElement?.shadowRoot?.activeElement?.tagName ?? document.activeElement?.tagName"
            )
            == "MARK"
        ):
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    reader.rest()
    assert "obs=" in page.url


def test_a_row_of_a_table_is_traced_by_the_keyboard_alone(reader: Reader) -> None:
    page = reader.open(HOTLINE)
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.tagName") == "CANVAS":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    reader.rest()
    assert "obs=" in page.url
    number = page.get_by_role("dialog").locator("mark.picked").inner_text()
    page.keyboard.press("Escape")
    reader.rest()
    assert number and "obs=" not in page.url
