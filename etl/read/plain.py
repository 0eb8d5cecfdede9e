"""Bytes of a text file -> its characters.

A byte-order mark decides; else strict UTF-8, strict GB18030, UTF-16 where every other byte is zero or the halves
look Chinese, and at last the encoding that leaves the fewest undecodable characters.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from etl.errors import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_SIGNATURES = (
    (b"%PDF-", " PDF"), (b"PK\x03\x04", " Office 文件或压缩包"), (b"\xd0\xcf\x11\xe0", "旧版 Office 文件"),
    (b"\x89PNG", " PNG 图片"), (b"\xff\xd8\xff", " JPEG 图片"), (b"GIF8", " GIF 图片"),
    (b"\x7fELF", "程序"), (b"MZ\x90", "程序"), (b"\x1f\x8b", " gzip 压缩包"), (b"Rar!", " RAR 压缩包"),
    (b"7z\xbc\xaf", " 7z 压缩包"), (b"SQLite format 3", "数据库"), (b"PAR1", " Parquet 表"),
)  # fmt: skip
_CONTROL = frozenset(range(32)) - {9, 10, 11, 12, 13, 26}
_SAMPLE = 65_536
_MOST_CONTROL = 0.005
_MOST_UNDECODED = 0.02


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read in, and how many of its characters could not be decoded."""

    text: str
    encoding: str
    undecoded: int = 0


def decode(data: bytes, name: str) -> Decoded:
    """The text of a file; its line ends and everything else stay as they are.

    Raises:
        ReadError: it is empty, or not text.
    """
    if not data.strip():
        raise ReadError(f"{name}：文件是空的；请重新导出报告")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace")
            return _checked(text, encoding, name)
    _refuse_binary(data, name)
    # only UTF-16 has zero bytes in a text; GB18030 would take most of its pairs for other characters
    wide = (_utf16(data),) if b"\0" in data[:_SAMPLE] and _utf16(data) else ()
    for encoding in (*wide, "utf-8", "gb18030"):
        try:
            return _checked(data.decode(encoding), encoding, name)
        except UnicodeDecodeError:
            continue
    return _checked(*_least_damaged(data), name)


def _refuse_binary(data: bytes, name: str) -> None:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise ReadError(f"{name}：这是{kind}，不是文本；请把报告另存为 .txt")
    if _utf16(data):
        return
    sample = data[:_SAMPLE]
    if sum(byte in _CONTROL for byte in sample) > _MOST_CONTROL * len(sample):
        raise ReadError(f"{name}：不是文本文件；请把报告另存为 .txt")


def _utf16(data: bytes) -> str:
    """The UTF-16 variant that the zero bytes or the Chinese high bytes betray, empty where neither does."""
    sample = data[:_SAMPLE]
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if high and sum(byte == 0 or 0x4E <= byte <= 0x9F or byte in (0x30, 0xFF, 0x20) for byte in high) > 0.9 * len(
            high
        ):
            return encoding
    return ""


def _least_damaged(data: bytes) -> tuple[str, str]:
    encodings = ["utf-8", "gb18030", *([_utf16(data)] if _utf16(data) else [])]
    texts = [(data.decode(encoding, errors="replace"), encoding) for encoding in encodings]
    return min(texts, key=lambda pair: pair[0].count("\ufffd"))


def _checked(text: str, encoding: str, name: str) -> Decoded:
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise ReadError(f"{name}：文件里只有空白；请重新导出报告")
    undecoded = text.count("\ufffd")
    if undecoded > _MOST_UNDECODED * len(text) + 20:
        raise ReadError(f"{name}：有 {undecoded} 个字符无法识别；请把报告另存为 UTF-8 编码的 .txt")
    return Decoded(text, encoding.removesuffix("-sig"), undecoded)
