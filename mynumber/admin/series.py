from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin.columns import day_column, shown_figure
from core.admin.register import LineInline, RegisterAdmin
from mynumber.models import Series, SeriesPart


class SeriesPartInline(LineInline):
    model = SeriesPart
    fk_name = "whole"
    verbose_name_plural = "合計の内訳（内訳がある項目は入力せず、計算します）"


@admin.register(Series)
class SeriesAdmin(RegisterAdmin):
    inlines = (SeriesPartInline,)
    list_display = (
        "name",
        "kind",
        "unit",
        "department",
        day_column("started_on", "開始日"),
        "balance",
        "code",
        "order",
    )
    list_filter = ("kind", ("department", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("department",)
    search_fields = ("name", "code", "remarks")
    fieldsets = (
        (None, {"fields": ("code", "name", "kind", "unit", "decimals", "department", "order")}),
        (
            "累計",
            {
                "fields": ("started_on", "ended_on", "opening_balance"),
                "description": "累計は、開始時の累計に、登録されている年度の計を足したものです。",
            },
        ),
        (
            "割合",
            {
                "fields": ("numerator", "denominator", "rounding"),
                "description": "人口比のように、２つの項目から百分率を計算する項目だけに入れます。"
                "分母の数が登録されていない日は、割合そのものを入力します。",
            },
        ),
        (
            "入力の確かめ",
            {
                "fields": ("may_fall", "swing_percent"),
                "description": "入力の画面で、ありえない数を断り、大きく増減した数に理由を求めます。",
            },
        ),
        (None, {"fields": ("affair", "remarks")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Series]:
        return super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined]

    @admin.display(description="開始時の累計", ordering="opening_balance")
    def balance(self, series: Series) -> str:
        return shown_figure(series.opening_balance)

    def get_readonly_fields(self, request: HttpRequest, obj: Series | None = None) -> Any:
        """The code is the series' name in files, and the kind says which figures it has: both stay."""
        return ("code", "kind") if obj else ()
