from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin.columns import day_column
from core.admin.register import FORM_FIELDS
from core.calendar import wareki
from core.fields import DecimalCountField
from mynumber.admin.figure import FigureAdmin
from mynumber.admin.figure_forms import StockFigureForm, StockFigureRowForm
from mynumber.models import Series, StockFigure


class AsOfFilter(admin.SimpleListFilter):
    """The days of which there are figures, in 和暦."""

    title = "基準日"
    parameter_name = "as_of"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterator[tuple[str, str]]:
        days = model_admin.get_queryset(request).order_by("-as_of").values_list("as_of", flat=True).distinct()
        return ((day.isoformat(), wareki(day)) for day in days)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        try:
            return queryset.filter(as_of=self.value())
        except ValidationError as error:
            raise IncorrectLookupParameters(error) from error


@admin.register(StockFigure)
class StockFigureAdmin(FigureAdmin):
    form = StockFigureForm
    formfield_overrides = FORM_FIELDS | {
        models.DecimalField: {"form_class": DecimalCountField, "widget": DecimalCountField.widget}
    }
    list_display = ("series", day_column("as_of", "基準日"), "value", "unit", "note")
    list_editable = ("value",)
    list_filter = (AsOfFilter,)
    list_select_related = ("series",)
    search_fields = ("series__name", "series__code")
    search_help_text = "実績項目の名前で探します。"
    ordering = ("-as_of", "series__order", "series__code")
    fieldsets = (
        (
            None,
            {
                "fields": ("series", "as_of", "value"),
                "description": "ある日に在る数です。3月31日と4月1日は別の日として、それぞれ登録します。"
                "合計の項目（交付前設定済など）は内訳から計算するので、入力しません。",
            },
        ),
        (None, {"fields": ("note",)}),
    )

    class Media:
        css = {"all": ["mynumber/figures.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockFigure]:
        return super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined]

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": StockFigureRowForm, **kwargs})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "series":
            series = Series.objects.typed_in().visible_to(request.user)
            kwargs["queryset"] = series.filter(kind=Series.Kind.STOCK)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: StockFigure | None = None) -> tuple[str, ...]:
        """Which series and day a row is of stays: another one is another row."""
        return ("series", "as_of_shown") if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: StockFigure | None = None) -> Any:
        if obj is None:
            return self.fieldsets
        (name, options), *others = self.fieldsets
        return ((name, options | {"fields": ("series", "as_of_shown", "value")}), *others)

    @admin.display(description="基準日")
    def as_of_shown(self, figure: StockFigure) -> str:
        return wareki(figure.as_of)

    @admin.display(description="単位")
    def unit(self, figure: StockFigure) -> str:
        return figure.series.unit
