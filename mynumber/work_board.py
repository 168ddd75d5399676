"""What waits on the board of submissions."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from core.calendar import fiscal_year_label, quarter_of
from core.models import Staff
from core.work import Task, some_of
from mynumber.board import Board


def waiting(person: Staff, day: date) -> Iterator[Task]:
    """For whoever reminds: the quarter that ended last, where departments are late with it."""
    if not person.has_perm("mynumber.remind_figures"):
        return
    quarter = quarter_of(day).previous()
    column = Board(quarter.fiscal_year, person, day).columns[quarter.number - 1]
    if not column.late:
        return
    names = some_of([str(cell.department) for cell in column.late])
    year = urlencode({"fiscal_year": fiscal_year_label(quarter.fiscal_year)})
    yield Task(
        title=f"{quarter.label}の実績を提出していない課が{len(column.late)}課あります",
        detail=f"{names}。提出期限を過ぎています。提出を促せます。",
        url=f"{reverse('submission_board')}?{year}",
        day=column.due_on,
    )
