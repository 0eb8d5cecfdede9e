"""The documents say what the program does: reference pages, commands, links and pictures of the READMEs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from etl.__main__ import COMMANDS
from tools.write_reference import FOLDER, PAGES

ROOT = Path(__file__).resolve().parent.parent
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
DOCUMENTS = (*READMES, *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "bench").glob("*.md")))
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_what_the_program_declares(name: str) -> None:
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run `python -m tools.write_reference`"


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_the_readmes_name_every_command_and_no_other(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"python -m etl ([a-z][a-z-]*)", text))
    assert named == set(COMMANDS)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_pictures_lead_somewhere(path: Path) -> None:
    targets = LINK.findall(path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_the_first_screen_has_the_two_commands_and_a_picture(path: Path) -> None:
    screen = "\n".join(path.read_text(encoding="utf-8").splitlines()[:60])
    assert "make run" in screen and "make test" in screen and "docs/screenshots/" in screen


def test_every_runtime_requirement_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    names = re.findall(r"^([A-Za-z0-9-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in names if not re.search(rf"\*\*[^*]*\b{name}\b[^*]*\*\*", reasons, re.IGNORECASE)] == []
