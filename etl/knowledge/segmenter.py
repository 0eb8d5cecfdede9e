"""Word boundaries and parts of speech by jieba, loaded with the catalogue's words.

The dictionary is read when the first word is asked for, because most runs that only link known indicators never
need it; the cache file stands beside the user's other caches, not in the shared temporary folder. The tags are read
here: jieba's own tagger takes a second to load a model that guesses unknown words, which nothing here asks for.
"""

from __future__ import annotations

import logging
import marshal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import jieba

from etl.knowledge.catalogue import Catalogue
from etl.knowledge.reader import FOLDER, check_keys, check_words, read_yaml


@dataclass(frozen=True)
class Segmenter:
    """Splits Chinese text into tagged words."""

    words: tuple[str, ...]
    nouns: tuple[str, ...] = ()
    endings: frozenset[str] = frozenset()
    rates: frozenset[str] = frozenset()
    cache: Path = field(default_factory=lambda: Path.home() / ".cache" / "fazhi-indicators")

    @cached_property
    def _tokenizer(self) -> jieba.Tokenizer:
        tokenizer = jieba.Tokenizer()
        jieba.setLogLevel(logging.WARNING)
        if _is_writable(self.cache):
            tokenizer.tmp_dir = str(self.cache)
        _initialize(tokenizer, self.cache / _CACHE)
        for word in (*self.words, *self.nouns):
            tokenizer.add_word(word)
        return tokenizer

    @cached_property
    def _tags(self) -> Mapping[str, str]:
        """The tag of each word of jieba's dictionary, whose lines are `word frequency tag`."""
        with self._tokenizer.get_dict_file() as dictionary:
            fields = dictionary.read().decode("utf-8").split()
        return dict(zip(fields[::3], map(sys.intern, fields[2::3]), strict=True))

    def tag(self, text: str) -> tuple[tuple[str, str], ...]:
        """The words of `text` in order, each with jieba's part-of-speech tag; `n` for words of the catalogue."""
        tags, known, nouns = self._tags, self._known, self._nouns
        words = self._tokenizer.cut(text, HMM=False)
        return tuple(
            (word, "n" if word in nouns else tags.get(word) or ("n" if word in known else "x")) for word in words
        )

    @cached_property
    def _nouns(self) -> frozenset[str]:
        return frozenset(self.nouns)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.words)


_CACHE = "jieba.cache"
"""What jieba calls the file in which it keeps the dictionary that it has worked out."""


def _initialize(tokenizer: jieba.Tokenizer, cache: Path) -> None:
    """Loads the dictionary from jieba's file at once: jieba reads it piece by piece, which takes four times as long."""
    try:
        tokenizer.FREQ, tokenizer.total = marshal.loads(cache.read_bytes())
        tokenizer.initialized = True
    except (OSError, EOFError, ValueError, TypeError):
        tokenizer.initialize()


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return True


def load_segmenter(catalogue: Catalogue, path: Path = FOLDER / "nouns.yaml") -> Segmenter:
    """A segmenter that knows the objects and names of the catalogue, and the nouns of `path`.

    Raises:
        KnowledgeError: the file breaks its grammar.
    """
    objects = (word for frame in catalogue.frames.values() for word in frame.objects)
    names = (word for indicator in catalogue.indicators.values() for word in (*indicator.names, *indicator.kinds))
    spelled = check_keys(path.name, read_yaml(path), ("nouns", "endings", "rates"))
    nouns = tuple(word for group in spelled["nouns"] for word in check_words(f"{path.name}：nouns", group))
    endings, rates = (check_words(f"{path.name}：{key}", spelled[key]) for key in ("endings", "rates"))
    return Segmenter(tuple(dict.fromkeys((*objects, *names))), nouns, frozenset(endings), frozenset(rates))
