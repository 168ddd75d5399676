"""The geometry of charts: axes, bars, lines with gaps, and the chart in words."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts import (
    BASE,
    LEFT,
    MOST_TICKS,
    RIGHT,
    TOP,
    WIDTH,
    Form,
    Point,
    axis_text,
    in_words,
    plot,
    ticks_up_to,
)


def points(*values, groups=None):
    return [
        Point(f"R{number}", f"令和{number}年度", value, group=groups[number - 1] if groups else "")
        for number, value in enumerate(values, start=1)
    ]


# --- The axis ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("highest", "expected"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (10, [0, 5, 10]),
        (100, [0, 25, 50, 75, 100]),
        (13630, [0, 5000, 10000, 15000]),
        (Decimal("0.9"), [0, Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), 1]),
        (Decimal("44.8"), [0, 20, 40, 60]),
    ],
)
def test_axis_has_round_figures_from_nought_to_above_the_highest(highest, expected):
    assert ticks_up_to(highest) == expected


@given(st.integers(min_value=1, max_value=10**13))
def test_axis_is_short_even_and_whole_for_any_count(highest):
    ticks = ticks_up_to(highest)
    assert len(ticks) <= MOST_TICKS + 1
    assert ticks[0] == 0
    assert ticks[-2] < highest <= ticks[-1]
    steps = {after - before for before, after in pairwise(ticks)}
    assert len(steps) == 1
    assert all(tick == int(tick) for tick in ticks)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (Decimal("0.5"), "0.5"),
        (5000, "5,000"),
        (10000, "1万"),
        (25000, "2.5万"),
        (940000, "94万"),
        (150000000, "1.5億"),
        (12000 * 10**8, "12,000億"),
    ],
)
def test_axis_is_written_as_japanese_count(value, text):
    assert axis_text(value) == text


# --- Bars --------------------------------------------------------------------------------------------------


def test_bar_is_as_high_as_its_value_and_stands_on_the_base():
    drawn = plot(points(50, 100), Form.BARS)
    half, whole = drawn.bars
    assert (whole.y, whole.height) == (str(TOP), str(BASE - TOP))
    assert float(half.height) == (BASE - TOP) / 2
    assert float(half.y) + float(half.height) == BASE
    assert drawn.lines == drawn.dots == ()


def test_nought_is_a_bar_without_height_and_nothing_is_a_gap():
    drawn = plot(points(0, None, 10), Form.BARS)
    assert [bar.height for bar in drawn.bars] == ["0", str(BASE - TOP)]
    (gap,) = drawn.gaps
    assert gap.point.name == "令和2年度"
    assert float(gap.x) == pytest.approx(LEFT + (WIDTH - LEFT - RIGHT) / 3, abs=0.1)


def test_bars_stand_beside_each_other_within_the_drawing():
    drawn = plot(points(*range(1, 13)), Form.BARS)
    edges = [(float(bar.x), float(bar.x) + float(bar.width)) for bar in drawn.bars]
    assert all(end < start for (_, end), (start, _) in pairwise(edges))
    assert edges[0][0] >= LEFT
    assert edges[-1][1] <= WIDTH - RIGHT


# --- Lines -------------------------------------------------------------------------------------------------


def test_line_breaks_where_there_is_no_value():
    drawn = plot(points(1, 2, None, 3, None, None, 4, 5), Form.LINE)
    assert [len(line.split()) for line in drawn.lines] == [2, 2]
    assert len(drawn.dots) == 5  # the one between two gaps is a dot alone
    assert len(drawn.gaps) == 3
    assert drawn.bars == ()
    assert str(BASE) not in {dot.y for dot in drawn.dots}


# --- Words in the drawing ----------------------------------------------------------------------------------


def test_every_value_is_written_where_there_is_room_and_else_the_last():
    assert [text.text for text in plot(points(1084, None, 176), Form.BARS).values] == ["1,084", "176"]
    many = plot(points(*range(1, 11), None), Form.BARS)
    assert [text.text for text in many.values] == ["10"]


def test_long_value_at_the_edge_stays_within_the_drawing():
    (*_, last) = plot(points(*[10**11] * 6), Form.LINE).values
    assert float(last.x) + len("100,000,000,000") * 3.2 <= WIDTH


def test_labels_are_thinned_where_they_are_narrow_and_the_last_one_stands():
    assert len(plot(points(*range(1, 11)), Form.BARS).labels) == 10
    thinned = [label.text for label in plot(points(*range(1, 21)), Form.BARS).labels]
    assert thinned == [f"R{number}" for number in range(20, 0, -2)]


def test_groups_stand_below_their_points_with_a_border_between():
    drawn = plot(points(1, 2, 3, 4, groups=["R4", "R4", "R5", "R5"]), Form.BARS)
    assert [group.text for group in drawn.groups] == ["R4", "R5"]
    assert drawn.height > plot(points(1, 2), Form.BARS).height
    assert drawn.borders == (str(LEFT + (WIDTH - LEFT - RIGHT) // 2),)


def test_chart_without_a_value_or_with_a_negative_one_is_none():
    for values in ((None, None), (1, -1), ()):
        with pytest.raises(ValueError, match="a chart needs values"):
            plot(points(*values), Form.BARS)


# --- In words ----------------------------------------------------------------------------------------------


def test_chart_is_told_for_those_who_do_not_see_it():
    assert in_words(points(9254, None, 13630, 12000), "件") == (
        "令和1年度の9,254件から、令和4年度の12,000件までです。最も多いのは令和3年度の13,630件です。"
        "数がないのは令和2年度です。"
    )
    assert in_words(points(None, 5), "枚") == "令和2年度は5枚です。数がないのは令和1年度です。"
    assert in_words(points(None), "件") == "数がありません。"
