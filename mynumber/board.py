"""The board of a fiscal year: which department has handed in which quarter, and what is late.

A few queries, however many departments and series there are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from core.calendar import Quarter, fiscal_year_period
from core.clock import day_of
from core.exhibits import UNKNOWN, Value
from core.models import Department, Staff
from mynumber.asked import Asked, AskedFigures, Catalogue, Way
from mynumber.models import FigureTerms, FlowFigure, StockFigure, Submission
from mynumber.models.figure import QUARTERS
from mynumber.states.submission import STANDING_STATES, State
from mynumber.statistics import sum_over

NUMBERS = (1, 2, 3, 4)


@dataclass(frozen=True)
class Cell:
    """A department's quarter on a day: where it stands, since when and by whom.

    asked       how many figures it has to enter, and `entered` how many of these are there
    """

    department: Department
    quarter: Quarter
    submission: Submission | None
    asked: int
    entered: int
    due_on: date
    day: date

    @property
    def state(self) -> str:
        """The submission's state; `open` where there is no row."""
        return self.submission.state if self.submission else State.OPEN

    @property
    def is_over(self) -> bool:
        """Whether the quarter has ended, so that it can be handed in."""
        return self.day > self.quarter.ends_on

    @property
    def asks_nothing(self) -> bool:
        return not self.asked and self.state == State.OPEN

    @property
    def words(self) -> str:
        """Where it stands, in words."""
        if self.state != State.OPEN:
            return State(self.state).label
        if self.asks_nothing:
            return "対象なし"
        if not self.is_over:
            return "まだ"
        return f"入力中 {self.entered}/{self.asked}件" if self.entered else "未着手"

    @property
    def is_handed_in(self) -> bool:
        return self.state not in (State.OPEN, State.RETURNED)

    @property
    def is_late(self) -> bool:
        """Whether its figures should have been handed in before this day."""
        return not self.is_handed_in and not self.asks_nothing and self.day > self.due_on

    @property
    def days_late(self) -> int:
        return (self.day - self.due_on).days if self.is_late else 0

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody of the department has something to do about it now."""
        return self.is_over and not self.asks_nothing and self.state not in STANDING_STATES

    @property
    def reminded_at(self) -> datetime | None:
        return self.submission.reminded_at if self.submission else None

    @property
    def is_reminded_today(self) -> bool:
        return self.reminded_at is not None and day_of(self.reminded_at) == self.day

    @property
    def since(self) -> tuple[datetime, Staff] | None:
        """When it came to where it stands, and by whom; None where nobody has done anything about it."""
        stamp = {State.OPEN: "reopened"}.get(State(self.state), self.state)
        at = getattr(self.submission, f"{stamp}_at", None)
        return (at, getattr(self.submission, f"{stamp}_by")) if at else None


@dataclass(frozen=True)
class Line:
    """A department with its four quarters."""

    department: Department
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """A quarter of all departments."""

    quarter: Quarter
    due_on: date
    cells: tuple[Cell, ...]

    @property
    def asked(self) -> list[Cell]:
        """The departments that have to hand it in."""
        return [cell for cell in self.cells if not cell.asks_nothing]

    @property
    def handed_in(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_handed_in]

    @property
    def standing(self) -> list[Cell]:
        """Those whose figures were confirmed, closed or not."""
        return [cell for cell in self.cells if cell.state in STANDING_STATES]

    @property
    def confirmed(self) -> list[Cell]:
        """Those that are confirmed and not closed yet."""
        return [cell for cell in self.cells if cell.state == State.CONFIRMED]

    @property
    def late(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_late]

    @property
    def to_remind(self) -> list[Cell]:
        """Those that have not handed it in and were not reminded today."""
        return [
            cell
            for cell in self.cells
            if cell.is_waited_for and not cell.is_handed_in and not cell.is_reminded_today
        ]


class Board:
    """The fiscal year as the person may see it: every department, or the own one alone."""

    def __init__(self, fiscal_year: int, person: Staff, day: date):
        self.fiscal_year = fiscal_year
        self.person = person
        self.day = day
        self.quarters = tuple(Quarter(fiscal_year, number) for number in NUMBERS)

    @cached_property
    def lines(self) -> list[Line]:
        """The departments that a quarter of the year asks for figures, or that have handed some in."""
        lines = [
            Line(department, tuple(self._cell(department, quarter) for quarter in self.quarters))
            for department in self.departments
        ]
        return [line for line in lines if any(not cell.asks_nothing for cell in line.cells)]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column(quarter, self.terms.due_on(quarter), tuple(line.cells[number] for line in self.lines))
            for number, quarter in enumerate(self.quarters)
        ]

    def cells(self) -> Iterator[Cell]:
        """Every cell, department by department."""
        for line in self.lines:
            yield from line.cells

    # --- The queries ---------------------------------------------------------------------------------------

    @cached_property
    def departments(self) -> list[Department]:
        keys = set(self._series) | {department for department, _ in self._submissions}
        if not self.person.has_perm("mynumber.view_all_figures"):
            keys &= {self.person.department_id}
        return list(Department.objects.filter(pk__in=keys))

    @cached_property
    def terms(self) -> FigureTerms:
        return FigureTerms.current()

    @cached_property
    def _catalogue(self) -> Catalogue:
        return Catalogue()

    @cached_property
    def _series(self) -> Mapping[int, list[Any]]:
        """The series by the department that answers for them."""
        found: dict[int, list[Any]] = {}
        for series in self._catalogue.by_id.values():
            if series.department_id is not None:
                found.setdefault(series.department_id, []).append(series)
        return found

    @cached_property
    def _submissions(self) -> dict[tuple[int, int], Submission]:
        people = ("submitted_by", "returned_by", "confirmed_by", "locked_by", "reopened_by")
        rows = Submission.objects.visible_to(self.person).filter(fiscal_year=self.fiscal_year)
        return {(row.department_id, row.quarter): row for row in rows.select_related(*people)}

    @cached_property
    def _flows(self) -> dict[int, dict[str, Any]]:
        rows = FlowFigure.objects.filter(fiscal_year=self.fiscal_year).order_by()
        return {row["series_id"]: row for row in rows.values("series_id", *QUARTERS, "whole_year")}

    @cached_property
    def _stocks(self) -> dict[tuple[int, date], Decimal]:
        """Of this year and the last: on which days a stock is asked for depends on that."""
        begins_on = fiscal_year_period(self.fiscal_year - 1)[0]
        ends_on = Quarter(self.fiscal_year, 4).next().starts_on
        rows = StockFigure.objects.filter(as_of__range=(begins_on, ends_on)).order_by()
        return {
            (series, day): value for series, day, value in rows.values_list("series_id", "as_of", "value")
        }

    # --- What follows from them ----------------------------------------------------------------------------

    @cached_property
    def _asked(self) -> dict[int, AskedFigures]:
        """What each quarter asks, by its number."""
        return {
            number: AskedFigures(self._catalogue, Quarter(self.fiscal_year, number), self._known(number))
            for number in NUMBERS
        }

    def _known(self, number: int) -> Iterator[tuple[int, date | None]]:
        yield from self._stocks
        yield from ((series, None) for series, row in self._flows.items() if row[f"q{number}"] is not None)

    def _cell(self, department: Department, quarter: Quarter) -> Cell:
        asked = self._asked[quarter.number].of(self._series.get(department.pk, ()))
        to_enter = [each for each in asked if each.required and self._way(each) is Way.TYPED]
        return Cell(
            department=department,
            quarter=quarter,
            submission=self._submissions.get((department.pk, quarter.number)),
            asked=len(to_enter),
            entered=sum(self._is_there(each, quarter) for each in to_enter),
            due_on=self.terms.due_on(quarter),
            day=self.day,
        )

    def _way(self, asked: Asked) -> Way:
        flows = self._flows.get(asked.series.pk)
        return self._catalogue.way_of(asked.series, asked.as_of, flows, self._stock)

    def _stock(self, series: Any, day: date) -> Value:
        """What people have entered of the stock on the day."""
        leaves = self._catalogue.leaves_of(series)
        return sum_over(leaves, lambda leaf: self._stocks.get((leaf.pk, day), UNKNOWN), day, day)

    def _is_there(self, asked: Asked, quarter: Quarter) -> bool:
        if asked.as_of is not None:
            return (asked.series.pk, asked.as_of) in self._stocks
        return self._flows.get(asked.series.pk, {}).get(f"q{quarter.number}") is not None
