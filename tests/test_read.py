"""Encodings, bad files, folders, archives and metadata."""

from __future__ import annotations

import codecs
import io
import os
import zipfile
from pathlib import Path

import pytest

from etl.errors import ReadError, SchemaError
from etl.model import Metadata
from etl.read import expand_sources, read_document, read_metadata
from etl.read.metadata import metadata_of
from etl.read.plain import decode
from etl.read.sources import MOST_BYTES

TEXT = "云县2024年法治政府建设报告\n全县调解纠纷10件。\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("gbk"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_text_is_read_in_its_encoding(data: bytes, encoding: str) -> None:
    decoded = decode(data, "x.txt")
    assert (decoded.text, decoded.encoding, decoded.undecoded) == (TEXT, encoding, 0)


def test_line_ends_stay_as_they_are() -> None:
    assert decode("一\r\n二\r三".encode(), "x").text == "一\r\n二\r三"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "空的"), (b" \n\t", "空的"), ("\ufeff \n".encode(), "空白"), (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "Office"), (b"\x89PNG\r\n\x1a\n", "PNG"), (bytes(range(256)) * 40, "不是文本"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_with_a_remedy(data: bytes, word: str) -> None:
    with pytest.raises(ReadError, match=word) as caught:
        decode(data, "报告.txt")
    assert "报告.txt" in str(caught.value) and "；" in str(caught.value)


def test_mixed_encodings_are_read_and_doubted(tmp_path: Path) -> None:
    path = tmp_path / "mixed.txt"
    path.write_bytes((TEXT * 40).encode() + "附件".encode("gb18030") + b"\n")
    document, issues = read_document(next(expand_sources([str(path)])), {})
    assert document.text.startswith(TEXT)
    assert [issue.code for issue in issues] == ["mixed_encoding"]


def names(*paths: str) -> list[str]:
    return [Path(source.name).name for source in expand_sources(paths)]


def test_folders_globs_and_archives_give_their_reports(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "sub" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "note.jpg").write_bytes(b"x")
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("../../escape.txt", TEXT)
        archive.writestr("inner/d.txt", TEXT)
        archive.writestr("picture.png", b"x")
    assert names(str(tmp_path)) == ["b.txt", "escape.txt", "d.txt", "a.txt"]
    assert names(str(tmp_path / "*.txt")) == ["b.txt"]
    documents = [read_document(source, {})[0] for source in expand_sources([str(tmp_path / "c.zip")])]
    assert {d.text for d in documents} == {TEXT}
    assert not (tmp_path.parent / "escape.txt").exists()


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda folder: folder / "gone.txt", "没有这个文件"),
        (lambda folder: folder / "*.txt", "没有匹配的文件"),
        (lambda folder: folder, "文件夹里没有报告"),
    ],
)
def test_a_path_that_leads_nowhere_says_so(tmp_path: Path, make: object, word: str) -> None:
    (source,) = expand_sources([str(make(tmp_path))])  # type: ignore[operator]
    with pytest.raises(ReadError, match=word):
        source.load()


def test_a_file_without_permission_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads everything, so the system's answer is given by hand
        monkeypatch.setattr(Path, "read_bytes", _denied)
    with pytest.raises(ReadError, match="没有读取权限"):
        next(expand_sources([str(path)])).load()


def _denied(_: Path) -> bytes:
    raise PermissionError(13, "Permission denied")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as handle:
        handle.truncate(200 * 1024 * 1024)
    assert path.stat().st_size > MOST_BYTES
    with pytest.raises(ReadError, match="过大"):
        next(expand_sources([str(path)])).load()


def test_a_bad_archive_says_so(tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    (source,) = expand_sources([str(path)])
    with pytest.raises(ReadError, match="压缩包无法打开"):
        source.load()


def test_standard_input_is_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert next(expand_sources(["-"])).load() == TEXT.encode()


def test_metadata_is_found_by_name_or_stem(tmp_path: Path) -> None:
    path = tmp_path / "meta.csv"
    path.write_text("\ufeffsource,region,year\nr1,云县,2024\nr2.txt,沧源县,\n", encoding="utf-8")
    entries = read_metadata(path)
    assert metadata_of("/reports/r1.txt", entries) == Metadata("云县", 2024)
    assert metadata_of("C:\\reports\\r2.txt", entries) == Metadata("沧源县")
    assert metadata_of("r3.txt", entries) == Metadata()


def test_metadata_may_describe_a_place_that_no_list_has(tmp_path: Path) -> None:
    path = tmp_path / "meta.csv"
    path.write_text("source,region,region_code,region_path,level\nr1,甲镇,999999,甲省/甲县/甲镇,township\n", encoding="utf-8")
    entry = read_metadata(path)["r1"]
    assert entry == Metadata("甲镇", region_code="999999", region_path="甲省/甲县/甲镇", level="township")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("name,year\nx,1\n", "source"), ("source,year\nx,二〇二四\n", "第 2 行"),
        ("source,level\nx,village\n", "level 是 'village'；请用"), ("source,region_code\nx,53O9\n", "请只写六位数字"),
    ],
)  # fmt: skip
def test_bad_metadata_names_place_and_remedy(tmp_path: Path, content: str, word: str) -> None:
    path = tmp_path / "meta.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SchemaError, match=word):
        read_metadata(path)
