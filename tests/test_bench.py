"""The benchmarks run and tell figures of the right kind; how fast this machine is, is not tested."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import extraction, memory


def test_extraction_is_measured_against_its_peers(capsys: pytest.CaptureFixture[str]) -> None:
    speeds = extraction.main(["--rounds", "1", "--characters", "2000"])
    assert len(speeds) == 1 and min(speeds[0].extraction, speeds[0].tagger, speeds[0].scan) > 0
    assert speeds[0].over_tagger == pytest.approx(speeds[0].extraction / speeds[0].tagger)
    assert "extraction / posseg" in capsys.readouterr().out


def test_the_stages_and_the_text_without_numbers_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    extraction.main(["--rounds", "1", "--characters", "2000"])
    told = capsys.readouterr().out
    assert all(f"{stage} " in told for stage in ("segment", "quantities", "relations", "link", "attribute", "table"))
    assert "without sentences that hold a digit" in told


def test_sentences_with_a_digit_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("扎实推进普法。收到申请40件；完善制度。\n办结3件", encoding="utf-8")
    bare = extraction.without_numbers(extraction.read_documents([str(tmp_path)], 1))
    assert [document.text for document in bare] == ["扎实推进普法。完善制度。\n"]


def test_documents_are_repeated_until_there_are_enough(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("云县收到行政复议申请40件。", encoding="utf-8")
    documents = extraction.read_documents([str(tmp_path)], 100)
    assert 100 <= sum(len(document.text) for document in documents) < 120


def test_memory_is_measured_for_each_size(capsys: pytest.CaptureFixture[str]) -> None:
    runs = memory.main(["--sizes", "2,6"])
    assert [run.reports for run in runs] == [2, 6] and all(run.peak > 10 for run in runs)
    assert runs[1].size > runs[0].size
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_a_folder_holds_as_many_reports_as_asked_for(tmp_path: Path) -> None:
    assert memory.write_folder(tmp_path, 40) == len(list(tmp_path.iterdir())) == 40
