"""Groups of regions saved by name."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from etl.errors import StoreError
from etl.saved_groups import LONGEST_NAME, SavedGroup, delete_group, load_groups, save_group


def test_a_group_comes_back_as_saved(tmp_path: Path) -> None:
    saved = save_group(SavedGroup("  边境 县 ", ("990101", "990102", "990101", "")), tmp_path)
    assert saved == SavedGroup("边境 县", ("990101", "990102")) and load_groups(tmp_path) == (saved,)


@pytest.mark.parametrize("name", ["../../x", "a/b:c*?", "=1+1", "CON", "“引号”"])
def test_any_name_is_a_name(tmp_path: Path, name: str) -> None:
    save_group(SavedGroup(name, ("1",)), tmp_path)
    assert [group.name for group in load_groups(tmp_path)] == [name]
    assert all(path.parent == tmp_path / "groups" for path in tmp_path.rglob("*.json"))


def test_the_same_name_is_replaced_and_deleted_once(tmp_path: Path) -> None:
    save_group(SavedGroup("甲", ("1",)), tmp_path)
    save_group(SavedGroup("甲", ("2",)), tmp_path)
    assert load_groups(tmp_path) == (SavedGroup("甲", ("2",)),)
    assert delete_group("甲", tmp_path) and not delete_group("甲", tmp_path) and load_groups(tmp_path) == ()


def test_groups_saved_at_once_are_all_kept(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: save_group(SavedGroup(f"组{number:02}", ("1",)), tmp_path), range(40)))
    assert len(load_groups(tmp_path)) == 40 and not list(tmp_path.rglob("*.tmp"))


@pytest.mark.parametrize("group", [SavedGroup(" ", ("1",)), SavedGroup("长" * (LONGEST_NAME + 1), ("1",)), SavedGroup("空", ())])
def test_a_group_without_name_or_places_is_refused(tmp_path: Path, group: SavedGroup) -> None:
    with pytest.raises(StoreError):
        save_group(group, tmp_path)
    assert load_groups(tmp_path) == ()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    save_group(SavedGroup("甲", ("1",)), tmp_path)
    path = next(tmp_path.rglob("*.json"))
    path.write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match=path.name):
        load_groups(tmp_path)
