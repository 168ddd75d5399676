from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from core.admin.columns import day_column
from core.admin.register import LineInline, RegisterAdmin
from core.models import Report, ReportDepartment, Staff
from core.reports.kinds import kinds_drafted_by
from core.services.report_drafting import may_draft


class ReportDepartmentInline(LineInline):
    model = ReportDepartment


@admin.register(Report)
class ReportAdmin(RegisterAdmin):
    """A report's title page. Its text stands in its sections."""

    inlines = (ReportDepartmentInline,)
    list_display = ("__str__", "kind", day_column("issued_on", "報告日"), "sections_link")
    list_filter = ("kind",)
    search_fields = ("title",)
    readonly_fields = ("sections_link",)
    fieldsets = (
        (None, {"fields": ("kind", "number", "title", "subtitle", "running_head", "issued_on")}),
        (
            "対象期間",
            {
                "fields": ("fiscal_year", "starts_on", "ends_on"),
                "description": "年度の報告書では、年度と、その4月1日・3月31日を入れます。",
            },
        ),
        ("本文", {"fields": ("preamble", "sections_link")}),
    )

    def has_change_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        """Each kind of report is drafted by the section whose duty it is."""
        theirs = obj is None or may_draft(obj, cast(Staff, request.user))
        return super().has_change_permission(request, obj) and theirs

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        return super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "kind":
            theirs = kinds_drafted_by(request.user)
            field.choices = [choice for choice in field.choices if not choice[0] or choice[0] in theirs]
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Report | None = None) -> Any:
        """The kind says which facts and tables the sections may name: it stays."""
        return ("kind", *self.readonly_fields) if obj else self.readonly_fields

    @admin.display(description="節")
    def sections_link(self, report: Report) -> str:
        if report.pk is None:
            return "保存したあとに、報告書の「節と本文」で加えます。"
        url = reverse("admin:core_section_changelist")
        return format_html('<a href="{}?report__id__exact={}">節の一覧</a>', url, report.pk)
