"""A department's quarter, what was handed in with it, and the reasons given."""

from datetime import date

from django.utils import timezone

from mynumber.models import FigureReason, Submission, SubmissionLine
from tests.factories import (
    advance_submission,
    make_department,
    make_figure_reason,
    make_report,
    make_series,
    make_staff,
    make_submission,
    make_submission_line,
    reopen_submission,
)
from tests.rules import trigger_off


def change(submission, **values):
    """A raw UPDATE."""
    Submission.objects.filter(pk=submission.pk).update(**values)


def stamp_of_nobody(stamp):
    # What is locked says when, by the state's rule; by whom, by this one.
    if stamp == "locked":
        return lambda: change(make_submission(state="confirmed"), state="locked", locked_at=timezone.now())
    return lambda: change(make_submission(), **{f"{stamp}_at": timezone.now()})


def confirmed_without_submission():
    stamps = {f"{stamp}_{part}": value for stamp in ("submitted", "confirmed") for part, value in _stamp()}
    change(make_submission(), state="confirmed", **stamps)


def _stamp():
    return (("at", timezone.now()), ("by", make_staff()))


def starts_as_submitted():
    Submission.objects.bulk_create(
        [Submission(department=make_department(), fiscal_year=2022, quarter=1, state="submitted")]
    )


def unknown_state():
    submission = make_submission()
    with trigger_off("mynumber.Submission:arrows"):
        change(submission, state="lost", **{f"submitted_{part}": value for part, value in _stamp()})


def confirmed_by_the_submitter():
    submission = make_submission(state="submitted")
    change(submission, state="confirmed", confirmed_at=timezone.now(), confirmed_by=submission.submitted_by)


def reopened_once_it_was_published():
    submission = make_submission(state="confirmed")
    make_report(state="published")
    reopen_submission(submission)


def unlock(submission):
    change(submission, state="confirmed", locked_at=None, locked_by=None)


def unlocked_once_it_was_published():
    submission = make_submission(quarter=4, state="locked")
    make_report(state="published")
    unlock(submission)


def locked_once_it_was_published():
    """Closing changes no figure, and who publishes need not have waited for it."""
    submission = make_submission(state="confirmed")
    make_report(state="published")
    advance = {"locked_at": timezone.now(), "locked_by": make_staff()}
    change(submission, state="locked", **advance)


def goes_back_while_nothing_of_its_year_is_published():
    reopened, unlocked = make_submission(state="confirmed"), make_submission(state="locked")
    make_report(state="in_review")
    days = {"starts_on": date(2023, 4, 1), "ends_on": date(2024, 3, 31)}
    make_report(state="published", fiscal_year=2023, **days)
    reopen_submission(reopened)
    unlock(unlocked)


def handed_over_to_another_department():
    change(make_submission(state="confirmed"), department=make_department())


def moved_to_another_year():
    """To one of which no report is published, so that it could be reopened there."""
    submission = make_submission(state="confirmed")
    make_report(state="published")
    change(submission, fiscal_year=2023)


def moved_to_another_quarter():
    change(make_submission(), quarter=2)


def quarter_twice():
    first = make_submission()
    make_submission(department=first.department, fiscal_year=first.fiscal_year, quarter=first.quarter)


def line_twice():
    """Of a flow, whose lines have no day: nothing equals nothing here."""
    line = make_submission_line()
    SubmissionLine.objects.bulk_create(
        [SubmissionLine(submission=line.submission, series=line.series, value=1)]
    )


def reason_twice():
    reason = make_figure_reason()
    make_figure_reason(submission=reason.submission, series=reason.series, expectation=reason.expectation)


BREACHES = {
    "mynumber_figurereason_frozen": lambda: make_figure_reason(submission=make_submission(state="submitted")),
    "mynumber_figurereason_once": reason_twice,
    "mynumber_figurereason_says_why": lambda: make_figure_reason(reason=""),
    "mynumber_submission_arrow_drawn": confirmed_without_submission,
    "mynumber_submission_fiscal_year": lambda: make_submission(fiscal_year=4),
    "mynumber_submission_handed_in_says_who": lambda: change(make_submission(), state="submitted"),
    "mynumber_submission_locked_says_who": lambda: change(make_submission(state="confirmed"), state="locked"),
    "mynumber_submission_once": quarter_twice,
    **{
        f"mynumber_submission_{stamp}_pair": stamp_of_nobody(stamp)
        for stamp in ("submitted", "returned", "confirmed", "reopened", "locked")
    },
    "mynumber_submission_published_stands": reopened_once_it_was_published,
    "mynumber_submission_quarter": lambda: make_submission(quarter=5),
    "mynumber_submission_quarter_stays": handed_over_to_another_department,
    "mynumber_submission_standing_says_who": lambda: change(
        make_submission(state="submitted"), state="confirmed"
    ),
    "mynumber_submission_starts_as_first": starts_as_submitted,
    "mynumber_submission_state_known": unknown_state,
    "mynumber_submission_submitted_not_confirmed": confirmed_by_the_submitter,
    "mynumber_submissionline_frozen": lambda: make_submission_line(
        submission=make_submission(state="confirmed")
    ),
    "mynumber_submissionline_once": line_twice,
}


def line_taken_out_of_what_was_submitted():
    line = make_submission_line()
    advance_submission(line.submission, "locked")
    SubmissionLine.objects.filter(pk=line.pk).delete()


def line_moved_out_of_what_was_submitted():
    line = make_submission_line()
    advance_submission(line.submission, "submitted")
    SubmissionLine.objects.filter(pk=line.pk).update(submission=make_submission())


def reason_reworded_after_submission():
    reason = make_figure_reason()
    advance_submission(reason.submission, "submitted")
    FigureReason.objects.filter(pk=reason.pk).update(reason="ほかの理由")


def locked_without_a_stamp_of_its_own():
    """The same rule the other way round: what is not locked says nobody locked it."""
    change(make_submission(), locked_at=timezone.now(), locked_by=make_staff())


def written_again_after_it_was_returned():
    submission = make_submission(state="returned")
    make_figure_reason(submission=submission)
    make_submission_line(submission=submission, series=make_series()).delete()


def one_quarter_of_two_departments():
    for _ in range(2):
        make_submission(quarter=1)


OTHER_WAYS = [
    ("mynumber_submissionline_frozen", line_taken_out_of_what_was_submitted),
    ("mynumber_submissionline_frozen", line_moved_out_of_what_was_submitted),
    ("mynumber_figurereason_frozen", reason_reworded_after_submission),
    ("mynumber_submission_published_stands", unlocked_once_it_was_published),
    ("mynumber_submission_quarter_stays", moved_to_another_year),
    ("mynumber_submission_quarter_stays", moved_to_another_quarter),
    ("mynumber_submission_locked_says_who", locked_without_a_stamp_of_its_own),
]
ALLOWED = [
    written_again_after_it_was_returned,
    one_quarter_of_two_departments,
    locked_once_it_was_published,
    goes_back_while_nothing_of_its_year_is_published,
]
