"""The audit on whole reports: what stands in the seeds is found and held, one changed digit is found, clean texts are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.audit import find_alarms
from bench.audit import Auditor, checkable_places, corrupt, read_documents
from etl.model import Document
from etl.read import read_metadata
from tests.shared_material import ROOT, SHARED

AUDITOR = Auditor()
COPIES, SEED = 200, 20261124
FOUND, ALARMED = 0.95, 0.92
FALSE_ALARMS = 0.1
"""Alarms for each report at most."""


def seeds() -> dict[str, Document]:
    """The five reports by the county or city that their text begins with."""
    return {document.provenance.source[-24:-21]: document for document in read_documents([str(ROOT / "seeds")], {})}


def all_reports() -> list[Document]:
    """The seeds, and the gold texts where they stand beside the checkout."""
    folders = [ROOT / "seeds", *(path for name in ("dev", "real") if (path := SHARED / "gold" / name).exists())]
    table = SHARED / "gold" / "real_metadata.csv"
    return read_documents([str(folder) for folder in folders], read_metadata(table) if table.exists() else {})


def identities(document: Document, status: str = "held") -> set[tuple[str, ...]]:
    """The identities of a report that end so, each as its code and its figures as printed."""
    checks = [check for check in AUDITOR.checks(document) if check.status == status]
    return {(c.code, *(document.text[f.start : f.end] for f in c.figures)) for c in checks}


PROPOSALS = {
    ("sum_of_parts", "93件", "39件", "32件", "22件"),
    ("share_of_whole", "41.94%", "39件", "93件"),
    ("share_of_whole", "34.4%", "32件", "93件"),
    ("share_of_whole", "23.66%", "22件", "93件"),
    ("shares_to_hundred", "41.94%", "34.4%", "23.66%"),
    ("stated_twice", "93件", "93件"),
}


def test_the_identities_that_stand_in_the_seeds_are_found_and_held() -> None:
    by_name = seeds()
    assert identities(by_name["000"]) >= PROPOSALS
    assert ("part_above_total", "673项", "755项") in identities(by_name["001"])
    assert ("order", "15件", "99件") in identities(by_name["002"])
    assert ("stated_twice", "1371项", "1371项") in identities(by_name["004"])
    assert not any(identities(document, "broken") for document in by_name.values())


@pytest.mark.parametrize(
    ("printed", "wrong"),
    [
        ("提案93件", "提案98件"), ("采纳的39件", "采纳的36件"), ("解决的32件", "解决的82件"), ("说明的22件", "说明的21件"),
        ("41.94%", "41.24%"), ("34.4%", "84.4%"), ("34.4%", "34.7%"), ("23.66%", "28.66%"), ("23.66%", "23.65%"),
        ("93件提案", "95件提案"),
    ],
)  # fmt: skip
def test_each_wrong_number_is_reported_with_its_sentence(printed: str, wrong: str) -> None:
    document = seeds()["000"]
    assert document.text.count(printed) == 1
    broken = AUDITOR.audit(replace(document, text=document.text.replace(printed, wrong))).checks.query("status == 'broken'")
    assert any(wrong in sentence for sentence in broken["sentence"])
    figure = wrong.strip("提案采纳的解决说明")
    assert any(figure in text for text in broken["explanation_zh"])


@pytest.mark.slow
def test_one_changed_digit_is_found_in_copies_of_real_reports() -> None:
    documents = all_reports()
    places = [place for document in documents for place in checkable_places(document, AUDITOR.checks(document))]
    changes = [change for change in corrupt(AUDITOR, places, COPIES, SEED) if change.is_false]
    assert len(changes) == COPIES
    assert sum(bool(change.findings) for change in changes) >= FOUND * COPIES
    assert sum(bool(change.alarms) for change in changes) >= ALARMED * COPIES


def test_reports_as_they_are_raise_hardly_an_alarm() -> None:
    documents = all_reports()
    alarms = sum(len(find_alarms(AUDITOR.audit(document).checks)) for document in documents)
    assert alarms <= FALSE_ALARMS * len(documents)
