"""The frame of every page: style sheet, navigation, header, empty states. One visual system for all."""

from __future__ import annotations

import streamlit as st

from views._state import PICTURE, PICTURES, View, link_to
from views._text import LANGUAGES

# Streamlit's own CSV button neither neutralises formulas nor writes a BOM; ours stands under each table.
STYLE_SHEET = """<style>
[data-testid="stElementToolbarButton"]:has(button[aria-label="Download as CSV"]) { display: none; }
[data-testid="stMainBlockContainer"] { padding-top: 2.75rem; padding-bottom: 4rem; max-width: 82rem; }
[data-testid="stCaptionContainer"] { opacity: 0.84; }
[data-testid="stCaptionContainer"] > * { opacity: 1; }
[data-testid="stMultiSelectTagsContainer"] [data-tag] { background: #24527f; color: #ffffff; }
[data-testid="stSidebarUserContent"] { padding-top: 0; }
[data-testid="stSidebar"] [data-testid="stPageLink"] a { min-height: 2.25rem; }
[data-testid="stMetricValue"] * { white-space: normal; overflow: visible; text-overflow: clip; }
.lead { color: color-mix(in srgb, currentColor 78%, transparent); margin: -0.5rem 0 0.75rem; }
.figure { font-size: 2rem; font-weight: 650; line-height: 1.2; margin: 0.1rem 0; font-variant-numeric: tabular-nums; }
.figure-of { margin: 0; }
.sentence { border-left: 3px solid #1b6ca8; margin: 0.5rem 0; padding: 0.25rem 0 0.25rem 0.9rem; line-height: 1.9;
  white-space: pre-wrap; overflow-wrap: anywhere; }
.sentence .context { color: color-mix(in srgb, currentColor 68%, transparent); }
mark { color: inherit; border-radius: 2px; padding: 0 1px; }
mark.other { background: color-mix(in srgb, #8a94a0 24%, transparent); }
mark.picked { background: color-mix(in srgb, #f2b01e 48%, transparent); font-weight: 650;
  box-shadow: 0 0 0 2px #b8860b; }
.sentence.brief { line-height: 1.6; } .overridden { text-decoration: line-through; opacity: 0.8; } .quiet { margin: 0; }
.facts { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
.facts th { text-align: left; font-weight: 500; white-space: nowrap; vertical-align: top;
  padding: 0.2rem 0.9rem 0.2rem 0;  color: color-mix(in srgb, currentColor 72%, transparent); }
.facts td { padding: 0.2rem 0.6rem 0.2rem 0; overflow-wrap: anywhere; vertical-align: top; }
.facts tr + tr { border-top: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
.legend { margin: 0; line-height: 2; } .swatch { margin-right: 0.9rem; white-space: nowrap; font-size: 0.9rem; }
[data-testid="stColumn"]:has(.st-key-row-panel) { position: sticky; top: 3.5rem; align-self: flex-start; }
.st-key-row-panel { max-height: calc(100vh - 5rem); overflow-y: auto; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding-left: 0.9rem; padding-right: 0.9rem; }
  .figure { font-size: 1.7rem; }
  [data-testid="stColumn"]:has(.st-key-row-panel) { position: static; }
  .st-key-row-panel { position: fixed; top: auto; left: 0; right: 0; bottom: 0; max-height: 42vh; z-index: 99;
    padding: 0.75rem 0.9rem; background: var(--st-background-color, Canvas); border-top: 2px solid #1b6ca8; }
}
</style>"""


def sidebar(view: View) -> None:
    """The navigation in the reader's language, and the switch of languages."""
    words = view.words
    with st.sidebar:
        st.html(f'<p style="font-size:1.25rem;font-weight:650;margin:0">{words("common.app")}</p>')
        st.caption(words("common.tagline"))
        for name in view.pages:
            link_to(view, name, words(f"nav.{name}"))
        st.divider()
        _switch_language(view)
        st.segmented_control(
            words("common.picture"), PICTURES, format_func=str.upper, key=PICTURE, required=True, default=PICTURES[0],
            persist_state="session",
        )  # fmt: skip


def _switch_language(view: View) -> None:
    """Shows this very view in another language: all other parameters stay."""
    key = "language"
    st.session_state[key] = view.words.language
    st.segmented_control(
        view.words("common.language"), LANGUAGES, format_func=lambda one: view.words(f"common.language_{one}"), key=key,
        required=True, on_change=_store_language, args=(key,),
    )  # fmt: skip


def _store_language(key: str) -> None:
    st.query_params["lang"] = st.session_state[key]


def page_header(view: View) -> None:
    """The page's title and one line on what it is for."""
    st.title(view.words(f"{view.page}.title"), anchor=False)
    st.html(f'<p class="lead">{view.words(f"{view.page}.lead")}</p>')


def empty_state(title: str, text: str) -> None:
    """Says that there is nothing to show, why, and what to do."""
    with st.container(border=True):
        st.markdown(f"**{title}**")
        st.markdown(text)
