"""Confidence means what it says: the published bands hold on rows that it was not fitted on."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from etl.errors import KnowledgeError
from etl.knowledge import confidence as loader
from etl.knowledge.confidence import Scale, load_confidence
from tests.fresh.report import HELD, READ, all_passages
from tests.shared_material import need
from tools.confidence_samples import GOLD, Sample, fresh_samples, gold_samples
from tools.fit_confidence import FITTED, band_table, cross_validated

PUBLISHED = load_confidence()


@pytest.fixture(scope="module")
def held() -> list[Sample]:
    return [sample for half in HELD for sample in fresh_samples(half) if sample.is_linked]


@pytest.mark.slow
def test_every_published_band_holds_on_documents_left_out_of_the_fit() -> None:
    """Within 3 points, or two standard errors where a band has too few rows to tell."""
    need("gold")
    known = [sample for name in GOLD for sample in gold_samples(name)]
    fresh = [sample for half in FITTED for sample in fresh_samples(half)]
    samples = [sample for sample in (*known, *fresh) if sample.is_linked]
    published = {band.low: band.precision for band in PUBLISHED.bands}
    for low, mean, share, rows in band_table(cross_validated(samples), [sample.is_right for sample in samples]):
        allowed = max(0.03, 2 * math.sqrt(mean * (1 - mean) / rows))
        assert abs(share - mean) <= allowed, (low, mean, share, rows)
        assert abs(share - published[low]) <= allowed, (low, published[low], share, rows)


def test_the_bands_of_the_held_half_say_what_they_promise(held: list[Sample]) -> None:
    """Sentences that nobody tuned for or fitted on: within 3 points, or two standard errors of a band's few rows."""
    for low, high in ((0.0, 0.8), (0.8, 0.9), (0.9, 1.0)):
        inside = [sample for sample in held if low <= sample.confidence < high]
        mean = sum(sample.confidence for sample in inside) / len(inside)
        share = sum(sample.is_right for sample in inside) / len(inside)
        assert abs(share - mean) <= max(0.03, 2 * math.sqrt(mean * (1 - mean) / len(inside))), (low, mean, share)


def test_confidence_as_a_whole_is_calibrated_on_the_held_half(held: list[Sample]) -> None:
    expected = sum(sample.confidence for sample in held) / len(held)
    assert abs(expected - sum(sample.is_right for sample in held) / len(held)) <= 0.03


def test_more_confidence_means_more_right(held: list[Sample]) -> None:
    ranked = sorted(held, key=lambda sample: sample.confidence)
    third = len(ranked) // 3
    low, high = ranked[:third], ranked[-third:]
    assert sum(s.is_right for s in high) > sum(s.is_right for s in low) + 0.05 * third


def test_bands_rise_and_cover_everything() -> None:
    assert PUBLISHED.bands[0].low == 0.0
    assert [band.low for band in PUBLISHED.bands] == sorted(band.low for band in PUBLISHED.bands)
    assert sum(band.rows for band in PUBLISHED.bands) > 1000


def test_the_calibration_passages_are_read_by_nobody() -> None:
    """They are the file of their own and every fourth passage of the second round, beside those that are only measured."""
    calibration = {p.name for p in all_passages() if p.half == "calibration"}
    assert {name for name in calibration if not name.startswith("calibration:")} == {
        p.name for p in all_passages() if p.name.startswith("second/") and int(p.name.partition(":")[2]) % 4 == 0
    }
    assert not calibration & {p.name for p in all_passages() if p.half in READ}


@pytest.mark.parametrize(
    ("evidence", "probability"),
    [((), 0.5), ((("score", 2.0),), 0.8808), ((("unknown", 9.0),), 0.5), ((("score", 99.0),), 0.99)],
)
def test_a_scale_is_logistic_and_ignores_unknown_names(
    evidence: tuple[tuple[str, float], ...], probability: float
) -> None:
    scale = Scale(0.0, {"score": 1.0}, ((0.01, 0.01), (0.99, 0.99)))
    assert scale.probability(evidence) == pytest.approx(probability, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("linked: {}\n", "缺少 `unlinked`"),
        ("linked: {intercept: a, weights: {}, curve: [[0, 0], [1, 1]]}\nunlinked: {}\nbands: []\n", "不是数字"),
        ("linked: {intercept: 1, weights: {}, curve: [[1, 1], [0, 0]]}\nunlinked: {}\nbands: []\n", "curve 必须递增"),
    ],
)
def test_a_broken_file_is_named_with_its_remedy(
    text: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "confidence.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(loader, "FOLDER", tmp_path)
    with pytest.raises(KnowledgeError, match=r"confidence\.yaml") as fault:
        load_confidence()
    assert words in str(fault.value)
