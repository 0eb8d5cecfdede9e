"""Peak memory of `extract` over folders of 100, 1,000 and 3,000 reports: it must not grow with their number.

    python -m bench.memory [--sizes 100,1000,3000] [--jobs 1] [--output .csv]

The reports are those of the invented panel. Each run is a process of its own, whose peak resident memory the operating
system tells when it ends (Linux and macOS).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.demo import Settings, invent_panel, write_reports

ROOT = Path(__file__).resolve().parent.parent
_YEARS = 5
_UNIT = 1024 if sys.platform != "darwin" else 1
"""Bytes that `ru_maxrss` counts in."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of `extract`: reports, peak memory in MiB, rows written, and seconds."""

    reports: int
    peak: float
    size: int
    seconds: float


def write_folder(folder: Path, reports: int) -> int:
    """Write as many invented reports into a folder, and return how many there are."""
    settings = Settings(regions=-(-reports // _YEARS) + 3 + reports // 40, years=_YEARS, indicators=60, errors=0.0)
    written = 0
    for report in write_reports(invent_panel(settings)):
        if written >= reports:
            break
        (folder / f"{report.name}.txt").write_text(report.text, encoding="utf-8")
        written += 1
    return written


def run_extract(folder: Path, output: Path, jobs: int) -> Run:
    """Extract a folder in a process of its own.

    Raises:
        SystemExit: the extraction failed.
    """
    command = [sys.executable, "-m", "etl", "extract", str(folder), "-o", str(output), "-q", "--jobs", str(jobs)]
    child = subprocess.Popen(command, cwd=ROOT)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"extract ended with {child.returncode}")
    seconds = usage.ru_utime + usage.ru_stime
    return Run(len(list(folder.iterdir())), usage.ru_maxrss * _UNIT / 2**20, output.stat().st_size, seconds)


def main(arguments: Sequence[str] | None = None) -> list[Run]:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="100,1000,3000")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--output", default=".csv", help="kind of table: .csv, .parquet, .json")
    options = parser.parse_args(arguments)
    runs: list[Run] = []
    print("reports   peak MiB   output MiB   processor s")
    for size in (int(size) for size in options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "reports"
            folder.mkdir()
            write_folder(folder, size)
            runs.append(run_extract(folder, Path(place) / f"o{options.output}", options.jobs))
        run = runs[-1]
        print(f"{run.reports:>7,}   {run.peak:>8.0f}   {run.size / 2**20:>10.1f}   {run.seconds:>11.1f}")
    return runs


if __name__ == "__main__":
    main()
