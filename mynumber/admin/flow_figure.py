"""The main job: a quarter's figures are entered, and the year's total and the cumulative follow."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from core.admin.columns import fiscal_year_column, shown_figure
from core.admin.filters import ALL, FiscalYearFilter
from core.calendar import fiscal_year_label, quarter_of, today
from core.exhibits import UNKNOWN
from core.models import Staff
from core.reports.printing import printed
from mynumber.admin.figure import FigureAdmin
from mynumber.admin.figure_forms import FlowFigureForm, FlowFigureRowForm
from mynumber.forms import YearForm
from mynumber.models import FlowFigure, Series
from mynumber.models.figure import QUARTERS
from mynumber.services.prepare_year import prepare_year
from mynumber.statistics import Figures


class FlowFigureList(ChangeList):
    """The rows of a page, each with its cumulative: all of them read at once, not row by row."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        figures = Figures(through=max((row.fiscal_year for row in self.result_list), default=0))
        for row in self.result_list:
            row.cumulative = figures.cumulative(row.series, row.fiscal_year)


@admin.register(FlowFigure)
class FlowFigureAdmin(FigureAdmin):
    form = FlowFigureForm
    list_display = (
        "series",
        fiscal_year_column,
        *QUARTERS,
        "whole_year",
        "total_shown",
        "cumulative_shown",
        "unit",
    )
    list_display_links = ("series",)
    list_editable = QUARTERS
    list_select_related = ("series",)
    search_fields = ("series__name", "series__code")
    search_help_text = "実績項目の名前で探します。"
    ordering = ("-fiscal_year", "series__order", "series__code")
    readonly_fields = ("total_shown", "cumulative_shown")
    fieldsets = (
        (None, {"fields": ("series", "fiscal_year")}),
        (
            "四半期の数",
            {
                "fields": QUARTERS,
                "description": "全角の数字や「，」「件」が付いていても読み取ります。"
                "０件のときは 0 を入れ、まだ分からない四半期は空欄にします。",
            },
        ),
        (
            "年間の数だけが分かるとき",
            {"fields": ("whole_year",), "description": "四半期の数と両方を入れることはできません。"},
        ),
        (
            "計算される数",
            {
                "fields": ("total_shown", "cumulative_shown"),
                "description": "保存すると計算し直します。年度計と累計は入力しません。",
            },
        ),
        (None, {"fields": ("note",)}),
    )

    class Media:
        css = {"all": ["mynumber/figures.css"]}

    # --- Whose figures ---------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[FlowFigure]:
        return super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "series":
            series = Series.objects.typed_in().visible_to(request.user)
            kwargs["queryset"] = series.filter(kind=Series.Kind.FLOW)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: FlowFigure | None = None) -> tuple[str, ...]:
        """Which series and year a row is of stays: another one is another row."""
        fixed = ("series", "fiscal_year_shown") if obj else ()
        return (*fixed, *self.readonly_fields)

    def get_fieldsets(self, request: HttpRequest, obj: FlowFigure | None = None) -> Any:
        if obj is None:
            return self.fieldsets
        return ((None, {"fields": ("series", "fiscal_year_shown")}), *self.fieldsets[1:])

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        by_department = ("series__department", admin.RelatedOnlyFieldListFilter)
        sees_all = request.user.has_perm("mynumber.view_all_figures")
        return (FiscalYearFilter, by_department) if sees_all else (FiscalYearFilter,)

    # --- The list --------------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return FlowFigureList

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        """The year is a column only where there are several: the filter says it already."""
        several = request.GET.get(FiscalYearFilter.parameter_name) == ALL
        return tuple(each for each in self.list_display if several or each is not fiscal_year_column)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": FlowFigureRowForm, **kwargs})

    @admin.display(description="単位")
    def unit(self, figure: FlowFigure) -> str:
        return figure.series.unit

    @admin.display(description="年度")
    def fiscal_year_shown(self, figure: FlowFigure) -> str:
        return fiscal_year_label(figure.fiscal_year)

    @admin.display(description="年度計")
    def total_shown(self, figure: FlowFigure) -> str:
        return shown_figure(figure.total)

    @admin.display(description="累計")
    def cumulative_shown(self, figure: FlowFigure) -> str:
        """Of the list, read with the page; of one record, read now."""
        if figure.pk is None:
            return ""
        value = figure.cumulative if hasattr(figure, "cumulative") else _cumulative(figure)
        return shown_figure(value)

    # --- What saving has changed -----------------------------------------------------------------------

    def response_add(self, request: HttpRequest, obj: FlowFigure, post_url_continue: Any = None) -> Any:
        self._tell(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: FlowFigure) -> Any:
        self._tell(request, obj)
        return super().response_change(request, obj)

    def _tell(self, request: HttpRequest, figure: FlowFigure) -> None:
        figures = Figures(through=figure.fiscal_year)
        total = figures.flow(figure.series, figure.fiscal_year)
        unit = figure.series.unit
        if total is UNKNOWN:
            told = f"{figure}には、まだ数がありません。"
        elif (cumulative := figures.cumulative(figure.series, figure.fiscal_year)) is not UNKNOWN:
            told = f"{figure}は、年度計{printed(total, unit)}、累計{printed(cumulative, unit)}になりました。"
        else:
            told = (
                f"{figure}は、年度計{printed(total, unit)}になりました。{_why_no_cumulative(figures, figure)}"
            )
        self.message_user(request, told, messages.INFO)

    # --- A new year ------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        name = "mynumber_flowfigure_prepare_year"
        own = [path("prepare-year/", self.admin_site.admin_view(self.prepare_year_view), name=name)]
        return own + super().get_urls()

    def prepare_year_view(self, request: HttpRequest) -> HttpResponse:
        """Rows for all series of a fiscal year at once, so that a quarter can be entered in the list."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        now = quarter_of(today()).fiscal_year
        form = YearForm(request.POST if request.method == "POST" else None, initial={"fiscal_year": now})
        if form.is_valid():
            year = form.cleaned_data["fiscal_year"]
            added = prepare_year(fiscal_year=year, actor=cast(Staff, request.user))
            label = fiscal_year_label(year)
            told = (
                f"{label}の行を{added}件用意しました。"
                if added
                else f"{label}の行は、すべて用意してあります。"
            )
            self.message_user(request, told, messages.SUCCESS)
            url = reverse("admin:mynumber_flowfigure_changelist")
            return HttpResponseRedirect(f"{url}?fiscal_year={year}")
        context = {
            **self.admin_site.each_context(request),
            "title": "年度の行をまとめて用意する",
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/mynumber/flowfigure/prepare_year.html", context)


def _cumulative(figure: FlowFigure) -> Any:
    return Figures(through=figure.fiscal_year).cumulative(figure.series, figure.fiscal_year)


def _why_no_cumulative(figures: Figures, figure: FlowFigure) -> str:
    """Which years have to be entered first; nothing where the series keeps no cumulative."""
    if figure.series.opening_balance is None:
        return ""
    missing = figures.years_without_total(figure.series, figure.fiscal_year)
    return f"累計は、{'・'.join(map(fiscal_year_label, missing))}の数が入ると計算されます。"
