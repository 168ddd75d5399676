"""What a quarter asks of a department: its flows, and its stocks on which days."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from core.calendar import Quarter, wareki
from core.exhibits import UNKNOWN, Value
from mynumber.models import FigureTable, FigureTableLine, Series, SeriesPart
from mynumber.statistics import in_force

_NAME = re.compile(r"([0-9]{1,18})(?:-([0-9]{4}-[0-9]{2}-[0-9]{2}))?", re.ASCII)


class CellKey(NamedTuple):
    """Which figure of a quarter: a flow's, or a stock's of a day."""

    series_id: int
    as_of: date | None = None

    @property
    def name(self) -> str:
        """As controls of a form are named: 12, 12-2024-03-31."""
        return f"{self.series_id}-{self.as_of}" if self.as_of else str(self.series_id)

    @classmethod
    def parse(cls, name: str) -> "CellKey | None":
        """The figure that controls of that name are of; None where the name is none."""
        match = _NAME.fullmatch(name)
        try:
            return cls(int(match[1]), date.fromisoformat(match[2]) if match[2] else None) if match else None
        except ValueError:
            return None


@dataclass(frozen=True)
class Asked:
    """A figure that the quarter asks for; `required` where the quarter is not handed in without it."""

    series: Series
    as_of: date | None = None
    required: bool = True

    @property
    def key(self) -> CellKey:
        return CellKey(self.series.pk, self.as_of)

    @property
    def title(self) -> str:
        """In words: the series, and of a stock its day."""
        return f"{self.series}（{wareki(self.as_of)}）" if self.as_of else str(self.series)


class Way(Enum):
    """How a figure comes into the sheet."""

    TYPED = "typed"
    COMPUTED = "computed"  # a sum, or a share whose denominator is known
    WHOLE_YEAR = "whole_year"  # of this year only the whole is known: it takes no quarters


class Catalogue:
    """Every series, what it is made of, and on which days the report's tables show it: one query."""

    @cached_property
    def by_id(self) -> dict[int, Any]:
        parts = SeriesPart.objects.filter(whole=OuterRef("pk")).order_by("id")
        lines = FigureTableLine.objects.filter(series=OuterRef("pk")).exclude(
            table__basis=FigureTable.Basis.FLOW
        )
        rows = Series.objects.annotate(
            part_ids=ArraySubquery(parts.values("part_id")),
            shown_as=ArraySubquery(lines.values("table__basis")),
        )
        return {series.pk: series for series in rows}

    def parts_of(self, series: Any) -> list[Any]:
        """Of what the series is the sum; nothing where people enter it."""
        return [self.by_id[key] for key in series.part_ids]

    def leaves_of(self, series: Any) -> list[Any]:
        """The series whose figures people enter for it: itself, or those below it."""
        parts = self.parts_of(series)
        return [leaf for part in parts for leaf in self.leaves_of(part)] if parts else [series]

    def made_of(self, series: Any) -> tuple[Any, Any] | None:
        """The numerator and the denominator of a share."""
        if series.kind != Series.Kind.STOCK or series.denominator_id is None:
            return None
        return self.by_id[series.numerator_id], self.by_id[series.denominator_id]

    def way_of(
        self,
        series: Any,
        day: date | None,
        flows: Mapping[str, Any] | None,
        stock: Callable[[Any, date], Value],
    ) -> Way:
        """How the figure comes into the sheet: a flow by the row of its year, a stock by what `stock` says of
        its denominator on the day."""
        if series.part_ids:
            return Way.COMPUTED
        if day is None:
            return Way.WHOLE_YEAR if flows and flows["whole_year"] is not None else Way.TYPED
        made_of = self.made_of(series)
        below = stock(made_of[1], day) if made_of else UNKNOWN
        return Way.COMPUTED if isinstance(below, int | Decimal) and below else Way.TYPED

    def closure(self, series: Iterable[Any]) -> set[int]:
        """The keys of the series and of all that they are made of."""
        found: set[int] = set()
        waiting = list(series)
        while waiting:
            each = waiting.pop()
            if each.pk not in found:
                found.add(each.pk)
                waiting += [*self.parts_of(each), *(self.made_of(each) or ())]
        return found

    @cached_property
    def _shown(self) -> dict[str, tuple[set[int], set[int]]]:
        """By a table's basis: the stocks that it shows, themselves or as what a shown one is made of; and of
        these the ones of which a share can do without, for it may be entered as it is."""
        found = {}
        for basis in (FigureTable.Basis.FISCAL_YEAR_END, FigureTable.Basis.NEXT_DAY):
            shown = [series for series in self.by_id.values() if basis in series.shown_as]
            needed: set[int] = set()
            for series in shown:
                self._add_needed(series, needed)
            found[str(basis)] = (self.closure(shown), self.closure(shown) - needed)
        return found

    def _add_needed(self, series: Any, needed: set[int]) -> None:
        needed.add(series.pk)
        for part in self.parts_of(series):
            self._add_needed(part, needed)
        if made_of := self.made_of(series):
            self._add_needed(made_of[0], needed)

    def shown_on(self, quarter: Quarter) -> Iterator[tuple[date, set[int], set[int]]]:
        """(day, stocks that a table shows of it, those of them that may be missing) of the quarter. Tables
        show what there is at the end of a fiscal year."""
        if quarter.number == 4:
            for basis, day in (
                (FigureTable.Basis.FISCAL_YEAR_END, quarter.ends_on),
                (FigureTable.Basis.NEXT_DAY, quarter.ends_on + timedelta(days=1)),
            ):
                yield day, *self._shown[str(basis)]

    @cached_property
    def in_tables(self) -> set[int]:
        """The stocks that any table shows, whatever the quarter."""
        return set().union(*(shown for shown, _ in self._shown.values()))


class AskedFigures:
    """What the quarter asks of whoever answers for the series.

    `known` holds every figure of the quarter and of the same one a year ago that is there already: (key, day;
    None of a flow).
    """

    def __init__(self, catalogue: Catalogue, quarter: Quarter, known: Iterable[tuple[int, date | None]]):
        self.catalogue = catalogue
        self.quarter = quarter
        self.flows: set[int] = set()
        self.stocks: dict[int, list[date]] = {}
        for key, day in known:
            if day is None:
                self.flows.add(key)
            else:
                self.stocks.setdefault(key, []).append(day)
        self.a_year_ago = Quarter(quarter.fiscal_year - 1, quarter.number)
        self._days: dict[int, Mapping[date, bool]] = {}

    def of(self, series: Iterable[Any]) -> list[Asked]:
        """The figures of these series that the quarter asks for, in the order of the series and the days."""
        found = []
        for each in sorted(series, key=lambda one: (one.order, one.code)):
            if each.kind == Series.Kind.FLOW:
                found += [Asked(each)] if self._counts(each) else []
            else:
                days = self.days_of(each)
                found += [Asked(each, day, days[day]) for day in sorted(days)]
        return found

    def _counts(self, series: Any) -> bool:
        """Whether the flow, or one that it is the sum of, is counted in the quarter or has a figure of it."""
        first, last = self.quarter.starts_on, self.quarter.ends_on
        return any(
            in_force(leaf, first, last) or leaf.pk in self.flows for leaf in self.catalogue.leaves_of(series)
        )

    def days_of(self, series: Any) -> Mapping[date, bool]:
        """The days on which the stock is asked for, and whether it is required there."""
        if series.pk not in self._days:
            parts = self.catalogue.parts_of(series)
            self._days[series.pk] = self._days_of_parts(series, parts) if parts else self._days_of(series)
        return self._days[series.pk]

    def _days_of_parts(self, series: Any, parts: list[Any]) -> dict[date, bool]:
        """A sum stands on the days of its parts, and where a table shows it."""
        days = {day for part in parts for day in self.days_of(part)}
        days |= {day for day, shown, _ in self.catalogue.shown_on(self.quarter) if series.pk in shown}
        return dict.fromkeys(days, True)

    def _days_of(self, series: Any) -> dict[date, bool]:
        days = {
            day: series.pk not in dispensable
            for day, shown, dispensable in self.catalogue.shown_on(self.quarter)
            if series.pk in shown
        }
        days |= dict.fromkeys(self._as_a_year_ago(series), True)
        if not days and series.pk not in self.catalogue.in_tables:
            days[self.quarter.ends_on] = True
        days = {day: required for day, required in days.items() if in_force(series, day, day)}
        entered = dict.fromkeys(self._entered(series, self.quarter), True)
        return entered | days

    def _as_a_year_ago(self, series: Any) -> Iterator[date]:
        """The days of the figures of the same quarter a year ago, a year later."""
        for day in self._entered(series, self.a_year_ago):
            yield same_place(day, self.a_year_ago, self.quarter)

    def _entered(self, series: Any, quarter: Quarter) -> Iterator[date]:
        """The days of the quarter of which there is a figure. The day after its end is one of them."""
        for day in self.stocks.get(series.pk, ()):
            if quarter.starts_on < day <= quarter.next().starts_on:
                yield day


def same_place(day: date, quarter: Quarter, other: Quarter) -> date:
    """The day that lies in the other quarter where this one lies in its own: the last day, the day after, or
    the same day so many months away."""
    if day >= quarter.ends_on:
        return other.ends_on + (day - quarter.ends_on)
    months = 12 * other.starts_on.year + other.starts_on.month - 12 * quarter.starts_on.year
    month = day.year * 12 + day.month - 1 + months - quarter.starts_on.month
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
