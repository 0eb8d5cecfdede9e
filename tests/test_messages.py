"""What the command line says is Chinese throughout, and every error says what to do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl import errors
from etl.__main__ import COMMANDS, load_command

ROOT = Path(__file__).resolve().parent.parent
FAULTS = {name for name, kind in vars(errors).items() if isinstance(kind, type)} | {"_NotFetched"}
CHINESE = re.compile("[\u4e00-\u9fff]")
PROSE = re.compile(r"\b[a-z]+ [a-z]+ [a-z]+\b")


def literal_of(node: ast.expr) -> str:
    """The words of a message, without what is filled in."""
    return "".join(str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant))


def messages() -> Iterator[tuple[str, str]]:
    """Place and words of every error that is raised with words of its own."""
    for path in (path for folder in ("etl", "analysis", "views") for path in sorted((ROOT / folder).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FAULTS and node.args:
                words = literal_of(node.args[0])
                if len(words) > 2:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", words


def helps() -> Iterator[tuple[str, str]]:
    """The help of every command and of each of its parameters."""
    for name, command in ((name, load_command(name)) for name in COMMANDS):
        yield name, command.help
        yield from ((f"{name} {one.name}", one.help) for one in command.params if one.name != "help")


@pytest.mark.parametrize(("place", "words"), list(messages()))
def test_an_error_is_told_in_chinese(place: str, words: str) -> None:
    told = re.sub("`[^`]*`|pip install distributed", "", words)
    assert CHINESE.search(told) and not PROSE.search(told), place


@pytest.mark.parametrize(("place", "words"), [one for one in messages() if one[0].startswith("etl/")])
def test_an_error_says_what_to_do(place: str, words: str) -> None:
    assert "请" in words or "保持原样" in words, place


@pytest.mark.parametrize(("place", "words"), list(helps()))
def test_help_is_chinese(place: str, words: str) -> None:
    assert words and CHINESE.search(words) and words.endswith("。"), place
