"""Loads periods.yaml: the words that move the year or the region of a number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from etl.errors import KnowledgeError
from etl.knowledge.reader import FOLDER, check_keys, check_words, read_yaml

_KEYS = (
    "last_year",
    "comparison",
    "since",
    "home",
    "several",
    "same",
    "this_year",
    "township",
    "anywhere",
    "zones",
    "spoken_of",
    "zone_bodies",
    "gone_to",
    "common",
    "organs",
    "nationwide",
    "current",
    "levels",
    "bodies",
    "signature",
)


@dataclass(frozen=True, slots=True)
class Periods:
    """Patterns of words of time and place; `levels` gives the words that tell a document's level.

    `township` matches the `name` of a part below the county where it opens a clause, or a word that leads `home`;
    one of `township_words` ends that name, which is sooner looked for alone; `gone_to` leads to where one went;
    `zone` does the same for development zones, `zone_title` matches a title that opens with the name of one,
    `zone_body` the name in front of its body's. `year` matches an explicit year (group 1) with an optional end of a
    range (group 2).
    """

    year: re.Pattern[str]
    last_year: re.Pattern[str]
    this_year: re.Pattern[str]
    township: re.Pattern[str]
    township_words: re.Pattern[str]
    gone_to: re.Pattern[str]
    zone_word: re.Pattern[str]
    zone: re.Pattern[str]
    zone_title: re.Pattern[str]
    zone_body: re.Pattern[str]
    zone_ending: re.Pattern[str]
    comparison: re.Pattern[str]
    since: re.Pattern[str]
    home: re.Pattern[str]
    same: re.Pattern[str]
    common: frozenset[str]
    organs: re.Pattern[str]
    nationwide: re.Pattern[str]
    current: re.Pattern[str]
    levels: Mapping[str, re.Pattern[str]]
    issuer: re.Pattern[str]
    signature: int


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def load_periods(path: Path = FOLDER / "periods.yaml") -> Periods:
    """The words of `path`.

    Raises:
        KnowledgeError: the file breaks its grammar.
    """
    content = check_keys(path.name, read_yaml(path), _KEYS)
    words = {key: check_words(f"{path.name}：{key}", content[key]) for key in _KEYS[:-3]}
    levels = check_keys(f"{path.name}：levels", content["levels"], ("province", "prefecture", "county"))
    bodies = check_words(f"{path.name}：bodies", content["bodies"])
    if not isinstance(content["signature"], int):
        raise KnowledgeError(f"{path.name}：signature：应是段落数；请写数字")
    return Periods(
        year=re.compile(
            r"((?:19|20)\d\d)\s*(?:年度?)?\s*(?:\d{1,2}\s*月)?\s*(?:[-—–~～至到]+\s*((?:19|20)\d\d)\s*)?年(?!鉴)"
        ),
        last_year=re.compile(_any(words["last_year"])),
        this_year=re.compile(_any(words["this_year"])),
        township=re.compile(
            rf"(?P<home>{_any((*words['home'], *words['several']))})"
            rf"|(?:^|(?<=[,，;；:：。、\s(（中]))(?!{_any(words['anywhere'])})"
            rf"(?P<name>(?:(?![在个的等各全为对由到向于与和及至是有每])[\u4e00-\u9fff]){{1,5}}?(?:{_any(words['township'])}))(?![\u4e00-\u9fff]?(?:政府|代表|级|村|化|镇|一级)|建设|规划|振兴|[县市区])"
        ),
        township_words=re.compile(_any(words["township"])),
        zone_word=re.compile(_any(words["zones"])),
        zone=re.compile(
            rf"(?P<home>{_any((*words['home'], *words['several']))})"
            rf"|(?:^|(?<=[,，;；:：。、\s(（中]))(?P<name>[\u4e00-\u9fff()]{{0,16}}?(?:{_any(words['zones'])}))"
            rf"(?!{_any((*words['spoken_of'], *words['zones']))})"
        ),
        zone_title=re.compile(
            rf"(?:关于|中共|(?:19|20)\d\d年?度?)*(?P<name>[\u4e00-\u9fff()]{{0,20}}?(?:{_any(words['zones'])}))"
            rf"(?={_any(words['zone_bodies'])}|[12]\d{{3}}|年度|法治|依法|推进|政府信息|政务|关于|$)"
        ),
        zone_body=re.compile(rf"(?P<name>[\u4e00-\u9fff()]{{2,24}}?)(?:{_any(words['zone_bodies'])})"),
        zone_ending=re.compile(rf"(?:{_any(words['zones'])})$"),
        comparison=re.compile(rf"(?:{_any(words['comparison'])})\s*$"),
        since=re.compile(rf"\s*(?:度|底|初|\d{{1,2}}月)?\s*(?:{_any(words['since'])}|[^\s\d,，。;；、:：]{{1,16}}以来)"),
        gone_to=re.compile(_any(words["gone_to"])),
        home=re.compile(_any((*words["home"], *words["several"]))),
        same=re.compile(_any(words["same"])),
        common=frozenset(words["common"]),
        current=re.compile(_any(words["current"])),
        organs=re.compile(_any(words["organs"])),
        nationwide=re.compile(_any(words["nationwide"])),
        levels={
            level: re.compile(_any(check_words(f"{path.name}：{level}", found))) for level, found in levels.items()
        },
        issuer=re.compile(rf"[\u4e00-\u9fff()（）]{{2,30}}?(?:{_any(bodies)})"),
        signature=content["signature"],
    )
