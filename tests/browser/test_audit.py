"""A contradiction in a report, in a real browser: seen, understood, traced to its sentence, dismissed with a reason."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Reader, start_app, wait_for
from tests.browser.test_stories import words
from tests.invented_store import REPORTS, build_store
from tests.test_findings_pages import planted


@pytest.fixture
def person(tmp_path: Path, context: BrowserContext) -> Iterator[Reader]:
    """A reader of a dashboard over a store of its own, with an impossible rate and an outlier planted."""
    build_store(tmp_path / "data", [planted(report) for report in REPORTS])
    process, url = start_app(tmp_path / "data", tmp_path / "app.log")
    try:
        wait_for(url, process, tmp_path / "app.log")
        reader = Reader(context, url)
        yield reader
        assert reader.faults == []
        assert reader.page.get_by_test_id("stException").count() == 0
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(tmp_path / "data", ignore_errors=True)


def tick_first_row(reader: Reader, table: int) -> None:
    """Ticks the box of the first row of a table, which is drawn on a canvas."""
    frame = reader.page.get_by_test_id("stDataFrame").nth(table)
    frame.scroll_into_view_if_needed()
    frame.click(position={"x": 18, "y": 52}, force=True)
    reader.rest()


def test_a_flag_is_seen_understood_traced_and_dismissed(person: Reader) -> None:
    page = person.open("outliers?lang=zh")
    tick_first_row(person, 0)
    assert re.search(r"flag=[0-9a-f]{16}", page.url)
    address = page.url
    expect(page.locator("mark.picked")).to_have_text("1500件")
    expect(page.get_by_text(words("outliers.expected"), exact=True).first).to_be_visible()
    page.get_by_role("link", name=words("detail.open_sentence")).click()
    person.rest()
    expect(page.locator("article.reader mark.picked")).to_have_text("1500件")
    person.open(address.removeprefix(f"{person.base}/"))
    page.get_by_label(words("dismissal.who")).fill("王审核")
    page.get_by_label(words("dismissal.why")).fill("当年机构合并")
    page.get_by_role("button", name=words("dismissal.submit"), exact=True).click()
    person.rest()
    expect(page.get_by_text("当年机构合并")).to_be_visible()
    page.get_by_role("button", name=words("dismissal.undo")).click()
    person.rest()
    expect(page.get_by_text(words("dismissal.title"))).to_be_visible()


def test_a_contradiction_is_traced_from_the_list_of_identities(person: Reader) -> None:
    page = person.open("audit?lang=zh&severity=error")
    tick_first_row(person, 1)
    assert re.search(r"finding=[0-9a-f]{16}", page.url)
    expect(page.locator("mark.picked")).to_have_text("108%")
    page.get_by_role("link", name=words("detail.open_sentence")).click()
    person.rest()
    expect(page.locator("article.reader mark.picked")).to_have_text("108%")
