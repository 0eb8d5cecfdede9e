"""Stored text -> folded text: the same characters in one form, at the same places.

Full-width forms, compatibility ideographs, Kangxi radicals and the many dashes and spaces of text layers become
their ordinary characters, one for one, so that an offset into the folded text is an offset into the stored text.
Nothing is dropped or joined. The Chinese full stop, enumeration comma and quotes stay as they are.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_RADICALS = {
    "⺠": "民", "⻓": "长", "⻔": "门", "⻅": "见", "⻛": "风", "⼾": "户", "⻢": "马", "⻋": "车", "⻚": "页", "⻝": "食",
    "⻆": "角", "⻉": "贝", "⻜": "飞", "⻥": "鱼", "⻦": "鸟", "⻩": "黄", "⻬": "齐", "⻮": "齿", "⻰": "龙", "⺟": "母",
    "⻄": "西", "⻘": "青", "⻙": "韦", "⻨": "麦", "⺌": "小", "⺍": "学", "⺮": "竹", "⺼": "肉", "⺾": "艹", "⻌": "辶",
    "⻏": "邑", "⻖": "阜", "⻣": "骨", "⻤": "鬼", "⺅": "人", "⺇": "几", "⺈": "刀", "⺉": "刂", "⺒": "巳", "⺓": "幺",
    "⺕": "彐", "⺖": "忄", "⺗": "心", "⺘": "扌", "⺙": "攵", "⺛": "旡", "⺝": "月", "⺞": "歹", "⺡": "氵", "⺢": "水",
    "⺣": "灬", "⺤": "爪", "⺥": "爪", "⺦": "丬", "⺧": "牛", "⺨": "犭", "⺩": "王", "⺪": "疋", "⺫": "目", "⺬": "示",
    "⺭": "礻", "⺯": "糸", "⺰": "纟", "⺱": "罒", "⺲": "罒", "⺳": "网", "⺶": "羊", "⺷": "羊", "⺸": "羊", "⺹": "老",
    "⺻": "聿", "⺽": "臼", "⻀": "艹", "⻁": "虎", "⻂": "衤", "⻃": "西", "⻇": "角", "⻈": "讠", "⻊": "足", "⻍": "辶",
    "⻎": "辶", "⻐": "钅", "⻑": "长", "⻒": "长", "⻕": "阜", "⻗": "雨", "⻞": "食", "⻟": "饣", "⻠": "饣", "⻡": "首",
    "⻧": "卤", "⻫": "齐", "⻭": "齿", "⻯": "龙", "⻱": "龟", "⻲": "龟", "⻳": "龟",
}  # fmt: skip
"""Radicals of the CJK supplement, which Unicode's own folding leaves or turns into traditional characters."""
_KEPT = "，。、；：？！“”‘’《》〈〉「」『』【】〔〕（）—…·～"
_OWN = {
    "，": ",",
    "；": ";",
    "：": ":",
    "（": "(",
    "）": ")",
    "～": "~",
    "﹣": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "─": "—",
    "━": "—",
    "〜": "~",
    "∼": "~",
    "≧": "≥",
    "≦": "≤",
    "╱": "/",
    "∕": "/",
    "⁄": "/",
}
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff\u00ad"


def fold(text: str) -> str:
    """`text` in one form, of the same length; folding twice gives the same as once."""
    # a report has a few of these characters; to replace them one by one takes half the time of a translation
    for char in _folded().intersection(text):
        text = text.replace(char, _table()[char])
    return text


@cache
def _folded() -> frozenset[str]:
    return frozenset(_table())


@cache
def _table() -> dict[str, str]:
    """Each character that folds into another one; no result is itself folded, so their order does not matter."""
    table: dict[int, str] = {}
    blocks = (
        range(0x2E80, 0x2FE0),
        range(0xF900, 0xFB00),
        range(0xFE30, 0xFE70),
        range(0xFF00, 0xFFF0),
        range(0x1D7CE, 0x1D800),
        range(0x2F800, 0x2FA20),
    )
    for block in blocks:
        for code in block:
            folded = unicodedata.normalize("NFKC", chr(code))
            if len(folded) == 1 and folded != chr(code):
                table[code] = folded
    table |= {ord(radical): char for radical, char in _RADICALS.items()}
    table |= {ord(char): " " for char in _SPACES}
    table |= {ord(char): char for char in _KEPT}
    table |= {ord(char): to for char, to in _OWN.items()}
    return {chr(code): to for code, to in table.items() if chr(code) != to}
