"""Reports that try to be markup, formulas or scripts: in a real browser nothing runs and everything stays text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Reader, serving
from tests.invented_store import REPORTS, build_store, hostile_report

REGION = "990190"
ADDRESSES = (
    "?lang=zh", "compare?lang=zh&indicator=hotline_cases&year=2022&mark=990190", "trends?lang=zh&indicator=hotline_cases&regions=990190",
    "relation?lang=zh&x=hotline_cases&y=npc_suggestions&year=2022", f"profile?lang=zh&region={REGION}&year=2022",
    f"report?lang=zh&region={REGION}", f"coverage?lang=zh&by=region&region={REGION}", "catalogue?lang=zh&indicator=hotline_cases",
    "compare?lang=zh&indicator=hotline_cases&year=2022&obs=0090202200000000", "report?lang=zh&obs=0090202200000001",
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard over invented reports, one of which attacks."""
    folder = tmp_path_factory.mktemp("hostile")
    build_store(folder, (hostile_report(), *REPORTS))
    with serving(folder) as url:
        yield url


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_in_a_report_runs_or_becomes_markup(hostile: str, desk: BrowserContext, address: str) -> None:
    reader, dialogs = Reader(desk, hostile), []
    reader.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page = reader.open(address)
    assert dialogs == []
    assert page.locator("script", has_text="alert(1)").count() == 0
    assert page.locator('a[href^="javascript"]').count() == 0
    assert page.locator(".katex").count() == 0 and page.locator("del").count() == 0
    width = page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollWidth")
    assert width <= 1440
    reader.close()
