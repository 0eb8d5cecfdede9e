"""The CSV of a view: notes before the header that name its source, and rows that stay what they are."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from etl.knowledge.catalogue import load_catalogue
from tests.test_format import words
from views._exports import annotated_csv, csv_notes, note_lines
from views._state import View
from views._text import LANGUAGES, load_entries

ROWS = pd.DataFrame({"region": ["甲县", "=cmd"], "value": [1.5, None]})


def notes_of(**notes: str) -> str:
    """The notes of a file of the comparison."""
    return csv_notes(View("compare", words("zh"), notes=notes), "compare-x,2022", len(ROWS))


def test_each_note_is_one_cell_that_begins_with_a_hash_and_the_last_counts_them() -> None:
    lines = notes_of(built="2026-11-24T10:00:00").splitlines()
    assert all(line.startswith("# ") and "," not in line and '"' not in line for line in lines)
    assert f"{len(lines)} 行" in lines[-1] and "2026-11-24" in "".join(lines) and "演示" not in "".join(lines)


def test_invented_data_say_so_in_the_first_line() -> None:
    assert "虚构" in notes_of(demo="1").splitlines()[0]


def test_the_table_follows_its_notes_and_formulas_stay_text() -> None:
    notes = notes_of()
    content = annotated_csv(ROWS, notes)
    assert content.startswith(b"\xef\xbb\xbf# ") and content.count(b"\xef\xbb\xbf") == 1
    table = pd.read_csv(io.BytesIO(content), skiprows=len(notes.splitlines()))
    assert list(table.columns) == ["region", "value"] and list(table["region"]) == ["甲县", "'=cmd"]
    assert annotated_csv(ROWS, "").decode("utf-8-sig").startswith("region,value\n")


def test_every_indicator_is_defined_for_readers_of_both_languages() -> None:
    entries = load_entries()
    for one in load_catalogue().indicators:
        for language in LANGUAGES:
            assert "breakdown" not in entries[f"definition.{one}"][language]


@pytest.mark.parametrize("demo", [{}, {"demo": "1"}])
def test_the_page_of_downloads_counts_the_lines_that_a_file_begins_with(demo: dict[str, str]) -> None:
    view = View("compare", words("zh"), notes={"built": "2026-11-24", **demo})
    assert note_lines(view) == len(csv_notes(view, "compare", 3).splitlines())
