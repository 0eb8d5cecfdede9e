"""The command line: outputs, exit codes, determinism, bad input."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from tests.command_line import run
from tests.shared_material import ROOT

SEEDS = ROOT / "seeds"
TEXT = "云县2024年法治政府建设报告\n全县收到行政复议申请40件，审结38件。\n"


def test_extract_writes_every_kind_of_table(tmp_path: Path) -> None:
    readers = {
        ".csv": lambda p: pd.read_csv(p, dtype={"region_code": str}), ".xlsx": pd.read_excel, ".parquet": pd.read_parquet,
        ".json": pd.read_json, ".dta": lambda p: pd.read_stata(p, convert_missing=False),
    }  # fmt: skip
    tables = {}
    for ending, reader in readers.items():
        done = run("extract", SEEDS, "--output", tmp_path / f"o{ending}", "-q")
        assert done.returncode == 0, done.stderr.decode()
        tables[ending] = reader(tmp_path / f"o{ending}")
    lengths = {ending: len(table) for ending, table in tables.items()}
    assert len(set(lengths.values())) == 1 and lengths[".csv"] > 150, lengths
    sums = {ending: round(float(table["value"].sum()), 3) for ending, table in tables.items()}
    assert len(set(sums.values())) == 1, sums


def test_extract_to_standard_output_is_csv_and_reads_standard_input() -> None:
    done = run("extract", "-", stdin=TEXT.encode())
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0
    assert lines[0].startswith("observation_id,document_id,source") and len(lines) == 3


def test_output_is_the_same_on_one_and_two_processes_and_any_hash_seed(tmp_path: Path) -> None:
    outputs = set()
    for number, (jobs, seed) in enumerate([(1, "0"), (1, "42"), (2, "7")]):
        path = tmp_path / f"{number}.csv"
        done = run("extract", SEEDS, "--output", path, "-q", "--jobs", jobs, PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr.decode()
        outputs.add(path.read_bytes())
    assert len(outputs) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("extract", "gone.txt"), 2, "没有这个文件"),
        (("extract", SEEDS, "--output", "table.sav"), 2, "不支持这种表格"),
        (("extract", SEEDS, "--output", "/nowhere/else/o.csv"), 2, "无法写入"),
        (("extract", SEEDS, "--metadata", "gone.csv"), 2, "无法读取"),
        (("extract", SEEDS, "--catalogue", "gone.yaml"), 2, "无法读取"),
        (("extract",), 2, "PATHS"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(arguments: tuple[object, ...], code: int, word: str) -> None:
    done = run(*arguments)
    assert done.returncode == code
    assert word in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_bad_files_are_named_and_the_rest_is_done(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    done = run("extract", tmp_path, "--output", tmp_path / "o.csv")
    message = done.stderr.decode()
    assert done.returncode == 1
    assert "empty.txt" in message and "binary.txt" in message and "Traceback" not in message
    assert len(pd.read_csv(tmp_path / "o.csv")) == 2


def test_one_line_of_five_megabytes_is_read_in_bounded_time(tmp_path: Path) -> None:
    sentence = "全县收到行政复议申请40件，审结38件，其中维持20件、撤销3件，综合纠错率7.9%；"
    path = tmp_path / "line.txt"
    path.write_text(sentence * (5_000_000 // len(sentence.encode())), encoding="utf-8")
    start = time.monotonic()
    done = run("extract", path, "--output", tmp_path / "o.parquet", "-q")
    assert done.returncode == 0, done.stderr.decode()
    assert time.monotonic() - start < 240


def test_extract_neutralises_formulas(tmp_path: Path) -> None:
    path = tmp_path / "=cmd.txt"
    path.write_text("=HYPERLINK(1)2024年云县报告\n=SUM(A1)收到行政复议申请40件。\n", encoding="utf-8")
    done = run("extract", path, "--output", tmp_path / "o.csv", "-q")
    assert done.returncode == 0
    table = pd.read_csv(tmp_path / "o.csv", dtype=str, keep_default_na=False)
    cells = [cell for cell in table.to_numpy().ravel() if len(cell) > 1 and cell[0] in "=+-@" and not cell[1:2].isdigit()]
    assert cells == []


def test_a_typo_in_a_users_catalogue_names_file_entry_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "theme: mine\nlabel: {zh: 自定, en: Mine}\nindicators:\n  cats:\n    label: {zh: 猫, en: Cats}\n"
        "    definition: 猫\n    kind: cuont\n    unit: 只\n    units: [item]\n    names: [流浪猫]\n",
        encoding="utf-8",
    )
    done = run("extract", SEEDS, "--catalogue", path, "--output", tmp_path / "o.csv")
    assert done.returncode == 2
    assert all(word in done.stderr.decode() for word in ("mine.yaml", "cats", "kind", "count"))


def test_a_users_own_indicator_is_linked(tmp_path: Path) -> None:
    catalogue, report = tmp_path / "mine.yaml", tmp_path / "r.txt"
    catalogue.write_text(
        "theme: mine\nlabel: {zh: 自定, en: Mine}\nindicators:\n  bookmobiles:\n    label: {zh: 流动书车, en: Bookmobiles}\n"
        "    definition: 流动图书车\n    kind: count\n    unit: 个\n    units: [site, item]\n    names: [流动图书车]\n",
        encoding="utf-8",
    )
    report.write_text("云县2024年报告\n投放流动图书车12个。\n", encoding="utf-8")
    done = run("extract", report, "--catalogue", catalogue, "--output", tmp_path / "o.csv", "-q")
    assert done.returncode == 0, done.stderr.decode()
    assert list(pd.read_csv(tmp_path / "o.csv")["indicator"]) == ["bookmobiles"]


def test_build_then_build_again_keeps_what_did_not_change(tmp_path: Path) -> None:
    first = run("build", "--data", tmp_path)
    again = run("build", "--data", tmp_path)
    assert (first.returncode, again.returncode) == (0, 0)
    assert "新读 5" in first.stderr.decode() and "沿用 5" in again.stderr.decode()


def test_explain_shows_each_stage() -> None:
    done = run("explain", "区政府收到行政复议申请120件，其中维持60件。", "--region", "云县", "--year", "2024")
    shown = done.stdout.decode()
    assert done.returncode == 0
    assert all(word in shown for word in ("reconsideration_applications", "云南省/临沧市/云县", "维持", "120件"))
    assert "\x1b[" not in shown


def test_help_names_every_command_and_option() -> None:
    shown = run("--help").stdout.decode()
    assert all(name in shown for name in ("build", "extract", "explain", "score"))
    assert all(option in run("extract", "--help").stdout.decode() for option in ("--output", "--metadata", "--jobs", "--cluster"))


WRONG = "云县2024年法治政府建设报告\n县政府收到行政复议申请75件，其中经济类40件、治安类20件、其他5件。\n"


def test_check_passes_what_adds_up_and_reads_no_store(tmp_path: Path) -> None:
    done = run("check", SEEDS, FAZHI_DATA=str(tmp_path / "none"))
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    assert done.stdout == b"" and "成立 13" in done.stderr.decode() and not (tmp_path / "none").exists()


@pytest.mark.parametrize(("language", "said"), [("zh", "相加为 65，与总数“75件”不符"), ("en", "add up to 65, not to the total “75件”")])
def test_check_names_file_line_sentence_and_evidence(tmp_path: Path, language: str, said: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(WRONG, encoding="utf-8")
    done = run("check", path, "--lang", language)
    shown = done.stdout.decode()
    assert done.returncode == 1
    assert f"{path}:2: " in shown and said in shown and "sum_of_parts" in shown
    assert "县政府收到行政复议申请75件,其中经济类40件" in shown and "75件; 40件; 20件; 5件" in shown


def test_check_writes_its_findings_as_a_safe_csv_and_can_be_quiet(tmp_path: Path) -> None:
    path, output = tmp_path / "=cmd.txt", tmp_path / "new" / "findings.csv"
    path.write_text(WRONG, encoding="utf-8")
    command = [sys.executable, "-m", "etl", "check", path.name, "-q", "-o", str(output)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 1 and done.stdout == done.stderr == b""
    assert output.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = pd.read_csv(output)
    assert list(rows["code"]) == ["sum_of_parts"] and list(rows["severity"]) == ["error"]
    assert rows["source"].iloc[0].endswith("=cmd.txt") and not rows["source"].iloc[0].startswith("=")


def test_check_says_what_it_could_not_read_and_audits_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x00\x01\x02" * 50)
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    some, none = run("check", tmp_path), run("check", tmp_path / "a.txt")
    assert (some.returncode, none.returncode) == (1, 2)
    assert "1 份未能读取" in some.stderr.decode() and "失败" in some.stderr.decode()
