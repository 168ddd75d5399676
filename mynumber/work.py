"""What waits in the registers of figures. What waits of meetings and audits tells work_governance.py."""

from collections.abc import Iterator
from datetime import date

from core.calendar import wareki
from core.clock import day_of
from core.models import Staff
from core.work import Task
from mynumber.models import Submission
from mynumber.quarters import quarters_to_hand_in
from mynumber.services.submission import sheet_url
from mynumber.states.submission import State


def waiting(person: Staff, day: date) -> Iterator[Task]:
    """For clerks the quarters that they have to hand in, for managers those that wait for them."""
    if person.department_id is None:
        return
    if person.has_perm("mynumber.submit_figures"):
        yield from _to_hand_in(person.department_id, day)
    if person.has_perm("mynumber.confirm_figures"):
        yield from _to_confirm(person)


def _to_hand_in(department: int, day: date) -> Iterator[Task]:
    """The quarters of the department that are over and open, and those that came back."""
    for due in quarters_to_hand_in(department, day):
        url = sheet_url(department, due.quarter)
        returned = due.submission
        if returned is not None and returned.state == State.RETURNED and returned.returned_at:
            yield Task(
                title=f"{due.quarter.label}の実績が差し戻されています",
                detail=f"{returned.returned_by}さんが差し戻しました。直して、もう一度提出してください。",
                url=url,
                day=day_of(returned.returned_at),
            )
            continue
        late = day > due.due_on
        yield Task(
            title=f"{due.quarter.label}の実績を入力して提出してください",
            detail="提出期限を過ぎています。" if late else f"提出期限は{wareki(due.due_on)}です。",
            url=url,
            day=due.due_on,
        )


def _to_confirm(person: Staff) -> Iterator[Task]:
    """The quarters of the department that another person has handed in."""
    submitted = Submission.objects.filter(department=person.department_id, state=State.SUBMITTED)
    others = submitted.exclude(submitted_by=person).select_related("submitted_by", "department")
    for submission in others.order_by("fiscal_year", "quarter"):
        yield Task(
            title=f"{submission.period.label}の実績を確かめてください",
            detail=f"{submission.submitted_by}さんが提出しました。確かめて、確定するか差し戻してください。",
            url=sheet_url(submission.department_id, submission.period),
            day=submission.submitted_at and day_of(submission.submitted_at),
        )
