"""The marked passages -> texts and rows; a mistake in a file raises, naming file, passage and row.

The small number grammar here shares nothing with the engine, so that both cannot be wrong alike.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import yaml

from etl.scoring import Row

FOLDER = Path(__file__).parent
Half = Literal["first", "second", "tuned", "held", "whole", "whole_held", "calibration"]
"""What may be done with a passage: the errors of the held ones and of those for calibration are not read, the others are.

`whole` and `whole_held` are whole texts, the others paragraphs.
"""
_SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}
_BOUNDS = {"近": "<=", "约": "~", "超": ">=", "超过": ">=", "逾": ">=", "突破": ">=", "不足": "<=", "不少于": ">=", "余": ">=", "多": ">=",
           "以上": ">=", "以内": "<=", "内": "<=", "左右": "~", "不低于": ">="}  # fmt: skip
_PLAIN = re.compile(
    r"""(?P<before>近|约|超过|超|逾|突破|不足|不少于|不低于)?
        (?P<digits>[\d,]+(?:\.\d+)?)[ ]?(?P<scale>[万亿]?)(?P<more>余|多)?
        (?:个(?=工作日|百分点))?(?P<unit>[^\d\s]*?)(?P<after>以上|以内|内|左右)?""",
    re.VERBOSE,
)  # 2.5万余条, 近80项, 80%以上, 0.5个工作日以内


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage: `name` is folder/file:number, `half` what may be done with its errors."""

    name: str
    construction: str
    half: Half
    region: str
    year: int
    text: str
    rows: tuple[Row, ...]


def load_passages(
    code_of: Callable[[str], str], known: frozenset[str], folder: Path = FOLDER
) -> tuple[Passage, ...]:
    """Every passage of `folder`; `code_of` turns a region's name into its code, `known` are the indicator ids.

    Raises:
        ValueError: a row is malformed, names an unknown id or place, or does not stand in its text in order.
    """
    return tuple(
        _passage(path.relative_to(folder), number, entry, _Check(code_of, known))
        for path in sorted(folder.glob("**/*.yaml"))
        for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))["passages"], 1)
    )


def known_ids(path: Path) -> frozenset[str]:
    """The indicator ids of a CSV with a column `id`."""
    with path.open(encoding="utf-8-sig") as handle:
        return frozenset(row["id"] for row in csv.DictReader(handle))


@dataclass(frozen=True, slots=True)
class _Check:
    code_of: Callable[[str], str]
    known: frozenset[str]

    def code(self, region: str) -> str:
        code = self.code_of(region)
        if not code:
            raise ValueError(f"no region is called {region}")
        return code

    def indicator(self, name: str) -> str:
        if name != "-" and name not in self.known:
            raise ValueError(f"no indicator is called {name}")
        return "" if name == "-" else name


def _passage(path: Path, number: int, entry: dict[str, str], check: _Check) -> Passage:
    name = f"{path.with_suffix('')}:{number}"
    region, year = entry["at"].split()
    text = entry["say"].rstrip("\n")
    blank = Row(name, 0, 0, 0, "", "=", "", "", "level", check.code(region), int(year))
    try:
        rows = tuple(_rows(entry.get("rows", ""), text, blank, check))
    except ValueError as fault:
        raise ValueError(f"{name}: {fault}") from fault
    return Passage(name, path.stem, _half(path, number), region, int(year), text, rows)


def _half(path: Path, number: int) -> Half:
    match path.parent.name:
        case "first":
            return "first"
        case "second":
            return "second" if number % 4 else "calibration"
        case "third":
            return "tuned" if number % 2 else "held"
        case "fourth":
            return "whole" if number % 2 else "whole_held"
        case "fifth" | "sixth" | "seventh":
            return "whole"
        case _:
            return "calibration"


def _rows(lines: str, text: str, blank: Row, check: _Check) -> Iterator[Row]:
    place = blank
    for line in lines.splitlines():
        if not line.strip():
            continue
        printed, name, *marks = line.split()
        if printed != "=":
            place = _placed(printed.replace("_", " ").replace("\\n", "\n"), text, place, marks)
        yield _marked(replace(place, indicator=check.indicator(name)), marks, check)


def _placed(printed: str, text: str, before: Row, marks: list[str]) -> Row:
    """The row of the next place where a number is printed so, with its value, unit and bound."""
    found = next(
        (m for m in re.finditer(re.escape(printed), text[before.end :]) if _stands_free(m, text, before.end)), None
    )
    if found is None:
        raise ValueError(f"{printed!r} does not stand behind the row before it")
    start = before.end + found.start()
    value, unit, bound = _spelled(printed, dict(mark.split("=", 1) for mark in marks if mark[:2] in ("v=", "u=", "b=")))
    return replace(before, start=start, end=start + len(printed), value=value, unit=unit, bound=bound)


def _stands_free(found: re.Match[str], text: str, offset: int) -> bool:
    """Whether no longer number begins or ends around the match."""
    start, end = offset + found.start(), offset + found.end()
    inside = text[start - 1 : start] in tuple("0123456789.,") and text[start : start + 1].isdigit()
    return not inside and not (text[end - 1].isdigit() and re.match(r"[.,]?\d", text[end:]))


def _spelled(printed: str, given: dict[str, str]) -> tuple[float, str, str]:
    plain = _PLAIN.fullmatch(printed.replace("\n", ""))
    if plain is None and not {"v", "u"} <= given.keys():
        raise ValueError(f"{printed!r} needs v= and u=")
    if plain is None:
        return float(given["v"]), given["u"], given.get("b", "=")
    value = float(plain["digits"].replace(",", "")) * _SCALES[plain["scale"]]
    bounds = [_BOUNDS[mark] for mark in (plain["before"], plain["more"], plain["after"]) if mark]
    return (
        float(given.get("v", value)), given.get("u", plain["unit"].strip()), given.get("b", bounds[0] if bounds else "=")
    )  # fmt: skip


def _marked(row: Row, marks: list[str], check: _Check) -> Row:
    for mark in marks:
        key, _, value = mark.partition("=")
        match key:
            case "part":
                row = replace(row, breakdown=value)
            case "change" | "change-":
                row = replace(row, measure="change", value=-abs(row.value) if key == "change-" else row.value)
            case "share" | "rank":
                row = replace(row, measure=key)
            case "at":
                row = replace(row, region="" if value == "any" else check.code(value))
            case "year":
                row = replace(row, year=None if value == "any" else int(value))
            case "opt":
                row = replace(row, optional=True)
            case "v" | "u" | "b":
                pass
            case _:
                raise ValueError(f"{mark!r} is no mark")
    return row
