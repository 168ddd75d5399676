"""The workflows of the figures on their stage: see tests/scenes.py."""

from core.models import Staff
from mynumber.models import FigureCorrection, Submission
from mynumber.states import correction, submission
from tests.factories import (
    make_correction,
    make_department,
    make_flow_figure,
    make_series,
    make_submission,
)
from tests.scenes import Scene


def _in_its_department(handed_in: Submission, action: str, person: Staff) -> None:
    if action not in ("lock", "unlock"):
        Staff.objects.filter(pk=person.pk).update(department=handed_in.department)
        person.refresh_from_db()


def _of_a_confirmed_quarter(state: str, action: str) -> FigureCorrection:
    figure = make_flow_figure(series=make_series(department=make_department()))
    make_submission(department=figure.series.department, state="confirmed")
    return make_correction(flow_figure=figure, state=state)


def _in_the_department_of_the_series(proposal: FigureCorrection, action: str, person: Staff) -> None:
    Staff.objects.filter(pk=person.pk).update(department=proposal.series.department)
    person.refresh_from_db()


SCENES = {
    "submission": Scene(
        workflow=submission.WORKFLOW,
        model=Submission,
        states=tuple(submission.State.values),
        initial=frozenset({"open"}),
        make=lambda state, action: make_submission(state=state),
        put=_in_its_department,
    ),
    "figure_correction": Scene(
        workflow=correction.WORKFLOW,
        model=FigureCorrection,
        states=tuple(correction.State.values),
        initial=frozenset({"proposed"}),
        make=_of_a_confirmed_quarter,
        put=_in_the_department_of_the_series,
    ),
}
