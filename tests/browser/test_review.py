"""A reviewer's story in a real browser: see a figure, correct it, see the chart change, undo, rebuild, still there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import ROOT, Reader, start_app, wait_for
from tests.browser.test_stories import bars, words

COMPARE = "compare?lang=zh&indicator=hotline_cases&year=2022"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store that this story may change."""
    return tmp_path_factory.mktemp("review") / "data"


@pytest.fixture(scope="module")
def review_app(data: Path) -> Iterator[str]:
    """The address of a dashboard over that store."""
    log = data.parent / "app.log"
    process, url = start_app(data, log)
    try:
        wait_for(url, process, log)
        yield url
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(data.parent, ignore_errors=True)


@pytest.fixture
def reviewer(review_app: str, context: BrowserContext) -> Iterator[Reader]:
    """A person at that dashboard."""
    person = Reader(context, review_app)
    yield person
    assert person.faults == []
    assert person.page.get_by_test_id("stException").count() == 0


def values_of_bars(page: Page) -> list[float]:
    """What the bars of the comparison stand for."""
    bars(page).first.wait_for()
    sizes = "document.querySelector('.js-plotly-plot').calcdata.flat().map(mark => mark.s).filter(size => size > 0)"
    return sorted(float(size) for size in page.evaluate(sizes))


def rebuild(data: Path) -> None:
    subprocess.run([sys.executable, "-m", "etl", "build", "--rebuild", "--quiet", "--data", str(data)], cwd=ROOT, check=True)


def test_a_figure_is_questioned_corrected_undone_and_kept_through_a_rebuild(reviewer: Reader, data: Path) -> None:
    page = reviewer.open(COMPARE)
    before = values_of_bars(page)
    bars(page).first.click(force=True)
    reviewer.rest()
    page.get_by_role("dialog").get_by_role("link", name=words("source.open_review")).click()
    reviewer.rest()
    item = page.url
    expect(page.locator(".st-key-review-sentence mark.picked")).to_be_visible()

    page.get_by_label(words("review.who"), exact=True).fill("审核员甲")
    page.keyboard.press("Tab")
    reviewer.rest()
    page.get_by_label(words("review.field_value"), exact=True).fill("7654321")
    page.get_by_label(words("review.why"), exact=True).fill("对照原件")
    page.get_by_role("button", name=words("review.do_correct")).click()
    reviewer.rest()
    expect(page.get_by_test_id("stAlert").filter(has_text="图表随即采用新值")).to_be_visible()

    page = reviewer.open(COMPARE)
    after = values_of_bars(page)
    assert 7654321.0 in after and 7654321.0 not in before and len(after) == len(before)

    page = reviewer.open("review?lang=zh&tab=ledger")
    expect(page.get_by_text("7654321")).to_be_visible()
    expect(page.get_by_text("审核员甲", exact=False).first).to_be_visible()
    expect(page.get_by_text(words("review.because").format(why="对照原件"))).to_be_visible()

    rebuild(data)
    page = reviewer.open(COMPARE)
    assert values_of_bars(page) == after

    page = reviewer.open("review?lang=zh&tab=ledger")
    page.get_by_label(words("review.who"), exact=True).fill("审核员乙")
    page.keyboard.press("Tab")
    reviewer.rest()
    page.get_by_role("button", name=words("review.undo")).first.click()
    reviewer.rest()
    expect(page.get_by_text(words("review.state_revoked")).first).to_be_visible()
    page = reviewer.open(COMPARE)
    assert values_of_bars(page) == before
    rebuild(data)
    page = reviewer.open(item.removeprefix(f"{reviewer.base}/"))
    assert page.get_by_label(words("review.field_value"), exact=True).input_value() != "7654321"


def test_selected_text_leads_to_adding_it(reviewer: Reader) -> None:
    page = reviewer.open("report?lang=zh")
    unread = page.locator("article.reader mark.unread").first
    text = unread.inner_text()
    unread.evaluate("""(mark) => {
        const range = document.createRange();
        range.selectNodeContents(mark);
        const selection = mark.getRootNode().getSelection ? mark.getRootNode().getSelection() : getSelection();
        selection.removeAllRanges();
        selection.addRange(range);
        mark.dispatchEvent(new MouseEvent('mouseup', { bubbles: true, composed: true }));
    }""")
    reviewer.rest()
    page.get_by_role("link", name=words("report.add")).click()
    reviewer.rest()
    expect(page.locator("blockquote mark.picked")).to_have_text(text)
    assert "tab=add" in page.url and "span=" in page.url


def test_the_queue_is_worked_by_keyboard(reviewer: Reader) -> None:
    page = reviewer.open("review?lang=zh")
    page.get_by_label(words("review.who"), exact=True).fill("审核员甲")
    page.keyboard.press("Tab")
    reviewer.rest()
    first = page.locator(".st-key-review-sentence blockquote").inner_text()
    button = page.get_by_role("button", name=words("review.do_accept"))
    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    reviewer.rest()
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
    assert "obs=" in page.url and first
