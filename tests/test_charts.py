"""Figures: what they hold, that hostile names stay text, and that their colours can be told apart."""

from __future__ import annotations

import itertools
import json

import pandas as pd
import pytest

from tests.test_format import words
from views._charts.bars import ranked_bars
from views._charts.lines import GREY_LINES, lines_by_year, spread_labels
from views._charts.percentiles import percentile_dots
from views._charts.scatter import LARGEST, scatter_pairs, without_covered
from views._charts.strip import strip_by_group
from views._charts.template import (
    BOLD,
    DARK,
    LIGHT,
    NARROW,
    TEXT_SIZE,
    Palette,
    Style,
    axis_range,
    axis_ticks,
    chart_config,
    label_width,
)

STYLE = Style(words("zh"))
HOSTILE = '<img src=x onerror=alert(1)><a href="javascript:1">点</a>'


def make_bars(*changes: dict[str, object]) -> pd.DataFrame:
    """Rows for ranked bars and strips."""
    default = {
        "name": "甲县", "value": 10.0, "value_high": None, "unit": "件", "bound": "=", "standing": "plain", "marked": False,
        "note": "", "observation_id": "o1", "group": "县级", "label": "行政复议", "percentile": 40.0,
    }  # fmt: skip
    return pd.DataFrame([{**default, **change} for change in changes])


def make_course(*points: tuple[str, int, float]) -> pd.DataFrame:
    """Rows for lines."""
    return pd.DataFrame(
        [
            {"place": place, "name": place, "year": year, "value": value, "value_high": None, "unit": "件", "bound": "=",
             "note": "", "doubtful": False, "marked": False, "observation_id": f"{place}{year}"}
            for place, year, value in points
        ]
    )  # fmt: skip


EMPTY = make_course(("x", 2020, 1.0)).iloc[:0]


def test_each_bar_carries_its_observation() -> None:
    figure = ranked_bars(make_bars({"observation_id": "o1"}, {"observation_id": "o2"}), 10.0, STYLE)
    assert [row[0] for row in figure.data[0].customdata] == ["o1", "o2"]


def test_a_gap_is_a_word_not_a_zero() -> None:
    figure = ranked_bars(make_bars({}, {"value": float("nan"), "note": "报告中未见该指标"}), None, STYLE)
    assert pd.isna(figure.data[0].x[1])
    assert [one.text for one in figure.layout.annotations] == ["<i>报告中未见该指标</i>"]


def test_bounded_figures_are_hatched_and_signed() -> None:
    bar = ranked_bars(make_bars({"bound": ">=", "value": 24000.0}, {}), None, STYLE).data[0]
    assert list(bar.text) == ["≥2.4万", "10"] and list(bar.marker.pattern.shape) == ["/", ""]


def test_a_missing_year_interrupts_the_line() -> None:
    figure = lines_by_year(make_course(("甲", 2020, 1.0), ("甲", 2022, 3.0), ("乙", 2021, 2.0)), EMPTY, EMPTY, STYLE)
    line = figure.data[0]
    assert list(line.x) == [2020, 2021, 2022] and list(line.y) == [1.0, None, 3.0] and line.connectgaps is False


def test_all_other_regions_are_one_trace_with_gaps_between_them() -> None:
    others = make_course(*((f"地{number}", year, 1.0) for number in range(300) for year in (2020, 2021)))
    figure = lines_by_year(make_course(("甲", 2020, 1.0)), others, EMPTY, STYLE)
    assert len(figure.data) == 2 and len(figure.data[0].x) == 300 * 3


def test_of_thousands_of_regions_the_grey_lines_are_an_even_sample() -> None:
    others = make_course(*((f"地{number:04}", year, float(number)) for number in range(900) for year in (2020, 2021)))
    levels = lines_by_year(make_course(("甲", 2020, 1.0)), others, EMPTY, STYLE).data[0].y[::3]
    assert len(levels) == GREY_LINES and levels[0] == 0 and levels[-1] == 899
    assert max(after - before for before, after in itertools.pairwise(levels)) <= 4


def test_dots_that_lie_on_others_are_left_out_but_count_for_the_medians() -> None:
    crowd = make_bars(*({"value": 5.0, "observation_id": f"o{number}"} for number in range(400)), {"value": 9.0})
    pairs = crowd.assign(x=1.0, size=float("nan"), hover="甲").assign(marked=lambda rows: rows.index == 7)
    seen = without_covered(pairs)
    assert list(seen["value"]) == [5.0, 5.0, 9.0] and list(seen["marked"]) == [False, True, False]
    assert scatter_pairs(pairs, ("横", "纵"), STYLE).layout.shapes[1].y0 == 5.0
    assert len(without_covered(pairs.head(300))) == 300


def test_sizes_are_to_one_scale_in_all_groups() -> None:
    pairs = make_bars({"group": "县级"}, {"group": "市级"}).assign(x=[1.0, 2.0], size=[25.0, 100.0], hover="甲")
    across = [trace.marker.size[0] for trace in scatter_pairs(pairs, ("横", "纵"), STYLE).data]
    assert across == [LARGEST / 2, LARGEST]


def test_there_is_room_for_the_longest_label_without_measuring_it() -> None:
    layout = ranked_bars(make_bars({"name": "甲县"}, {"name": "内蒙古自治区乌兰察布市"}), None, STYLE).layout
    assert layout.yaxis.automargin is False and layout.margin.l >= 11 * TEXT_SIZE
    assert label_width("<b>&lt;甲&gt;</b>") == pytest.approx(TEXT_SIZE * (1 + 2 * NARROW) * BOLD)


def test_a_logarithmic_scatter_has_ticks_at_powers_of_ten() -> None:
    pairs = make_bars({"value": 5.0}, {"value": 500.0}).assign(x=[1.0, 90.0], size=float("nan"), hover="甲")
    figure = scatter_pairs(pairs, ("横", "纵"), STYLE, logarithmic=True)
    assert list(figure.layout.yaxis.tickvals) == [1, 10, 100, 1000] and figure.layout.xaxis.type == "log"


def test_names_from_reports_are_never_markup() -> None:
    bars = make_bars({"name": HOSTILE, "note": HOSTILE, "group": HOSTILE, "label": HOSTILE, "marked": True})
    pairs = bars.assign(x=1.0, size=1.0, hover=HOSTILE)
    course = make_course((HOSTILE, 2020, 1.0)).assign(note=HOSTILE)
    figures = (
        ranked_bars(bars, 1.0, STYLE), strip_by_group(bars, STYLE), lines_by_year(course, EMPTY, EMPTY, STYLE),
        scatter_pairs(pairs, (HOSTILE, HOSTILE), STYLE), percentile_dots(bars, STYLE),
    )  # fmt: skip
    for figure in figures:
        assert "<img" not in figure.to_json() and "<a " not in figure.to_json()


def test_the_picture_button_speaks_the_language_and_sends_nothing() -> None:
    config = chart_config(STYLE, "compare", "svg")
    assert config["showSendToCloud"] is False and config["toImageButtonOptions"]["format"] == "svg"
    assert "下载图片" in json.dumps(config, ensure_ascii=False)


def test_axes_start_at_zero_also_for_falls() -> None:
    assert axis_range([-10.0, 5.0], 0.1) == [-11.5, 6.5] and axis_range([], 0.1) == [0.0, 0.1]
    assert (
        axis_ticks([float("nan")], STYLE)["tickvals"][0] == 0
        and axis_ticks([100.0], STYLE, "%")["ticktext"][-1] == "100%"
    )


def luminance(color: str) -> float:
    """Relative luminance. Source: WCAG 2.2."""
    parts = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio. Source: WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_text_has_four_and_a_half_to_one_and_marks_three_to_one(palette: Palette) -> None:
    assert min(contrast(one, palette.paper) for one in (palette.ink, palette.muted)) >= 4.5
    marks = (palette.better, palette.worse, palette.plain, palette.middle, *palette.series)
    assert min(contrast(one, palette.paper) for one in marks) >= 3


def seen_by_deuteranopes(color: str) -> tuple[float, float, float]:
    """The colour as it appears without green cones. Source: Viénot, Brettel and Mollon 1999."""
    red, green, blue = ((int(color[index : index + 2], 16) / 255) ** 2.2 for index in (1, 3, 5))
    return (0.29275 * red + 0.70725 * green, 0.29275 * red + 0.70725 * green, -0.02234 * red + 0.02234 * green + blue)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_better_and_worse_differ_for_the_colour_blind(palette: Palette) -> None:
    for one, other in itertools.combinations((palette.better, palette.worse), 2):
        apart = [abs(a - b) for a, b in zip(seen_by_deuteranopes(one), seen_by_deuteranopes(other), strict=True)]
        assert max(apart) > 0.2


def test_names_at_the_ends_of_lines_do_not_lie_on_one_another() -> None:
    heights = [10.0, 11.0, 12.0, 200.0]
    moved = [height + shift for height, shift in zip(heights, spread_labels(heights, 16), strict=True)]
    assert all(after - before >= 16 for before, after in itertools.pairwise(moved))
    assert spread_labels([5.0], 16) == [0.0] and spread_labels([], 16) == []
