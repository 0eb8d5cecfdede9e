"""Handed-in files: safe names, batches that are staged, accepted and undone."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from etl.errors import StoreError
from etl.store import Store
from etl.uploads import accept_batch, accepted_batches, remove_batch, stage_batch


@pytest.mark.parametrize(
    "given",
    ["../../etc/passwd", "..\\..\\boot.ini", "/abs/报告.txt", "a/b/../c.txt", "..", "", "x\x00y.txt", "$(rm -rf).txt", "长" * 300 + ".txt"],
)
def test_no_name_leads_out_of_the_batch(tmp_path: Path, given: str) -> None:
    batch = stage_batch(Store(tmp_path), [(given, b"text")])
    (file,) = batch.files
    assert file.resolve().parent == batch.folder.resolve() and file.read_bytes() == b"text"
    assert len(file.name) < 120 and not set(file.name) & set("/\\$\x00")


def test_files_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    batch = stage_batch(Store(tmp_path), [("a.txt", b"1"), ("x/a.txt", b"2")])
    assert sorted(file.read_bytes() for file in batch.files) == [b"1", b"2"]


def test_a_batch_counts_only_when_it_is_accepted_and_can_be_undone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    staged = stage_batch(store, [("报告.txt", "全县受理3件。".encode())])
    assert accepted_batches(store) == ()
    batch = accept_batch(staged)
    assert accepted_batches(store) == (batch,) and batch.files[0].name == "报告.txt"
    assert batch.when == time.strftime("%Y-%m-%d %H:%M") or batch.when[:13] == time.strftime("%Y-%m-%d %H")
    remove_batch(batch)
    assert accepted_batches(store) == ()


def test_what_nobody_accepted_is_removed_after_a_day(tmp_path: Path) -> None:
    store = Store(tmp_path)
    forgotten = stage_batch(store, [("a.txt", b"1")])
    os.utime(forgotten.folder, (0, 0))
    kept = stage_batch(store, [("b.txt", b"2")])
    assert not forgotten.folder.exists() and kept.folder.exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(StoreError, match="无法写入"):
        stage_batch(Store(tmp_path), [("a.txt", b"1")])
