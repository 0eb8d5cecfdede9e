"""The panel -> the reports as texts, each with the truth about every figure that stands in it.

A region keeps its habits of wording over the years and departs from them now and then, as offices do.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from etl.demo.declared import SLOT
from etl.demo.model import PLANTED, DemoRegion, Figure, Panel, Section, Sentence, Wordings
from etl.demo.panel import load_demo

_DEPARTS, _GROWS, _GROUPS = 0.2, 0.5, 0.15
"""How often a report departs from its region's habit, tells a growth, and regions group digits (12,345)."""
_SMALLEST_BASE, _LARGEST_CHANGE = 10, 200.0
_WAN, _YI = 1e4, 1e8
_HEAD = 200
"""Characters within which the title and the note stand."""


@dataclass(frozen=True, slots=True)
class TrueFigure:
    """One figure of a report: what stands in `text[start:end]`, what should, and the kind of error between them."""

    indicator: str
    breakdown: str
    measure: str
    year: int
    unit: str
    value: float
    true_value: float
    planted: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DemoReport:
    """An invented report; `name` is that of its file without the ending."""

    name: str
    text: str
    region: DemoRegion
    year: int
    issuer: str
    published: str
    figures: tuple[TrueFigure, ...]


def write_reports(panel: Panel) -> Iterator[DemoReport]:
    """The reports of a panel by region and year; a region without figures in a year has none."""
    _, wordings = load_demo()
    position = {figure.id: at for at, figure in enumerate(panel.figures)}
    for region in range(len(panel.regions)):
        for year in range(len(panel.years)):
            if panel.stated[region, year].any():
                yield _Writer(panel, wordings, position, (region, year)).write()


def is_demo_text(text: str) -> bool:
    """Whether a text says in its first lines that it is invented."""
    _, wordings = load_demo()
    return wordings.mark in text[:_HEAD] and wordings.note in text[:_HEAD]


class _Writer:
    """Writes one report: a growing text and the figures in it."""

    def __init__(
        self, panel: Panel, wordings: Wordings, position: Mapping[str, int], cell: tuple[int, int]
    ) -> None:
        self._panel, self._wordings, self._position = panel, wordings, position
        self._region, self._year = panel.regions[cell[0]], panel.years[cell[1]]
        self._cell = cell
        # a seed of text is hashed by its letters, so that it is the same on every machine
        self._habit = random.Random(f"{panel.settings.seed}/{self._region.code}")
        self._mood = random.Random(f"{panel.settings.seed}/{self._region.code}/{self._year}")
        self._groups = self._habit.random() < _GROUPS
        self._parts: list[str] = []
        self._length = 0
        self._figures: list[TrueFigure] = []

    def write(self) -> DemoReport:
        """The whole report."""
        words, region = self._wordings, self._region
        issuer = words.issuer.format(place=region.name, mark=words.mark)
        self._add(words.title.format(place=region.name, year=self._year, mark=words.mark) + "\n" + words.note + "\n")
        number = 0
        for section in self._panel.sections:
            number += self._add_section(section, number)
        month = self._mood.randint(1, 3)
        self._add(f"{issuer}\n{words.signed.format(next=self._year + 1, month=month)}\n")
        published = f"{self._year + 1}-{month:02d}-{self._mood.randint(1, 28):02d}"
        name, text = f"{region.code}-{self._year}", "".join(self._parts)
        return DemoReport(name, text, region, self._year, issuer, published, tuple(self._figures))

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _choose(self, options: tuple[str, ...]) -> str:
        """The region's usual wording, or another one now and then."""
        usual = self._habit.randrange(len(options))
        return self._mood.choice(options) if self._mood.random() < _DEPARTS else options[usual]

    def _add_section(self, section: Section, number: int) -> int:
        """Adds a chapter where one of its sentences is stated, and returns how many chapters that are."""
        heading, plain = self._choose(section.headings), self._choose(section.plain)
        variants = [(sentence, self._choose(sentence.variants)) for sentence in section.sentences]
        stated = [variant for sentence, variant in variants if self._states(sentence)]
        if not stated:
            return 0
        self._add(f"{self._wordings.numbering[number]}、{heading}\n{plain}")
        for variant in stated:
            self._add_sentence(variant)
        self._add("\n")
        return 1

    def _states(self, sentence: Sentence) -> bool:
        region, year = self._cell
        return bool(self._panel.stated[region, year, self._position[sentence.figures[0]]])

    def _add_sentence(self, variant: str) -> None:
        end = 0
        for slot in SLOT.finditer(variant):
            self._add(variant[end : slot.start()])
            end = slot.end()
            if slot.group(1) == "when":
                self._add(self._mood.choice(self._wordings.when).format(year=self._year))
            elif slot.group(1) == "home":
                self._add(self._wordings.home[self._region.name[-1]])
            else:
                self._add_figure(self._position[slot.group(1)], may_grow=bool(slot.group(2)))
        self._add(variant[end:])

    def _add_figure(self, at: int, may_grow: bool) -> None:
        region, year = self._cell
        figure, panel = self._panel.figures[at], self._panel
        shown, true = float(panel.shown[region, year, at]), float(panel.true[region, year, at])
        planted = PLANTED[panel.planted[region, year, at]]
        text = self._print(figure, shown, float(panel.steps[region, year, at]))
        self._tell(figure, text, self._year, (shown, true, planted))
        if may_grow and year and self._mood.random() < _GROWS:
            self._add_growth(figure, true, at)

    def _tell(self, figure: Figure, text: str, year: int, value: tuple[float, float, str]) -> None:
        """Adds a level to the text and to the truth; `value` is what stands there, what should, and the error."""
        start, what = self._length, (figure.indicator, figure.breakdown, "level", year, figure.unit)
        self._add(text)
        self._figures.append(TrueFigure(*what, *value, text, start, self._length))

    def _add_growth(self, figure: Figure, now: float, at: int) -> None:
        """Adds the change against last year's true figure, where it is large enough to tell."""
        region, year = self._cell
        last = float(self._panel.true[region, year - 1, at])
        if last < _SMALLEST_BASE:
            return
        change = round((now / last - 1) * 100, 1)
        if not 0.1 <= abs(change) <= _LARGEST_CHANGE:
            return
        words = self._wordings
        before, _, after = self._mood.choice(words.growth).partition("{rise}")
        opening, _, closing = before.partition("{last}")
        self._add(opening)
        if closing or "{last}" in before:
            text = self._print(figure, last, float(self._panel.steps[region, year - 1, at]))
            self._tell(figure, text, self._year - 1, (last, last, ""))
            self._add(closing)
        self._add_change(figure, change, (words.up if change > 0 else words.down) + after)

    def _add_change(self, figure: Figure, change: float, pattern: str) -> None:
        before, _, after = pattern.partition("{change}")
        self._add(before)
        start, text = self._length, f"{_plain(abs(change))}%"
        self._add(text)
        what = (figure.indicator, figure.breakdown, "change", self._year, "%")
        self._figures.append(TrueFigure(*what, change, change, "", text, start, self._length))
        self._add(after)

    def _print(self, figure: Figure, value: float, step: float) -> str:
        """A figure as a report prints it: 1.53万件, 98.5%, 1.5个工作日, 12,345件."""
        if figure.kind in ("count", "amount"):
            for scale, word in ((_YI, "亿"), (_WAN, "万")):
                digit = scale / 100
                if step >= digit and value >= scale and abs(value / digit - round(value / digit)) < 1e-6:
                    return f"{_plain(value / scale)}{word}{figure.printed_unit}"
        number = f"{value:,.0f}" if self._groups and value >= 1000 and value == int(value) else _plain(value)
        return f"{number}{figure.printed_unit}"


def _plain(value: float) -> str:
    """A number with two decimals at most and without idle zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
