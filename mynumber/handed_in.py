"""Which figures stand because their quarter was handed in or a report has published them, and who says so.

The database holds the rule (mynumber/models/submission_rules.py); this tells it where figures are entered,
before anybody tries.
"""

from collections.abc import Iterable
from functools import cached_property

from django.db.models import F

from core.calendar import Quarter
from core.clock import moment_on_paper
from core.models import Report
from mynumber.models import Series, Submission, SubmissionLine
from mynumber.models.publication import reports_showing
from mynumber.states.submission import State

_DONE = {State.SUBMITTED: "提出済み", State.CONFIRMED: "確定済み", State.LOCKED: "締切り済み"}
_TO_CHANGE = {State.SUBMITTED: "提出を取り消してください"}


class HandedIn:
    """The quarters of the fiscal years that were handed in, and what of these years was published: three
    queries, made when first asked, however many figures ask."""

    def __init__(self, fiscal_years: Iterable[int]):
        self.fiscal_years = frozenset(fiscal_years)

    def find(self, series: Series, quarter: Quarter) -> Submission | None:
        """The submission that holds the figure of the series in the quarter; None where it may be entered."""
        by_department = self._by_department.get((series.department_id, quarter))
        return by_department or self._by_line.get((series.pk, quarter))

    def why(self, series: Series, quarter: Quarter) -> str:
        """Why the figure stands, and by whom, as a sentence; nothing where it may be entered."""
        found = self.find(series, quarter)
        return sentence_of(found) if found else ""

    def why_published(self, fiscal_year: int) -> str:
        """In which report what is known of the year was published, as a sentence; nothing where in none."""
        report = self._published.get(fiscal_year)
        return published_sentence(report) if report else ""

    def lock(self) -> None:
        """Lock the quarters, before figures are locked to be written: whoever hands them in takes the quarter
        first too, so nobody waits in a ring."""
        quarters = Submission.objects.filter(fiscal_year__in=self.fiscal_years).order_by("pk")
        list(quarters.select_for_update().values_list("pk"))

    @cached_property
    def _published(self) -> dict[int, Report]:
        return reports_showing(self.fiscal_years)

    @cached_property
    def _submissions(self) -> dict[int, Submission]:
        rows = Submission.objects.handed_in().filter(fiscal_year__in=self.fiscal_years)
        return {row.pk: row for row in rows.select_related("submitted_by", "confirmed_by", "locked_by")}

    @cached_property
    def _by_department(self) -> dict[tuple[int | None, Quarter], Submission]:
        return {(each.department_id, each.period): each for each in self._submissions.values()}

    @cached_property
    def _by_line(self) -> dict[tuple[int, Quarter], Submission]:
        """Of series that another department answers for now than did then."""
        if not self._submissions:
            return {}
        moved = SubmissionLine.objects.filter(submission__in=list(self._submissions)).exclude(
            series__department=F("submission__department")
        )
        return {
            (series, self._submissions[key].period): self._submissions[key]
            for series, key in moved.values_list("series_id", "submission_id")
        }


def published_sentence(report: Report) -> str:
    """In which report a figure was published, and what to do about one that is wrong."""
    return f"報告第{report.number}号で公表した数です。変えるときは、訂正を申し出てください。"


def sentence_of(submission: Submission) -> str:
    """Who handed the quarter in, confirmed it or closed it, and what to do about a figure that is wrong."""
    state = State(submission.state)
    by, at = getattr(submission, f"{state}_by"), getattr(submission, f"{state}_at")
    way = _TO_CHANGE.get(state, "訂正を申し出てください")
    return f"この四半期は{_DONE[state]}です（{by.name}、{moment_on_paper(at)}）。変えるときは、{way}。"
