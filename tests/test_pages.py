"""Each page by AppTest: both languages, empty and damaged stores, hostile text, hand-edited addresses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from etl.store import VERSION
from tests.invented_store import HOSTILE, REPORTS, build_store, hostile_report, without
from views._text import LANGUAGES, Language, load_entries

ENTRIES = load_entries()
PAGES = (
    "overview", "compare", "trends", "relation", "profile", "outliers", "audit", "report", "review", "coverage",
    "catalogue", "download",
)  # fmt: skip
FIRST = REPORTS[0]
FIRST_OBSERVATION = f"{FIRST.number:04d}{FIRST.year:04d}{0:08d}"


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of invented reports, read by many tests and changed by none."""
    folder = tmp_path_factory.mktemp("store")
    build_store(folder)
    return folder


def open_page(monkeypatch: pytest.MonkeyPatch, store: Path, view: str, /, **parameters: str) -> AppTest:
    """The page over a store, after its first run."""
    monkeypatch.setenv("FAZHI_DATA", str(store))
    app = AppTest.from_file(str(Path("dashboard.py").resolve()), default_timeout=60)
    app.switch_page(f"views/{view}.py")
    for name, value in {"lang": "zh", **parameters}.items():
        app.query_params[name] = value
    return app.run()


def all_text(app: AppTest) -> str:
    """Everything on the page that people read as text."""
    kinds = ("title", "header", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind))


def html_of(app: AppTest) -> str:
    """Everything that reaches the page as HTML."""
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def unescaped(text: str) -> str:
    """Markdown without what a backslash makes plain."""
    return re.sub(r"\\.", "", text)


def words(key: str, language: Language = "zh") -> str:
    """The interface's words."""
    return ENTRIES[key][language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens_in_each_language(
    monkeypatch: pytest.MonkeyPatch, invented: Path, name: str, language: Language
) -> None:
    app = open_page(monkeypatch, invented, name, lang=language)
    assert not app.exception
    assert [title.value for title in app.title] == [words(f"{name}.title", language)]


@pytest.mark.parametrize("name", PAGES)
def test_english_pages_speak_no_chinese_of_our_own(monkeypatch: pytest.MonkeyPatch, invented: Path, name: str) -> None:
    app = open_page(monkeypatch, invented, name, lang="en")
    said = all_text(app)
    own = [entry["zh"] for entry in ENTRIES.values() if len(entry["zh"]) > 3 and "{" not in entry["zh"]]
    assert [text for text in own if text in said] == []


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_store_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    build_store(tmp_path, ())
    app = open_page(monkeypatch, tmp_path, name)
    assert not app.exception and words("common.store_empty") in all_text(app)


def test_a_fresh_store_is_built_from_the_seeds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    app = open_page(monkeypatch, tmp_path / "new", "overview")
    assert not app.exception
    assert next(metric.value for metric in app.metric) == str(len(list(Path("seeds").glob("*.txt"))))


@pytest.mark.parametrize("name", PAGES)
def test_a_damaged_table_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    snapshot = build_store(tmp_path)
    snapshot.path("observations").write_bytes(b"PAR1 not really")
    app = open_page(monkeypatch, tmp_path, name)
    assert not app.exception and words("common.store_broken_title") in all_text(app)


def test_a_store_of_another_version_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    snapshot = build_store(tmp_path)
    manifest = snapshot.folder / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace(f'"version": {VERSION}', '"version": 0'), encoding="utf-8")
    app = open_page(monkeypatch, tmp_path, "compare")
    assert not app.exception and "--rebuild" in all_text(app).replace("\\", "")


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_stays_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    build_store(tmp_path, (hostile_report(), *REPORTS[:4]))
    app = open_page(
        monkeypatch, tmp_path, name, obs=f"{90:04d}2022{0:08d}", indicator="hotline_cases", year="2022", region="990190"
    )
    assert not app.exception
    assert "<script" not in html_of(app) and "<script" not in unescaped(all_text(app))
    assert ":red[" not in unescaped(all_text(app)) and "](java" not in unescaped(all_text(app))
    assert not any(element.proto.unsafe_allow_javascript for element in app.get("html"))
    assert not any(element.allow_html for element in app.markdown)


@pytest.mark.parametrize("name", PAGES)
def test_an_address_edited_by_hand_falls_back_with_a_notice(
    monkeypatch: pytest.MonkeyPatch, invented: Path, name: str
) -> None:
    wrong = dict.fromkeys(("indicator", "year", "level", "within", "part", "mark", "regions", "with", "base", "per", "x", "y", "size", "group", "region", "doc", "theme", "peers", "by", "state", "sure", "near", "page", "obs", "order", "only", "log", "unread", "median", "others", "q", "found", "tab", "is", "by", "span", "sel"), HOSTILE)  # fmt: skip
    app = open_page(monkeypatch, invented, name, **wrong)
    assert not app.exception and "<script" not in unescaped(all_text(app))
    if name not in ("overview", "download"):
        assert any("script" in str(warning.value) for warning in app.warning)


def test_a_wrong_language_falls_back_to_the_browsers(monkeypatch: pytest.MonkeyPatch, invented: Path) -> None:
    app = open_page(monkeypatch, invented, "compare", lang="fr")
    assert next(title.value for title in app.title) in (words("compare.title"), words("compare.title", "en"))


def test_the_address_makes_the_picture(monkeypatch: pytest.MonkeyPatch, invented: Path) -> None:
    app = open_page(
        monkeypatch, invented, "compare", indicator="hotline_cases", year="2021", order="low", mark="990103"
    )
    assert app.selectbox(key="compare:year").value == "2021"
    table = app.dataframe[0].value
    assert list(table["value"]) == sorted(table["value"]) and len(table) == 12


def test_a_changed_selection_goes_into_the_address(monkeypatch: pytest.MonkeyPatch, invented: Path) -> None:
    app = open_page(monkeypatch, invented, "compare", indicator="hotline_cases")
    app.selectbox(key="compare:year").select("2021").run()
    assert (app.query_params["year"], app.query_params["indicator"]) == ("2021", "hotline_cases")


@pytest.mark.parametrize(
    ("page", "set_to", "count"),
    [
        ("compare", {}, 0),
        ("compare", {"level": "county", "sure": "0.8", "mark": "990103,990104"}, 3),
        ("compare", {"near": "990103"}, 1),
        ("compare", {"level": "all", "sure": "0.5", "only": "0", "mark": "none"}, 0),
        ("compare", {"level": "moon"}, 0),
        ("trends", {"median": "0", "base": "2021"}, 2),
        ("relation", {"log": "1"}, 1),
        ("coverage", {"level": "county"}, 1),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_panel_of_choices_says_how_many_are_in_use(
    monkeypatch: pytest.MonkeyPatch, invented: Path, page: str, set_to: dict[str, str], count: int, language: Language
) -> None:
    app = open_page(monkeypatch, invented, page, lang=language, **set_to)
    assert app.expander[0].label == words("common.filters", language)
    used = words("common.filters_used", language).format(count=count)
    assert f"content: '{used if count else ''}'" in html_of(app)


def test_a_wrong_address_is_told_outside_the_shut_panel(monkeypatch: pytest.MonkeyPatch, invented: Path) -> None:
    app = open_page(monkeypatch, invented, "compare", level="moon")
    assert not app.expander[0].warning and any("level=moon" in unescaped(str(one.value)) for one in app.warning)


def test_parts_and_changes_are_not_compared_with_wholes(monkeypatch: pytest.MonkeyPatch, invented: Path) -> None:
    whole = open_page(monkeypatch, invented, "compare", indicator="hotline_cases", year="2022").dataframe[0].value
    part = (
        open_page(monkeypatch, invented, "compare", indicator="hotline_cases", year="2022", part="涉企")
        .dataframe[0]
        .value
    )
    assert whole["value"].min() > 7 and set(part["value"]) == {7.0}


def test_a_doubtful_figure_is_a_gap_until_it_is_asked_for(monkeypatch: pytest.MonkeyPatch, invented: Path) -> None:
    app = open_page(monkeypatch, invented, "compare", indicator="cppcc_proposals", year="2022")
    assert words("compare.empty_filters") in all_text(app)
    assert set(app.dataframe[0].value["reason"]) == {words("gap.unsure")}
    shown = open_page(monkeypatch, invented, "compare", indicator="cppcc_proposals", year="2022", sure="0")
    assert len(shown.dataframe[0].value) == 12


def test_a_year_without_figures_leads_to_one_with_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reports = [without(report, "hotline_cases") if report.year == 2022 else report for report in REPORTS]
    build_store(tmp_path, reports)
    app = open_page(monkeypatch, tmp_path, "compare", indicator="hotline_cases", year="2022")
    assert words("compare.empty_year") in all_text(app)
    assert set(app.dataframe[0].value["reason"]) == {words("gap.not_in_report")}
    links = [link.proto.label for link in app.get("page_link")]
    assert words("compare.year_link").format(year=2021, count=12) in links


def test_the_panel_shows_the_sentence_with_its_number_marked(monkeypatch: pytest.MonkeyPatch, invented: Path) -> None:
    app = open_page(monkeypatch, invented, "compare", obs=FIRST_OBSERVATION)
    shown = html_of(app)
    assert '全县受理热线诉求<mark class="picked">110件</mark>' in shown
    assert FIRST.document_id in shown and any("[R/OL]" in str(code.value) for code in app.code)
    assert any(f"doc={FIRST.document_id}&obs={FIRST_OBSERVATION}" in str(code.value) for code in app.code)


def test_the_panel_says_that_an_observation_is_gone(monkeypatch: pytest.MonkeyPatch, invented: Path) -> None:
    app = open_page(monkeypatch, invented, "compare", obs="feedfeedfeedfeed")
    assert any("feedfeedfeedfeed" in str(warning.value) for warning in app.warning)


def test_a_row_whose_report_is_gone_still_shows_its_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    build_store(tmp_path, REPORTS, keep_documents=False)
    last = REPORTS[-1]
    app = open_page(monkeypatch, tmp_path, "compare", obs=f"{last.number:04d}{last.year:04d}{0:08d}")
    assert not app.exception and words("source.no_document") in all_text(app)
    assert '<mark class="picked">' in html_of(app)


def test_an_observation_opens_its_own_report(monkeypatch: pytest.MonkeyPatch, invented: Path) -> None:
    app = open_page(monkeypatch, invented, "report", obs=FIRST_OBSERVATION)
    assert app.selectbox(key="report:doc").value == FIRST.document_id
    assert '<p class="figure">110件</p>' in html_of(app)


def test_the_profile_places_a_region_among_its_peers(monkeypatch: pytest.MonkeyPatch, invented: Path) -> None:
    app = open_page(monkeypatch, invented, "profile", region="990112", year="2022")
    table = app.dataframe[0].value
    best = table[table["label"] == "12345热线办结率"].iloc[0]
    assert best["peers"] == 11 and best["percentile"] == 100 and best["standing"] == words("standing.better")


def test_trends_index_and_divide(monkeypatch: pytest.MonkeyPatch, invented: Path) -> None:
    indexed = (
        open_page(monkeypatch, invented, "trends", indicator="hotline_cases", regions="990101", base="2021")
        .dataframe[0]
        .value
    )
    assert list(indexed["value"]) == [100.0, pytest.approx(115 / 110 * 100)]
    divided = open_page(
        monkeypatch, invented, "trends", indicator="hotline_cases", regions="990101", per="npc_suggestions"
    )
    assert list(divided.dataframe[0].value["value"]) == [pytest.approx(110 / 21), pytest.approx(115 / 21)]


def test_coverage_counts_and_names_gaps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    build_store(tmp_path, [without(report, "hotline_cases") if report.number == 3 else report for report in REPORTS])
    app = open_page(monkeypatch, tmp_path, "coverage", indicator="hotline_cases", year="2022")
    regions = app.dataframe[1].value
    assert dict(regions["state"].value_counts()) == {words("coverage.state_figure"): 11, words("gap.not_in_report"): 1}
    grid = open_page(monkeypatch, tmp_path, "coverage", by="region", region="990103").dataframe[0].value
    assert set(grid.columns) == {"2021", "2022"}


def test_two_indicators_are_paired_by_region(monkeypatch: pytest.MonkeyPatch, invented: Path) -> None:
    app = open_page(monkeypatch, invented, "relation", x="hotline_cases", y="npc_suggestions", year="2022")
    table = app.dataframe[0].value
    assert len(table) == 12 and "+1.00" in all_text(app).replace("\\", "")


def test_the_catalogue_finds_by_name(monkeypatch: pytest.MonkeyPatch, invented: Path) -> None:
    app = open_page(monkeypatch, invented, "catalogue", q="热线办结", found="1")
    assert list(app.dataframe[0].value["label"]) == ["12345热线办结率"]
