"""A user's catalogue file is checked before it is kept, used by the next build, and gone when it is removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.commands.build import BuildPlan, build_store
from etl.errors import KnowledgeError
from etl.knowledge import knowledge_state, load_knowledge
from etl.model import Extraction
from etl.own_catalogue import find_own_catalogue, load_own_catalogue, remove_own_catalogue, save_own_catalogue
from etl.pipeline import Job, run_job
from etl.store import Store

MINE = """theme: mine
label: {zh: 自定, en: Mine}
indicators:
  bookmobiles:
    label: {zh: 流动书车, en: Bookmobiles}
    definition: 流动图书车
    kind: count
    unit: 个
    units: [site, item]
    names: [流动图书车]
"""


def indicators_of(store: Store) -> list[str]:
    """The indicators of the figures in a store, in the order of the text."""
    current = store.current()
    assert current is not None
    return [str(name) for name in current.read("observations")["indicator"].to_pylist()]


def test_a_kept_file_is_used_by_every_build_until_it_is_removed(tmp_path: Path) -> None:
    report, store = tmp_path / "云县2024年报告.txt", Store(tmp_path / "data")
    report.write_text("云县2024年报告\n投放流动图书车12个。\n", encoding="utf-8")
    own = save_own_catalogue(store, "mine.yaml", MINE.encode())
    assert [one.id for one in own.added] == ["bookmobiles"] and own.replaced == ()
    build_store(store, BuildPlan((str(report),)))
    assert indicators_of(store) == ["bookmobiles"]
    assert remove_own_catalogue(store) and not remove_own_catalogue(store)
    build_store(store, BuildPlan())
    assert "bookmobiles" not in indicators_of(store) and load_own_catalogue(store) is None


def test_a_changed_file_counts_at_the_next_build_of_a_running_program(tmp_path: Path) -> None:
    report, store = tmp_path / "云县2024年报告.txt", Store(tmp_path / "data")
    report.write_text("云县2024年报告\n投放流动图书车12个。\n", encoding="utf-8")
    for name in ("bookmobiles", "book_trucks"):
        save_own_catalogue(store, "mine.yaml", MINE.replace("bookmobiles", name).encode())
        build_store(store, BuildPlan((str(report),)))
        assert indicators_of(store) == [name]


def test_a_file_that_changes_during_a_run_stops_it(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(MINE, encoding="utf-8")
    report = ("云县.txt", "云县2024年报告\n投放流动图书车12个。\n".encode())
    job = Job((report,), {}, mine, knowledge_state(mine))
    (done,) = run_job(job)
    assert isinstance(done, Extraction) and [row.indicator for row in done.observations] == ["bookmobiles"]
    mine.write_text(MINE.replace("bookmobiles", "book_trucks"), encoding="utf-8")
    # a process that has loaded the run's knowledge goes on with it; one that has not sees that it is gone
    assert run_job(job) == [done]
    with pytest.raises(KnowledgeError, match="请待文件改完后重新运行"):
        load_knowledge(mine, "0" * 16)


def test_an_entry_of_a_built_in_id_replaces_it(tmp_path: Path) -> None:
    own = save_own_catalogue(Store(tmp_path), "mine.yaml", MINE.replace("bookmobiles", "mediators").encode())
    assert [one.id for one in own.replaced] == ["mediators"] and own.added == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (MINE.replace("kind: count", "kind: cuont"), ("mine.yaml", "第 4 行", "bookmobiles", "cuont")),
        (MINE.replace("units: [site, item]", "units: [site, item"), ("mine.yaml", "行不合 YAML", "请改正")),
        ("a: 1\n", ("mine.yaml", "theme")),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_file_line_and_remedy_and_the_old_one_stays(
    tmp_path: Path, content: str, told: tuple[str, ...]
) -> None:
    store = Store(tmp_path)
    save_own_catalogue(store, "first.yaml", MINE.encode())
    with pytest.raises(KnowledgeError) as fault:
        save_own_catalogue(store, "C:\\reports\\mine.yaml", content.encode())
    assert all(word in str(fault.value) for word in told) and "/" not in str(fault.value).split("：")[0]
    kept = find_own_catalogue(store)
    assert kept is not None and kept.read_text(encoding="utf-8") == MINE


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    for data in (b"\xff\xfe\x00binary", b"x" * 3_000_000):
        with pytest.raises(KnowledgeError):
            save_own_catalogue(Store(tmp_path), "mine.yaml", data)
    assert find_own_catalogue(Store(tmp_path)) is None
