"""Peers that a reader chooses or saves, and rates made from counts, on the pages that show them (by AppTest)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from etl.saved_groups import SavedGroup, load_groups, save_group
from tests.invented_store import REPORTS, Figure, Report, build_store
from tests.test_pages import all_text, open_page, words

GROUP = SavedGroup("沿江三县", ("990101", "990102", "990103"))


def counted(report: Report) -> Report:
    """A report with the counts of reconsideration and a printed rate, which is wrong in county 5."""
    rate = 55.0 if report.number == 5 else 20.0
    further = (
        Figure("审结行政复议案件", "50件", 50.0, "件", "reconsideration_concluded"),
        Figure("纠错", "10件", 10.0, "件", "reconsideration_corrected"),
        Figure("纠错率", f"{rate:.0f}%", rate, "%", "reconsideration_correction_rate"),
    )
    return replace(report, figures=(*report.figures, *further))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store of its own, for groups are saved into it."""
    build_store(tmp_path, [counted(report) for report in REPORTS])
    return tmp_path


def test_a_saved_group_is_all_that_is_compared(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    save_group(GROUP, store)
    app = open_page(monkeypatch, store, "compare", indicator="hotline_cases", year="2022", group=GROUP.name)
    assert not app.exception and set(app.dataframe[0].value["region"]) == {"甲1县", "甲2县", "甲3县"}


def test_the_marked_regions_are_saved_as_a_group_and_the_group_deleted(
    monkeypatch: pytest.MonkeyPatch, store: Path
) -> None:
    monkeypatch.setenv("FAZHI_DATA", str(store))
    app = open_page(monkeypatch, store, "compare", indicator="hotline_cases", year="2022", mark="990101,990104")
    app.session_state["compare-fold-choices"] = True
    app.run()
    app.text_input(key="groups:name").set_value(" 两县 ")
    app.button(key="groups:save").click().run()
    assert [(one.name, one.places) for one in load_groups(store)] == [("两县", ("990101", "990104"))]
    assert app.query_params["group"] == "两县" and set(app.dataframe[0].value["region"]) == {"甲1县", "甲4县"}
    app.button(key="groups:delete").click().run()
    assert load_groups(store) == () and len(app.dataframe[0].value) == 12


def test_a_damaged_group_is_named_and_costs_nothing_else(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    save_group(GROUP, store)
    next((store / "groups").glob("*.json")).write_text("{", encoding="utf-8")
    app = open_page(monkeypatch, store, "compare", indicator="hotline_cases", year="2022")
    assert not app.exception and len(app.dataframe[0].value) == 12
    assert any("damaged" in str(warning.value) for warning in app.warning)


def test_the_nearest_regions_are_named_with_their_distances(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    app = open_page(monkeypatch, store, "profile", region="990106", year="2022", peers="near")
    said = next(str(one.value).replace("\\", "") for one in app.caption if "甲8县" in str(one.value))
    assert "甲7县（0." in said and said.index("甲7县") < said.index("甲9县") < said.index("甲12县")
    assert set(app.dataframe[0].value["peers"]) == {11}


def test_a_saved_group_may_be_the_peers_of_a_region(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    save_group(GROUP, store)
    app = open_page(monkeypatch, store, "profile", region="990105", year="2022", peers=f"group:{GROUP.name}")
    assert set(app.dataframe[0].value["peers"]) == {3}


def test_a_region_shows_the_rates_that_its_counts_give(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    verdicts = {}
    for number in (5, 6):
        app = open_page(monkeypatch, store, "profile", region=f"99010{number}", year="2022")
        rows = next(frame.value for frame in app.dataframe if "verdict" in frame.value.columns)
        verdicts[number] = (rows["computed"].iloc[0], rows["printed"].iloc[0], rows["verdict"].iloc[0])
    assert verdicts == {5: ("20%", "55%", words("derived.differs")), 6: ("20%", "20%", words("derived.agrees"))}


def test_printed_rates_that_contradict_their_counts_are_listed(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    app = open_page(monkeypatch, store, "outliers", by="rates")
    rows = app.dataframe[0].value
    assert set(rows["region"]) == {"甲5县"} and set(rows["printed"]) == {"55%"} and len(rows) == 2
    english = open_page(monkeypatch, store, "outliers", by="rates", lang="en")
    assert words("derived.apart_lead", "en") in all_text(english)


def test_a_store_without_such_rates_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    build_store(tmp_path)
    assert words("derived.apart_none") in all_text(open_page(monkeypatch, tmp_path, "outliers", by="rates"))
