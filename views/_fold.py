"""Parts of a page that are shut until a reader opens them, and cost nothing until then.

The address says what every choice is, so a shut panel of choices is read without drawing one of them: lists of
thousands of regions are neither sent nor built.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace

import streamlit as st

from views._state import View


@contextmanager
def fold_choices(view: View) -> Iterator[View]:
    """The panel of further choices; gives the view to ask with, which draws no choice while the panel is shut.

    Its label counts the choices that are not as usual. A word on a wrong address stands below the panel while that is
    shut, where it is read.
    """
    key = f"{view.page}-fold-choices"
    panel = st.expander(view.words("common.filters"), icon=":material/tune:", key=key, on_change="rerun")
    asking = replace(view, quiet=not panel.open or view.embedded, altered=set())
    with nullcontext() if asking.quiet else panel:
        yield asking
    used = view.words("common.filters_used", count=len(asking.altered)) if asking.altered else ""
    # By style, for a panel with another label is another panel to Streamlit, and the keyboard would lose its place.
    st.html(f"<style>.st-key-{key} summary p::after {{ content: '{used}'; }}</style>")


@contextmanager
def fold_gaps(view: View, label: str, opened: bool) -> Iterator[bool]:
    """The panel of the regions without a figure; gives whether it is open and to be filled.

    Args:
        opened: whether it is open until the reader shuts it.
    """
    key = f"{view.page}:fold:gaps:{opened}"
    panel = st.expander(label, opened, icon=":material/do_not_disturb_on:", key=key, on_change="rerun")
    with panel:
        yield bool(panel.open)
