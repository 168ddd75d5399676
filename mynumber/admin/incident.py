from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest

from core.admin.columns import day_column, fiscal_year_column, shown_figure
from core.admin.filters import FiscalYearFilter
from core.admin.register import LineInline, RegisterAdmin
from mynumber.models import Incident, IncidentBreakdown


class IncidentBreakdownInline(LineInline):
    model = IncidentBreakdown


_known_on = day_column("known_on", "年月日")


@admin.register(Incident)
class IncidentAdmin(RegisterAdmin):
    inlines = (IncidentBreakdownInline,)
    list_display = (
        _known_on,
        "date_meaning",
        "municipality",
        "event",
        "total",
        fiscal_year_column,
    )
    list_display_links = (_known_on, "municipality")
    list_filter = (FiscalYearFilter, "date_meaning")
    search_fields = ("municipality", "event", "note", "breakdowns__certificate")
    date_hierarchy = "known_on"
    readonly_fields = ("total",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "fiscal_year",
                    "known_on",
                    "date_meaning",
                    "municipality",
                    "event",
                    "note",
                    "order",
                ),
                "description": "発生した日か公表された日かを「年月日の意味」で選びます。",
            },
        ),
        (
            "合計",
            {
                "fields": ("total",),
                "description": "下の内訳の件数を足したものです。保存すると計算し直します。",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        sums = IncidentBreakdown.objects.filter(incident=OuterRef("pk")).values("incident")
        total = Subquery(sums.order_by().annotate(total=Sum("count")).values("total"))
        return super().get_queryset(request).annotate(total_count=total)

    @admin.display(description="計（件）", ordering="total_count")
    def total(self, incident: Any) -> str:
        return shown_figure(getattr(incident, "total_count", None))
