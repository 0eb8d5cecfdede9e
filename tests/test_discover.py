"""`discover` and a user's own catalogue: what is found can be pasted, loads, and then links."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

from etl.errors import KnowledgeError
from etl.knowledge.catalogue import load_catalogue
from etl.model import Document, Metadata, Provenance
from etl.pipeline import extract
from tests.command_line import run
from tests.fresh.report import knowledge
from tests.shared_material import ROOT

LINES = "江川区2023年法治政府建设报告\n全区建成标准化司法所{n}个，配备执法记录仪{n}台。收到行政复议申请{n}件。\n"
ENTRY = """theme: own
label: {{zh: 自选, en: Own}}
indicators:
  {name}:
    label: {{zh: 司法所数, en: Judicial offices}}
    definition: 司法所
    kind: count
    unit: 个
    names: [{word}]
    units: [site]
"""


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(4):
        (folder / f"r{number}.txt").write_text(LINES.format(n=number + 11), encoding="utf-8")
    return folder


def test_what_is_found_loads_as_a_catalogue_and_links(reports: Path, tmp_path: Path) -> None:
    own, before, after = tmp_path / "own.yaml", tmp_path / "before.csv", tmp_path / "after.csv"
    done = run("discover", reports, "--output", own, "-q")
    assert done.returncode == 0, done.stderr.decode()
    entries = yaml.safe_load(own.read_text(encoding="utf-8"))["indicators"]
    labels = {entry["label"]["zh"] for entry in entries.values()}
    assert any("司法所" in label for label in labels)
    assert not any("行政复议" in label for label in labels)
    assert set(entries) <= set(load_catalogue(own).indicators)
    assert run("extract", reports, "--output", before, "-q").returncode == 0
    assert run("extract", reports, "--output", after, "-q", "--catalogue", own).returncode == 0
    old, new = pd.read_csv(before), pd.read_csv(after)
    assert not old["indicator"].isin(list(entries)).any()
    assert int(new["indicator"].isin(list(entries)).sum()) >= 4
    assert (old["indicator"] == "reconsideration_applications").sum() == (new["indicator"] == "reconsideration_applications").sum()


SAID = [
    ("建成综治中心86个。", "综治中心"),
    ("聘任法治副校长312名。", "法治副校长"),
    ("评选“最美执法人”15名。", "最美执法人"),
    ("开展企业“法治体检”1,203次。", "法治体检"),
    ("城镇居民人均可支配收入达到45,210元。", "城镇居民人均可支配收入"),
    ("选聘特邀行政执法监督员96名。", "特邀行政执法监督员"),
    ("“一村一辅警”配备率达100%。", "一村一辅警配备率"),
    ("组建法治宣讲团31支。", "法治宣讲团"),
    ("共排查出租房屋1.3万间。", "出租房屋"),
    ("设立基层立法联系点18个。", "基层立法联系点"),
    ("全市共有23个综合执法大队。", "综合执法大队"),
    ("行政执法监督员队伍发展到206人。", "行政执法监督员队伍"),
]


@pytest.mark.parametrize(("sentence", "label"), SAID)
def test_a_label_is_the_head_of_its_noun_phrase(sentence: str, label: str) -> None:
    text = f"江川区2023年工作报告\n{sentence}\n"
    document = Document("0" * 16, text, Provenance("case", "", "utf-8", len(text)), Metadata("江川区", 2023))
    assert [row.label for row in extract(document, knowledge()).observations] == [label]


def test_labels_that_end_alike_are_counted_together_and_general_words_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    for number, kind in enumerate(("", "", "标准化", "示范性")):
        line = f"江川区2023年工作报告\n建成{kind}综治中心{number + 21}个。\n解决问题{number + 31}个，企业{number + 5}家。\n"
        (folder / f"r{number}.txt").write_text(line, encoding="utf-8")
    text = run("discover", folder, "--min-count", 4, "-q").stdout.decode()
    assert "# 综治中心：4 次，见于 4 份报告" in text and "也写作：" in text
    labels = {entry["label"]["zh"] for entry in yaml.safe_load(text)["indicators"].values()}
    assert labels == {"综治中心"}


def test_examples_and_counts_stand_beside_each_entry(reports: Path) -> None:
    done = run("discover", reports, "-q")
    text = done.stdout.decode()
    assert "4 次，见于 4 份报告" in text and "例：" in text and "r0.txt" in text


def test_rare_labels_are_left_out_and_nothing_found_still_loads(reports: Path, tmp_path: Path) -> None:
    own = tmp_path / "none.yaml"
    assert run("discover", reports, "--min-count", 99, "--output", own, "-q").returncode == 0
    assert yaml.safe_load(own.read_text(encoding="utf-8"))["indicators"] == {}
    assert load_catalogue(own).indicators.keys() == load_catalogue().indicators.keys()


def test_the_entries_found_in_the_seeds_load(tmp_path: Path) -> None:
    own = tmp_path / "seeds.yaml"
    assert run("discover", ROOT / "seeds", "--min-count", 1, "--output", own, "-q").returncode == 0
    assert len(load_catalogue(own).indicators) > len(load_catalogue().indicators)


def test_output_is_the_same_every_time(reports: Path) -> None:
    assert run("discover", reports, PYTHONHASHSEED="1").stdout == run("discover", reports, PYTHONHASHSEED="2").stdout


@pytest.mark.parametrize("command", ["extract", "explain", "discover"])
def test_an_entry_that_replaces_a_built_in_one_is_announced(command: str, reports: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(ENTRY.format(name="gazette_issues", word="司法所"), encoding="utf-8")
    done = run(command, reports / "r0.txt", "--catalogue", own)
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert "own.yaml" in said and "gazette_issues" in said


def test_a_name_of_a_built_in_entry_is_announced(reports: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(ENTRY.format(name="own_gazettes", word="政府公报"), encoding="utf-8")
    said = run("extract", reports, "--catalogue", own).stderr.decode()
    assert "政府公报" in said and "gazette_issues" in said


@pytest.mark.parametrize("command", ["extract", "explain", "discover"])
def test_a_broken_catalogue_names_file_entry_and_remedy(command: str, reports: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(ENTRY.format(name="own_offices", word="司法所").replace("units: [site]", "units: [sights]"), encoding="utf-8")
    done = run(command, reports / "r0.txt", "--catalogue", own)
    said = done.stderr.decode()
    assert done.returncode == 2
    assert "own.yaml" in said and "own_offices" in said and "unit_groups.yaml" in said
    missing = run(command, reports / "r0.txt", "--catalogue", tmp_path / "gone.yaml")
    assert missing.returncode == 2 and "gone.yaml" in missing.stderr.decode()


def test_a_catalogue_that_is_no_yaml_says_where(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("theme: [", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"own\.yaml"):
        load_catalogue(own)
