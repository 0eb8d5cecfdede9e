"""A report is dropped in, looked at, accepted, found in the comparison, and taken out again."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Reader
from tests.browser.test_stories import bars, words

REPORT = """大姚县2023年法治政府建设情况报告

一、主要举措和成效
全年办理人大代表建议47件、政协提案58件，办复率均达100%。召开政府常务会议21次。
"""
COMPARE = "compare?lang=zh&indicator=npc_suggestions&year=2023"


def test_a_report_is_imported_compared_and_undone(reader: Reader) -> None:
    page = reader.open("upload?lang=zh")
    page.locator('input[type="file"]').set_input_files(
        [{"name": "dayao.txt", "mimeType": "text/plain", "buffer": REPORT.encode()},
         {"name": "broken.txt", "mimeType": "text/plain", "buffer": bytes(range(256)) * 40}]
    )  # fmt: skip
    accept = page.get_by_role("button", name=words("upload.accept").format(count=1))
    accept.wait_for(timeout=30_000)
    reader.rest()
    accept.click()
    link = page.get_by_role("link", name=words("upload.open_report"))
    link.wait_for(timeout=60_000)
    reader.rest()
    link.click()
    reader.rest()
    expect(page.locator("article.reader mark", has_text="47件")).to_have_count(1)
    reader.open(COMPARE)
    expect(bars(page)).to_have_count(1)
    reader.open("upload?lang=zh")
    page.get_by_role("button", name=words("upload.undo")).click()
    page.get_by_text(words("upload.undone")).wait_for(timeout=60_000)
    reader.open(COMPARE)
    expect(page.get_by_test_id("stAlert").filter(has_text="year=2023")).to_have_count(1)


def test_a_file_of_another_kind_gets_a_clear_word_and_nothing_is_kept(reader: Reader) -> None:
    page = reader.open("upload?lang=zh")
    page.locator('input[type="file"]').set_input_files(
        {"name": "picture.txt", "mimeType": "text/plain", "buffer": b"\x89PNG\r\n" + bytes(range(256)) * 20}
    )
    page.get_by_text(words("upload.nothing_read")).wait_for(timeout=30_000)
    reader.rest()
    page.get_by_role("button", name=words("upload.discard")).click()
    page.get_by_text(words("upload.nothing")).wait_for(timeout=30_000)
