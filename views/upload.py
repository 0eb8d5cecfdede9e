"""导入: reports are dropped in, read before one's eyes, mended where the text is silent, accepted, and undone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from etl.commands.build import BuildPlan
from etl.errors import EtlError
from etl.knowledge import Knowledge, load_knowledge
from etl.model import Extraction, Metadata
from etl.own_catalogue import find_own_catalogue
from etl.pipeline import Failure, Outcome, extract_source
from etl.read import Source, expand_sources
from etl.store import Store
from etl.table import issue_rows, observation_rows, to_frame
from etl.uploads import Batch, accept_batch, accepted_batches, remove_batch, stage_batch
from views._build import rebuild
from views._data import Tables
from views._format import join, plain, quantity, shorten
from views._layout import page_header
from views._source import indicator_names
from views._state import View, link_to
from views._tables import Table, show_table

STATE = "upload:staged"
DONE = "upload:done"
NAMES_SHOWN = 4
PREVIEWS = 20  # reports whose rows can be looked at before they are accepted
# What the readers' messages say, in a word or two, and the key of the same for people at this page.
REASONS = (
    ("is empty", "empty"), ("white space", "empty"), ("decoded", "encoding"), ("not text", "kind"),
    ("too large", "large"), ("larger than", "archive"), ("archive", "archive"),
)  # fmt: skip
PREVIEW_COLUMNS = ("label", "quantity", "breakdown", "year", "region", "confidence", "sentence")


@dataclass(frozen=True, slots=True)
class Staged:
    """Files handed in and what was read of each; `entries` are the regions and years that the reader supplied."""

    signature: str
    batch: Batch
    outcomes: tuple[tuple[str, Outcome], ...]
    entries: Mapping[str, Metadata]

    @property
    def extractions(self) -> list[Extraction]:
        """What was read."""
        return [outcome for _, outcome in self.outcomes if isinstance(outcome, Extraction)]


def show(view: View, tables: Tables | None) -> None:
    """Writes the page; it also works over a store without reports."""
    page_header(view)
    _show_done(view)
    files = st.file_uploader(view.words("upload.choose"), accept_multiple_files=True, key=f"upload:files:{_round()}")
    st.caption(view.words("upload.formats"))
    if not files:
        st.info(view.words("upload.nothing"), icon=":material/info:")
    else:
        staged = _stage(view, [(file.name, file.getvalue()) for file in files])
        if staged is not None:
            _show_staged(view, tables, staged)
    _show_history(view)


def _round() -> int:
    """Counts finished imports: a new uploader each time, so that accepted files leave the box."""
    return int(st.session_state.get("upload:round", 0))


def _stage(view: View, files: Sequence[tuple[str, bytes]]) -> Staged | None:
    """The files with what was read of them; read once, not on every run of the page."""
    signature = hashlib.sha256(b"\0".join(name.encode() + b"\1" + data for name, data in files)).hexdigest()
    staged: Staged | None = st.session_state.get(STATE)
    if staged is not None and staged.signature == signature:
        return staged
    if staged is not None:
        remove_batch(staged.batch)
    try:
        batch = stage_batch(Store(), files)
    except EtlError as fault:
        st.error(plain(fault), icon=":material/error:")
        return None
    fresh = Staged(signature, batch, _read_all(view, batch, {}), {})
    st.session_state[STATE] = fresh
    return fresh


def _read_all(view: View, batch: Batch, entries: Mapping[str, Metadata]) -> tuple[tuple[str, Outcome], ...]:
    """Reads every report of a batch with a progress bar, archives member by member."""
    knowledge = _knowledge()
    sources = list(expand_sources([str(path) for path in batch.files]))
    bar = st.progress(0.0)
    outcomes: list[tuple[str, Outcome]] = []
    for done, source in enumerate(sources):
        name = _short(source)
        bar.progress(
            done / len(sources), text=plain(view.words("upload.reading", done=done + 1, total=len(sources), name=name))
        )
        outcomes.append((name, extract_source(source, entries, knowledge)))
    bar.empty()
    return tuple(outcomes)


def _knowledge() -> Knowledge:
    """The knowledge that a build would use now, with the user's own indicators."""
    own = find_own_catalogue(Store())
    return _knowledge_of(str(own or ""), own.stat().st_mtime_ns if own else 0)


@st.cache_resource(max_entries=2, show_spinner=False)
def _knowledge_of(own: str, changed: int) -> Knowledge:
    return load_knowledge(Path(own) if own else None)


def _short(source: Source) -> str:
    """The name of a report without the folders that lead to it."""
    return source.name.replace("\\", "/").rpartition("/")[2]


def _show_staged(view: View, tables: Tables | None, staged: Staged) -> None:
    words = view.words
    read = staged.extractions
    st.markdown(
        words(
            "upload.summary", files=len(staged.outcomes), read=len(read), doubts=sum(len(one.issues) for one in read),
            figures=sum(len(one.observations) for one in read),
        )
    )  # fmt: skip
    _edit(view, tables, staged)
    for name, outcome in staged.outcomes[:PREVIEWS]:
        if isinstance(outcome, Extraction):
            _preview(view, tables, name, outcome)
    if not read:
        st.warning(words("upload.nothing_read"), icon=":material/warning:")
    with st.container(horizontal=True):
        if read and st.button(words("upload.accept", count=len(read)), type="primary", icon=":material/add:"):
            _accept(view, staged)
        if st.button(words("upload.discard"), icon=":material/delete:"):
            remove_batch(staged.batch)
            _finish()


def _edit(view: View, tables: Tables | None, staged: Staged) -> None:
    """The reports in a table whose regions and years can be mended; a change is read at once."""
    words = view.words
    known = set(tables.documents()["document_id"]) if tables else set()
    rows = pd.DataFrame([_row(view, name, outcome, known) for name, outcome in staged.outcomes])
    st.caption(words("upload.table_lead"))
    fixed = [name for name in rows.columns if name not in ("region", "year")]
    edited = st.data_editor(
        rows, key=f"upload:table:{staged.signature[:8]}:{len(staged.entries)}", hide_index=True, disabled=fixed,
        column_config={name: st.column_config.TextColumn(words(f"upload.{name}")) for name in rows.columns},
    )  # fmt: skip
    entries = dict(staged.entries)
    for before, after in zip(rows.to_dict("records"), edited.to_dict("records"), strict=True):
        if (before["region"], before["year"]) != (after["region"], after["year"]):
            entries[str(after["file"])] = _entry(view, after)
    if entries != staged.entries:
        outcomes = _read_all(view, staged.batch, entries)
        st.session_state[STATE] = Staged(staged.signature, staged.batch, outcomes, entries)
        st.rerun()


def _row(view: View, name: str, outcome: Outcome, known: set[str]) -> dict[str, str]:
    empty = {"file": name, "region": "", "year": "", "issuer": "", "figures": "", "doubts": ""}
    if isinstance(outcome, Failure):
        return {**empty, "state": _reason(view, outcome.message)}
    facts = outcome.facts
    state = "known" if outcome.document.document_id in known else "read" if outcome.observations else "empty"
    return {
        **empty, "region": facts.place.region, "year": str(facts.report_year or ""), "issuer": facts.issuer,
        "figures": str(len(outcome.observations)), "doubts": str(len(outcome.issues)),
        "state": view.words(f"upload.state_{state}"),
    }  # fmt: skip


def _reason(view: View, message: str) -> str:
    """Why a file was not read, without the paths of this machine."""
    return view.words(f"upload.failed_{next((key for said, key in REASONS if said in message), 'other')}")


def _entry(view: View, row: Mapping[Any, Any]) -> Metadata:
    """What the reader wrote for a report; a year that is none is told and left out."""
    year = str(row["year"] or "").strip()
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        st.toast(plain(view.words("upload.year_wrong", value=shorten(year, 20))))
        year = ""
    return Metadata(region=str(row["region"] or "").strip(), year=int(year) if year else None)


def _preview(view: View, tables: Tables | None, name: str, extraction: Extraction) -> None:
    """The rows and doubts of one report, as they would enter the store."""
    words = view.words
    rows = to_frame(observation_rows(extraction))
    title = words("upload.preview", name=plain(name), count=len(rows))
    with st.expander(title, icon=":material/article:"):
        labels = indicator_names(view, tables) if tables else {}
        shown = rows.assign(
            label=[labels.get(one, label) for one, label in zip(rows["indicator"], rows["label"], strict=True)],
            quantity=[quantity(row, words) for row in rows.itertuples()],
        )
        if len(shown):
            show_table(view, Table(f"preview-{extraction.document.document_id}", shown, PREVIEW_COLUMNS, title))
        doubts = issue_rows(extraction, _knowledge().issues)
        if doubts:
            st.markdown(f"**{words('upload.preview_doubts', count=len(doubts))}**")
            texts = [words.either(row["explanation_zh"], row["explanation_en"]) for row in doubts]
            st.text("\n".join(texts))


def _accept(view: View, staged: Staged) -> None:
    """Puts the read reports into the store; on a fault the store stays as it was and the files stay staged."""
    batch = accept_batch(staged.batch)
    try:
        with st.spinner(view.words("upload.accepting")):
            rebuild(BuildPlan(paths=(str(batch.folder),), metadata=dict(staged.entries)))
    except EtlError as fault:
        remove_batch(batch)
        st.error(plain(fault), icon=":material/error:")
        return
    read = staged.extractions
    st.session_state[DONE] = (len(read), read[0].document.document_id)
    _finish()


def _finish() -> None:
    """Clears the box and runs the page anew."""
    st.session_state.pop(STATE, None)
    st.session_state["upload:round"] = _round() + 1
    st.rerun()


def _show_done(view: View) -> None:
    done = st.session_state.pop(DONE, None)
    if done is None:
        return
    count, document = done
    if not count:
        st.success(view.words("upload.undone"), icon=":material/undo:")
        return
    st.success(view.words("upload.accepted", count=count), icon=":material/check:")
    link_to(view, "report", view.words("upload.open_report"), doc=document)


def _show_history(view: View) -> None:
    """Earlier imports, each of which can be undone."""
    words, batches = view.words, accepted_batches(Store())
    st.header(words("upload.history", count=len(batches)), anchor=False)
    if not batches:
        st.caption(words("upload.history_none"))
    for batch in batches:
        names = join([shorten(path.name, 24) for path in batch.files[:NAMES_SHOWN]], words)
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.text(words("upload.batch", when=batch.when, count=len(batch.files), names=names))
            if st.button(words("upload.undo"), key=f"upload:undo:{batch.name}", icon=":material/undo:"):
                _undo(view, batch)


def _undo(view: View, batch: Batch) -> None:
    remove_batch(batch)
    try:
        with st.spinner(view.words("upload.undoing")):
            rebuild(BuildPlan())
    except EtlError as fault:
        st.error(plain(fault), icon=":material/error:")
        return
    st.session_state[DONE] = (0, "")
    _finish()
