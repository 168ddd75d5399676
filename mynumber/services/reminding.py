"""Reminding the departments of a quarter's figures (提出の催促): once a day at most, and the trail knows."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from core.audit import act
from core.calendar import Quarter, today, wareki
from core.clock import day_of
from core.errors import DomainError, NotPermittedError
from core.models import Department, Staff
from core.services.notices import notify
from mynumber.board import Board, Cell
from mynumber.models import Submission
from mynumber.services.submission import sheet_url
from mynumber.states.submission import State


@dataclass(frozen=True)
class Reminded:
    """The departments that were reminded, and those in which there is nobody to remind."""

    done: list[Department]
    nobody: list[Department]


@transaction.atomic
def remind(quarter: Quarter, *, department: int | None = None, actor: Staff) -> Reminded:
    """Remind the department (its key), or all that have not handed in and were not reminded today.

    Its clerks are told; where it has handed in, those who are to confirm. Raises NotPermittedError without
    the right, DomainError where nobody is waited for or the department was reminded today already.
    """
    if not actor.has_perm("mynumber.remind_figures"):
        raise NotPermittedError("実績の提出を促す権限がありません。")
    # Before the board is read: who presses at the same moment reads what was done then.
    list(Submission.objects.of(quarter).order_by("pk").select_for_update().values_list("pk"))
    column = Board(quarter.fiscal_year, actor, today()).columns[quarter.number - 1]
    if department is None:
        cells = column.to_remind
        if not cells:
            raise DomainError("提出を促す課がありません。すべて提出されているか、今日すでに促しています。")
    else:
        cells = [_cell_of(column.cells, department)]
    reminded = Reminded([], [])
    with act("remind_submission", by=actor, reason=f"{quarter.label}の提出の催促"):
        for cell in cells:
            (reminded.done if _remind(cell) else reminded.nobody).append(cell.department)
    return reminded


def _cell_of(cells: tuple[Cell, ...], department: int) -> Cell:
    """The department's cell. Raises DomainError where it is not to be reminded."""
    cell = next((each for each in cells if each.department.pk == department), None)
    if cell is None or not cell.is_waited_for:
        raise DomainError("この課に待っているものはありません。画面を開き直してください。")
    if cell.is_reminded_today:
        raise DomainError(f"{cell.department}には、今日すでに促しています。促せるのは1日に1回です。")
    return cell


def _remind(cell: Cell) -> bool:
    """Tell the department's people; False where there are none."""
    submitted = cell.state == State.SUBMITTED
    permission = "mynumber.confirm_figures" if submitted else "mynumber.submit_figures"
    people = list(Staff.objects.holding(permission).filter(department=cell.department).order_by("pk"))
    if submitted and cell.submission is not None:
        people = [person for person in people if person.pk != cell.submission.submitted_by_id]
    if not people:
        return False
    Submission.objects.get_or_create(
        department=cell.department, fiscal_year=cell.quarter.fiscal_year, quarter=cell.quarter.number
    )
    rows = Submission.objects.of(cell.quarter).select_for_update(of=("self",)).select_related("department")
    submission = rows.get(department=cell.department)
    if submission.reminded_at is not None and day_of(submission.reminded_at) == cell.day:
        return True  # by somebody who pressed at the same moment
    submission.reminded_at = timezone.now()
    submission.save(update_fields=["reminded_at"])
    what = (
        "確認をお願いします" if submitted else "提出が遅れています" if cell.is_late else "提出をお願いします"
    )
    notify(
        people,
        title=f"四半期の実績の{what}：{submission}"[:120],
        detail=_detail(cell, submitted=submitted),
        url=sheet_url(cell.department.pk, cell.quarter),
    )
    return True


def _detail(cell: Cell, *, submitted: bool) -> str:
    if submitted:
        return "提出された数を確かめて、確定するか差し戻してください。"
    missing = cell.asked - cell.entered
    left = f"まだ入力されていない項目が{missing}件あります。" if missing else "入力は済んでいます。"
    return f"提出期限は{wareki(cell.due_on)}です。{left}"
