"""Settings -> the invented panel: places, figures as printed, planted errors. The same settings give the same panel."""

from __future__ import annotations

from functools import cache

import numpy as np

from etl.demo.declared import load_figures, load_wordings
from etl.demo.model import Figure, Marks, Panel, Section, Settings, Values, Wordings
from etl.demo.places import invent_places
from etl.demo.plant import Printed, plant_errors
from etl.demo.simulate import simulate_figures
from etl.knowledge.catalogue import load_catalogue
from etl.knowledge.gazetteer import load_gazetteer

_UNSTATED, _ABSENT = 0.07, 0.02
"""Shares of sentences that a report leaves out, and of reports that are missing altogether."""
_IN_WAN = 0.6
"""Share of regions that print a large count in 万."""


@cache
def load_demo() -> tuple[tuple[Figure, ...], Wordings]:
    """The declared figures and words, read once.

    Raises:
        KnowledgeError: one of the files breaks its grammar.
    """
    figures = load_figures(load_catalogue())
    return figures, load_wordings(figure.id for figure in figures)


def invent_panel(settings: Settings) -> Panel:
    """The panel of these settings."""
    figures, wordings = load_demo()
    regions = invent_places(settings, wordings, load_gazetteer())
    sections = _chosen(wordings.sections, figures, settings.indicators)
    named = {name for section in sections for sentence in section.sentences for name in sentence.figures}
    simulated = simulate_figures(settings, regions, figures)
    kept = tuple(figure for figure in figures if figure.id in named)
    exact = np.stack([simulated[figure.id] for figure in kept], axis=2)
    steps = _steps(kept, exact, settings.seed)
    true = np.round(np.round(exact / steps) * steps, 2)
    stated = _stated(sections, kept, true, settings.seed)
    shown, planted = plant_errors(Printed(kept, true, steps, stated), settings.errors, settings.seed)
    years = tuple(range(settings.last_year - settings.years + 1, settings.last_year + 1))
    return Panel(settings, regions, years, kept, sections, true, shown, steps, planted, stated)


def _chosen(sections: tuple[Section, ...], figures: tuple[Figure, ...], most: int) -> tuple[Section, ...]:
    """The sections with the sentences that bring no more than `most` indicators together."""
    indicator = {figure.id: figure.indicator for figure in figures}
    used: set[str] = set()
    chosen: list[Section] = []
    for section in sections:
        sentences = []
        for sentence in section.sentences:
            fresh = {indicator[name] for name in sentence.figures} - used
            if len(used) + len(fresh) <= most:
                used |= fresh
                sentences.append(sentence)
        if sentences:
            chosen.append(Section(section.headings, section.plain, tuple(sentences)))
    return tuple(chosen)


def _steps(figures: tuple[Figure, ...], exact: Values, seed: int) -> Values:
    """The worth of the last digit printed: 1, 100 (1.53万), a million (2.31亿), or a decimal of a rate."""
    chance = np.random.default_rng([seed, 3])
    habit = chance.random((exact.shape[0], 1, exact.shape[2])) < _IN_WAN
    steps = np.ones(exact.shape)
    for at, figure in enumerate(figures):
        if figure.kind == "rate":
            steps[:, :, at] = 10.0**-figure.places
        elif figure.kind == "duration":
            steps[:, :, at] = 0.5
        elif not figure.is_part:
            large = habit[:, :, at] if figure.kind == "count" else True
            steps[:, :, at] = np.where((exact[:, :, at] >= 1e4) & large, 100.0, steps[:, :, at])
            steps[:, :, at] = np.where((exact[:, :, at] >= 1e8) & large, 1e6, steps[:, :, at])
    return steps


def _stated(sections: tuple[Section, ...], figures: tuple[Figure, ...], true: Values, seed: int) -> Marks:
    """Which figures the reports state: whole sentences are left out, and so is one with a ratio over nothing."""
    chance = np.random.default_rng([seed, 5])
    position = {figure.id: at for at, figure in enumerate(figures)}
    written = chance.random(true.shape[:2]) >= _ABSENT
    stated = np.zeros(true.shape, dtype=np.bool_)
    for section in sections:
        for sentence in section.sentences:
            own = [position[name] for name in sentence.figures]
            kept = written & (chance.random(true.shape[:2]) >= _UNSTATED) & np.isfinite(true[:, :, own]).all(axis=2)
            stated[:, :, own] = kept[:, :, None]
    return stated
