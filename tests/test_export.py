"""The data package: CSV that Excel reads, a description that fits it, texts for which the offsets hold."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from etl.store import Store
from etl.table import TABLES
from tests.command_line import run
from tests.invented_store import REPORTS, build_store, hostile_report


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of a store with a hostile report."""
    folder = tmp_path_factory.mktemp("export")
    build_store(folder / "data", (*REPORTS, hostile_report()))
    done = run("export", "--data", folder / "data", "-o", folder / "package", "--stata")
    assert done.returncode == 0, done.stderr.decode()
    return folder / "package"


def _csv(package: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(package / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")


def test_every_table_is_described_as_it_is(package: Path) -> None:
    about = json.loads((package / "datapackage.json").read_text("utf-8"))
    assert [resource["name"] for resource in about["resources"]] == list(TABLES)
    for resource in about["resources"]:
        data = (package / resource["path"]).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf") and resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert [field["name"] for field in resource["schema"]["fields"]] == list(_csv(package, resource["name"]).columns)
        assert all(field["title"] and field["description"] for field in resource["schema"]["fields"])


def test_the_numbers_are_those_of_the_store_and_stand_in_the_texts(package: Path) -> None:
    rows = _csv(package, "observations")
    snapshot = Store(package.parent / "data").current()
    assert snapshot is not None and len(rows) == snapshot.read("observations").num_rows > 100
    for row in rows.itertuples():
        text = (package / "texts" / f"{row.document_id}.txt").read_bytes().decode("utf-8")
        assert text[int(row.start) : int(row.end)] == row.text


def test_no_cell_is_a_formula_and_the_readme_names_every_column(package: Path) -> None:
    for name in TABLES:
        cells = _csv(package, name).to_numpy().ravel()
        assert not [cell for cell in cells if len(cell) > 1 and cell[0] in "=+-@" and not cell[1:2].isdigit()]
    readme = (package / "README.md").read_text("utf-8")
    assert all(f"`{column.name}`" in readme for name in TABLES for column in TABLES[name] if column.name != "text")


def test_stata_has_labels(package: Path) -> None:
    with pd.io.stata.StataReader(package / "observations.dta") as reader:
        labels = reader.variable_labels()
        assert len(reader.read()) == len(_csv(package, "observations"))
    assert labels["value"] == "数值（基本单位）" and "end_" in labels


def test_an_empty_store_and_a_folder_that_cannot_be_written_are_told(package: Path, tmp_path: Path) -> None:
    empty = run("export", "--data", tmp_path, "-o", tmp_path / "x")
    assert empty.returncode == 2 and "etl build" in empty.stderr.decode()
    closed = run("export", "--data", package.parent / "data", "-o", "/proc/x")
    assert closed.returncode == 2 and "无法写入" in closed.stderr.decode()
