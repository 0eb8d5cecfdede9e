"""The panel that a click on a bar, point or row opens: the sentence, where it stands, and how to cite it.

What a report says reaches the page as escaped text with `<mark>`, never as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analysis.citation import Work, cite_gbt7714, cite_plain
from analysis.marking import Mark, cut_runs
from views._data import Tables
from views._format import day, each_row, escape, is_missing, join, number, plain, quantity
from views._picks import clear_pick
from views._state import View, base_address, link_to, parameter
from views._text import Words

# A line that numbers a chapter is no title: 一、工作开展情况.
CHAPTER = re.compile(r"[（(]?[一二三四五六七八九十]+[、）)]")
CONTEXT = 60  # characters of the same paragraph shown before and after the sentence
OTHERS = 30  # figures of the same sentence listed at most


def show_source(view: View, tables: Tables, related: Mapping[str, tuple[str, str]] | None = None) -> None:
    """Opens the panel when the address names an observation.

    Args:
        related: for an observation another one that belongs to the same mark, and the words of the link to it.
    """
    picked = parameter("obs")
    if not picked:
        return

    @st.dialog(view.words("source.title"), width="medium", position="right", on_dismiss=lambda: clear_pick(view))
    def panel() -> None:
        fill_panel(view, tables, picked)
        if related and picked in related:
            other, label = related[picked]
            link_to(view, view.page, label, **{**view.chosen, "obs": other})

    panel()


def fill_panel(view: View, tables: Tables, picked: str) -> None:
    """Writes the panel of one observation, or says that there is none of that id."""
    found = tables.observation(picked)
    if found.empty:
        st.warning(view.words("common.not_found", id=plain(picked[:40])), icon=":material/search_off:")
        return
    row = next(each_row(found))
    document = tables.document(row.document_id)
    siblings = _siblings(tables, row)
    _headline(view, tables, row)
    st.html(sentence_html(row, siblings, _text_of(document)))
    show_review_note(view, row)
    _links(view, row)
    _others(view, tables, siblings[siblings["observation_id"] != row.observation_id])
    _provenance(view, row, document)
    _citations(view, row, document)


def sentence_html(row: Any, siblings: pd.DataFrame, text: str) -> str:
    """The sentence with all its numbers marked, this one strongest, between the words around it.

    Args:
        text: the stored text of the report; empty where it is gone, and the row's own sentence is shown.
    """
    first = text.rfind(row.sentence, 0, row.end + len(row.sentence)) if text else -1
    if first < 0 or not first <= row.start < first + len(row.sentence):
        return f'<blockquote class="sentence">{_mark_first(row.sentence, row.text)}</blockquote>'
    last = first + len(row.sentence)
    marks = [Mark(int(one.start), int(one.end), one.observation_id) for one in each_row(siblings)]
    runs = cut_runs(text, marks, first, last)
    body = "".join(_run_html(run.text, run.names, row.observation_id) for run in runs)
    before = text[max(first - CONTEXT, 0) : first].rpartition("\n")[2]
    after = text[last : last + CONTEXT].partition("\n")[0]
    return (
        f'<blockquote class="sentence"><span class="context">{escape(before)}</span>{body}'
        f'<span class="context">{escape(after)}</span></blockquote>'
    )


def show_review_note(view: View, row: Any) -> None:
    """Says what a reviewer decided about the row, and what the program had read."""
    if is_missing(getattr(row, "review", "")):
        return
    said = view.words.known("reviewed", row.review)
    if not is_missing(row.printed_value):
        said += view.words("source.as_read", value=number(float(row.printed_value)), text=row.text)
    show = st.warning if row.review in ("rejected", "stale") else st.info
    show(plain(said), icon=":material/fact_check:")


def indicator_names(view: View, tables: Tables) -> dict[str, str]:
    """The name of each indicator in the reader's language."""
    catalogue = tables.indicators()
    return {str(row.id): view.words.either(row.label_zh, row.label_en) for row in each_row(catalogue)}


def indicator_label(view: View, tables: Tables, row: Any) -> str:
    """The name of the row's indicator; the report's own phrase where it has none."""
    return indicator_names(view, tables).get(str(row.indicator), str(row.label or ""))


def report_title(report: Any, words: Words) -> str:
    """The title of a report; one in brackets where the text begins with its first chapter instead."""
    title = "" if is_missing(report["title"]) else str(report["title"])
    if title and not CHAPTER.match(title):
        return title
    if is_missing(report["region"]) or is_missing(report["report_year"]):
        return str(report["source"]).replace("\\", "/").rpartition("/")[2]
    return words("source.untitled", region=report["region"], year=report["report_year"])


def titled(documents: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The reports with their titles as readers see them."""
    facts = documents[["title", "region", "report_year", "source"]].astype("object").to_dict("records")
    return documents.assign(title=[report_title(report, words) for report in facts])


def work_of(row: Any, document: pd.DataFrame, words: Words) -> Work:
    """What a reference says of the row's report."""
    if document.empty:
        return Work(str(row.issuer or row.region), str(row.source))
    report = document.iloc[0]
    title = report_title(report, words)
    issuer = report["issuer"] or report["region"]
    return Work(str(issuer or ""), str(title), day(report["published"]), _web_address(report["url"]))


def _headline(view: View, tables: Tables, row: Any) -> None:
    year = "" if is_missing(row.year) else f" · {row.year}"
    part = f" · {row.breakdown}" if not is_missing(row.breakdown) else ""
    measure = f" · {view.words.known('measure', row.measure)}" if row.measure != "level" else ""
    name = "" if not is_missing(row.indicator) else f" ({view.words('source.unlabelled')})"
    st.html(
        f'<p class="figure-of">{escape(row.region)}{year}</p>'
        f'<p class="figure">{escape(quantity(row, view.words))}</p>'
        f'<p class="figure-of">{escape(indicator_label(view, tables, row) + part + measure + name)}</p>'
    )


def _siblings(tables: Tables, row: Any) -> pd.DataFrame:
    rows = tables.rows_in(row.document_id)
    return rows[(rows["sentence"] == row.sentence) & ((rows["start"] - row.start).abs() <= len(row.sentence))]


def _text_of(document: pd.DataFrame) -> str:
    return "" if document.empty else str(document.iloc[0]["text"])


def _run_html(text: str, names: tuple[str, ...], picked: str) -> str:
    if not names:
        return escape(text)
    kind = "picked" if picked in names else "other"
    return f'<mark class="{kind}">{escape(text)}</mark>'


def _mark_first(sentence: str, text: str) -> str:
    before, found, after = sentence.partition(text)
    return f'{escape(before)}<mark class="picked">{escape(found)}</mark>{escape(after)}' if found else escape(sentence)


def _links(view: View, row: Any) -> None:
    words = view.words
    with st.container(horizontal=True):
        if view.page != "report":
            link_to(view, "report", words("source.open_report"), doc=row.document_id, obs=row.observation_id)
        link_to(view, "review", words("source.open_review"), obs=row.observation_id)
        if view.page != "compare" and not is_missing(row.indicator) and not is_missing(row.year):
            link_to(view, "compare", words("source.open_compare"), indicator=row.indicator, year=str(row.year))


def _others(view: View, tables: Tables, others: pd.DataFrame) -> None:
    if others.empty:
        return
    rows = [
        f"<tr><td>{escape(quantity(one, view.words))}</td><td>{escape(indicator_label(view, tables, one))}</td>"
        f"<td>{escape('' if is_missing(one.breakdown) else one.breakdown)}</td></tr>"
        for one in each_row(others.head(OTHERS))
    ]
    st.markdown(f"**{view.words('source.others', count=len(others))}**")
    st.html(f'<table class="facts">{"".join(rows)}</table>')


def _provenance(view: View, row: Any, document: pd.DataFrame) -> None:
    st.markdown(f"**{view.words('source.provenance')}**")
    if document.empty:
        st.info(view.words("source.no_document"), icon=":material/info:")
    rows = "".join(
        f"<tr><th>{escape(view.words(f'source.{name}'))}</th><td>{value}</td></tr>"
        for name, value in _facts(view, row, document)
        if value
    )
    st.html(f'<table class="facts">{rows}</table>')


def _facts(view: View, row: Any, document: pd.DataFrame) -> Iterator[tuple[str, str]]:
    work = work_of(row, document, view.words)
    yield "report", escape(work.title)
    yield "issuer", escape(work.issuer)
    yield "section", escape("" if is_missing(row.section) else row.section)
    yield "published", escape(work.published)
    if work.url:
        yield "url", f'<a href="{escape(work.url)}" target="_blank" rel="noopener noreferrer">{escape(work.url)}</a>'
    yield "file", escape(str(row.source).replace("\\", "/").rpartition("/")[2])
    yield "fingerprint", escape(row.document_id)
    yield "position", escape(view.words("source.position_value", start=row.start, end=row.end))
    yield "confidence", f"{float(row.confidence):.0%}"
    flags = [view.words.known("issue", flag) for flag in flag_names(row.flags)]
    yield "flags", escape(join(flags, view.words))
    yield "rule", escape(rule_name(view, "" if is_missing(row.rule) else str(row.rule)))


def rule_name(view: View, rule: str) -> str:
    """How the row was linked, in words, with the report's own word that decided: `name:行政复议`."""
    kind, _, word = rule.partition(":")
    return view.words.known("rule", kind.replace("+", "_")) + (f" ({word})" if word else "") if rule else ""


def flag_names(flags: Any) -> list[str]:
    """The issue codes on a row; a list in the store, or one string with spaces in a file."""
    if flags is None or isinstance(flags, float):
        return []
    return [str(flag) for flag in (flags.split() if isinstance(flags, str) else flags)]


def _citations(view: View, row: Any, document: pd.DataFrame) -> None:
    work, words = work_of(row, document, view.words), view.words
    figure = f"{row.region}{'' if is_missing(row.year) else f' {row.year}'}: {row.text}"
    st.markdown(f"**{words('source.permalink')}**")
    st.code(_permalink(view, row), language=None, wrap_lines=True)
    st.markdown(f"**{words('source.cite')}**")
    st.caption(words("source.cite_gbt"))
    st.code(cite_gbt7714(work), language=None, wrap_lines=True)
    st.caption(words("source.cite_plain"))
    st.code(cite_plain(work, f"{figure} “{row.sentence}”"), language=None, wrap_lines=True)


def _permalink(view: View, row: Any) -> str:
    """The address of the observation in its report, as this server is reached."""
    return f"{base_address(view)}/report?doc={row.document_id}&obs={row.observation_id}"


def _web_address(url: object) -> str:
    """The address when it is one of the web; nothing else may become a link."""
    text = "" if is_missing(url) else str(url).strip()
    return text if text.lower().startswith(("http://", "https://")) else ""
