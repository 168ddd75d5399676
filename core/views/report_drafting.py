"""What the pages share on which a report is drafted: whose they are, and when they are closed."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import BaseForm, ChoiceField, Textarea
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core.editing import EditPage
from core.models import Report, Staff
from core.reports.kinds import kinds_drafted_by
from core.services.report_drafting import may_draft, why_closed
from core.services.report_tree import SECTION_GONE


def report_to_draft(request: HttpRequest, number: int) -> Report:
    """The report of that number. To those who read it and do not draft its kind this is forbidden, and to
    others unknown: raises PermissionDenied, and Http404 where there is none for them."""
    if not request.user.has_perm("core.change_report"):
        raise PermissionDenied
    report = get_object_or_404(Report.objects.visible_to(request.user), number=number)
    if not may_draft(report, cast(Staff, request.user)):
        raise PermissionDenied
    return report


def breadcrumb_of_reports() -> list[dict[str, str]]:
    """The page above every report."""
    return [{"label": "報告書", "url": reverse("report_list")}]


def breadcrumb_of(report: Report) -> list[dict[str, str]]:
    """The pages above those of a report's outline."""
    return [
        *breadcrumb_of_reports(),
        {"label": f"報告第{report.number}号", "url": reverse("report_detail", args=[report.number])},
        {"label": "節と本文", "url": reverse("report_outline", args=[report.number])},
    ]


class DraftingPage(EditPage):
    """A page on which the report of the address is written in, as long as it is being drafted."""

    permission_required = "core.change_report"
    locks_record = True  # while it is saved; not where the service locks others before it

    @cached_property
    def report(self) -> Report:
        return get_object_or_404(Report.objects.visible_to(self.actor), number=self.kwargs["number"])

    def has_permission(self) -> bool:
        return super().has_permission() and may_draft(self.report, self.actor)

    def look_up(self) -> None:
        """All that the address names. Raises Http404 where it is not there."""
        self.get_record()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page. Where what was written in is gone when it is sent, what was typed comes back."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            if request.method != "POST":
                raise
            report = Report.objects.filter(number=kwargs["number"]).first()
            # Whoever came past has_permission drafts it; of a report that is not there, nobody could ask.
            if report is None and not kinds_drafted_by(self.actor):
                raise
            if report is not None and not (may_draft(report, self.actor) and self._is_gone()):
                raise  # it is not theirs, or something else was not found
            return self._gone(report)

    def _is_gone(self) -> bool:
        try:
            self.look_up()
        except Http404:
            return True
        return False

    def _gone(self, report: Report | None) -> HttpResponse:
        """What was typed, to be copied."""
        number = self.kwargs["number"]
        if report is None:
            title, breadcrumb = f"報告第{number}号はありません", breadcrumb_of_reports()
            what = f"報告第{number}号は、ほかの人が番号を変えました。"
        else:
            title, breadcrumb, what = "この節はありません", breadcrumb_of(report), SECTION_GONE
        context = {
            "title": title,
            "breadcrumb": breadcrumb,
            "report": report,
            "what": what,
            "kept": list(_kept(self.form_class, self.request.POST)),
        }
        return render(self.request, "reports/gone.html", context, status=409)

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
        if lock and self.locks_record:
            rows = rows.select_for_update(of=("self",), no_key=True)
        return get_object_or_404(rows)


class OfSection(DraftingPage):
    """A page whose record is the section of the address."""

    def get_queryset(self) -> QuerySet:
        return self.report.sections.select_related("report")

    def get_record(self, *, lock: bool = False) -> Any:
        rows = self.get_queryset()
        if lock and self.locks_record:
            rows = rows.select_for_update(of=("self",), no_key=True)
        return get_object_or_404(rows, slug=self.kwargs["slug"])


def _kept(form_class: type[BaseForm], sent: QueryDict) -> Iterator[dict[str, Any]]:
    """What was typed in the form's fields; what was chosen from a list is soon chosen again."""
    declared: dict[str, Any] = form_class.base_fields  # type: ignore[attr-defined]  # set by its metaclass
    for name, field in declared.items():
        if (text := sent.get(name, "")).strip() and not isinstance(field, ChoiceField):
            rows = field.widget.attrs.get("rows", 4) if isinstance(field.widget, Textarea) else 2
            yield {"name": name, "label": field.label, "text": text, "rows": rows}
