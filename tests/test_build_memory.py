"""What later builds know of earlier ones: metadata, the user's catalogue, and sources that are gone."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from etl.commands.build import BuildPlan, BuildResult, build_store
from etl.model import Metadata
from etl.store import Store

TEXT = "全年受理行政复议案件12件，审结10件。\n"


def build(store: Store, plan: BuildPlan) -> BuildResult:
    """One build in this process."""
    return build_store(store, plan)


def region_of(store: Store) -> tuple[str, int | None]:
    """The region and year of the only report."""
    snapshot = store.current()
    assert snapshot is not None
    (row,) = snapshot.read("documents").to_pylist()
    return row["region"], row["report_year"]


def test_metadata_of_an_earlier_build_hold_in_a_later_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    store = Store(tmp_path / "data")
    build(store, BuildPlan((str(tmp_path / "a.txt"),), {"a": Metadata("云县", 2023)}))
    assert region_of(store) == ("云县", 2023)
    again = build(store, BuildPlan())
    assert region_of(store) == ("云县", 2023) and (again.fresh, again.kept) == (0, 1)


def test_metadata_of_one_report_do_not_make_others_stale(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"{name}{TEXT}", encoding="utf-8")
    store = Store(tmp_path / "data")
    build(store, BuildPlan((str(tmp_path),)))
    again = build(store, BuildPlan(metadata={"a": Metadata("云县", 2023)}))
    assert (again.fresh, again.kept) == (1, 1)


def test_the_users_catalogue_holds_until_a_rebuild(tmp_path: Path) -> None:
    catalogue = tmp_path / "mine.yaml"
    catalogue.write_text(
        "theme: mine\nlabel: {zh: 自定, en: Mine}\nindicators:\n  my_trees:\n    label: {zh: 植树数, en: Trees}\n"
        "    definition: 植树\n    kind: count\n    unit: 棵\n    units: [item]\n    names: [植树]\n",
        encoding="utf-8",
    )
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    store = Store(tmp_path / "data")
    build(store, BuildPlan((str(tmp_path / "a.txt"),), catalogue=catalogue))
    build(store, BuildPlan())
    snapshot = store.current()
    assert snapshot is not None and "my_trees" in snapshot.read("indicators")["id"].to_pylist()
    build(store, BuildPlan((str(tmp_path / "a.txt"),), rebuild=True))
    rebuilt = store.current()
    assert rebuilt is not None and "my_trees" not in rebuilt.read("indicators")["id"].to_pylist()


def test_sources_that_are_gone_leave_without_a_complaint(tmp_path: Path) -> None:
    archive, kept = tmp_path / "old.zip", tmp_path / "b.txt"
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("a.txt", TEXT)
    kept.write_text(f"另：{TEXT}", encoding="utf-8")
    store = Store(tmp_path / "data")
    assert build(store, BuildPlan((str(archive), str(kept)))).documents == 2
    archive.unlink()
    again = build(store, BuildPlan())
    assert (again.documents, again.failures) == (1, [])


def test_a_build_from_another_folder_keeps_what_a_relative_path_brought(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text(TEXT, encoding="utf-8")
    store = Store(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    build(store, BuildPlan(("reports",)))
    monkeypatch.chdir(tmp_path / "reports")
    again = build(store, BuildPlan())
    assert (again.documents, again.kept) == (1, 1)


def test_the_manifest_does_not_grow_with_the_reports(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number}.txt").write_text(f"{number}号：{TEXT}", encoding="utf-8")
    store = Store(tmp_path / "data")
    build(store, BuildPlan((str(tmp_path),), {str(n): Metadata("云县", 2023) for n in range(30)}))
    snapshot = store.current()
    assert snapshot is not None and not {"sources", "metadata"} & set(snapshot.manifest)
    assert len(store.recipe()["sources"]) == len(store.recipe()["metadata"]) == 30
    assert "knowledge" in store.recipe()
