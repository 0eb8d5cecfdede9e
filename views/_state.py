"""Keeps what defines a view in the address, and reads it back.

The address is the only memory: before each widget its value is taken from there, and a change is written there
before the page runs again. So a shared link, the back button and a reload all give the same picture. A value
that cannot be used falls back to the default, with a notice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from views._format import plain, shorten
from views._text import LANGUAGES, Language, Words

SEPARATOR = ","
# Stands in the address for a list that the reader has emptied; a missing parameter means the default.
NOTHING = "none"
# The format of saved pictures is a habit of the reader, not part of a view: it stays in the session.
PICTURE, PICTURES = "picture", ("png", "svg")
# So is whether a CSV begins with lines that say what it is.
CSV_NOTES, CSV_STYLES = "csv_notes", ("with", "without")
ICONS = {
    "overview": ":material/dashboard:", "compare": ":material/bar_chart:", "trends": ":material/show_chart:",
    "relation": ":material/scatter_plot:", "profile": ":material/badge:",
    "outliers": ":material/flag:", "audit": ":material/calculate:", "report": ":material/article:",
    "review": ":material/fact_check:", "coverage": ":material/grid_on:", "upload": ":material/upload_file:",
    "catalogue": ":material/list_alt:", "download": ":material/download:",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """An open page: its name, the words of its language, and what its widgets were set to on this run.

    `pages` are all pages by name, for links; `chosen` collects the resolved value of every parameter as it stands
    in the address, `altered` the names of those that are not at their default; `notes` says what every export of the
    view has to say of the store (`built`, `demo`); `places` are spots on the page that are filled when all else is
    known. A `quiet` view reads the choices and draws none of them.
    """

    page: str
    words: Words
    pages: Mapping[str, Any] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    altered: set[str] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)
    places: dict[str, Any] = field(default_factory=dict)
    quiet: bool = False

    @property
    def embedded(self) -> bool:
        """Whether the view stands in another site's frame: then it shows its picture and no controls."""
        return bool(st.context.is_embedded)

    def __post_init__(self) -> None:
        """Everything in the address belongs to the view, also what another page put there: the language."""
        self.chosen["lang"] = self.words.language


@dataclass(frozen=True, slots=True)
class Choice:
    """What one selection offers: options by address code, their labels, and which one is the default.

    `clears` are the parameters that a change makes meaningless; `steers` are those whose default depends on this
    choice: they leave the address unless the reader had set them. `keep` puts the value into the address even when it
    is the default: for defaults that other data would change, so that a shared link stays the same picture.
    """

    name: str
    label: str
    options: Sequence[str]
    default: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    help: str | None = None
    clears: tuple[str, ...] = ("obs", "page")
    steers: tuple[str, ...] = ()
    keep: bool = False

    def show(self, option: str) -> str:
        """The label of an option."""
        return self.labels.get(option, option)


def choose_language() -> Language:
    """The language of the address; else that of this session; else that of the browser."""
    asked = st.query_params.get("lang", st.session_state.get("lang", ""))
    if asked not in LANGUAGES:
        locale = st.context.locale or "zh"
        asked = "zh" if locale.lower().startswith("zh") else "en"
    st.session_state["lang"] = asked
    return asked


def link_to(view: View, page: str, label: str, **parameters: str) -> None:
    """A link to another page in the same language; empty parameters are left out."""
    address = {"lang": view.words.language, **{name: value for name, value in parameters.items() if value}}
    st.page_link(view.pages[page], label=label, icon=ICONS[page], query_params=address)


def open_page(view: View, page: str, **parameters: str) -> None:
    """Goes to another page in the same language."""
    st.switch_page(view.pages[page], query_params={"lang": view.words.language, **parameters})


def parameter(name: str) -> str:
    """A parameter of the address as it stands there; empty where it is missing."""
    return str(st.query_params.get(name, ""))


def write_parameters(view: View, changes: Mapping[str, str]) -> None:
    """Puts the whole state of the view into the address, with `changes`; an empty value is removed."""
    state = {**view.chosen, **changes}
    st.query_params.from_dict({name: value for name, value in state.items() if value})


def notice_invalid(view: View, name: str, used: str) -> None:
    """Says that the address held a value that cannot be used, and what is shown instead."""
    asked = plain(shorten(parameter(name), 40))
    st.warning(
        view.words("common.invalid_parameter", name=name, value=asked, used=plain(used)), icon=":material/link_off:"
    )


def choose_one(view: View, choice: Choice, widget: Callable[..., Any] = st.selectbox) -> str:
    """Shows a selection and returns the chosen option; empty where there are no options."""
    options = list(choice.options)
    asked = parameter(choice.name)
    value = asked if asked in options else _fallback(choice)
    if asked and asked not in options:
        notice_invalid(view, choice.name, choice.show(value))
    _hold(view, choice.name, (value, choice.default), choice.keep)
    if view.quiet:
        return value
    key = _seed(view, choice.name, value if options else None)
    widget(
        choice.label, options, format_func=choice.show, key=key, help=choice.help,
        on_change=_store_one, args=(view, choice.name, key, choice.clears, choice.steers),
    )  # fmt: skip
    return value


def choose_many(view: View, choice: Choice, limit: int = 8) -> tuple[str, ...]:
    """Shows a selection of several and returns the chosen options; the default is a comma-separated list."""
    known = set(choice.options)
    raw = st.query_params.get(choice.name)
    asked = [part for part in (choice.default if raw is None else raw).split(SEPARATOR) if part not in ("", NOTHING)]
    value = [part for part in dict.fromkeys(asked) if part in known][:limit]
    if raw is not None and len(value) < len(asked):
        notice_invalid(view, choice.name, view.words("numbers.separator").join(choice.show(part) for part in value))
    joined = SEPARATOR.join(value)
    _hold(view, choice.name, (joined or NOTHING, choice.default or NOTHING), choice.keep)
    if view.quiet:
        return tuple(value)
    key = _seed(view, choice.name, value)
    st.multiselect(
        choice.label, list(choice.options), format_func=choice.show, key=key, help=choice.help, max_selections=limit,
        placeholder=view.words("common.choose"), on_change=_store_many, args=(view, choice.name, key),
    )  # fmt: skip
    return tuple(value)


def choose_flag(view: View, name: str, label: str, default: bool = False) -> bool:
    """Shows a switch; `1` and `0` in the address."""
    asked = parameter(name)
    value = asked == "1" if asked in ("0", "1") else default
    if asked not in ("", "0", "1"):
        notice_invalid(view, name, label)
    _hold(view, name, (str(int(value)), str(int(default))))
    if view.quiet:
        return value
    key = _seed(view, name, value)
    st.toggle(label, key=key, on_change=_store_flag, args=(view, name, key))
    return value


def choose_text(view: View, name: str, label: str, placeholder: str = "") -> str:
    """Shows a search field and returns what is in it, at most 80 characters."""
    value = parameter(name)[:80]
    view.chosen[name] = value
    key = _seed(view, name, value)
    st.text_input(label, key=key, placeholder=placeholder, max_chars=80, on_change=_store_one, args=(view, name, key))
    return value.strip()


def choose_page(view: View, name: str, count: int, default: int = 1) -> int:
    """Shows page numbers and returns the open page, from 1."""
    asked = parameter(name)
    valid = asked.isascii() and asked.isdigit() and 1 <= int(asked) <= count
    value = int(asked) if valid else default
    if asked and not valid:
        notice_invalid(view, name, str(value))
    view.chosen[name] = str(value)
    key = _seed(view, name, value)
    st.pagination(count, key=key, on_change=_store_page, args=(view, name, key))
    return value


def _seed(view: View, name: str, value: object) -> str:
    """Gives the widget the value of the address; returns the widget's key."""
    key = f"{view.page}:{name}"
    st.session_state[key] = value
    return key


def _hold(view: View, name: str, value_and_default: tuple[str, str], keep: bool = False) -> None:
    """Notes a resolved value for the address, which one at its default stays out of unless it is kept there."""
    value, default = value_and_default
    view.chosen[name] = value if keep or value != default else ""
    if value != default:
        view.altered.add(name)


def _fallback(choice: Choice) -> str:
    if choice.default in choice.options:
        return choice.default
    return choice.options[0] if choice.options else ""


def _store_one(
    view: View, name: str, key: str, clears: tuple[str, ...] = ("obs", "page"), steers: tuple[str, ...] = ()
) -> None:
    untouched = tuple(one for one in steers if one not in st.query_params)
    _store(view, name, st.session_state[key] or "", clears + untouched)


def _store_many(view: View, name: str, key: str) -> None:
    _store(view, name, SEPARATOR.join(st.session_state[key]) or NOTHING)


def _store_flag(view: View, name: str, key: str) -> None:
    _store(view, name, "1" if st.session_state[key] else "0")


def _store_page(view: View, name: str, key: str) -> None:
    _store(view, name, str(st.session_state[key]))


def _store(view: View, name: str, value: str, clears: tuple[str, ...] = ("obs", "page")) -> None:
    """Writes one changed parameter; those that it makes meaningless leave the address."""
    write_parameters(view, {**dict.fromkeys(clears, ""), name: value})


def address_of(view: View, **further: str) -> str:
    """The whole address of this very view, as this server is reached."""
    state = {**view.chosen, "obs": parameter("obs"), **further}
    query = urlencode({name: value for name, value in state.items() if value}, safe=":")
    return f"{base_address(view)}/{view.page}?{query}"


def base_address(view: View) -> str:
    """The address of the dashboard, as this server is reached."""
    return (st.context.url or "").partition("?")[0].rstrip("/").removesuffix(f"/{view.page}")
