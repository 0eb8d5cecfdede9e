"""The dashboard's router: the pages, the language, the first build. Run with `streamlit run dashboard.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from etl.errors import EtlError
from views import (
    audit,
    catalogue,
    compare,
    coverage,
    download,
    outliers,
    overview,
    profile,
    relation,
    report,
    review,
    trends,
    upload,
)
from views._build import describe_store, show_damage, tables_or_build
from views._layout import EMBEDDED, share, sidebar, style_sheet
from views._state import ICONS, View, choose_language
from views._text import load_words

PAGES: dict[str, Callable[[View, Any], None]] = {
    "overview": overview.show, "compare": compare.show, "trends": trends.show, "relation": relation.show,
    "profile": profile.show, "outliers": outliers.show, "audit": audit.show, "report": report.show,
    "review": review.show, "coverage": coverage.show, "upload": upload.show, "catalogue": catalogue.show,
    "download": download.show,
}  # fmt: skip

# Pages that also work over a store without reports.
WITHOUT_DATA = ("upload",)


def main() -> None:
    """Sets the page up, shows the navigation, and runs the open page."""
    words = load_words(choose_language())
    st.set_page_config(page_title=words("common.app"), page_icon="⚖️", layout="wide")
    st.html(style_sheet(words))
    pages: dict[str, st.Page] = {}
    for name in PAGES:
        pages[name] = st.Page(
            _runner(name, pages),
            title=words(f"nav.{name}"),
            icon=ICONS[name],
            url_path=name,
            default=name == "overview",
        )
    st.navigation(list(pages.values()), position="hidden").run()


def _runner(name: str, pages: dict[str, st.Page]) -> Callable[[], None]:
    """What Streamlit runs for a page; its name must be the page's."""

    def run() -> None:
        view = View(name, load_words(choose_language()), pages)
        if view.embedded:
            st.html(EMBEDDED)
        else:
            sidebar(view)
        open_page()

    # A choice on the page runs the page alone: neither the menu nor the router is sent and drawn again.
    @st.fragment
    def open_page() -> None:
        view = View(name, load_words(choose_language()), pages)
        tables = tables_or_build(view.words)
        if tables is None and name not in WITHOUT_DATA:
            return
        try:
            describe_store(view, tables)
            PAGES[name](view, tables)
            share(view)
        except EtlError as fault:
            show_damage(view.words, fault)

    run.__name__ = name
    return run


main()
