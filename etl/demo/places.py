"""Fictional provinces, prefectures and counties: names of two characters that no real division bears, with codes.

Codes start with 90 to 99, which GB/T 2260 gives to no province.
"""

from __future__ import annotations

import math

import numpy as np

from etl.demo.model import DemoRegion, Settings, Wordings
from etl.errors import EtlError
from etl.knowledge.gazetteer import Gazetteer

_FIRST_PROVINCE, _PROVINCES = 90, 10
_COUNTIES_OF_A_PREFECTURE = 12
_PREFECTURES_OF_A_PROVINCE = 25
_SUFFIXES = {"province": ("省",), "prefecture": ("市",), "county": ("县", "县", "县", "区", "市")}
_ENDINGS = "省市州县区旗盟"


def invent_places(settings: Settings, wordings: Wordings, gazetteer: Gazetteer) -> tuple[DemoRegion, ...]:
    """The places that write reports, in the order of their codes, as many as `settings.regions`.

    From twenty regions on, the provinces and prefectures above the counties are among them.

    Raises:
        EtlError: the syllables give too few names.
    """
    names = iter(_names(settings, wordings, gazetteer))
    with_above = settings.regions >= 20
    prefectures = max(1, math.ceil(settings.regions / (_COUNTIES_OF_A_PREFECTURE + 1)))
    provinces = min(_PROVINCES, max(1, round(prefectures / _PREFECTURES_OF_A_PROVINCE)))
    counties = settings.regions - (prefectures + provinces if with_above else 0)
    found: list[DemoRegion] = []
    above: list[DemoRegion] = []
    for number in range(provinces):
        above.append(_region(f"{_FIRST_PROVINCE + number}0000", next(names), "province", None, wordings))
    cities: list[DemoRegion] = []
    for number in range(prefectures):
        province = above[number * provinces // prefectures]
        code = f"{province.code[:2]}{sum(city.code[:2] == province.code[:2] for city in cities) + 1:02d}00"
        cities.append(_region(code, next(names), "prefecture", province, wordings))
    for number in range(counties):
        city = cities[number * prefectures // counties]
        code = f"{city.code[:4]}{sum(region.code[:4] == city.code[:4] for region in found) + 1:02d}"
        found.append(_region(code, next(names), "county", city, wordings))
    everyone = (*above, *cities, *found) if with_above else tuple(found)
    return tuple(sorted(everyone, key=lambda region: region.code))


def _region(code: str, stem: str, level: str, parent: DemoRegion | None, wordings: Wordings) -> DemoRegion:
    suffixes = _SUFFIXES[level]
    name = stem + suffixes[int(code[4:]) % len(suffixes)]
    marked = wordings.place.format(name=name, mark=wordings.mark)
    path = f"{parent.path}/{marked}" if parent else marked
    return DemoRegion(code, name, marked, path, level)


def _names(settings: Settings, wordings: Wordings, gazetteer: Gazetteer) -> list[str]:
    """Stems in an order that the seed decides, without those that a real division bears or that hold one's name."""
    stems = [first + second for first in wordings.first for second in wordings.second]
    order = np.random.default_rng([settings.seed, 1]).permutation(len(stems))
    most = settings.regions + _PROVINCES * (_PREFECTURES_OF_A_PROVINCE + 10)
    chosen: list[str] = []
    for position in order.tolist():
        if is_fictional(stems[position], gazetteer):
            chosen.append(stems[position])
        if len(chosen) >= most:
            return chosen
    if len(chosen) < settings.regions + _PROVINCES:
        raise EtlError(f"地名不够 {settings.regions} 个地区用；请在 wordings.yaml 里增加音节")
    return chosen


def is_fictional(stem: str, gazetteer: Gazetteer) -> bool:
    """Whether no division of the gazetteer, present or past, is called so or has a name inside `stem`."""
    if any(stem + ending in gazetteer.codes for ending in ("", *_ENDINGS)):
        return False
    return not any(True for ending in _ENDINGS for _ in gazetteer.scan(stem + ending))
