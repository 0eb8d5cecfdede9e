"""The first start: builds the store from `seeds/` with a progress bar; and says what to do when a store is damaged."""

from __future__ import annotations

import streamlit as st

from analysis.findings import carry_findings, store_findings
from etl.commands.build import BuildPlan, BuildResult, build_store
from etl.commands.build_sources import SEEDS
from etl.errors import EtlError
from etl.store import Store
from views._data import Tables, open_tables
from views._format import plain
from views._layout import empty_state
from views._state import View
from views._text import Words


def tables_or_build(words: Words) -> Tables | None:
    """The tables of the store, built first where there is none; None when there is nothing to show, which is said."""
    try:
        tables = open_tables() or _build(words)
        if tables is None or not tables.row_counts()["documents"]:
            empty_state(words("common.store_empty_title"), words("common.store_empty"))
            return None
        return tables
    except EtlError as fault:
        show_damage(words, fault)
        return None


def show_damage(words: Words, fault: Exception) -> None:
    """Says that the store cannot be read, and what to do."""
    empty_state(words("common.store_broken_title"), words("common.store_broken", reason=plain(fault)))


def rebuild(plan: BuildPlan) -> BuildResult:
    """Builds the store again after a change by a reader; what was found in it is taken over as far as it holds.

    Raises:
        EtlError: nothing could be read, or another build is running.
    """
    before = Store().current()
    result = build_store(Store(), plan)
    after = Store().current()
    if before is not None and after is not None:
        carry_findings(before, after)
    return result


def describe_store(view: View, tables: Tables | None) -> None:
    """Notes what every export says of the store, and says on every page when its reports are invented."""
    if tables is None:
        return
    view.notes["built"] = tables.built
    if tables.demo:
        view.notes["demo"] = "1"
        st.warning(view.words("common.demo_banner"), icon=":material/science:")


def _build(words: Words) -> Tables | None:
    """Builds the store from the sample reports; None where there are none."""
    total = len(list(SEEDS.glob("*.txt")))
    if not total:
        return None
    bar = st.progress(0.0, text=words("common.building"))
    done = 0

    def advance() -> None:
        nonlocal done
        done += 1
        bar.progress(min(done / total, 1.0), text=words("common.building_step", done=done, total=total))

    build_store(Store(), BuildPlan(), None, advance)
    bar.progress(1.0, text=words("audit.computing"))
    snapshot = Store().current()
    if snapshot is not None:
        store_findings(snapshot)
    bar.empty()
    return open_tables()
