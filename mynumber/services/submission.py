"""A department's quarter (四半期の提出): the steps from its submission to its closing, with all that depends
on them. What the sheet says is written by mynumber/services/figure_sheet.py."""

from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.urls import reverse

from core.audit import act
from core.calendar import Quarter, fiscal_year_label
from core.errors import NotPermittedError, refuse
from core.models import Department, Report, Staff
from core.services.notices import notify
from core.states.report import State as ReportState
from core.workflow import refuse_overtaken
from mynumber.asked import CellKey
from mynumber.expectations import answers_of
from mynumber.models import FlowFigure, StockFigure, Submission, SubmissionLine
from mynumber.models.submission_rules import ANNUAL_REPORT
from mynumber.sheet import Sheet, sheet_of
from mynumber.states.submission import WORKFLOW, Action

# What a published report has against a step that lets its figures change.
_GOING_BACK = {Action.REOPEN: "確定は取り消せません。", Action.UNLOCK: "締切りは解けません。"}


NOBODY_CONFIRMS = (
    "知らせる相手がいません。この課に、ほかに実績確認の職員がいないためです。"
    "実績確認の職員がいないことを、この台帳の管理者に知らせてください。"
)


class Taken(NamedTuple):
    """The quarter as it is after a step, and who was told of it."""

    submission: Submission
    told: list[Staff]


def locked_submission(department: Department, quarter: Quarter, actor: Staff) -> Submission:
    """The quarter's row, made where it is missing, and locked: who saves, submits and decides wait here."""
    with act("open_submission", by=actor):
        Submission.objects.get_or_create(
            department=department, fiscal_year=quarter.fiscal_year, quarter=quarter.number
        )
    rows = Submission.objects.select_for_update(of=("self",)).for_list()
    return rows.get(department=department, fiscal_year=quarter.fiscal_year, quarter=quarter.number)


def hold_figures(submission: Submission) -> None:
    """Lock the figures of the quarter, whose row is locked and open: nobody changes one between what is
    judged and what is written.

    Of a quarter that was handed in they are not locked here. There, whoever corrects one holds the figure and
    waits for the row.
    """
    quarter = submission.period
    own = {"series__department": submission.department_id}
    flows = FlowFigure.objects.filter(**own, fiscal_year=quarter.fiscal_year)
    days = {"as_of__gt": quarter.starts_on, "as_of__lte": quarter.next().starts_on}
    for figures in (flows, StockFigure.objects.filter(**own, **days)):
        list(figures.order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def take_step(
    action: str, submission: Submission, *, actor: Staff, version: int | None = None, comment: str = ""
) -> Submission:
    """What `take_step_and_tell` does, for those who need not know whom it told."""
    taken = take_step_and_tell(action, submission, actor=actor, version=version, comment=comment)
    return taken.submission


@transaction.atomic
def take_step_and_tell(
    action: str, submission: Submission, *, actor: Staff, version: int | None = None, comment: str = ""
) -> Taken:
    """Submit the quarter, take it back, return, confirm, reopen, lock or unlock it; answers it as it then is,
    with the people who were told.

    A quarter without a row gets one. Submitting keeps what was handed in. Raises what
    core.workflow.Workflow.take raises; to the reasons why not it adds every figure that is missing and every
    one that wants a reason.
    """
    rule = WORKFLOW.transitions[action]
    if not WORKFLOW.authority(action, actor)[0]:
        raise NotPermittedError(f"{rule.label}する権限がありません。")
    submission = locked_submission(submission.department, submission.period, actor)
    refuse_overtaken(submission, version)
    reasons = WORKFLOW.reasons_against(action, submission, actor)
    may_be_taken = submission.state in rule.sources
    if action == Action.SUBMIT and may_be_taken:
        hold_figures(submission)
        sheet = sheet_of(submission.department, submission.period, submission)
        refuse(reasons + reasons_against_submitting(sheet))
        with act("submit_submission", by=actor):
            _write_lines(submission, sheet)
    elif action in _GOING_BACK and may_be_taken:
        reasons += _reasons_of_what_was_published(submission, _GOING_BACK[Action(action)])
    refuse(reasons)
    handed_in_by = submission.submitted_by
    submission = WORKFLOW.take(action, submission, actor=actor, version=submission.version, comment=comment)
    return Taken(submission, _tell(action, submission, handed_in_by, actor, comment))


def reasons_against_submitting(sheet: Sheet) -> list[str]:
    """What the sheet itself has against being handed in: what is missing, and what wants a reason."""
    if not sheet.rows:
        return ["この四半期に入力する項目がありません。"]
    missing = [
        f"{row.asked.title}に数が入っていません。0{row.series.unit}のときは0を入れてください。"
        for row in sheet.missing
    ]
    return missing + [
        f"{row.asked.title}：{expectation.sentence}理由を入れてください。"
        for row, expectation, reason in answers_of(sheet)
        if reason is None
    ]


def _reasons_of_what_was_published(submission: Submission, refused: str) -> list[str]:
    """What was published of the year stays as it is. Its reports are locked, so that none is published
    meanwhile."""
    reports = Report.objects.filter(kind=ANNUAL_REPORT, fiscal_year=submission.fiscal_year)
    year = fiscal_year_label(submission.fiscal_year)
    return [
        f"{year}の報告書（報告第{report.number}号）が公表されています。{refused}"
        "数が違うときは、訂正を申し出てください。訂正は正誤表に載せます。"
        for report in reports.order_by("number").select_for_update(of=("self",), no_key=True)
        if report.state == ReportState.PUBLISHED
    ]


def _write_lines(submission: Submission, sheet: Sheet) -> None:
    """Keep what is handed in: each figure that people entered. What was handed in before is brought up to
    it."""
    entered = {
        row.key: Decimal(row.value)
        for row in sheet.typed_rows
        if row.figure is not None and isinstance(row.value, int | Decimal)
    }
    for line in submission.lines.all():
        value = entered.pop(CellKey(line.series_id, line.as_of), None)
        if value is None:
            line.delete()
        elif line.value != value:
            line.value = value
            line.save(update_fields=["value"])
    SubmissionLine.objects.bulk_create(
        SubmissionLine(submission=submission, series_id=key.series_id, as_of=key.as_of, value=value)
        for key, value in entered.items()
    )


def _tell(
    action: str, submission: Submission, handed_in_by: Staff | None, actor: Staff, comment: str
) -> list[Staff]:
    """Whoever has to act next, or handed it in, learns of it; answers who that was. Of a closing nobody is
    told: nothing is to be done."""
    done = {
        Action.SUBMIT: "提出されました",
        Action.RETURN: "差し戻されました",
        Action.CONFIRM: "確定されました",
        Action.REOPEN: "確定が取り消されました",
    }.get(Action(action))
    if done is None:
        return []
    people = [handed_in_by] if handed_in_by is not None else []
    if action == Action.SUBMIT:
        managers = Staff.objects.holding("mynumber.confirm_figures")
        people = list(managers.filter(department=submission.department_id).order_by("pk"))
    notices = notify(
        [person for person in people if person != actor],
        title=f"四半期の実績が{done}：{submission}"[:120],
        detail=(f"{comment}（{actor.name}）" if comment else f"{actor.name}")[:400],
        url=sheet_url(submission.department_id, submission.period),
    )
    return [notice.recipient for notice in notices]


def sheet_url(department: int, quarter: Quarter) -> str:
    """Where the sheet of the department's quarter stands."""
    return reverse("figure_sheet", args=[department, quarter.fiscal_year, quarter.number])
