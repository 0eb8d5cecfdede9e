"""The same reports give the same bytes: whatever the number of processes, the hash seed, or the machine that reads."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from etl.demo import Settings, invent_panel, write_reports
from etl.store import Store
from etl.table import TABLES
from tests.command_line import run
from tests.test_commands import SEEDS


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with more reports than a batch holds, real and invented wordings among them."""
    folder = tmp_path_factory.mktemp("reports")
    for seed in SEEDS.glob("*.txt"):
        (folder / seed.name).write_bytes(seed.read_bytes())
    for report in write_reports(invent_panel(Settings(regions=12, years=2, indicators=20))):
        # without the first lines they count as texts like any other
        (folder / f"{report.name}.txt").write_text("\n".join(report.text.splitlines()[2:]), encoding="utf-8")
    return folder


def test_extract_writes_the_same_bytes_in_every_format(reports: Path, tmp_path: Path) -> None:
    for ending in (".csv", ".parquet", ".json"):
        written = set()
        for jobs, seed in ((1, "0"), (2, "42")):
            path = tmp_path / f"{jobs}{ending}"
            done = run("extract", reports, "-o", path, "-q", "--jobs", jobs, PYTHONHASHSEED=seed)
            assert done.returncode == 0, done.stderr.decode()
            written.add(path.read_bytes())
        assert len(written) == 1, ending


def test_build_writes_the_same_tables(reports: Path, tmp_path: Path) -> None:
    tables: dict[str, set[bytes]] = {name: set() for name in TABLES}
    for jobs, seed in ((1, "0"), (2, "42"), (1, "7")):
        folder = tmp_path / f"{jobs}-{seed}"
        done = run("build", reports, "--data", folder, "-q", "--jobs", jobs, PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr.decode()
        snapshot = Store(folder).current()
        assert snapshot is not None
        for name, found in tables.items():
            found.add(snapshot.path(name).read_bytes())
    assert {name for name, found in tables.items() if len(found) != 1} == set()


def test_a_cluster_gives_the_same_bytes_or_the_command_says_what_to_install(reports: Path, tmp_path: Path) -> None:
    """Either half is the whole test on its machine: the cluster's package is optional."""
    if find_spec("distributed") is None:
        done = run("extract", reports, "--cluster", "tcp://127.0.0.1:1")
        assert done.returncode == 2 and "pip install distributed" in done.stderr.decode()
        return
    from distributed import LocalCluster

    tcp = {"protocol": "tcp://", "host": "127.0.0.1", "dashboard_address": None}
    with LocalCluster(n_workers=1, processes=False, **tcp) as cluster:
        there = run("extract", reports, "-o", tmp_path / "c.csv", "-q", "--cluster", cluster.scheduler_address)
    assert there.returncode == 0, there.stderr.decode()
    here = run("extract", reports, "-o", tmp_path / "p.csv", "-q")
    assert here.returncode == 0 and (tmp_path / "c.csv").read_bytes() == (tmp_path / "p.csv").read_bytes()


def test_a_scheduler_that_does_not_answer_is_named(reports: Path) -> None:
    done = run("build", reports, "--data", reports.parent / "none", "--cluster", "tcp://127.0.0.1:1")
    message = done.stderr.decode()
    assert done.returncode == 2 and "Traceback" not in message
    assert "tcp://127.0.0.1:1：那里没有调度程序" in message or "pip install distributed" in message
