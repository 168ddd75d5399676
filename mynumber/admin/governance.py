"""Measures, meetings, audits and drills."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from core.admin.columns import day_column, fiscal_year_column
from core.admin.filters import FiscalYearFilter
from core.admin.register import LineInline, RegisterAdmin
from mynumber.models import AgendaItem, Audit, CsirtDrill, Finding, Measure, Meeting, ReportableMatter


@admin.register(Measure)
class MeasureAdmin(RegisterAdmin):
    list_display = (
        "text",
        "heading",
        day_column("starts_on", "開始日"),
        day_column("ends_on", "終了日"),
        "order",
    )
    list_filter = ("heading",)
    search_fields = ("text", "note")
    fieldsets = (
        (None, {"fields": ("heading", "text", "note", "order")}),
        (
            "期間",
            {
                "fields": ("starts_on", "ends_on"),
                "description": "やめた対策は、削除せずに終了日を入れます。",
            },
        ),
    )


class AgendaItemInline(LineInline):
    """The agenda; what came of an item and what it left to do is written on the meeting's own page."""

    model = AgendaItem
    fields = ("kind", "title", "order")


@admin.register(Meeting)
class MeetingAdmin(RegisterAdmin):
    inlines = (AgendaItemInline,)
    list_display = (
        "__str__",
        "scheme",
        fiscal_year_column,
        "number",
        day_column("held_on", "開催日"),
        "agenda_item_count",
    )
    list_filter = (FiscalYearFilter, "scheme")
    search_fields = ("agenda_items__title",)
    search_help_text = "議題の件名で探します。"
    date_hierarchy = "held_on"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meeting]:
        return super().get_queryset(request).annotate(agenda_item_count=Count("agenda_items", distinct=True))

    @admin.display(description="議題の数", ordering="agenda_item_count")
    def agenda_item_count(self, meeting: Any) -> int:
        return meeting.agenda_item_count


class FindingInline(LineInline):
    """What the audit stated; what is planned about it is written on the audit's own page."""

    model = Finding
    fk_name = "audit"
    fields = ("text", "asks_improvement", "source", "order", "improvement")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "improvement":
            kwargs["queryset"] = Finding.objects.select_related("audit").order_by(
                "-audit__fiscal_year", "order"
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Audit)
class AuditAdmin(RegisterAdmin):
    inlines = (FindingInline,)
    list_display = ("__str__", "scheme", fiscal_year_column, day_column("held_on", "実施日"), "finding_count")
    list_filter = (FiscalYearFilter, "scheme")
    search_fields = ("findings__text",)
    search_help_text = "指摘事項の文で探します。"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Audit]:
        return super().get_queryset(request).annotate(finding_count=Count("findings", distinct=True))

    @admin.display(description="指摘事項の数", ordering="finding_count")
    def finding_count(self, audit: Any) -> int:
        return audit.finding_count


@admin.register(CsirtDrill)
class CsirtDrillAdmin(RegisterAdmin):
    list_display = (day_column("held_on", "実施日"), "place")
    search_fields = ("place",)
    date_hierarchy = "held_on"


@admin.register(ReportableMatter)
class ReportableMatterAdmin(RegisterAdmin):
    list_display = (
        "title",
        "kind",
        "scheme",
        day_column("happened_on", "年月日"),
        "needs_deliberation",
    )
    list_filter = ("kind", "scheme", "needs_deliberation")
    search_fields = ("title", "detail")
    date_hierarchy = "happened_on"
    fields = ("happened_on", "kind", "scheme", "title", "detail", "needs_deliberation")
