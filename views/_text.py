"""The interface's words, in Chinese and in English, from `views/text/*.yaml`.

A file holds the words of one page; the key `title` of `compare.yaml` is `compare.title` here. Each entry has
both languages, which loading checks. What reports say is never here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import streamlit as st

from etl.errors import KnowledgeError
from etl.knowledge.reader import check_keys, read_yaml

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
FOLDER = Path(__file__).parent / "text"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; `words("compare.title")` is a sentence with its facts filled in."""

    language: Language
    by_key: Mapping[str, str]

    def __call__(self, key: str, **facts: object) -> str:
        """The words of `key`; `{name}` in them is replaced by the fact of that name."""
        text = self.by_key[key]
        return text.format(**facts) if facts else text

    def known(self, group: str, name: str, fallback: str | None = None) -> str:
        """The words for a code that the data bring (`level.county`); else `fallback`; else the code itself."""
        return self.by_key.get(f"{group}.{name}", name if fallback is None else fallback)

    def either(self, zh: object, en: object) -> str:
        """The Chinese or the English of two names in the data; the other where one is empty."""
        first, second = (zh, en) if self.language == "zh" else (en, zh)
        return str(first or second or "")


def load_entries(folder: Path = FOLDER) -> dict[str, dict[Language, str]]:
    """All words by key, each in both languages.

    Raises:
        KnowledgeError: a file is broken, or an entry lacks a language; names file, entry and remedy.
    """
    entries: dict[str, dict[Language, str]] = {}
    for path in sorted(folder.glob("*.yaml")):
        content = read_yaml(path)
        if not isinstance(content, Mapping):
            raise KnowledgeError(f"{path.name}：每行应是 `key: {{zh: …, en: …}}`；请照此改写")
        for key, entry in content.items():
            checked = check_keys(f"{path.name}：{key}", entry, LANGUAGES)
            entries[f"{path.stem}.{key}"] = {language: str(checked[language]) for language in LANGUAGES}
    return entries


@st.cache_resource(show_spinner=False)
def load_words(language: Language) -> Words:
    """The words of one language, read once for the whole app."""
    return Words(language, {key: entry[language] for key, entry in load_entries().items()})
