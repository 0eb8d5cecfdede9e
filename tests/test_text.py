"""The interface's words: both languages complete, the same facts in both, every key used and every used key there."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from etl.errors import KnowledgeError
from etl.knowledge.issues import load_issues
from etl.knowledge.reader import FOLDER as KNOWLEDGE
from etl.knowledge.reader import read_yaml
from views._text import LANGUAGES, Words, load_entries

ENTRIES = load_entries()
SOURCES = "\n".join(path.read_text("utf-8") for path in [*Path("views").rglob("*.py"), Path("dashboard.py")])
# Keys that are put together from a code in the data: their group is named where they are used.
GROUPS = set(re.findall(r"""(?:known\(\s*["']|f["'])(\w+)(?:["']|\.\{)""", SOURCES))
USED = set(re.findall(r"""["']([a-z]+\.[a-z_0-9]+)["']""", SOURCES))
PREFIXES = set(re.findall(r'f["\'](\w+\.\w+_)\{', SOURCES))


def facts_of(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(ENTRIES))
def test_an_entry_has_both_languages_and_the_same_facts(key: str) -> None:
    entry = ENTRIES[key]
    assert set(entry) == set(LANGUAGES)
    assert all(entry[language].strip() for language in LANGUAGES) or key.startswith("numbers.")
    assert facts_of(entry["zh"]) == facts_of(entry["en"])


@pytest.mark.parametrize(
    "key", sorted(key for key in USED if key.split(".")[0] in {name.split(".")[0] for name in ENTRIES})
)
def test_a_used_key_exists(key: str) -> None:
    assert key in ENTRIES


@pytest.mark.parametrize("key", sorted(ENTRIES))
def test_no_entry_is_left_over(key: str) -> None:
    group, name = key.split(".")
    assert (
        key in USED
        or group in GROUPS
        or (name in ("title", "lead") and Path(f"views/{group}.py").exists())
        or any(key.startswith(prefix) for prefix in PREFIXES)
    )


@pytest.mark.parametrize("key", sorted(key for key in ENTRIES if not key.startswith("units.")))
def test_chinese_uses_chinese_punctuation(key: str) -> None:
    text = re.sub(r"`[^`]*`", "", ENTRIES[key]["zh"])
    assert not re.search(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]", text)


def test_english_has_no_chinese_but_names_of_languages() -> None:
    allowed = {"common.language_zh"}
    assert [
        key for key, entry in ENTRIES.items() if re.search("[\u4e00-\u9fff]", entry["en"]) and key not in allowed
    ] == []


def test_an_entry_without_a_language_names_file_and_remedy(tmp_path: Path) -> None:
    (tmp_path / "page.yaml").write_text("title: {zh: 题}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"page.yaml：title：缺少 `en`；请补上"):
        load_entries(tmp_path)


def test_a_code_without_words_is_shown_as_it_is() -> None:
    words = Words("en", {"level.county": "County"})
    assert [words.known("level", "county"), words.known("level", "x"), words.known("level", "x", "")] == [
        "County",
        "x",
        "",
    ]


def test_a_name_that_one_language_lacks_is_shown_in_the_other() -> None:
    assert Words("en", {}).either("甲", "") == "甲" and Words("zh", {}).either("甲", "A") == "甲"


def test_every_code_of_the_knowledge_has_words() -> None:
    reasons = set(read_yaml(KNOWLEDGE / "masks.yaml"))
    doubts = set(load_issues())
    assert {f"unread.{reason}" for reason in reasons} | {f"issue.{code}" for code in doubts} <= set(ENTRIES)
