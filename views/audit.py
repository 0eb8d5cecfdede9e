"""核验: what the figures of each report prove or disprove by themselves, every identity one click from its sentence."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from views._data import Tables
from views._detail import open_detail, show_sentence
from views._dismissal import offer_dismissal
from views._exports import offer_csv
from views._findings import ALL, audit_of, dismissals, may_show_all
from views._format import each_row, is_missing, plain
from views._layout import empty_state, page_header
from views._source import titled
from views._state import Choice, View, choose_flag, choose_one
from views._tables import Table, show_choices

STATUSES = ("broken", "held", "uncheckable")
SEVERITIES = ("error", "warning", "note")
CARDS, ROWS = 500, 1_000  # rows of a table at once; the CSV has all
CARD_COLUMNS = (
    "region", "report_year", "title", "found", "held", "broken", "uncheckable", "errors", "warnings", "notes",
)  # fmt: skip
COLUMNS = ("severity_name", "status_name", "rule_name", "explanation", "sentence", "report_name")
CSV_COLUMNS = (
    "finding_id", "source", "region_path", "report_year", "code", "rule_zh", "rule_en", "status", "severity",
    "explanation_zh", "explanation_en", "sentence", "evidence", "evidence_spans", "evidence_document_id",
    "observation_id", "document_id", "dismissed",
)  # fmt: skip
_WORST_FIRST = {"error": 0, "warning": 1, "note": 2, "": 3}


def show(view: View, tables: Tables) -> None:
    """Writes the page."""
    page_header(view)
    if tables.documents().empty:
        empty_state(view.words("common.store_empty_title"), view.words("common.store_empty"))
        return
    year = _choose_year(view, tables)
    with st.spinner(view.words("audit.computing")):
        found = audit_of(tables, year)
    checks, cards = describe(view, tables, found.checks), _named_cards(view, tables, found.cards)
    _summarise(view, checks, cards)
    _show_cards(view, cards)
    chosen = _filter(view, checks, cards)
    _show_identities(view, checks, chosen)
    show_finding(view, tables, checks)


def _choose_year(view: View, tables: Tables) -> int | None:
    words, years = view.words, tables.documents()["report_year"].dropna().astype(int)
    options = [str(year) for year in sorted(set(years), reverse=True)]
    if may_show_all(tables):
        options = [ALL, *options]
    else:
        st.caption(words("audit.too_many"))
    labels, clears = {ALL: words("audit.every_year")}, ("doc", "finding", "rule", "page", "obs")
    chosen = choose_one(view, Choice("year", words("audit.year"), options, options[0], labels, None, clears))
    return None if chosen == ALL else int(chosen)


def describe(view: View, tables: Tables, checks: pd.DataFrame) -> pd.DataFrame:
    """The checks with the words of the reader's language, and whether they were dismissed; the gravest first."""
    words, known = view.words, dismissals()
    documents = titled(tables.documents(), words)
    titles = dict(zip(documents["document_id"], documents["title"], strict=True))
    rows = checks.assign(
        dismissed=[str(one) in known for one in checks["finding_id"]],
        rule_name=checks["rule_zh" if words.language == "zh" else "rule_en"],
        status_name=[words(f"audit.status_{one}") for one in checks["status"]],
        severity_name=[words(f"severity.{one}") if one else "" for one in checks["severity"]],
        explanation=[_explain(view, row) for row in each_row(checks)],
        report_name=[titles.get(row.document_id) or row.source for row in each_row(checks)],
        order=[_WORST_FIRST[str(one)] for one in checks["severity"]],
    )  # fmt: skip
    ordered = rows.sort_values(["order", "document_id", "start"], kind="stable")
    return ordered.drop(columns="order").reset_index(drop=True)


def _explain(view: View, row: Any) -> str:
    if row.status == "broken":
        return view.words.either(row.explanation_zh, row.explanation_en)
    evidence = view.words("numbers.separator").join(row.evidence.split("; "))
    return view.words(f"audit.{row.status}_text", evidence=evidence)


def _named_cards(view: View, tables: Tables, cards: pd.DataFrame) -> pd.DataFrame:
    """The cards with title and region, those that need a person first."""
    named = titled(tables.documents(), view.words)[["document_id", "title", "region"]]
    rows = cards.merge(named, on="document_id", how="left")
    order = ["errors", "warnings", "broken", "found"]
    return rows.sort_values(order, ascending=False, kind="stable").reset_index(drop=True)


def _summarise(view: View, checks: pd.DataFrame, cards: pd.DataFrame) -> None:
    counts = {name: int(cards[name].sum()) for name in ("found", "held", "broken", "uncheckable")}
    open_ones = checks[checks["severity"].isin(["error", "warning"]) & ~checks["dismissed"]]
    st.markdown(plain(view.words("audit.summary", reports=len(cards), alarms=len(open_ones), **counts)))


def _show_cards(view: View, cards: pd.DataFrame) -> None:
    words = view.words
    st.header(words("audit.cards"), anchor=False)
    st.caption(words("audit.cards_lead"))
    show_choices(view, Table("cards", cards.head(CARDS), CARD_COLUMNS, words("audit.cards")), "doc", "document_id")
    if len(cards) > CARDS:
        st.caption(words("audit.cards_more", shown=CARDS, total=len(cards)))
    offer_csv(view, "audit-reports", cards)


def _filter(view: View, checks: pd.DataFrame, cards: pd.DataFrame) -> pd.DataFrame:
    """The identities that the reader asks for."""
    words = view.words
    st.header(words("audit.identities"), anchor=False)
    everything = words("common.all")
    titles = {str(row.document_id): f"{row.region} · {row.title or row.source}" for row in each_row(cards)}
    clears = ("finding",)
    labels = {ALL: words("audit.every_report"), **titles}
    doc = choose_one(view, Choice("doc", words("audit.report"), list(labels), ALL, labels, None, clears))
    rows = checks if doc == ALL else checks[checks["document_id"] == doc]
    one, two, three, four = st.columns([2, 2, 3, 2], vertical_alignment="bottom")
    with one:
        labels = {ALL: everything, **{name: words(f"audit.status_{name}") for name in STATUSES}}
        default = "broken" if doc == ALL and (checks["status"] == "broken").any() else ALL
        status = choose_one(view, Choice("status", words("audit.status"), list(labels), default, labels, None, clears))
    with two:
        labels = {ALL: everything, **{name: words(f"severity.{name}") for name in SEVERITIES}}
        title = words("audit.severity")
        severity = choose_one(view, Choice("severity", title, list(labels), ALL, labels, None, clears))
    with three:
        rules = dict(zip(checks["code"], checks["rule_name"], strict=True))
        labels = {ALL: everything, **rules}
        rule = choose_one(view, Choice("rule", words("audit.rule"), list(labels), ALL, labels, None, clears))
    with four:
        with_dismissed = choose_flag(view, "dismissed", words("audit.dismissed"))
    for column, wanted in (("status", status), ("severity", severity), ("code", rule)):
        rows = rows if wanted == ALL else rows[rows[column] == wanted]
    return rows if with_dismissed else rows[~rows["dismissed"]]


def _show_identities(view: View, checks: pd.DataFrame, rows: pd.DataFrame) -> None:
    words = view.words
    if checks.empty:
        st.info(words("audit.no_identities"), icon=":material/info:")
        return
    if rows.empty:
        st.info(words("audit.none_match"), icon=":material/info:")
        return
    st.caption(words("audit.identities_count", count=len(rows)))
    alt = words("audit.identities_alt", count=len(rows))
    show_choices(view, Table("identities", rows.head(ROWS), COLUMNS, alt), "finding", "finding_id")
    if len(rows) > ROWS:
        st.caption(words("audit.identities_more", shown=ROWS, total=len(rows)))
    offer_csv(view, "audit-findings", rows[list(CSV_COLUMNS)])


def show_finding(view: View, tables: Tables, checks: pd.DataFrame) -> None:
    """The finding that the address names: what is wrong, its sentences with the evidence marked, and a dismissal."""
    row = open_detail(view, "finding", checks)
    if row is None:
        return
    st.markdown(f"**{plain(row.rule_name)}** · {plain(row.status_name)}")
    st.markdown(plain(row.explanation))
    evidence = _show_evidence(view, tables, row)
    if row.status == "broken":
        offer_dismissal(view, str(row.finding_id), evidence.iloc[0] if len(evidence) else pd.Series(dtype=object))


def _show_evidence(view: View, tables: Tables, check: Any) -> pd.DataFrame:
    """The sentences of the evidence with its figures marked; returns the rows of the report's own evidence."""
    ids = str(check.evidence_ids).split()
    own = _evidence_in(tables, check.document_id, ids)
    _show_sentences(view, tables, own)
    if not is_missing(check.evidence_document_id):
        st.markdown(f"**{view.words('audit.other_report')}**")
        _show_sentences(view, tables, _evidence_in(tables, check.evidence_document_id, ids))
    return own


def _evidence_in(tables: Tables, document_id: str, ids: list[str]) -> pd.DataFrame:
    """The rows of a report that are evidence, in the order of the finding."""
    rows = tables.rows_in(document_id)
    kept = rows[rows["observation_id"].isin(ids)]
    return kept.assign(place=[ids.index(one) for one in kept["observation_id"]]).sort_values("place")


def _show_sentences(view: View, tables: Tables, rows: pd.DataFrame) -> None:
    for _, group in rows.groupby("sentence", sort=False):
        show_sentence(view, tables, group)
