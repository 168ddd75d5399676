"""Two quarters of figures to try the product with: made by the specimen people, through the services."""

from django.db import transaction

from core.audit import act
from core.calendar import Quarter, quarter_of, today
from core.models import Department, Staff
from mynumber.asked import Way
from mynumber.expectations import answers_of
from mynumber.models import FlowFigure, Submission
from mynumber.services.figure_sheet import Answer, save_sheet
from mynumber.services.submission import take_step
from mynumber.sheet import Sheet, sheet_of
from mynumber.states.submission import Action

SPECIMEN = "見本"  # how the name of every such person begins
_MISSING = 3  # figures of the later quarter that are still to be entered


@transaction.atomic
def create_demo_figures() -> bool:
    """Enter the quarter before the last as a confirmed one, and most of the last one.

    The numbers are a quarter of what the last known year says, and so nobody's. Answers False, with nothing
    made, where a quarter was begun already or the specimen people are missing.
    """
    people = {staff.username: staff for staff in Staff.objects.filter(name__startswith=SPECIMEN)}
    clerk, manager = people.get("clerk"), people.get("manager")
    if Submission.objects.exists() or clerk is None or manager is None or clerk.department is None:
        return False
    last = quarter_of(today()).previous()
    with act("create_demo_figures", reason="見本の四半期の用意"):
        submission = _enter(last.previous(), clerk.department, clerk)
        _give_reasons(submission, clerk)
        submission = take_step(Action.SUBMIT, submission, actor=clerk)
        take_step(Action.CONFIRM, submission, actor=manager)
        _enter(last, clerk.department, clerk, missing=_MISSING)
    return True


def _enter(quarter: Quarter, department: Department, clerk: Staff, missing: int = 0) -> Submission:
    """Type the figures of the department, all but the last `missing`."""
    sheet = sheet_of(department, quarter)
    typed = [row for row in sheet.typed_rows if row.way is Way.TYPED]
    typed = typed[: len(typed) - missing] if missing else typed
    shares = _quarters_of_last_year(sheet)
    return save_sheet(
        department=department,
        quarter=quarter,
        cells={row.key: str(shares.get(row.series.pk, 0) + quarter.number) for row in typed},
        seen={},
        actor=clerk,
    ).submission


def _give_reasons(submission: Submission, clerk: Staff) -> None:
    """Answer whatever the sheet asks of its figures."""
    sheet = sheet_of(submission.department, submission.period, submission)
    asked = [(row.key, each) for row, each, reason in answers_of(sheet) if reason is None]
    save_sheet(
        department=submission.department,
        quarter=submission.period,
        cells={},
        seen={},
        reasons={(key, each.slug): Answer(each.sentence, "見本の数のため。") for key, each in asked},
        actor=clerk,
    )


def _quarters_of_last_year(sheet: Sheet) -> dict[int, int]:
    """A quarter of the last year's total that is known of each flow."""
    series = [row.series.pk for row in sheet.rows]
    known = FlowFigure.objects.filter(
        series__in=series, fiscal_year__lt=sheet.quarter.fiscal_year, total__isnull=False
    ).order_by("fiscal_year")
    return {key: total // 4 for key, total in known.values_list("series_id", "total")}
