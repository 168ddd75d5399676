"""Which quarters a department has to hand in, and until when."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from core.calendar import Quarter, quarter_of
from mynumber.asked import AskedFigures, Catalogue
from mynumber.models import FigureTerms, StockFigure, Submission
from mynumber.states.submission import EDITABLE_STATES, STANDING_STATES

_MOST = 8  # quarters that are asked for at once: older ones are on the board


@dataclass(frozen=True)
class DueQuarter:
    """A quarter that is over and not handed in; `submission` is its row, if there is one."""

    quarter: Quarter
    due_on: date
    submission: Submission | None


def quarters_to_hand_in(department: int, day: date) -> Iterator[DueQuarter]:
    """The quarters of the department that are over on the day and not handed in, the oldest first.

    From the first one that anybody of it began; where nobody has begun, the one that ended last. A quarter
    that asks nothing is not among them. In four queries.
    """
    last = quarter_of(day).previous()
    rows = Submission.objects.filter(department=department).select_related("returned_by")
    begun = {row.period: row for row in rows}
    terms = FigureTerms.current()
    asks = _asking(department, last)
    for quarter in _up_to(last, first=min(begun, default=last)):
        submission = begun.get(quarter)
        if (submission is None or submission.state in EDITABLE_STATES) and asks(quarter):
            yield DueQuarter(quarter, terms.due_on(quarter), submission)


def quarter_to_work_on(department: int, day: date) -> Quarter:
    """The quarter that ended last, until it is confirmed; then the one that is running."""
    running = quarter_of(day)
    confirmed = Submission.objects.of(running.previous()).filter(
        department=department, state__in=STANDING_STATES
    )
    return running if confirmed.exists() else running.previous()


def _up_to(last: Quarter, *, first: Quarter) -> list[Quarter]:
    quarters = [last]
    while quarters[-1] > first and len(quarters) < _MOST:
        quarters.append(quarters[-1].previous())
    return quarters[::-1]


def _asking(department: int, last: Quarter) -> Callable[[Quarter], bool]:
    """Whether a quarter asks the department for anything; two queries."""
    catalogue = Catalogue()
    series = [each for each in catalogue.by_id.values() if each.department_id == department]
    begins_on = date(last.fiscal_year - _MOST // 4 - 1, 4, 1)
    figures = StockFigure.objects.filter(series__department=department, as_of__gte=begins_on)
    known = list(figures.values_list("series_id", "as_of"))
    return lambda quarter: bool(AskedFigures(catalogue, quarter, known).of(series))
