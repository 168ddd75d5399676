"""The geometry of a small chart: bars or a line over labelled points, with gaps where there is no value.

It knows numbers and labels alone; templates/charts/chart.html draws what it computes. The axis begins at 0:
what looks twice as high is twice as much.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import groupby
from math import ceil
from typing import NamedTuple

WIDTH = 360  # of the drawing, in units of the SVG; the page scales it
LEFT, RIGHT, TOP = 46, 8, 20  # margins for the axis' figures and the values
BASE = 156  # where the axis lies; below it stand one line of labels, or two
LINE = 15
MOST_TICKS = 5
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_ROOM_FOR_VALUE = 44  # units that a value of six digits with its comma needs
_ROOM_FOR_LABEL = 24
_HALF_A_DIGIT = 3.2
_WIDEST_BAR = 44
_UNITS = ((Decimal(10) ** 8, "億"), (Decimal(10) ** 4, "万"))


class Form(Enum):
    """Bars count what happened in a stretch; a line runs through what there was on days."""

    BARS = "bars"
    LINE = "line"


@dataclass(frozen=True)
class Point:
    """A place on the axis.

    label  what stands below it, short; `name` is what the table and the description call it
    value  None where there is none: a gap, which is not 0; `note` says why
    group  points of one group stand next to each other and share a second label
    """

    label: str
    name: str
    value: int | Decimal | None
    note: str = ""
    group: str = ""


@dataclass(frozen=True)
class Tick:
    """A line across, and the figure at its left."""

    y: str
    text: str


@dataclass(frozen=True)
class Mark:
    """A bar (all four) or a dot of a line (x and y) or a gap (x and width)."""

    point: Point
    x: str
    y: str = ""
    width: str = ""
    height: str = ""


@dataclass(frozen=True)
class Text:
    """Words at a place."""

    x: str
    y: str
    text: str


@dataclass(frozen=True)
class Plot:
    """A chart as it is drawn. Coordinates are texts: no template writes them in another way."""

    ticks: tuple[Tick, ...]
    bars: tuple[Mark, ...]
    lines: tuple[str, ...]
    dots: tuple[Mark, ...]
    gaps: tuple[Mark, ...]
    values: tuple[Text, ...]
    labels: tuple[Text, ...]
    groups: tuple[Text, ...]
    borders: tuple[str, ...]
    height: int
    width: int = WIDTH
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    base: int = BASE
    plot_height: int = BASE - TOP


def plot(points: Sequence[Point], form: Form) -> Plot:
    """The chart of the points, from the left to the right. Raises ValueError where there is no value at all,
    or a negative one."""
    known = [point.value for point in points if point.value is not None]
    if not known or min(known) < 0:
        raise ValueError("a chart needs values, none of them negative")
    scale = ticks_up_to(max(known))
    slot = (WIDTH - LEFT - RIGHT) / len(points)
    places = [
        _Place(LEFT + slot * (number + 0.5), _y(point.value, scale[-1]), point)
        for number, point in enumerate(points)
    ]
    bars = form is Form.BARS
    groups = list(_groups(places, slot))
    return Plot(
        ticks=tuple(Tick(_px(_y(each, scale[-1])), axis_text(each)) for each in scale),
        bars=tuple(_bars(places, slot)) if bars else (),
        lines=() if bars else tuple(_lines(places)),
        dots=() if bars else tuple(Mark(each.point, _px(each.x), _px(each.y)) for each in _known(places)),
        gaps=tuple(
            Mark(each.point, x=_px(each.x - slot / 2), width=_px(slot))
            for each in places
            if each.point.value is None
        ),
        values=tuple(_values(places, slot)),
        labels=tuple(_labels(places, slot)),
        groups=tuple(Text(_px(middle), _px(BASE + 2 * LINE), name) for name, middle, _ in groups),
        borders=tuple(_px(start) for _, _, start in groups[1:]),
        height=BASE + LINE * (2 if groups else 1) + 4,
    )


# --- The axis --------------------------------------------------------------------------------------------


def ticks_up_to(highest: int | Decimal) -> list[Decimal]:
    """The axis' figures from 0 to the first round one that is not below `highest`, evenly apart."""
    if highest <= 0:
        return [Decimal(0), Decimal(1)]
    least = Decimal(highest) / (MOST_TICKS - 1)
    power = Decimal(10) ** least.adjusted()
    whole = Decimal(highest) == int(highest)
    for step in (each * power for each in _STEPS):
        # What is counted in whole numbers has no half of one.
        if step >= least and (not whole or step == int(step)):
            break
    return [step * number for number in range(ceil(Decimal(highest) / step) + 1)]


def axis_text(value: int | Decimal) -> str:
    """A round figure as Japanese axes write it: 5,000, 2.5万, 3億."""
    for size, name in _UNITS:
        if value >= size:
            return f"{_plain(Decimal(value) / size)}{name}"
    return _plain(Decimal(value))


def _plain(value: Decimal) -> str:
    """With commas, and no decimals but those that say something."""
    return f"{int(value):,}" if value == int(value) else f"{value.normalize():,f}"


# --- Where things stand ----------------------------------------------------------------------------------


class _Place(NamedTuple):
    """Where a point stands; of one without a value `y` is the base, and nothing is drawn there."""

    x: float
    y: float
    point: Point


def _y(value: int | Decimal | None, highest: Decimal) -> float:
    return BASE - float(Decimal(value or 0) / highest) * (BASE - TOP)


def _known(places: Iterable[_Place]) -> list[_Place]:
    return [each for each in places if each.point.value is not None]


def _bars(places: Sequence[_Place], slot: float) -> Iterator[Mark]:
    width = min(slot * 0.68, _WIDEST_BAR)
    for x, y, point in _known(places):
        yield Mark(point, x=_px(x - width / 2), y=_px(y), width=_px(width), height=_px(BASE - y))


def _lines(places: Sequence[_Place]) -> Iterator[str]:
    """The corners of each stretch without a gap; one point alone has no line."""
    for known, run in groupby(places, key=lambda place: place.point.value is not None):
        corners = [f"{_px(x)},{_px(y)}" for x, y, _ in run]
        if known and len(corners) > 1:
            yield " ".join(corners)


def _values(places: Sequence[_Place], slot: float) -> Iterator[Text]:
    """The figures above the marks: all of them where there is room, else the last one."""
    known = _known(places)
    for x, y, point in known if slot >= _ROOM_FOR_VALUE else known[-1:]:
        text = f"{point.value:,}"
        half = len(text) * _HALF_A_DIGIT  # so that it does not run out of the drawing
        yield Text(_px(min(max(x, LEFT + half), WIDTH - half)), _px(y - 6), text)


def _labels(places: Sequence[_Place], slot: float) -> Iterator[Text]:
    """What stands below the points; where they are narrow, every second, third or so, the last one always.
    With groups they are a digit each."""
    grouped = any(each.point.group for each in places)
    every = 1 if grouped else max(1, ceil(_ROOM_FOR_LABEL / slot))
    for number, (x, _, point) in enumerate(reversed(places)):
        if number % every == 0:
            yield Text(_px(x), _px(BASE + LINE), point.label)


def _groups(places: Sequence[_Place], slot: float) -> Iterator[tuple[str, float, float]]:
    """(name, middle, start) of each run of points of one group."""
    for name, run in groupby(places, key=lambda place: place.point.group):
        at = [place.x for place in run]
        if name:
            yield name, (at[0] + at[-1]) / 2, at[0] - slot / 2


def _px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


# --- In words --------------------------------------------------------------------------------------------


def in_words(points: Iterable[Point], unit: str) -> str:
    """The chart for those who do not see it: where it begins and ends, its highest, and what is missing."""
    every = list(points)
    known = [point for point in every if point.value is not None]
    if not known:
        return "数がありません。"
    first, last = known[0], known[-1]
    highest = max(known, key=lambda point: Decimal(point.value or 0))
    told = f"{last.name}は{last.value:,}{unit}です。"
    if first is not last:
        told = f"{first.name}の{first.value:,}{unit}から、{last.name}の{last.value:,}{unit}までです。"
        told += f"最も多いのは{highest.name}の{highest.value:,}{unit}です。"
    missing = [point.name for point in every if point.value is None]
    return told + (f"数がないのは{'、'.join(missing)}です。" if missing else "")
