"""The review page by AppTest: decisions are recorded, refused with a word, applied, undone, and shown in the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from etl.knowledge.catalogue import load_catalogue
from etl.ledger import Anchor, Change, Entry, Ledger
from tests.invented_store import HOSTILE, REPORTS, build_store, hostile_report
from tests.test_pages import FIRST, FIRST_OBSERVATION, all_text, html_of, open_page, unescaped, words


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store of invented reports and a ledger of its own."""
    build_store(tmp_path, REPORTS[:6])
    return tmp_path


def open_item(monkeypatch: pytest.MonkeyPatch, store: Path, who: str = "甲", **parameters: str) -> AppTest:
    """The page with one figure open, under a reviewer's name."""
    app = open_page(monkeypatch, store, "review", **{"obs": FIRST_OBSERVATION, **parameters})
    return app.text_input(key="reviewer").set_value(who).run()


def field(app: AppTest, label: str) -> str:
    """The key of a field by its name."""
    return next(str(one.key) for one in (*app.text_input, *app.selectbox) if str(one.key).startswith(f"review:{label}:"))


def words_of(indicator: str) -> str:
    """The name of an indicator."""
    return load_catalogue().indicators[indicator].label_zh


def entries(store: Path) -> tuple[Entry, ...]:
    return Ledger(store).entries()


def value_of_first(monkeypatch: pytest.MonkeyPatch, store: Path) -> float | None:
    """What the comparison shows for the first county; None where it shows nothing."""
    table = open_page(monkeypatch, store, "compare", indicator="hotline_cases", year="2021").dataframe[0].value
    found = table[table["region"] == FIRST.region]
    return float(found["value"].iloc[0]) if "value" in found and len(found) else None


def test_the_least_sure_of_the_wholes_comes_first(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    app = open_page(monkeypatch, store, "review")
    table = app.dataframe[0].value
    assert list(table["confidence"].head(6)) == [pytest.approx(0.3)] * 6 and table["confidence"].iloc[6] > 0.9
    labels = list(table["label"])
    assert labels.index("绿地") > labels.index(words_of("hotline_cases"))
    assert '<mark class="picked">9件</mark>' in html_of(app)


def test_a_correction_reaches_the_ledger_and_the_comparison(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    app = open_item(monkeypatch, store)
    app.text_input(key=field(app, "value")).set_value("1,111")
    app.selectbox(key=field(app, "bound")).set_value(">=")
    app.button(key="review:correct").click().run()
    assert not app.exception and app.success
    (entry,) = entries(store)
    assert (entry.action, entry.who) == ("correct", "甲")
    assert entry.changes == (Change("value", "110", "1111"), Change("bound", "=", ">="))
    assert value_of_first(monkeypatch, store) == 1111.0
    assert app.query_params["obs"] != [FIRST_OBSERVATION] and app.query_params["obs"] != FIRST_OBSERVATION


def test_the_notice_offers_an_undo(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    app = open_item(monkeypatch, store)
    app.button(key="review:reject").click().run()
    assert value_of_first(monkeypatch, store) is None
    app.button(key="review:undo:last").click().run()
    assert [entry.action for entry in entries(store)] == ["reject", "revoke"]
    assert value_of_first(monkeypatch, store) == 110.0


@pytest.mark.parametrize(
    ("who", "label", "text", "button", "fault"),
    [
        ("", "", "", "accept", "who"),
        ("甲", "value", "120", "accept", "changed"),
        ("甲", "", "", "correct", "unchanged"),
        ("甲", "value", "一百", "correct", "value"),
        ("甲", "value", "", "correct", "value"),
        ("甲", "year", "23", "correct", "year"),
    ],
)
def test_what_cannot_be_recorded_is_said(
    monkeypatch: pytest.MonkeyPatch, store: Path, who: str, label: str, text: str, button: str, fault: str
) -> None:
    app = open_item(monkeypatch, store, who)
    if label:
        app.text_input(key=field(app, label)).set_value(text)
    app.button(key=f"review:{button}").click().run()
    assert [error.value for error in app.error] == [words(f"review.fault_{fault}")]
    assert entries(store) == ()
    if label:
        assert app.text_input(key=field(app, label)).value == text


def test_the_panel_leads_to_the_review_and_says_what_was_decided(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    app = open_item(monkeypatch, store)
    app.text_input(key=field(app, "value")).set_value("111")
    app.button(key="review:correct").click().run()
    panel = open_page(monkeypatch, store, "compare", obs=FIRST_OBSERVATION)
    said = all_text(panel).replace("\\", "")
    assert words("reviewed.corrected") in said and "110件" in said
    links = [link.proto for link in panel.get("page_link") if link.proto.label == words("source.open_review")]
    assert links and FIRST_OBSERVATION in links[0].query_string


def test_a_missed_number_is_added(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    app = open_page(monkeypatch, store, "review", tab="add", doc=FIRST.document_id, q="2021")
    app.text_input(key="reviewer").set_value("乙").run()
    app.text_input(key=field(app, "value")).set_value("77")
    app.selectbox(key=field(app, "indicator")).set_value("hotline_cases")
    app.button(key="review:add").click().run()
    (entry,) = entries(store)
    assert entry.action == "add" and entry.anchor is not None and entry.anchor.text == "2021"
    rows = open_page(monkeypatch, store, "report", doc=FIRST.document_id).dataframe[0].value
    assert ("77", "2021", FIRST.region) in set(zip(rows["quantity"], rows["text"], rows["region"], strict=True))


def test_the_chosen_number_is_read_by_the_grammar(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    app = open_page(monkeypatch, store, "review", tab="add", doc=FIRST.document_id, q="21余件")
    assert app.text_input(key=field(app, "value")).value == "21"
    assert app.selectbox(key=field(app, "bound")).value == ">="


def test_the_ledger_shows_conflicts_and_undoes(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    for who, value in (("甲", "111"), ("乙", "112")):
        app = open_item(monkeypatch, store, who)
        app.text_input(key=field(app, "value")).set_value(value)
        app.button(key="review:correct").click().run()
    app = open_page(monkeypatch, store, "review", tab="ledger")
    said = all_text(app)
    assert words("review.state_conflict") in said and words("review.state_overridden") in said
    assert "<strong>112</strong>" in html_of(app) and "110 → " in html_of(app)
    app.text_input(key="reviewer").set_value("甲").run()
    app.button(key=f"review:undo:{entries(store)[-1].entry_id}").click().run()
    assert value_of_first(monkeypatch, store) == 111.0


def test_a_stale_decision_is_shown_and_not_applied(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    anchor = Anchor("gone", "gone.txt", 0, 4, "110件", "全县受理热线诉求110件。")
    Ledger(store).record(Entry("correct", "甲", "核对原件", anchor, "x", changes=(Change("value", "110", "9"),)))
    app = open_page(monkeypatch, store, "review", tab="ledger", **{"is": "stale"})
    assert words("review.stale_document_gone") in all_text(app) and words("review.state_stale") in all_text(app)


def test_hostile_words_of_reviewers_stay_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    build_store(tmp_path, (hostile_report(), *REPORTS[:2]))
    app = open_item(monkeypatch, tmp_path, HOSTILE, obs=f"{90:04d}2022{0:08d}")
    app.text_input(key=field(app, "breakdown")).set_value(HOSTILE)
    app.button(key="review:correct").click().run()
    assert len(entries(tmp_path)) == 1
    for tab in ("ledger", "queue"):
        app = open_page(monkeypatch, tmp_path, "review", tab=tab)
        assert not app.exception and "<script" not in html_of(app) + unescaped(all_text(app))
        assert ":red[" not in unescaped(all_text(app))


def test_a_damaged_entry_is_told(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    folder = Ledger(store).folder
    folder.mkdir()
    (folder / "20200101T000000000000-00000000.json").write_text("{", encoding="utf-8")
    app = open_page(monkeypatch, store, "review", tab="ledger")
    assert any("20200101T000000000000" in str(warning.value).replace("\\", "") for warning in app.warning)
