"""The evidence of a confidence in the reader's words; the names are those of link/evidence.py and confidence.py."""

from __future__ import annotations

_WORDS = {
    "in_context": "对象承接上文", "score": "候选得分", "score_low": "得分偏低", "margin": "领先第二候选", "close": "与第二候选接近",
    "far": "词离数字远", "right": "词在数字右边", "unknown": "有未识别的字", "unknown_behind": "词与数字之间有未识别的字",
    "unknown_whole": "作全部而有未识别的字", "unknown_any_whole": "作全部而有未识别的字", "word": "词长", "short_word": "词短",
    "subjects": "左边的领域词", "bare": "左边没有词", "lead": "前面小句的领域词", "part": "作部分", "part_class": "按类别作部分",
    "change": "增减", "share": "占比", "rank": "位次", "cell": "表格单元", "item": "分别为列表", "in_list": "名词列表", "bracket": "括号内",
    "no_unit": "没有单位", "percent": "百分数", "bounded": "带余、近等字", "aside": "虚指的数", "numbers": "句中数字多",
    "opens": "句中第一个数字", "same": "句中另有同一全部数", "same_count": "句中另有同一全部数", "listed_whole": "顿号列举而作全部",
    "whole_among_parts": "同句有部分而此作全部", "several": "一数多指标", "no_place": "地区未知", "other_place": "另有地区",
    "other_place_part": "另有地区的部分", "township": "乡镇", "no_year": "年份未知", "other_year": "另有年份",
    "other_year_kept": "沿用另一年份", "other_year_change": "另一年份的增减", "year_back": "年份转回", "place_back": "地区转回",
    "year_inferred": "年份为推断", "target": "目标数",
}  # fmt: skip
_PREFIXES = {"kind_": "规则", "role_": "左边有", "before_": "前一数字", "behind_": "后一数字"}
_TAILS = {
    "name": "指标名", "cue": "线索", "part": "部分", "hint": "弱线索", "weak": "泛称", "default": "默认指标", "governs": "支配动词",
    "governed": "受支配", "inherited": "承接", "relative": "相对前数", "reduction": "压减", "none": "无指标", "place": "地名",
    "agent": "机构", "noun": "一般名词", "verb": "动词", "kind": "类别词", "and": "并列词", "each": "分别", "etc": "等字", "of": "的字",
    "anaphor": "指代", "class": "类别", "context": "承接上文", "township": "乡镇名", "own": "本级", "same": "同指标", "frame": "同对象",
    "list": "并列", "listed": "并列审查的一项", "restated": "重述", "subject": "全文主题", "sum": "几类合计", "form": "固定报表", "shared": "分别对应", "joint": "两类合计",
}  # fmt: skip


def name_evidence(name: str) -> str:
    """The evidence in Chinese, or its own name where it has none."""
    if name in _WORDS:
        return _WORDS[name]
    for prefix, word in _PREFIXES.items():
        if name.startswith(prefix):
            stem = name.removeprefix(prefix)
            tail = stem.removesuffix("_whole")
            return f"{word}{_TAILS.get(tail, tail)}{'而作全部' if tail != stem else ''}"
    return name
