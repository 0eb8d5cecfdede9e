"""The text of the number grammar's patterns, built from the words of numerals.yaml and units.yaml.

Every repetition is bounded or possessive, so that matching at one place takes a time that does not depend on the
length of the text. Reports broken by a text layer are allowed for: blanks and one line break inside a number, before
its unit and inside a unit of three characters and more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

SPACE = r"[ \t]{0,3}"
"""Blanks inside a line."""
GAP = r"[ \t]{0,6}+(?:\n[ \t]{0,6}+)?+"
"""Blanks and at most one line break."""

_DIGIT = re.compile(r"\\d|\d")
_REPEATS = re.compile(r"\{[\d,]*\}")
_RUN = 40
"""The longest numeral, in characters."""
_BRANCHES = 12
"""Branches of an alternation that are tried one by one."""


def any_of(words: Iterable[object]) -> str:
    """An alternation of words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(map(str, words), key=lambda w: (-len(w), w)))


def word_tree(words: Mapping[str, str], gap: str = "") -> str:
    """A pattern of many words that shares their beginnings; each word has the pattern that must follow it."""
    if not words:
        return "(?!)"
    by_first: dict[str, dict[str, str]] = {}
    for word, tail in words.items():
        if word:
            by_first.setdefault(word[0], {})[word[1:]] = tail
    branches = [(first, f"{re.escape(first)}{_rest(rests, gap)}") for first, rests in sorted(by_first.items())]
    if len(branches) <= _BRANCHES:
        return f"(?:{'|'.join(branch for _, branch in branches)})"
    # an alternation is tried branch by branch: first signs that are looked up leave out whole groups of the 200 units
    groups = [branches[at : at + _BRANCHES] for at in range(0, len(branches), _BRANCHES)]
    grouped = "|".join(f"{_before_any(group)}(?:{'|'.join(branch for _, branch in group)})" for group in groups)
    return f"(?:{_before_any(branches)}(?:{grouped}))"


def _before_any(branches: Iterable[tuple[str, str]]) -> str:
    """A place where one of the first signs stands."""
    return f"(?=[{''.join(re.escape(first) for first, _ in branches)}])"


def _rest(rests: Mapping[str, str], gap: str) -> str:
    longer = {word: tail for word, tail in rests.items() if word}
    if not longer:
        return rests[""]
    below = gap + word_tree(longer, gap)
    if "" not in rests:
        return below
    return f"(?:{below}|{rests['']})" if rests[""] else f"(?:{below})?"


def _is_long(unit: str) -> bool:
    """Whether a line break may stand in the unit wherever it is printed."""
    return len(unit) > 2 and not unit.isascii()


def _begins(unit: str, shorter: Collection[str]) -> bool:
    """Whether the unit begins with one of the shorter ones."""
    return any(unit[:end] in shorter for end in range(1, len(unit)))


_CLAUSE_END = r"(?=[ \t]{0,3}(?:[,，。;；、)）:：]|$))"
"""What follows a unit of two characters that a text layer has broken."""
_CELL_SCALES = "[十百千]?[万亿]?"
"""What may multiply a unit that is printed apart from its numbers: 万元, 百万元."""


class NumberPatterns:
    """The patterns of one number and of what stands around it."""

    _BESIDE = 2
    """Characters of the longest unit that stands in brackets beside another one: 条(件), 户(次)."""

    def __init__(self, words: Mapping[str, Any], units: Mapping[str, Any], unit_words: Iterable[str]) -> None:
        self._words = words
        self._knowledge = units
        self._all_units = [str(unit) for unit in unit_words]
        self._unit_signs = "".join(sorted({unit[0] for unit in self._all_units} - set("/.-")))
        self._tails = {unit: self._unit_tail(unit) for unit in self._all_units}
        self.units = self._unit_tree()
        self.any_unit = self._any_unit()
        self.unit = self._whole_unit()
        small = "".join((*words["digits"], *words["contracted"]))
        large = "".join(words["scales"])
        self._digit, self._scale = f"[{small}]", f"[{large}]"
        self.run = f"(?:{self._numeral_sign(small)}){{1,{_RUN}}}"
        self.han = self._spaced_numeral()
        self._after_point = f"[{''.join(char for char in words['digits'] if char not in words['counters'])}]"
        self.decimal = (
            rf"{self.han}(?:{SPACE}(?:{any_of(words['point'])}){SPACE}(?:{self._after_point}{{1,9}}+|\d{{1,9}}+)(?!{self._scale}))?"
        )
        self._big = "".join(char for char, value in words["scales"].items() if int(value) >= 100)
        self._kilo = any_of(unit for unit in self._all_units if unit[0] in large and unit not in units["scaled"])
        self.digits = self._printed_digits()

    def _printed_digits(self) -> str:
        """Digits with thousands and decimals, as printed and as text layers break them.

        Behind a word and in front of a unit: digits set apart (1 256件, 1 2 6件, 98 . 5%, 1, 9 04件) or broken in two lines, unless
        the first are a year or the number of a table. Anywhere: a blank inside a group of thousands (1,2 56).
        """
        more = "".join(word for names in self._words["middle"].values() for word in names)
        counted = rf"{GAP}[{self._big}{more}{self._unit_signs}]"
        word = r"[\u4e00-\u9fff》”)]"
        behind = rf"(?:(?<={word})|(?<={word}[ \n]))(?!(?:19|20)\d\d[ ])(?<![表图第])(?<![表图第][ ])(?<!附件)(?<!附件[ ])"
        apart = rf"\d{{1,6}}(?:(?:[ ]\d{{1,9}}){{1,7}}|\n\d{{1,6}})(?:[ ]?\.[ ]?\d(?:[ ]?\d){{0,3}})?(?![\d,.]){counted}"
        loose = rf"\d{{1,6}}(?:[ ]?\.{GAP}\d(?:[ ]?\d){{0,3}})(?![\d,.]){counted}"
        grouped = r"\d{1,3}(?:[ ]?[,，]\n?\d[ ]?\d[ ]?\d){1,6}(?!\d)"
        spread = rf"\d{{1,3}}(?:[ ]?[,，][ ]?\n?\d[ \n]?\d[ \n]?\d){{1,6}}(?!\d)(?={counted})"
        return (
            rf"(?:{behind}(?:(?={apart})\d{{1,6}}(?:[ \n]\d{{1,9}}){{1,7}}(?:[ ]?\.[ ]?\d(?:[ ]?\d){{0,3}})?"
            rf"|(?={loose})\d{{1,6}}[ ]?\.{GAP}\d(?:[ ]?\d){{0,3}}|{spread})"
            rf"|(?:{grouped}|\d{{1,13}}(?!\d))(?:[ \n]?\.\d{{1,9}}|[ ]?\.{GAP}\d{{1,4}}(?={SPACE}[%％{self._big}]))?)"
        )

    def _numeral_sign(self, small: str) -> str:
        """One sign of a numeral: a scale that is no part of a unit (三千克), and none behind a smaller one (七十百)."""
        signs = []
        for char, value in self._words["scales"].items():
            larger = [other for other, size in self._words["scales"].items() if value < size < 10_000]
            units = [unit[1:] for unit in self._all_units if unit[0] == char and unit not in self._knowledge["scaled"]]
            signs.append(char + (f"(?!{any_of([*larger, *units])})" if larger or units else ""))
        return f"[{small}]|{'|'.join(signs)}"

    def _spaced_numeral(self) -> str:
        """A numeral whose digits and scales may stand apart: 三千 九百, 四百 followed by 二十 on the next line."""
        digit, scale = self._digit, self._scale
        zeros = "".join(self._words["zeros"])
        apart = (
            rf"(?<={scale})[ \t]{{1,2}}(?={scale}|{digit}(?:[ \t]{{0,2}}{scale}|(?!{digit})))"
            rf"|(?<={digit})[ \t]{{1,2}}(?={scale})"
            rf"|(?<={scale})[ \t]{{0,2}}\n[ \t]{{0,4}}(?={digit}{scale}|[{zeros}]{digit})"
            rf"|(?<={digit})[ \t]{{0,2}}\n[ \t]{{0,4}}(?={scale})"
        )
        return rf"{self.run}(?:(?:{apart}){self.run}){{0,9}}"

    def _unit_tail(self, unit: str) -> str:
        """What must follow a unit in one piece: no letter, nor what makes another word of it."""
        if unit.isascii() and unit.isalpha():
            return "(?![A-Za-z])"
        other = self._knowledge["followers"].get(unit, ())
        return rf"(?!{SPACE}(?:{any_of(other)}))" if other else ""

    def _unit_tree(self) -> str:
        """Printed units: first those a text layer has broken, then those in one piece, the longest first."""
        whole = word_tree(self._tails)
        long = word_tree({unit: tail for unit, tail in self._tails.items() if _is_long(unit)}, GAP)
        short = word_tree({unit: "" for unit in self._tails if len(unit) == 2}, GAP)
        return rf"(?:{long}|{whole}(?![ \t]{{0,3}}\n)|{short}{_CLAUSE_END}|{whole})"

    def _any_unit(self) -> str:
        """Where a unit stands, whichever it is: `units` without those that begin with another one.

        The whole tree of units six more times would make up most of the number's pattern, and of the time of a start.
        """
        ends = {unit for unit, tail in self._tails.items() if not tail}
        broken = {unit for unit in ends if len(unit) == 1 or _is_long(unit)}
        long = {unit: tail for unit, tail in self._tails.items() if _is_long(unit) and not _begins(unit, broken)}
        whole = {unit: tail for unit, tail in self._tails.items() if unit not in long and not _begins(unit, ends)}
        short = {unit: "" for unit in self._tails if len(unit) == 2 and not _begins(unit, broken)}
        return rf"(?:{word_tree(whole)}|{word_tree(long, GAP)}|{word_tree(short, GAP)}{_CLAUSE_END})"

    def _whole_unit(self) -> str:
        """A printed unit with the one beside it (件(次)) or below the stroke (元/月)."""
        counted = word_tree({u: "" for u in self._knowledge["dimensions"]["count"] if len(u) <= self._BESIDE})
        each = word_tree({str(unit): "" for unit in self._knowledge["per"]})
        return rf"{self.units}(?:{SPACE}[(（]{SPACE}{counted}{SPACE}[)）]|{SPACE}/{SPACE}{each}(?![A-Za-z\d]))?+"

    def starts(self) -> str:
        """The characters that a number may start with, bound words apart."""
        words = self._words
        shares = {word[0] for word in words["shares"]}
        return "\\d" + "".join(
            (*words["digits"], *words["scales"], *words["contracted"], *words["vague"], words["half"], *shares)
        )

    def header_unit(self) -> str:
        """The pattern of the unit that a table's header prints: (单位:万元), 数量(件), 制发件数."""
        units, scale = any_of(self._all_units), _CELL_SCALES
        return (
            rf"单位[:：]?\s{{0,4}}(?P<scale>{scale})(?P<unit>{units})"
            rf"|[(（\[【]\s{{0,4}}(?P<scale2>{scale})(?P<unit2>{units})\s{{0,4}}[)）\]】]"
            rf"|(?P<unit3>{units})数$|/(?P<scale4>{scale})(?P<unit4>{units})$"
        )

    def cell_unit(self) -> str:
        """The pattern of a cell that holds a unit and nothing else: 万元, (件), 人次."""
        units = any_of(self._all_units)
        return rf"[(（\[【]?\s{{0,4}}(?P<scale>{_CELL_SCALES})(?P<unit>{units})\s{{0,4}}[)）\]】]?"

    def before(self) -> str:
        """Bound words that end where a number starts; `no` where they only end another word."""
        words = self._words
        bounds = word_tree({word: "" for names in words["before"].values() for word in names}, "[ ]?")
        scaled = any_of(word for names in words["before_scale"].values() for word in names)
        return rf"(?:(?P<no>{any_of(words['not_before'])})|(?P<scale>{scaled})|(?P<word>{bounds})){GAP}$"

    def sign(self) -> str:
        """A sign that ends where a number starts, behind a word or mark that lets it be one."""
        words = self._words
        after = any_of(words["sign_after"])
        return (
            rf"(?:(?:{after}){SPACE}(?P<sign>{any_of(words['signs'])})"
            rf"|(?:^|[\s,，。;；:：、“]|{after})(?P<word>{any_of(words['sign_words'])})){SPACE}$"
        )

    def leading(self) -> str:
        """A unit that ends where a number starts: ¥300, 人民币 300."""
        return rf"(?P<unit>{any_of(self._knowledge['leading'])}){SPACE}$"

    def compound(self) -> str:
        """A number with a smaller unit behind another one: 30分 in 2小时30分."""
        parts = {part: "" for smaller in self._knowledge["compounds"].values() for part in smaller}
        tails = {part: self._part_tail(part) for part in parts}
        zeros = "".join((*self._words["zeros"], self._words["mixed"]))
        return rf"{SPACE}[{zeros}]?{SPACE}(?P<number>{self.digits}|{self.han}){SPACE}(?P<unit>{word_tree(tails)})"

    def _part_tail(self, part: str) -> str:
        other = self._knowledge["followers"].get(part, ())
        return f"(?!{any_of(other)})" if other else ""

    def expand(self, mask: str) -> str:
        """A pattern of masks.yaml with its shorthands written out."""
        latin = any_of(unit for unit in self._all_units if unit[0].isascii() and unit[0].isalpha())
        shorthands = {
            "<H>": self.run, "<D>": r"\d{1,13}+(?:\.\d{1,9}+)?", "<L>": latin, "<U>": f"[{self._big}余多{self._unit_signs}]",
            "<Y>": r"(?:1[ ]?9|2[ ]?0)[ ]?\d[ ]?\d", "<S>": r"[ \t]{0,6}+",
        }  # fmt: skip
        for short, full in shorthands.items():
            mask = mask.replace(short, full)
        return mask

    def by_first_sign(self, branches: Iterable[tuple[str, str]]) -> str:
        """An alternation of named patterns in two parts, so that those for numerals are not tried on digits.

        A pattern without a digit in it cannot start with one, nor one without a numeral sign with a numeral; the
        others stand in both parts.
        """
        listed = [(name, pattern, _REPEATS.sub("", pattern)) for name, pattern in branches]
        numeral = re.compile(f"[{self.starts()[2:]}]")
        digits = "|".join(f"(?:{pattern})(?P<{name}_d>)" for name, pattern, signs in listed if _DIGIT.search(signs))
        numerals = "|".join(f"(?:{pattern})(?P<{name}_n>)" for name, pattern, signs in listed if numeral.search(signs))
        return rf"(?=\d)(?:{digits})|(?!\d)(?:{numerals})"

    def _mixed_digits(self) -> str:
        """Digits and scales by turns: 3亿5000万, 5万4千6百, 1千零1, 3万4000."""
        zeros = "".join(self._words["zeros"])
        scale, zero = f"{SPACE}[{self._big}]", f"{SPACE}[{zeros}]"
        part = rf"(?:{zero})?{SPACE}\d{{1,4}}{scale}"
        head = rf"\d{{1,4}}(?:,\d{{3}})?(?:\.\d{{1,4}})?{scale}{{1,2}}"
        return (
            rf"{head}(?:{part}){{1,4}}(?:{zero}\d{{1,3}}(?!\d))?"
            rf"|{head}{zero}\d{{1,3}}(?![\d.])"
            rf"|\d{{1,4}}[万萬]\d{{4}}(?![\d.,年])"
        )

    def number(self) -> str:
        """The pattern of one number, in verbose syntax."""
        return "|".join(
            (self._percent(), self._fraction(), self._tenths(), self._half(), self._share(), self._plain())
        )

    def _tail(self, name: str) -> str:
        """The bound behind a number, in the group `name`."""
        words = self._words
        ends = set(words["after_ends"])
        listed = [word for names in words["after"].values() for word in names]
        strong = any_of(word for word in listed if word not in ends)
        return rf"(?:(?P<{name}>(?:{GAP})(?:{strong})|[ ]?(?:{any_of(ends)})(?![\d\u4e00-\u9fff])))?"

    def _percent(self) -> str:
        words = self._words
        lead = word_tree({str(word): "" for word in words["percent"]}, SPACE)
        mark = any_of(words["ranges"])
        value = rf"(?:{self.digits}|{self.decimal})"
        first = "".join(sorted({str(word)[0] for word in words["percent"]}))
        return rf"""(?=[{first}])(?P<percent>{lead}){GAP}(?P<permille>{value})
            (?:{SPACE}(?:{mark}){SPACE}(?P<permille_high>{value})(?!{GAP}(?:{self.any_unit}|{word_tree({words["fraction"]: ""})})))?
            {self._tail("after_percent")}"""

    def _fraction(self) -> str:
        over = SPACE.join(map(re.escape, self._words["fraction"]))
        mixed = rf"(?:(?P<entire>{self.han}|\d{{1,6}}){SPACE}{self._words['mixed']}{SPACE})?"
        return (
            rf"{mixed}(?P<whole>{self.han}|\d{{1,6}}){SPACE}{over}{SPACE}(?P<part>{self.decimal}|\d{{1,6}}(?![\d.]))"
            rf"{self._tail('after_fraction')}"
            r"|(?<![\d/.])(?P<numerator>[1-9])/(?P<denominator>10|[2-9])(?![\d/.A-Za-z])" + self._tail("after_slash")
        )

    def _tenths(self) -> str:
        words = self._words
        other = any_of(words["not_tenths"])
        ones = "".join(char for char, value in words["digits"].items() if value)
        point = any_of(words["point"])
        return rf"""(?P<tenths>[{ones}十](?:{SPACE}(?:{point}){SPACE}[{ones}])?|(?<!\d)(?:10|\d)(?:\.\d{{1,2}})?)
            {SPACE}{words["tenths"]}(?!{other})(?:{SPACE}(?P<half>{words["half"]}|[{ones}](?!{words["tenths"]}|{self._scale}|{self.any_unit})))?
            {self._tail("after_tenths")}"""

    def _half(self) -> str:
        words = self._words
        return rf"""(?={words["half"]})(?P<only_half>{words["half"]}){GAP}(?P<half_unit>{words["tenths"]}|{self.units}){self._tail("after_half")}"""

    def _share(self) -> str:
        first = "".join(sorted({str(word)[0] for word in self._words["shares"]}))
        return rf"(?=[{first}])(?P<share>{any_of(self._words['shares'])}){self._tail('after_share')}"

    def _plain(self) -> str:
        words = self._words
        middle = any_of(word for names in words["middle"].values() for word in names)
        scale = f"[{self._big}]"
        more = rf"(?=[ \t]{{0,6}}\n?[ \t]{{0,6}}(?:{scale}|{self.any_unit}))"
        return rf"""(?:(?P<mixed>{self._mixed_digits()})|(?P<digits>{self.digits})
                |(?P<vague>{any_of(words["vague"])})(?=[{self._big}十])|(?P<han>{self.decimal}))
            (?:{GAP}(?P<middle>{middle}){more})?
            (?:{GAP}(?P<scale>(?:(?!{self._kilo}){scale}){{1,6}}))?
            (?:{GAP}(?P<more>{middle}){more}(?:{GAP}(?P<scale2>{scale}{{1,3}}))?)?
            (?:(?P<plus>{any_of(words["plus_half"])}){SPACE}(?={self.any_unit}))?
            (?:{GAP}(?P<unit>{self.unit}))?
            (?:(?P<half_more>{words["half"]})(?![\u4e00-\u9fff]))?
            {self._tail("after")}"""
