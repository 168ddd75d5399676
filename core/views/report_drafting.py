"""What the pages share on which a report is drafted: whose they are, and when they are closed."""

from functools import cached_property
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core.editing import EditPage
from core.models import Report, Staff
from core.services.report_drafting import may_draft, why_closed


def report_to_draft(request: HttpRequest, number: int) -> Report:
    """The report of that number. Everyone who reads reports knows of it, so that to those who do not draft
    its kind this is forbidden, and not unknown: raises PermissionDenied, and Http404 where there is none."""
    if not request.user.has_perm("core.change_report"):
        raise PermissionDenied
    report = get_object_or_404(Report, number=number)
    if not may_draft(report, cast(Staff, request.user)):
        raise PermissionDenied
    return report


def breadcrumb_of(report: Report) -> list[dict[str, str]]:
    """The pages above those of a report's outline."""
    return [
        {"label": "報告書", "url": reverse("report_list")},
        {"label": f"報告第{report.number}号", "url": reverse("report_detail", args=[report.number])},
        {"label": "節と本文", "url": reverse("report_outline", args=[report.number])},
    ]


class DraftingPage(EditPage):
    """A page on which the report of the address is written in, as long as it is being drafted."""

    permission_required = "core.change_report"

    @cached_property
    def report(self) -> Report:
        return get_object_or_404(Report, number=self.kwargs["number"])

    def has_permission(self) -> bool:
        return super().has_permission() and may_draft(self.report, self.actor)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page; where the report is closed, why. What is sent all the same the service refuses, and what
        was typed stays in its box."""
        if reason := why_closed(self.report):
            return self.closed(f"いまは直せません（{self.report.get_state_display()}）", [reason])
        return super().get(request, **kwargs)

    def closed(self, heading: str, reasons: list[str]) -> HttpResponse:
        """The page without its form: why there is none."""
        context = {
            "title": self.get_title(self.get_record()),
            "breadcrumb": breadcrumb_of(self.report),
            "report": self.report,
            "heading": heading,
            "reasons": reasons,
        }
        return render(self.request, "reports/closed.html", context)

    def get_breadcrumb(self, record: Any) -> list[dict[str, str]]:
        return breadcrumb_of(self.report)

    def get_context(self, form: Any, record: Any) -> dict[str, Any]:
        return super().get_context(form, record) | {
            "report": self.report,
            "cancel_url": reverse("report_outline", args=[self.report.number]),
        }

    def get_success_url(self, saved: Any) -> str:
        return reverse("report_outline", args=[self.report.number])


class OfReport(DraftingPage):
    """A page whose record is the report itself."""

    def get_record(self, *, lock: bool = False) -> Any:
        rows: QuerySet = Report.objects.filter(pk=self.report.pk)
        if lock:
            rows = rows.select_for_update(of=("self",), no_key=True)
        return get_object_or_404(rows)


class OfSection(DraftingPage):
    """A page whose record is the section of the address."""

    def get_queryset(self) -> QuerySet:
        return self.report.sections.select_related("report")

    def get_record(self, *, lock: bool = False) -> Any:
        rows = self.get_queryset()
        if lock:
            rows = rows.select_for_update(of=("self",), no_key=True)
        return get_object_or_404(rows, slug=self.kwargs["slug"])
