"""异常: figures that stand out among peers or years, and reports that contradict themselves, each with its reason."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analysis.outliers import OutlierSettings
from analysis.outliers.explain import name_group
from analysis.outliers.model import ALL_LEVELS
from analysis.panel import name_regions, one_per_region, slice_rows
from views._charts.expected import figure_among_peers
from views._choices import entry_of, indicator_labels, subject_of
from views._data import Tables
from views._derived import show_disagreements
from views._detail import open_detail, show_sentence
from views._dismissal import offer_dismissal
from views._exports import offer_csv
from views._figures import draw, style_of
from views._findings import ALL, audit_of, dismissals, flags_of, may_show_all
from views._format import each_row, escape, number, plain, quantity, unit_label
from views._layout import empty_state, page_header
from views._source import indicator_names
from views._state import Choice, View, choose_flag, choose_one, link_to
from views._tables import Table, show_choices, show_table
from views.audit import COLUMNS as ALARM_COLUMNS
from views.audit import CSV_COLUMNS as ALARM_CSV
from views.audit import describe, show_finding

WAYS = ("flags", "alarms", "rates", "unchecked")
SEVERITIES = ("error", "warning", "note")
ROWS = 1_000
DOTS = 400  # dots of one chart; more would lie on one another
COLUMNS = (
    "severity_name", "region", "year", "label", "observed", "interval", "cause_name", "explanation",
)  # fmt: skip
UNCHECKED_COLUMNS = ("label", "year", "group_name", "peers", "figures", "explanation")


def show(view: View, tables: Tables) -> None:
    """Writes the page."""
    page_header(view)
    if tables.documents().empty:
        empty_state(view.words("common.store_empty_title"), view.words("common.store_empty"))
        return
    labels, clears = {way: view.words(f"outliers.by_{way}") for way in WAYS}, ("flag", "finding", "obs")
    choice = Choice("by", view.words("outliers.by"), WAYS, "flags", labels, None, clears)
    way = choose_one(view, choice, st.segmented_control)
    if way == "alarms":
        _show_alarms(view, tables)
        return
    if way == "rates":
        show_disagreements(view, tables, _choose_year(view, tables))
        return
    indicator = _choose_indicator(view, tables)
    with st.spinner(view.words("outliers.computing")):
        flags, unchecked = flags_of(tables, indicator)
    if way == "flags":
        _show_flags(view, tables, flags, unchecked)
    else:
        _show_unchecked(view, tables, unchecked)


def _choose_indicator(view: View, tables: Tables) -> str:
    words, labels = view.words, indicator_labels(tables=tables, view=view)
    labels = {ALL: words("outliers.every_indicator"), **labels}
    clears = ("flag", "obs")
    return choose_one(view, Choice("indicator", words("outliers.indicator"), list(labels), "", labels, None, clears))


def _show_flags(view: View, tables: Tables, flags: pd.DataFrame, unchecked: pd.DataFrame) -> None:
    words = view.words
    rows = _describe(view, tables, flags)
    facts = {"count": len(rows), "dismissed": int(rows["dismissed"].sum()), "unchecked": len(unchecked)}
    st.markdown(plain(words("outliers.summary", **facts)))
    if rows.empty:
        judged_none = not unchecked.empty and bool((unchecked["reason"] == "too_few_peers").all())
        text = words("outliers.too_few", needed=OutlierSettings().min_peers) if judged_none else words("outliers.none")
        st.info(text, icon=":material/info:")
        _show_unchecked(view, tables, unchecked)
        return
    st.header(words("outliers.flags"), anchor=False)
    shown = _filter(view, rows)
    if shown.empty:
        st.info(words("outliers.none_match"), icon=":material/info:")
    else:
        alt = words("outliers.flags_alt", count=len(shown))
        show_choices(view, Table("flags", shown.head(ROWS), COLUMNS, alt), "flag", "flag_id")
        if len(shown) > ROWS:
            st.caption(words("outliers.flags_more", shown=ROWS, total=len(shown)))
        offer_csv(view, "outliers", shown[[*flags.columns, "dismissed"]])
    _show_flag(view, tables, rows)


def _describe(view: View, tables: Tables, flags: pd.DataFrame) -> pd.DataFrame:
    """The flags with the words of the reader's language, and whether they were dismissed."""
    words, known, names = view.words, dismissals(), indicator_names(view, tables)
    units = [unit_label(unit, words) for unit in flags["unit"]]
    return flags.assign(
        dismissed=[str(one) in known for one in flags["flag_id"]],
        severity_name=[words.known("severity", str(one)) for one in flags["severity"]],
        label=[names.get(str(one), str(one)) for one in flags["indicator"]],
        observed=[number(value) + unit for value, unit in zip(flags["value"], units, strict=True)],
        interval=[_interval(view, row) for row in each_row(flags)],
        cause_name=[words.known("outliers", f"cause_{one}", str(one)) for one in flags["cause"]],
        explanation=flags["explanation_zh" if words.language == "zh" else "explanation_en"],
    )


def _interval(view: View, flag: Any) -> str:
    low, high = _rounded(float(flag.expected_low)), _rounded(float(flag.expected_high))
    return view.words("outliers.interval", low=low, high=high)


def _rounded(value: float) -> str:
    """An expected value with no more digits than it is worth."""
    return number(value, 0 if abs(value) >= 100 else 1)


def _filter(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    words, everything, clears = view.words, view.words("common.all"), ("flag", "obs")
    one, two, three = st.columns([2, 2, 2], vertical_alignment="bottom")
    with one:
        years = [ALL, *(str(year) for year in sorted(set(rows["year"].astype(int)), reverse=True))]
        year = choose_one(view, Choice("year", words("outliers.year"), years, ALL, {ALL: everything}, None, clears))
    with two:
        labels = {ALL: everything, **{name: words(f"severity.{name}") for name in SEVERITIES}}
        choice = Choice("severity", words("outliers.severity"), list(labels), ALL, labels, None, clears)
        severity = choose_one(view, choice)
    with three:
        with_dismissed = choose_flag(view, "dismissed", words("outliers.dismissed"))
    kept = rows if year == ALL else rows[rows["year"].astype(int) == int(year)]
    kept = kept if severity == ALL else kept[kept["severity"] == severity]
    return kept if with_dismissed else kept[~kept["dismissed"]]


def _show_flag(view: View, tables: Tables, rows: pd.DataFrame) -> None:
    """The flag that the address names: why, its peers, its sentence, and a dismissal."""
    flag = open_detail(view, "flag", rows)
    if flag is None:
        return
    st.markdown(plain(flag.explanation))
    _show_facts(view, flag)
    _show_peers(view, tables, flag)
    row = tables.observation(flag.observation_id)
    if len(row):
        st.markdown(f"**{view.words('outliers.sentence')}**")
        show_sentence(view, tables, row)
    offer_dismissal(view, str(flag.flag_id), row.iloc[0] if len(row) else pd.Series(dtype=object))


def _show_facts(view: View, flag: Any) -> None:
    words = view.words
    group = name_group(str(flag.peer_group), 0 if words.language == "zh" else 1)
    facts = {
        "observed": flag.observed, "expected": flag.interval,
        "peers": words("outliers.peers_count", group=group, count=flag.peers),
        "method": words.known("outliers", f"method_{flag.method}", str(flag.method)), "cause": flag.cause_name,
    }  # fmt: skip
    lines = (
        f"<tr><th>{escape(words(f'outliers.{name}'))}</th><td>{escape(text)}</td></tr>" for name, text in facts.items()
    )
    st.html(f'<table class="facts">{"".join(lines)}</table>')


def _show_peers(view: View, tables: Tables, flag: Any) -> None:
    """The figure among its peers, with the range that it was expected in, and its own years."""
    words, subject = view.words, subject_of(entry_of(tables, flag.indicator))
    wholes = one_per_region(slice_rows(tables.rows_of(flag.indicator, int(flag.year)), subject))
    group = _chart_group(wholes, str(flag.peer_group), str(flag.place))
    peers = _in_group(wholes, group, str(flag.place))
    if len(peers) > 1:
        others = peers[peers["place"] != flag.place]
        kept = pd.concat([others.sample(min(len(others), DOTS), random_state=0), peers[peers["place"] == flag.place]])
        named = kept.assign(
            name=name_regions(kept), group=name_group(group, 0 if words.language == "zh" else 1),
            note="", marked=kept["place"] == flag.place,
        )  # fmt: skip
        facts = {"year": flag.year, "label": flag.label, "region": flag.region, "value": flag.observed}
        low, high = _rounded(float(flag.expected_low)), _rounded(float(flag.expected_high))
        median = _rounded(float(others["value"].median()))
        st.markdown(f"**{plain(words('outliers.chart', year=flag.year, label=flag.label))}**")
        alt = words("outliers.chart_alt", low=low, high=high, count=len(others), median=median, **facts)
        expected = (float(flag.expected_low), float(flag.expected_high))
        draw(view, "peers", figure_among_peers(named, expected, style_of(view)), alt)
        st.caption(words("outliers.chart_band"))
    own = tables.history(str(flag.place))
    own = own[own["indicator"] == flag.indicator]
    if len(own) > 1:
        values = [words("outliers.year_value", year=row.year, value=quantity(row, words)) for row in each_row(own)]
        st.markdown(plain(words("outliers.history", years=words("numbers.separator").join(values))))


def _chart_group(rows: pd.DataFrame, peer_group: str, place: str) -> str:
    """The peer group to draw; where a figure was judged among all levels, its own: a province dwarfs its counties."""
    own = rows.loc[rows["place"] == place, "level"].astype(str)
    return str(own.iloc[0]) if peer_group == ALL_LEVELS and len(own) else peer_group


def _in_group(rows: pd.DataFrame, peer_group: str, place: str) -> pd.DataFrame:
    """The rows of a peer group (its province or prefecture, then its level), and the place itself."""
    above, _, level = peer_group.rpartition("/")
    inside = rows["region_path"].fillna("").astype(str).str.startswith(f"{above}/") if above else True
    return rows[((rows["level"].astype(str) == level) & inside) | (rows["place"] == place)]


def _show_unchecked(view: View, tables: Tables, unchecked: pd.DataFrame) -> None:
    """The groups that cannot be judged, and why: too few peers, all at the ceiling, all alike."""
    words, names = view.words, indicator_names(view, tables)
    st.header(words("outliers.unchecked"), anchor=False)
    if unchecked.empty:
        st.caption(words("outliers.unchecked_none"))
        return
    st.caption(words("outliers.unchecked_lead"))
    side = 0 if words.language == "zh" else 1
    rows = unchecked.assign(
        label=[names.get(str(one), str(one)) for one in unchecked["indicator"]],
        group_name=[name_group(str(one), side) for one in unchecked["peer_group"]],
        explanation=unchecked["explanation_zh" if side == 0 else "explanation_en"],
    )
    shown = rows.head(ROWS)
    show_table(view, Table("unchecked", shown, UNCHECKED_COLUMNS, words("outliers.unchecked")))
    if len(rows) > ROWS:
        st.caption(words("outliers.flags_more", shown=ROWS, total=len(rows)))
    offer_csv(view, "outliers-unchecked", rows[list(unchecked.columns)])


def _choose_year(view: View, tables: Tables) -> int | None:
    """One year of a large store; of a small one all, which is None."""
    years = tables.documents()["report_year"].dropna().astype(int)
    if may_show_all(tables) or not len(years):
        return None
    options = [str(one) for one in sorted(set(years), reverse=True)]
    return int(choose_one(view, Choice("year", view.words("outliers.year"), options, options[0])))


def _show_alarms(view: View, tables: Tables) -> None:
    """The errors and warnings of the audit that nobody dismissed."""
    words, year = view.words, _choose_year(view, tables)
    with st.spinner(words("audit.computing")):
        checks = describe(view, tables, audit_of(tables, year).checks)
    alarms = checks[checks["severity"].isin(["error", "warning"]) & ~checks["dismissed"]]
    st.caption(words("outliers.alarms_lead"))
    link_to(view, "audit", words("audit.title"))
    if alarms.empty:
        st.info(words("outliers.alarms_none"), icon=":material/info:")
        return
    alt = words("audit.identities_alt", count=len(alarms))
    show_choices(view, Table("alarms", alarms.head(ROWS), ALARM_COLUMNS, alt), "finding", "finding_id")
    if len(alarms) > ROWS:
        st.caption(words("audit.identities_more", shown=ROWS, total=len(alarms)))
    offer_csv(view, "audit-alarms", alarms[list(ALARM_CSV)])
    show_finding(view, tables, checks)
