"""The fields of one figure as a reviewer can change them, and the entry of the ledger that comes of a button.

Nothing is written here but the ledger: one entry for each button. What cannot be recorded is said in the reader's
language before anything is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from etl.errors import EtlError
from etl.ledger import BOUNDS, FIELDS, MEASURES, Action, Anchor, Change, Entry, field_text
from views._data import Tables, open_ledger
from views._format import plain
from views._source import indicator_names
from views._state import View, write_parameters

REVIEWER = "reviewer"
SAID = "review:said"
_NUMBERS = ("value", "value_high")
_LONGEST_NAME, _LONGEST = 40, 200


@dataclass(frozen=True, slots=True)
class Form:
    """One figure to judge: the text it stands on, its fields as text, and what its widgets are called.

    `observation_id` is empty for a number that the program did not read; `following` is what opens after a decision.
    """

    anchor: Anchor
    fields: Mapping[str, str]
    observation_id: str = ""
    following: str = ""

    @property
    def name(self) -> str:
        """What tells the widgets of this figure from those of others; another state of the ledger makes new ones."""
        return f"{self.observation_id or self.anchor.document_id}:{self.anchor.start}"


def form_of(row: Any, following: str = "") -> Form:
    """The form of a row of the table."""
    fields = {name: field_text(row._asdict(), name) for name in FIELDS}
    fields = {name: "" if text == "<NA>" else text for name, text in fields.items()}
    anchor = Anchor(row.document_id, row.source, int(row.start), int(row.end), row.text, str(row.sentence or ""))
    return Form(anchor, fields, str(row.observation_id), following)


def ask_reviewer(view: View) -> str:
    """Shows the field of the reviewer's name, which stays for the session."""
    given = st.text_input(
        view.words("review.who"), key=REVIEWER, max_chars=_LONGEST_NAME, persist_state="session",
        placeholder=view.words("review.who_hint"), autocomplete="name",
    )  # fmt: skip
    return str(given or "").strip()


def show_form(view: View, tables: Tables, form: Form, actions: tuple[Action, ...]) -> None:
    """Shows the fields and one button for each action."""
    words, stamp = view.words, tables.ledger
    with st.form(f"review:form:{form.name}:{stamp}", border=True):
        _show_fields(view, tables, form)
        st.text_input(words("review.why"), key=_key(tables, form, "why"), max_chars=_LONGEST)
        with st.container(horizontal=True):
            for action in actions:
                st.form_submit_button(
                    words(f"review.do_{action}"), key=f"review:{action}", on_click=_decide,
                    args=(view, tables, form, action), icon=_ICONS[action],
                    type="primary" if action == actions[0] else "secondary",
                )  # fmt: skip


_ICONS = {
    "accept": ":material/check:", "correct": ":material/edit:", "reject": ":material/block:", "add": ":material/add:",
}  # fmt: skip


def _show_fields(view: View, tables: Tables, form: Form) -> None:
    words, labels = view.words, indicator_names(view, tables)
    _select(view, tables, form, "indicator", {"": words("source.unlabelled"), **labels})
    left, middle, right = st.columns(3)
    with left:
        _text(view, tables, form, "value")
    with middle:
        _text(view, tables, form, "unit")
    with right:
        bounds = {bound: words(f"review.bound_{index}") for index, bound in enumerate(BOUNDS)}
        _select(view, tables, form, "bound", bounds)
    left, middle, right = st.columns(3)
    with left:
        _text(view, tables, form, "year")
    with middle:
        _select(view, tables, form, "measure", {one: words.known("measure", one) for one in MEASURES})
    with right:
        _text(view, tables, form, "value_high")
    left, right = st.columns(2)
    with left:
        _text(view, tables, form, "breakdown")
    with right:
        paths = dict.fromkeys(tables.regions()["region_path"].astype(str))
        _select(view, tables, form, "region", {path: path for path in paths if path}, free=True)


def _key(tables: Tables, form: Form, field: str) -> str:
    return f"review:{field}:{form.name}:{tables.ledger}"


def _text(view: View, tables: Tables, form: Form, field: str) -> None:
    st.text_input(
        view.words(f"review.field_{field}"), form.fields.get(field, ""), key=_key(tables, form, field),
        max_chars=_LONGEST, help=view.words(f"review.help_{field}"),
    )  # fmt: skip


def _select(
    view: View, tables: Tables, form: Form, field: str, labels: Mapping[str, str], free: bool = False
) -> None:
    """A selection that always offers what the field holds now."""
    current = form.fields.get(field, "")
    options = list(dict.fromkeys((*labels, current)))
    st.selectbox(
        view.words(f"review.field_{field}"), options, index=options.index(current), key=_key(tables, form, field),
        format_func=lambda one: labels.get(one, one), accept_new_options=free, help=view.words(f"review.help_{field}"),
    )  # fmt: skip


def _decide(view: View, tables: Tables, form: Form, action: Action) -> None:
    """Callback of a button: records the decision and goes on, or says what is missing and stays."""
    given = {name: str(st.session_state.get(_key(tables, form, name)) or "").strip() for name in (*FIELDS, "why")}
    who = str(st.session_state.get(REVIEWER) or "").strip()
    changes, fault = _changes(tables, form, given, action)
    fault = fault or _fault(who, changes, action)
    if fault:
        st.session_state[SAID] = ("fault", view.words(f"review.fault_{fault}"))
        return
    entry = Entry(action, who, given["why"], form.anchor, form.observation_id, changes=changes)
    if action != "add":
        entry = replace(entry, reading=tuple(form.fields.items()))
    recorded = record(view, entry, view.words(f"review.done_{action}", text=plain(form.anchor.text)))
    if recorded and form.following:
        write_parameters(view, {"obs": form.following})


def record(view: View, entry: Entry, said: str) -> bool:
    """Writes an entry into the ledger; says that it is done, or why it cannot be."""
    try:
        recorded = open_ledger().record(entry)
    except EtlError as fault:
        st.session_state[SAID] = ("fault", plain(fault))
        return False
    st.session_state[SAID] = ("done", said, recorded.entry_id)
    return True


def _fault(who: str, changes: tuple[Change, ...], action: Action) -> str:
    if not who:
        return "who"
    if action == "accept" and changes:
        return "changed"
    if action == "correct" and not changes:
        return "unchanged"
    return ""


def _changes(
    tables: Tables, form: Form, given: Mapping[str, str], action: Action
) -> tuple[tuple[Change, ...], str]:
    """What differs from the fields as they stand, and the first thing that cannot be."""
    found: list[Change] = []
    for name in FIELDS:
        text, fault = _cleaned(tables, name, given[name])
        if fault and action != "reject":
            return (), fault
        old = form.fields.get(name, "")
        if action == "add" and text:
            found.append(Change(name, "", text))
        elif action in ("accept", "correct") and text != old:
            found.append(Change(name, old, text))
    if action == "add" and not given["value"]:
        return (), "value"
    return tuple(found), ""


def _cleaned(tables: Tables, name: str, text: str) -> tuple[str, str]:
    """A field as the ledger keeps it, and what is wrong with it."""
    if name in _NUMBERS:
        return _number(name, text)
    if name == "year" and text and not (text.isascii() and text.isdigit() and 1900 <= int(text) <= 2200):
        return text, "year"
    if name == "region" and text:
        path = tables.path_of_region(text)
        return path, "" if path else "region"
    return text, ""


def _number(name: str, text: str) -> tuple[str, str]:
    bare = text.replace(",", "").replace("，", "").replace(" ", "")
    if not bare:
        return "", "value" if name == "value" else ""
    try:
        value = float(bare)
    except ValueError:
        return text, "value"
    if not abs(value) < 1e18:
        return text, "value"
    return field_text({"value": value}, "value"), ""
