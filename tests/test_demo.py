"""The invented panel: reproducible, fictional, with identities that hold and errors that are told."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from analysis.demo_panel import panel_rows
from etl.demo import PLANTED, Panel, Settings, invent_panel, load_demo
from etl.demo.places import is_fictional
from etl.errors import EtlError
from etl.knowledge.gazetteer import load_gazetteer
from etl.table import TABLES

SETTINGS = Settings(regions=40, years=4, indicators=60, errors=0.03, seed=7)
PANEL = invent_panel(SETTINGS)
GAZETTEER = load_gazetteer()


def values(panel: Panel, name: str) -> np.ndarray:
    """The true values of a figure, region × year."""
    return panel.true[:, :, next(at for at, figure in enumerate(panel.figures) if figure.id == name)]


def test_the_seed_decides_everything() -> None:
    again, other = invent_panel(SETTINGS), invent_panel(replace(SETTINGS, seed=8))
    assert np.array_equal(PANEL.shown, again.shown, equal_nan=True) and PANEL.regions == again.regions
    assert not np.array_equal(PANEL.shown, other.shown, equal_nan=True) and PANEL.regions != other.regions


def test_the_truth_does_not_depend_on_the_errors() -> None:
    clean = invent_panel(replace(SETTINGS, errors=0.0))
    assert np.array_equal(clean.true, PANEL.true, equal_nan=True)
    assert np.array_equal(clean.shown, clean.true, equal_nan=True) and not clean.planted.any()


@pytest.mark.parametrize("regions", [1, 5, 30, 300, 3000])
def test_there_are_as_many_places_as_asked_for_and_none_is_real(regions: int) -> None:
    places = invent_panel(Settings(regions=regions, years=1, indicators=3)).regions
    assert len({p.code for p in places}) == len({p.name for p in places}) == regions
    assert not {p.code for p in places} & set(GAZETTEER.regions) and all(re.fullmatch(r"9\d{5}", p.code) for p in places)
    assert not any(GAZETTEER.codes.get(p.name) or tuple(GAZETTEER.scan(p.name)) for p in places)
    assert all("演示数据" in part for p in places for part in (p.marked, *p.path.split("/")))


def test_a_real_name_is_not_fictional() -> None:
    assert not any(is_fictional(stem, GAZETTEER) for stem in ("昆明", "临沧", "江北"))


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        ("reconsideration_accepted", "reconsideration_applications"), ("litigation_lost", "litigation_concluded"),
        ("reconsideration_concluded", "reconsideration_accepted"), ("head_appearances", "litigation_cases"),
        ("normative_docs_filed", "normative_docs_issued"), ("case_files_commended", "case_files_reviewed"),
    ],
)  # fmt: skip
def test_orders_hold(smaller: str, larger: str) -> None:
    assert (values(PANEL, smaller) <= values(PANEL, larger)).all()


def test_parts_add_up_and_rates_are_ratios() -> None:
    parts = ("reconsideration_upheld", "reconsideration_corrected", "reconsideration_settled")
    assert np.array_equal(sum(values(PANEL, part) for part in parts), values(PANEL, "reconsideration_concluded"))
    lost, concluded = values(PANEL, "litigation_lost"), values(PANEL, "litigation_concluded")
    assert np.nanmax(abs(values(PANEL, "litigation_loss_rate") - 100 * lost / concluded)) <= 0.005 + 1e-9


def test_each_planted_error_is_one_of_its_kind() -> None:
    kinds = {PLANTED[code] for code in PANEL.planted[PANEL.planted > 0].tolist()}
    assert kinds >= set(PLANTED[1:]) - {"wan_dropped"}
    ratio = np.divide(PANEL.shown, PANEL.true, out=np.ones_like(PANEL.true), where=PANEL.planted > 0)
    assert np.allclose(ratio[PANEL.planted == PLANTED.index("times_ten")], 10)
    assert (ratio[PANEL.planted == PLANTED.index("wan_dropped")] < 1e-3).all()
    assert (PANEL.shown != PANEL.true)[PANEL.planted > 0].all()
    region, year, figure = np.nonzero(PANEL.planted == PLANTED.index("last_year_copied"))
    assert np.array_equal(PANEL.shown[region, year, figure], PANEL.true[region, year - 1, figure])


def test_errors_come_at_the_rate_asked_for_and_only_in_wholes() -> None:
    share = (PANEL.planted > 0).sum() / PANEL.stated.sum()
    assert 0.02 < share < 0.035
    parts = [at for at, figure in enumerate(PANEL.figures) if figure.is_part]
    assert parts and not PANEL.planted[:, :, parts].any()


def test_most_histories_of_a_region_are_nearer_to_each_other_than_to_other_regions() -> None:
    """Otherwise a detector that looks at histories could learn nothing."""
    counties = [at for at, region in enumerate(PANEL.regions) if region.level == "county"]
    logs = np.log(values(PANEL, "hotline_cases")[counties])
    assert logs.std(axis=1).mean() < logs.std(axis=0).mean() / 2


@pytest.mark.parametrize("indicators", [1, 7, 30, 60])
def test_no_more_indicators_than_asked_for(indicators: int) -> None:
    panel = invent_panel(Settings(regions=3, years=1, indicators=indicators))
    count = len({figure.indicator for figure in panel.figures})
    assert count == indicators


def test_the_table_has_the_declared_columns_and_the_truth() -> None:
    rows = panel_rows(SETTINGS)
    assert list(rows.columns) == [*(column.name for column in TABLES["observations"]), "planted", "true_value"]
    assert len(rows) == PANEL.stated.sum() and rows["observation_id"].is_unique
    assert ((rows["planted"] != "") == (rows["value"] != rows["true_value"])).all()
    assert set(rows["planted"]) <= set(PLANTED)


@pytest.mark.parametrize("wrong", [{"regions": 0}, {"years": 99}, {"indicators": 61}, {"errors": 0.9}, {"seed": -1}])
def test_settings_out_of_bounds_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(EtlError, match=f"--{next(iter(wrong))} 是 "):
        Settings(**wrong)  # type: ignore[arg-type]


def test_variants_of_a_sentence_state_the_same_figures() -> None:
    figures, wordings = load_demo()
    named = [name for section in wordings.sections for sentence in section.sentences for name in sentence.figures]
    assert len(named) == len(set(named)) and set(named) == {figure.id for figure in figures}
