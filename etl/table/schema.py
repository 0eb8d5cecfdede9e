"""The columns of every table, declared once: the table, the store, the data package and the docs derive from here."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, Arrow type, and meaning in Chinese and English."""

    name: str
    type: pa.DataType
    zh: str
    en: str


_TEXT, _INT, _FLOAT = pa.string(), pa.int32(), pa.float64()
_YEAR, _SHARE = pa.int16(), pa.float32()
_CATEGORY = pa.dictionary(pa.int32(), pa.string())

_PLACE = (
    Column("region_code", _TEXT, "行政区划代码（GB/T 2260）", "GB/T 2260 code"),
    Column("region", _TEXT, "地区", "official name of the jurisdiction"),
    Column("region_path", _TEXT, "所属层级，如 云南省/临沧市/云县", "names from the province down"),
    Column("level", _TEXT, "层级：national、province、prefecture、county、township", "level of the jurisdiction"),
)

OBSERVATIONS = (
    Column(
        "observation_id",
        _TEXT,
        "观测编号：同一文本在任何机器上都相同",
        "stable: the same text gives the same id anywhere",
    ),
    Column("document_id", _TEXT, "报告编号：文件内容 sha256 的前 16 位", "first 16 hex digits of the file's sha256"),
    Column("source", _TEXT, "文件路径或网址", "path or address of the report as given"),
    *_PLACE,
    Column("issuer", _TEXT, "发布机关", "the body that wrote the report"),
    Column("year", _YEAR, "数字所指的年份", "the year the number covers"),
    Column("report_year", _YEAR, "报告年度", "the report's own year"),
    Column("indicator", _TEXT, "指标编号，目录中没有相应指标时为空", "catalogue id, empty where none fits"),
    Column("label", _TEXT, "指标名称；无编号时为原文说法", "the indicator's name, or the text's own phrase"),
    Column("theme", _TEXT, "主题", "theme of the indicator"),
    Column("breakdown", _TEXT, "指标的哪一部分，空为全部", "part of the indicator, empty for the whole"),
    Column(
        "measure", _CATEGORY, "度量：level 数值、change 变化、share 占比、rank 位次", "level, change, share or rank"
    ),
    Column("value", _FLOAT, "数值（基本单位）", "value in base units"),
    Column("value_high", _FLOAT, "区间的上限", "upper end of a range"),
    Column("unit", _CATEGORY, "单位", "printed unit without 万 or 亿"),
    Column("bound", _CATEGORY, "界限：=、>=、<=、~", "plain, at least, at most, about"),
    Column("text", _TEXT, "原文中的数字", "the exact characters"),
    Column("start", _INT, "在正文中的起点（字符）", "first character in the stored text"),
    Column("end", _INT, "在正文中的终点（字符）", "behind the last character in the stored text"),
    Column("sentence", _TEXT, "所在句子", "the sentence"),
    Column("section", _TEXT, "所在章节", "heading path"),
    Column("confidence", _SHARE, "可信度（0–1）", "0 to 1, calibrated"),
    Column("flags", _TEXT, "疑点代码，以空格分隔", "issue codes that touch the row, separated by spaces"),
    Column("rule", _TEXT, "判定依据", "which rule linked it"),
    Column(
        "review",
        _TEXT,
        "审核状态：accepted 确认、corrected 更正、rejected 剔除、added 补录、stale 审核意见已失效；空为未审核",
        "accepted, corrected, rejected, added, stale (a decision made on older text, not applied); empty: not reviewed",
    ),
    Column(
        "printed_value", _FLOAT, "更正前程序读出的数值；未更正时为空", "value as read, where a reviewer corrected it"
    ),
    Column(
        "as_read",
        _TEXT,
        "更正前程序读出的各字段（JSON）；未改动时为空",
        "JSON of the columns as read, where a review changed them",
    ),
)

DOCUMENTS = (
    Column("document_id", _TEXT, "报告编号", "first 16 hex digits of the file's sha256"),
    Column("source", _TEXT, "文件路径或网址", "path or address as given"),
    Column("title", _TEXT, "标题", "title"),
    *_PLACE,
    Column(
        "region_evidence",
        _TEXT,
        "地区依据：metadata 附加信息，或 title 标题、signature 署名、head 开头、body 正文、below 下级地区、"
        "domain 网站域名、level 层级用语的票数；zone 后是报告所属的开发区，其数字为所在地的分项",
        "what told the region: metadata, or the votes of title, signature, head, body, places below, domain and words "
        "of level; behind zone the development zone that reports, whose figures are parts of its seat's",
    ),
    Column("issuer", _TEXT, "发布机关", "the body that wrote the report"),
    Column("report_year", _YEAR, "报告年度", "the report's own year"),
    Column("url", _TEXT, "网址", "address"),
    Column("published", _TEXT, "发布日期", "date of publication"),
    Column("sha256", _TEXT, "文件指纹", "sha256 of the file's bytes"),
    Column("encoding", _TEXT, "编码", "encoding of the file"),
    Column("characters", _INT, "字符数", "length of the text"),
    Column("observations", _INT, "读出的数字", "numbers read"),
    Column("linked", _INT, "归入指标的数字", "numbers linked to an indicator"),
    Column("text", _TEXT, "正文", "the stored text, which all offsets count"),
)

UNREAD = (
    Column("document_id", _TEXT, "报告编号", "the report"),
    Column("start", _INT, "起点", "first character"),
    Column("end", _INT, "终点", "behind the last character"),
    Column("reason", _TEXT, "不计入的原因", "why it is no observation"),
)

ISSUES = (
    Column("document_id", _TEXT, "报告编号", "the report"),
    Column("source", _TEXT, "文件路径或网址", "path or address as given"),
    Column("code", _TEXT, "疑点代码", "kind of doubt"),
    Column("severity", _TEXT, "程度：error、warning、note", "error, warning or note"),
    Column("observation_id", _TEXT, "涉及的观测", "the row it touches"),
    Column("start", _INT, "起点", "first character"),
    Column("end", _INT, "终点", "behind the last character"),
    Column("explanation_zh", _TEXT, "说明", "explanation in Chinese"),
    Column("explanation_en", _TEXT, "说明（英文）", "explanation in English"),
)

INDICATORS = (
    Column("id", _TEXT, "指标编号", "id"),
    Column("label_zh", _TEXT, "名称", "name in Chinese"),
    Column("label_en", _TEXT, "英文名称", "name in English"),
    Column("theme", _TEXT, "主题", "theme"),
    Column("theme_zh", _TEXT, "主题名称", "theme in Chinese"),
    Column("theme_en", _TEXT, "主题英文名称", "theme in English"),
    Column("kind", _TEXT, "类型：count、rate、amount、duration", "count, rate, amount or duration"),
    Column("unit", _TEXT, "单位", "unit"),
    Column("better", _TEXT, "方向：higher 越高越好、lower 越低越好、neither", "which direction is good"),
    Column("definition", _TEXT, "定义", "definition"),
)

REGIONS = (*_PLACE, Column("parent_code", _TEXT, "上级代码", "code of the region above"))

CORRECTIONS = (
    Column("entry_id", _TEXT, "记录编号，按时间排序", "id of the decision, in order of time"),
    Column(
        "action", _TEXT, "处理：accept、correct、reject、add、dismiss、revoke",
        "accept, correct, reject, add, dismiss or revoke",
    ),
    Column(
        "state", _TEXT, "效力：applied 有效、overridden 被后来的更正取代、stale 原文已变、revoked 已撤销",
        "applied, overridden by a later one, stale (its text changed), or revoked",
    ),
    Column("reason", _TEXT, "失效原因代码", "why it is stale, as a code"),
    Column("conflict", pa.bool_(), "与他人的处理不一致", "another reviewer decided otherwise"),
    Column("observation_id", _TEXT, "观测编号", "the row judged"),
    Column("field", _TEXT, "字段", "the column corrected, or `review` for a judgement of the whole row"),
    Column("old", _TEXT, "原值", "value before"),
    Column("new", _TEXT, "新值", "value after"),
    Column("who", _TEXT, "审核人", "who"),
    Column("when", _TEXT, "时间（UTC）", "when (UTC)"),
    Column("why", _TEXT, "理由", "why"),
    Column("text", _TEXT, "所依据的原文数字", "the characters it was made on"),
    Column("sentence", _TEXT, "所依据的原句", "the sentence it was made on"),
    Column("document_id", _TEXT, "报告编号", "the report it was made on"),
    Column("source", _TEXT, "文件路径或网址", "path or address of that report"),
    Column("start", _INT, "起点", "first character"),
    Column("end", _INT, "终点", "behind the last character"),
    Column("flag_id", _TEXT, "所处理的核验或异常发现", "the finding dismissed"),
    Column("revokes", _TEXT, "所撤销的记录", "the decision that this one undoes"),
)  # fmt: skip

TABLES: dict[str, tuple[Column, ...]] = {
    "observations": OBSERVATIONS, "documents": DOCUMENTS, "unread": UNREAD, "issues": ISSUES,
    "indicators": INDICATORS, "regions": REGIONS, "corrections": CORRECTIONS,
}  # fmt: skip
"""Every table of the store by its name."""


def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of a table."""
    return pa.schema([(column.name, column.type) for column in TABLES[table]])
