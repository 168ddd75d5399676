"""前の報告書との比較: a report beside the one before it."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core.models import Report
from core.reports.comparison import compare
from core.reports.edition import PublishedDocument, document_of
from core.reports.printing import printed
from core.reports.reading import ReportReading, reading_as_published, reading_of
from core.states.report import State


@permission_required("core.view_report", raise_exception=True)
def report_comparison(request: HttpRequest, number: int) -> HttpResponse:
    """The report beside the one that it was made from or that came before it; `?with=` names another."""
    visible = Report.objects.visible_to(request.user).select_related("edition")
    report = get_object_or_404(visible, number=number)
    others = list(visible.filter(kind=report.kind).exclude(pk=report.pk).order_by("-ends_on", "number"))
    former = _former(report, others, request.GET.get("with", ""))
    number_printed = f"報告第{printed(report.number)}号"
    context = {
        "title": f"{number_printed}と前の報告書との比較",
        "breadcrumb": [
            {"label": "報告書", "url": reverse("report_list")},
            {"label": number_printed, "url": reverse("report_detail", args=[number])},
        ],
        "report": report,
        "former": former,
        "others": others,
    }
    if former is not None:
        before, after = _reading(former), _reading(report)
        context |= {
            "before": before,
            "after": after,
            "comparison": compare(before, after),
            "is_published": former.state == State.PUBLISHED,
        }
    return render(request, "reports/comparison.html", context)


def _reading(report: Report) -> ReportReading:
    """What the report says: a published one as it was published."""
    document = document_of(report)
    if isinstance(document, PublishedDocument):
        return reading_as_published(report.scope.label, document.values, document.exhibit_sources)
    return reading_of(document)


def _former(report: Report, others: list[Report], named: str) -> Report | None:
    """The other report; None where there is none. Raises Http404 for a number that is none of the kind."""
    if named:
        if not named.isascii() or not named.isdigit():
            raise BadRequest("no number")
        found = next((each for each in others if str(each.number) == named), None)
        if found is None:
            raise Http404
        return found
    carried = next((each for each in others if each.pk == report.carried_from_id), None)
    return carried or next((each for each in others if each.ends_on < report.ends_on), None)
