"""Loads forms.yaml: the tables that every office fills in alike, with what each of their columns counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.errors import KnowledgeError
from etl.knowledge.catalogue import Catalogue
from etl.knowledge.reader import FOLDER, check_keys, read_yaml


@dataclass(frozen=True, slots=True)
class FormColumn:
    """What one number of a row counts; an empty indicator where the catalogue has none for it."""

    indicator: str = ""
    part: str = ""
    measure: str = "level"


@dataclass(frozen=True, slots=True)
class FormRow:
    """A kind of row by its label: the part that it names, and its columns where they are its own."""

    label: re.Pattern[str]
    part: str
    columns: tuple[FormColumn, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A national table: `above` is found in the headings and headers over it; `others` lets any label be a part."""

    id: str
    above: re.Pattern[str]
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]
    others: bool


def load_forms(catalogue: Catalogue, path: Path = FOLDER / "forms.yaml") -> tuple[Form, ...]:
    """The forms of `path`.

    Raises:
        KnowledgeError: an entry breaks the grammar or names an indicator that the catalogue lacks.
    """
    entries = read_yaml(path)
    if not isinstance(entries, list):
        raise KnowledgeError(f"{path.name}：这里应是报表的列表；每张请以 `- id:` 开头")
    return tuple(_form(f"{path.name}：form {place}", entry, catalogue) for place, entry in enumerate(entries, 1))


def _form(where: str, entry: Any, catalogue: Catalogue) -> Form:
    if not isinstance(entry, dict):
        raise KnowledgeError(f"{where}：应有 `id`、`above`、`columns` 和 `rows`；请补全")
    whole = {"columns": [], "rows": [], "others": False, **entry}
    fields = check_keys(where, whole, ("id", "above", "columns", "rows", "others"))
    columns = _columns(where, fields["columns"], catalogue)
    rows = tuple(_row(where, row, columns, catalogue) for row in fields["rows"])
    return Form(fields["id"], _compile(where, fields["above"]), columns, rows, bool(fields["others"]))


def _row(where: str, entry: Any, columns: tuple[FormColumn, ...], catalogue: Catalogue) -> FormRow:
    fields = check_keys(f"{where}：rows", {"part": "", "columns": None, **entry}, ("label", "part", "columns"))
    own = columns if fields["columns"] is None else _columns(where, fields["columns"], catalogue)
    return FormRow(_compile(where, fields["label"]), str(fields["part"]), own)


def _columns(where: str, entries: Any, catalogue: Catalogue) -> tuple[FormColumn, ...]:
    columns = tuple(FormColumn(**entry) for entry in entries)
    for column in columns:
        if column.indicator and column.indicator not in catalogue.indicators:
            raise KnowledgeError(f"{where}：没有指标 {column.indicator}；请在 etl/knowledge/indicators 里查编号")
    return columns


def _compile(where: str, pattern: Any) -> re.Pattern[str]:
    try:
        return re.compile(str(pattern))
    except re.error as fault:
        raise KnowledgeError(f"{where}：{pattern} 不是正则表达式（{fault}）；请改正") from fault
