"""The command line as users call it, without waiting each time until Python has imported the program.

A call is a fork of a process that has imported the commands, loaded the knowledge and jieba's dictionary, and done nothing
else. A call with an environment of its own is a new `python -m etl`, since Python and the terminal's colours read the
environment as they start.
"""

from __future__ import annotations

import os
import subprocess
import sys
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import etl.__main__ as program
from etl.knowledge import load_knowledge
from tests.shared_material import ROOT

for _name in program.COMMANDS:
    program.load_command(_name)
load_knowledge().segmenter.tag("词典")
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload([__name__])


def run(*arguments: object, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """What a call of `python -m etl` in the checkout's folder gives: exit code, output, messages."""
    command = [sys.executable, "-m", "etl", *map(str, arguments)]
    if environment:
        return subprocess.run(command, cwd=ROOT, capture_output=True, input=stdin, env={**os.environ, **environment})
    with TemporaryDirectory() as folder:
        given, said, told = (Path(folder, name) for name in ("stdin", "stdout", "stderr"))
        given.write_bytes(stdin)
        call = FORKS.Process(target=_call, args=(command[3:], (given, said, told), dict(os.environ)))
        call.start()
        call.join()
        return subprocess.CompletedProcess(command, call.exitcode, said.read_bytes(), told.read_bytes())


def _call(arguments: list[str], streams: tuple[Path, Path, Path], environment: dict[str, str]) -> None:
    """Runs the command in this process, which is a fork, on files as its three streams."""
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in enumerate(streams):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    # as of `python -m etl`: usage lines name it so, and a pool's processes start from it
    sys.modules["__main__"], sys.argv = program, [str(program.__file__), *arguments]
    program.main()
