"""The frame of every page: style sheet, navigation, header, empty states. One visual system for all."""

from __future__ import annotations

import streamlit as st

from views._state import CSV_NOTES, CSV_STYLES, PICTURE, PICTURES, View, address_of, link_to
from views._text import LANGUAGES, Words

# Streamlit's own CSV button neither neutralises formulas nor writes a BOM; ours stands under each table.
STYLE_SHEET = """<style>
[data-testid="stElementToolbarButton"]:has(button[aria-label^="Download as CSV"]) { display: none; }
[data-testid="stMainBlockContainer"] { padding-top: 2.75rem; padding-bottom: 4rem; max-width: 82rem; }
[data-testid="stCaptionContainer"] { opacity: 0.84; }
[data-testid="stCaptionContainer"] > * { opacity: 1; }
[data-testid="stMultiSelectTagsContainer"] [data-tag] { background: #24527f; color: #ffffff; }
[data-testid^="stBaseButton-primary"] { background: #1b5e9e !important; border-color: #1b5e9e !important; }
[data-testid^="stBaseButton-primary"] * { color: #ffffff !important; }
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
  [data-testid="stMainBlockContainer"] { padding: 5.5rem 0.9rem 4rem; }
  .figure { font-size: 1.7rem; }
  [data-testid="stColumn"]:has(.st-key-row-panel) { position: static; }
  .st-key-row-panel { position: fixed; top: auto; left: 0; right: 0; bottom: 0; max-height: 42vh; z-index: 99;
    padding: 0.75rem 0.9rem; background: var(--st-background-color, Canvas); border-top: 2px solid #1b6ca8; }
}
</style>"""


# In another site's frame: no menu, no header, little margin.
EMBEDDED = """<style>
[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"], [data-testid="stHeader"] { display: none; }
[data-testid="stMainBlockContainer"] { padding: 0.75rem 1rem 1rem; max-width: none; }
[data-testid="stMainBlockContainer"] h1 { font-size: 1.25rem; padding: 0; }
:is(.stSelectbox, .stMultiSelect, .stExpander, .stButtonGroup, .stCheckbox, .stTextInput) { display: none; }
</style>"""
# Each of Streamlit's own words with the place where it stands: its text is made invisible and ours is put before it.
REPLACED = (
    ('[data-testid="stFileUploaderDropzone"] [data-testid="stBaseButton-secondary"] p', "choose_files"),
    ('[data-testid="stFileUploaderDropzoneInstructions"] span', "file_limit"),
    ('[role="listbox"][data-empty="true"] [role="option"] span', "no_results"),
    ('[data-key="__select_matches__"] > div', "select_matches"), ('[data-key="__select_all__"] > div', "select_all"),
)


BUTTONS = (("Fullscreen", "fullscreen"), ("Close fullscreen", "close_fullscreen"))


def style_sheet(words: Words) -> str:
    """The style sheet, with the words of the reader's language where Streamlit writes its own."""
    rules = [
        f"{place} {{ font-size: 0; }}\n"
        f"{place}::before {{ content: '{words(f'streamlit.{key}')}'; font-size: 0.9rem; }}\n"
        for place, key in REPLACED
    ] + [
        f".modebar-btn[data-title='{title}']::after {{ content: '{words(f'streamlit.{key}')}' !important; }}\n"
        for title, key in BUTTONS
    ]
    return STYLE_SHEET.replace("</style>", f"{''.join(rules)}</style>")


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
        st.segmented_control(
            words("csv.style"), CSV_STYLES, format_func=lambda one: words(f"csv.style_{one}"), key=CSV_NOTES,
            required=True, default=CSV_STYLES[0], persist_state="session", help=words("csv.help"),
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
    """The page's title, one line on what it is for, and room for the address of the view."""
    if view.embedded:
        st.title(view.words(f"{view.page}.title"), anchor=False)
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.title(view.words(f"{view.page}.title"), anchor=False, width="content")
        view.places["share"] = st.container(width="content")
    st.html(f'<p class="lead">{view.words(f"{view.page}.lead")}</p>')


def share(view: View) -> None:
    """Hands out the address of the view and the lines that embed it; in a frame, the way to the whole page."""
    words = view.words
    if view.embedded:
        st.link_button(words("share.whole", app=words("common.app")), address_of(view), icon=":material/open_in_new:")
        return
    if "share" not in view.places:
        return
    with view.places["share"]:
        panel = st.popover(
            words("share.open"), icon=":material/share:", key=f"{view.page}:share", on_change="rerun"
        )
    if not panel.open:
        return
    with panel:
        st.markdown(f"**{words('share.address')}**")
        st.code(address_of(view), language=None, wrap_lines=True)
        st.markdown(f"**{words('share.embed')}**")
        st.caption(words("share.embed_lead"))
        frame = f'<iframe src="{address_of(view, embed="true")}" width="100%" height="640" loading="lazy"></iframe>'
        st.code(frame, language=None, wrap_lines=True)


def empty_state(title: str, text: str) -> None:
    """Says that there is nothing to show, why, and what to do."""
    with st.container(border=True):
        st.markdown(f"**{title}**")
        st.markdown(text)
