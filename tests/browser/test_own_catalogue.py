"""A user's own indicators are handed in on the page of the catalogue, counted after a new reading, and taken out."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Reader
from tests.browser.test_stories import words
from tests.test_own_catalogue import MINE

OPENINGS = MINE.replace("bookmobiles", "opinion_letters").replace("流动书车", "意见书").replace("流动图书车", "法律意见书")


def hand_in(reader: Reader, content: str) -> None:
    """Chooses a file and asks for it to be checked and kept."""
    reader.page.locator('input[type="file"]').set_input_files(
        {"name": "mine.yaml", "mimeType": "application/yaml", "buffer": content.encode()}
    )
    reader.rest()
    reader.page.get_by_role("button", name=words("own_catalogue.save")).click()
    reader.rest()


def test_own_indicators_are_refused_kept_shown_and_removed(reader: Reader) -> None:
    page = reader.open("catalogue?lang=zh")
    page.get_by_text(words("own_catalogue.title"), exact=True).click()
    reader.rest()
    hand_in(reader, OPENINGS.replace("kind: count", "kind: cuont"))
    refused = page.get_by_test_id("stAlert").filter(has_text=words("own_catalogue.refused"))
    expect(refused).to_contain_text("mine.yaml：第 4 行")
    hand_in(reader, OPENINGS)
    page.get_by_text(words("own_catalogue.saved").format(added=1, replaced=0)).wait_for()
    page.get_by_role("button", name=words("own_catalogue.rebuild")).click()
    page.get_by_text("已重新读取 5 份报告").wait_for(timeout=90_000)
    reader.open("catalogue?lang=zh&indicator=opinion_letters")
    expect(page.get_by_role("heading", name="意见书", exact=True)).to_be_visible()
    page.get_by_text(words("own_catalogue.title"), exact=True).click()
    reader.rest()
    page.get_by_role("button", name=words("own_catalogue.remove")).click()
    page.get_by_text(words("own_catalogue.removed")).wait_for()
