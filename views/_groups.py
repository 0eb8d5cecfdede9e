"""Groups of regions that a reader puts together once and compares again: chosen by name, saved, taken out."""

from __future__ import annotations

import streamlit as st

from etl.errors import EtlError
from etl.saved_groups import LONGEST_NAME, SavedGroup, delete_group, load_groups, save_group
from views._format import plain
from views._state import NOTHING, Choice, View, choose_one

SAID = "groups:said"


def saved_places(view: View) -> dict[str, tuple[str, ...]]:
    """The places of each saved group; a damaged file is named, and costs the page nothing else."""
    try:
        return {group.name: group.places for group in load_groups()}
    except EtlError as fault:
        st.warning(plain(fault), icon=":material/warning:")
        return {}


def choose_group(view: View, marked: tuple[str, ...]) -> tuple[str, ...] | None:
    """Shows the saved groups and what can be done with them; the places of the chosen one, or None.

    Args:
        marked: the regions that may be saved as a group.
    """
    words, groups = view.words, saved_places(view)
    labels = {NOTHING: words("groups.none")} | {
        name: words("groups.label", name=name, count=len(places)) for name, places in groups.items()
    }
    chosen = choose_one(view, Choice("group", words("groups.group"), list(labels), NOTHING, labels))
    if not view.quiet:
        _manage(view, marked, "" if chosen == NOTHING else chosen)
    return None if chosen == NOTHING else groups[chosen]


def _manage(view: View, marked: tuple[str, ...], chosen: str) -> None:
    words = view.words
    said, fault = st.session_state.pop(SAID, ("", ""))
    if said:
        st.success(said, icon=":material/check:")
    if fault:
        st.error(fault, icon=":material/error:")
    with st.popover(words("groups.manage"), icon=":material/group_work:"):
        st.caption(words("groups.lead", count=len(marked)))
        st.text_input(words("groups.name"), key="groups:name", max_chars=LONGEST_NAME)
        st.button(
            words("groups.save"), key="groups:save", icon=":material/save:", disabled=not marked, on_click=_save,
            args=(view, marked),
        )  # fmt: skip
        if chosen:
            st.button(
                words("groups.delete", name=plain(chosen)), key="groups:delete", icon=":material/delete:",
                on_click=_delete, args=(view, chosen),
            )  # fmt: skip


def _save(view: View, places: tuple[str, ...]) -> None:
    """Keeps the regions and chooses the group at once."""
    try:
        group = save_group(SavedGroup(str(st.session_state.get("groups:name", "")), places))
    except EtlError as fault:
        st.session_state[SAID] = ("", plain(fault))
        return
    st.query_params["group"] = group.name
    st.session_state[SAID] = (view.words("groups.saved", name=plain(group.name), count=len(group.places)), "")


def _delete(view: View, name: str) -> None:
    delete_group(name)
    st.query_params.pop("group", None)
    st.session_state[SAID] = (view.words("groups.deleted", name=plain(name)), "")
