"""Takes the pictures of `docs/screenshots`: `python -m tests.browser.screenshots [ADDRESS]`.

Without an address it starts the dashboard over a fresh store. Names are page-width-scheme-language.png; colours are
reduced to a palette, which halves the files and shows nothing less.
"""

from __future__ import annotations

import io
import sys
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser.conftest import LAUNCH_ARGS, ROOT, Reader, find_browser, serving

FOLDER = ROOT / "docs" / "screenshots"
HEIGHTS = {1440: 900, 390: 844}
LONGEST = 2400  # pixels of a picture; what is below says nothing new
COLORS = 256


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, the address, and what is clicked before it is taken."""

    name: str
    address: str
    width: int = 1440
    scheme: Literal["light", "dark"] = "light"
    language: str = "zh"
    click: str = ""
    whole: bool = True

    @property
    def file(self) -> Path:
        """Where the picture is kept."""
        return FOLDER / f"{self.name}-{self.width}-{self.scheme}-{self.language}.png"


COMPARE = "compare?indicator=npc_suggestions&year=2022"
BAR = ".js-plotly-plot .bars .point path"
NUMBER = "article.reader mark[data-name] >> nth=4"
PAGES = ("overview", "trends", "relation", "profile", "coverage", "upload", "catalogue", "download", "review", "outliers", "audit")
SHOTS = (
    *(Shot(page, page.replace("overview", "")) for page in PAGES),
    *(Shot(page, page.replace("overview", ""), scheme="dark", language="en") for page in PAGES),
    *(Shot(page, page.replace("overview", ""), 390) for page in PAGES),
    Shot("compare", COMPARE), Shot("source", COMPARE, click=BAR, whole=False), Shot("embedded", f"{COMPARE}&embed=true", whole=False),
    Shot("report", "report", click=NUMBER, whole=False),
    Shot("compare", COMPARE, scheme="dark", language="en"), Shot("report", "report", scheme="dark", click=NUMBER, whole=False),
    Shot("overview", "", 390, language="en"), Shot("compare", COMPARE, 390), Shot("compare", COMPARE, 390, "dark", "en"),
    Shot("report", "report", 390, click=NUMBER, whole=False), Shot("source", COMPARE, 390, click=BAR, whole=False),
)  # fmt: skip


def take(profiles: dict[tuple[int, str], BrowserContext], base: str, shot: Shot) -> None:
    """Takes one picture."""
    reader = Reader(profiles[shot.width, shot.scheme], base)
    reader.page.set_viewport_size({"width": shot.width, "height": HEIGHTS[shot.width]})
    page = reader.open(f"{shot.address}{'&' if '?' in shot.address else '?'}lang={shot.language}")
    page.wait_for_timeout(1000)
    if shot.click:
        page.locator(shot.click).first.click(force=True)
        reader.rest()
        page.wait_for_timeout(1000)
    if shot.whole:
        _unroll(page, shot.width)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(shot.file, optimize=True)
    reader.close()


def _unroll(page: Page, width: int) -> None:
    """Makes the window as long as the page, so that nothing is scrolled away."""
    height = page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height, LONGEST)})
    page.wait_for_timeout(800)


def main(address: str = "") -> None:
    """Takes all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(LAUNCH_ARGS))
        profiles = {
            (shot.width, shot.scheme): browser.new_context(color_scheme=shot.scheme, locale="zh-CN")
            for shot in {(shot.width, shot.scheme): shot for shot in SHOTS}.values()
        }
        with tempfile.TemporaryDirectory() as folder, nullcontext(address) if address else serving(Path(folder)) as base:
            for shot in SHOTS:
                take(profiles, base, shot)


if __name__ == "__main__":
    main(*sys.argv[1:])
