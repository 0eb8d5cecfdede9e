"""What all figures share: colours of both schemes, fonts, the layout, ticks, labels and Plotly's own settings."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from views._format import compact, escape, quantity, shorten, ticks
from views._text import Words

FONTS = (
    "'Segoe UI', -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', "
    "'Source Han Sans SC', 'WenQuanYi Micro Hei', system-ui, sans-serif"
)
# Symbols beside colours, so that lines and groups are told apart without colour.
MARKS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "triangle-down")
# Buttons for zooming and comparing: every chart shows its whole range, and each value stands in its table.
NOT_OFFERED = (
    "zoom2d", "pan2d", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d", "resetScale2d",
    "hoverClosestCartesian", "hoverCompareCartesian", "toggleSpikelines",
)  # fmt: skip
TEXT_SIZE = 13
# Room beside an axis, in pixels: around its labels, and for a title along it.
BESIDE_LABELS, TITLE_ROOM = 14, 26
# What a letter takes of the text size: Chinese is square, the rest no wider than this in any font of the stack.
NARROW, BOLD = 0.62, 1.06
LABEL_LENGTH = 12  # characters of a region's name beside its mark; the whole name is in the hover text


_TAGS = re.compile(r"</?[a-z]+>")


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one scheme: marks have 3 : 1 on the background, text 4.5 : 1; the hues differ for the colour-blind."""

    paper: str
    ink: str
    muted: str
    grid: str
    series: tuple[str, ...]
    better: str
    worse: str
    plain: str
    middle: str
    faint: str


LIGHT = Palette(
    paper="#ffffff", ink="#1b2430", muted="#566170", grid="#e3e8ee", better="#1b6ca8", worse="#b85c00",
    plain="#47789f", middle="#6b7683", faint="#c3cad3",
    series=("#0067a8", "#c04e00", "#00765a", "#93417b", "#59646f", "#7d6000", "#2f4fb5", "#a3243b"),
)  # fmt: skip
DARK = Palette(
    paper="#11161d", ink="#e6eaf0", muted="#a5b0bd", grid="#2b3541", better="#5fb0e6", worse="#f0964a",
    plain="#7fa8cc", middle="#98a3b0", faint="#46525f",
    series=("#5fb4ec", "#f0914d", "#3fc79c", "#dd93bd", "#b3bdc8", "#dcbb2e", "#93a8f5", "#f08a9b"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """The colour scheme and the language of a figure."""

    words: Words
    dark: bool = False

    @property
    def palette(self) -> Palette:
        """The colours of the scheme."""
        return DARK if self.dark else LIGHT


def chart_config(style: Style, name: str, image: str = "png") -> dict[str, Any]:
    """Plotly's own settings: the buttons for the picture and the full screen, in the reader's language, and no logo.

    Streamlit adds the full screen itself, unless `modeBarButtons` lists the buttons.
    """
    label = style.words("charts.save_picture")
    keys = ("Download plot as a PNG", "Download plot as a png", "Download plot as a svg", "Download plot")
    locale = {"dictionary": dict.fromkeys(keys, label)}
    return {
        "displaylogo": False,
        "showSendToCloud": False,
        "scrollZoom": False,
        "displayModeBar": True,
        "modeBarButtonsToRemove": list(NOT_OFFERED),
        "toImageButtonOptions": {"format": image, "filename": name, "scale": 2 if image == "png" else 1},
        "locale": "zh-CN" if style.words.language == "zh" else "en-GB",
        "locales": {"zh-CN": locale, "en-GB": locale},
    }


def base_layout(style: Style, height: int, labels: Sequence[str] = (), titled: bool = False) -> dict[str, Any]:
    """The layout of a figure of that height in pixels.

    Margins are reckoned here: where Plotly measures each label to find them, and which of them would stick out, that
    takes ten times as long as the drawing.

    Args:
        labels: the tick labels of the vertical axis, as Plotly takes them.
        titled: whether both axes bear a title.
    """
    palette = style.palette
    axis = {
        "gridcolor": palette.grid, "linecolor": palette.grid, "zerolinecolor": palette.muted, "zerolinewidth": 1,
        "tickfont": {"color": palette.ink, "size": TEXT_SIZE}, "automargin": False, "ticklabeloverflow": "allow",
        "fixedrange": True, "ticks": "",
    }  # fmt: skip
    hover = {"family": FONTS, "color": palette.ink, "size": TEXT_SIZE}
    room = TITLE_ROOM if titled else 0
    left = round(max((label_width(label) for label in labels), default=0)) + BESIDE_LABELS + room
    return {
        "height": height,
        "paper_bgcolor": palette.paper,
        "plot_bgcolor": palette.paper,
        "font": {"family": FONTS, "size": TEXT_SIZE, "color": palette.ink},
        "margin": {"l": left, "r": 16, "t": 30, "b": 36 + room},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {"bgcolor": palette.paper, "bordercolor": palette.muted, "font": hover, "align": "left"},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": palette.muted, "activecolor": palette.ink},
        "xaxis": axis,
        "yaxis": axis,
    }


def label_width(label: str) -> float:
    """How many pixels a tick label takes at most, without its tags."""
    text = html.unescape(_TAGS.sub("", label))
    letters = sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else NARROW for letter in text)
    return letters * TEXT_SIZE * (BOLD if label.startswith("<b>") else 1.0)


def axis_ticks(values: Iterable[float], style: Style, unit: str = "") -> dict[str, Any]:
    """Round ticks from zero over the values, with short labels; only `%` is printed on the axis itself."""
    low, high = _ends(values)
    positions = ticks(low, high if high > low else low + 1)
    sign = "%" if unit == "%" else ""
    return {"tickvals": positions, "ticktext": [compact(value, style.words) + sign for value in positions]}


def axis_range(values: Iterable[float], room: float) -> list[float]:
    """From zero over the values, with a share of `room` for labels at the ends that have values."""
    low, high = _ends(values)
    extra = (high - low or 1.0) * room
    return [low - extra if low < 0 else 0.0, high + extra]


def _ends(values: Iterable[float]) -> tuple[float, float]:
    """The lowest and the highest of the values and zero."""
    known = pd.Series(values, dtype="float64").dropna()
    return (min(0.0, float(known.min())), max(0.0, float(known.max()))) if len(known) else (0.0, 0.0)


def region_label(row: Any) -> str:
    """A region's name beside its mark; in bold where the reader marked it."""
    label = escape(shorten(row.name, LABEL_LENGTH))
    return f"<b>{label}</b>" if row.marked else label


def value_label(row: Any, style: Style) -> str:
    """A value beside its mark, short, with its bound."""
    if pd.isna(row.value):
        return ""
    sign = quantity(row, style.words)[:1] if row.bound != "=" else ""
    return f"{sign}{compact(float(row.value), style.words)}{'%' if row.unit == '%' else ''}"


def hover_text(row: Any, style: Style) -> str:
    """The region, its exact value and what there is to note."""
    lines = [f"<b>{escape(row.name)}</b>", escape(quantity(row, style.words)), escape(row.note)]
    return "<br>".join(line for line in lines if line)


def text_color(style: Style, size: int = 12) -> dict[str, Any]:
    """The font of a label inside a figure."""
    return {"color": style.palette.ink, "size": size}
