"""How many reviews a period had, by criterion and body: each number leads to the cases that it counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views import View

from core.calendar import fiscal_year_of, fiscal_year_period, today, wareki
from core.exhibits import Exhibit, Row
from core.models import Report
from core.reports.kinds import Scope
from privacy_review.exhibits import review_counts
from privacy_review.filters import COUNTED
from privacy_review.forms.review_counts import PeriodForm
from privacy_review.models import ImplementingBody
from privacy_review.models.criterion import Criterion
from privacy_review.registers import ReviewRegisters
from privacy_review.review_report import PrivacyReviewReport

# The columns of the exhibit that hold a number, and what narrows the register down to its cases.
_NARROWED = {
    "count": {},
    "special_care": {"special_care": "law"},
    "ordinance_special_care": {"special_care": "ordinance"},
}


class Number(NamedTuple):
    """A number of the table and the address of its cases; nothing leads to none."""

    value: int
    url: str


@dataclass(frozen=True)
class CountedTable:
    """An exhibit of the report with its numbers as links: (the row, its numbers)."""

    exhibit: Exhibit
    rows: list[tuple[Row, list[Number]]]


class ReviewCounts(PermissionRequiredMixin, View):
    """Without a period, the days since the last report of the kind."""

    permission_required = ("privacy_review.view_reviewcase", "privacy_review.view_all_reviews")

    def get(self, request: HttpRequest) -> HttpResponse:
        last = _last_report()
        since = _since(last)
        form = PeriodForm(request.GET or {"starts_on": wareki(since), "ends_on": wareki(today())})
        context: dict[str, Any] = {
            "title": "審査の件数",
            "lead": "期間のうちに審査され、始めてよいことになった案件の件数です。"
            "数を選ぶと、その案件が一覧に並びます。",
            "form": form,
            "suggested": _suggested(last, since),
        }
        if form.is_valid():
            period = form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]
            registers = ReviewRegisters(Scope(*period))
            bodies = {body.code: body for body in registers.bodies}
            context |= {
                "period": f"{wareki(period[0])}から{wareki(period[1])}まで",
                "beside_reports": list(_beside_reports(*period)),
                "tables": [
                    _linked(review_counts(registers, criterion), criterion, period, bodies)
                    for criterion in Criterion
                ],
                "cases": registers.count,
            }
        status = 200 if form.is_valid() else 422
        return render(request, "privacy_review/review_counts.html", context, status=status)


def _linked(
    exhibit: Exhibit, criterion: Criterion, period: tuple[date, date], bodies: dict[str, ImplementingBody]
) -> CountedTable:
    """The report's own table; the register is asked for the very rows that it counted."""
    of_period: dict[str, Any] = {
        "criterion": criterion.value,
        "state": COUNTED,
        "reviewed_on_from": period[0].isoformat(),
        "reviewed_on_to": period[1].isoformat(),
    }

    def number(row: Row, name: str) -> Number:
        value = int(str(row.cells[name]))
        of_body = {"body": bodies[row.code].pk} if row.code else {}
        query = urlencode(of_period | of_body | _NARROWED[name])
        return Number(value, f"{reverse('review_cases')}?{query}" if value else "")

    return CountedTable(exhibit, [(row, [number(row, name) for name in _NARROWED]) for row in exhibit.rows])


def _last_report() -> Report | None:
    return Report.objects.filter(kind=PrivacyReviewReport.key).order_by("-ends_on", "-number").first()


def _since(last: Report | None) -> date:
    """The day after the last report; before the first one, the fiscal year's first."""
    if last is None:
        return fiscal_year_period(fiscal_year_of(today()))[0]
    return min(last.ends_on + timedelta(days=1), today())


def _suggested(last: Report | None, since: date) -> list[tuple[str, str]]:
    """(label, address) of the periods that are asked for most."""
    address = reverse("review_counts")
    periods = [("前の報告書のあと、今日まで", since, today())]
    if last is not None:
        periods.append((f"報告第{last.number}号の期間", last.starts_on, last.ends_on))
    return [
        (label, f"{address}?{urlencode({'starts_on': wareki(first), 'ends_on': wareki(end)})}")
        for label, first, end in periods
    ]


def _beside_reports(starts_on: date, ends_on: date) -> Iterator[str]:
    """What a report of this period would tell twice or leave out, beside the report of just this period."""
    reports = Report.objects.filter(kind=PrivacyReviewReport.key)
    over, before = reports.exclude(starts_on=starts_on, ends_on=ends_on).beside(starts_on, ends_on)
    for report in over:
        period = f"{wareki(report.starts_on)}から{wareki(report.ends_on)}まで"
        yield f"報告第{report.number}号（{period}）と期間が重なっています。"
    if before is not None:
        yield (
            f"前の報告書（報告第{before.number}号）は{wareki(before.ends_on)}までなので、"
            f"{wareki(before.ends_on + timedelta(days=1))}からのあいだが空いています。"
        )
