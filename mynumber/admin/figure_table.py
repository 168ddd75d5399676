from django.contrib import admin

from core.admin.register import LineInline, RegisterAdmin
from mynumber.models import FigureTable, FigureTableLine


class FigureTableLineInline(LineInline):
    model = FigureTableLine


@admin.register(FigureTable)
class FigureTableAdmin(RegisterAdmin):
    inlines = (FigureTableLineInline,)
    list_display = ("title", "basis", "years", "cumulative_heading", "slug", "order")
    list_filter = ("basis",)
    search_fields = ("title", "slug")
    fieldsets = (
        (
            None,
            {
                "fields": ("slug", "title", "stub_heading", "basis", "years", "order"),
                "description": "どの実績項目を、どの順で、何という名前で表に出すかを決めます。",
            },
        ),
        ("累計と合計", {"fields": ("cumulative_heading", "total_label")}),
    )
