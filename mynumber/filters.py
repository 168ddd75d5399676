"""What the lists of figures, windows, measures and governance can be filtered by."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import FilterSet

from core.calendar import fiscal_year_period
from core.conditions import (
    ChoiceCondition,
    DayRangeCondition,
    FiscalYearCondition,
    InForceCondition,
    LineTextCondition,
    RecordCondition,
    TextCondition,
    YesNoCondition,
)
from core.models import Department
from mynumber.models import (
    Finding,
    FlowFigure,
    Incident,
    Measure,
    ReportableMatter,
    Series,
    StockFigure,
    Window,
)
from mynumber.models.scheme import Scheme
from mynumber.states.correction import State as CorrectionState


def _departments(request: Any) -> QuerySet:
    return Department.objects.filter(Exists(Series.objects.filter(department=OuterRef("pk"))))


def _series_of(model: type[FlowFigure] | type[StockFigure]) -> Any:
    """The series of which the person sees figures."""

    def visible(request: Any) -> QuerySet:
        figures = model.objects.visible_to(request.user).filter(series=OuterRef("pk"))
        return Series.objects.filter(Exists(figures))

    return visible


class FlowFigureFilter(FilterSet):
    fiscal_year = FiscalYearCondition()
    series = RecordCondition(queryset=_series_of(FlowFigure), label="実績項目")
    department = RecordCondition(field_name="series__department", queryset=_departments, label="所管")
    text = TextCondition("series__name", "note", label="項目・注記")


class StockFigureFilter(FilterSet):
    as_of = DayRangeCondition(label="基準日")
    series = RecordCondition(queryset=_series_of(StockFigure), label="実績項目")
    department = RecordCondition(field_name="series__department", queryset=_departments, label="所管")
    text = TextCondition("series__name", "note", label="項目・注記")


class SeriesFilter(FilterSet):
    text = TextCondition("name", "code", "remarks", label="項目・コード・備考")
    kind = ChoiceCondition(choices=Series.Kind.choices, label="種類")
    department = RecordCondition(queryset=_departments, label="所管")


class CorrectedYearCondition(FiscalYearCondition):
    """Corrections of figures of a fiscal year; the stock of 1 April comes with the year that closed."""

    def filter(self, qs: QuerySet, value: int | None) -> QuerySet:
        if value is None:
            return qs
        days = tuple(day + timedelta(days=1) for day in fiscal_year_period(value))
        return qs.filter(Q(flow_figure__fiscal_year=value) | Q(stock_figure__as_of__range=days))


class FigureCorrectionFilter(FilterSet):
    state = ChoiceCondition(choices=CorrectionState.choices, label="状態")
    fiscal_year = CorrectedYearCondition()
    department = RecordCondition(field_name="series__department", queryset=_departments, label="所管")
    text = TextCondition("series__name", "reason", label="項目・理由")


class WindowFilter(FilterSet):
    text = TextCondition("name", "remarks", label="窓口・説明")
    service = ChoiceCondition(choices=Window.Service.choices, label="取扱い")
    in_force_on = InForceCondition(label="この日に開設")


class MeasureFilter(FilterSet):
    text = TextCondition("text", "note", label="対策・注記")
    heading = ChoiceCondition(choices=Measure.Heading.choices, label="区分")
    in_force_on = InForceCondition(label="この日に実施")


class MeetingFilter(FilterSet):
    fiscal_year = FiscalYearCondition()
    scheme = ChoiceCondition(choices=Scheme.choices, label="制度")
    held_on = DayRangeCondition(label="開催日")
    text = LineTextCondition("agenda_items__title", label="議題")


class AuditFilter(FilterSet):
    fiscal_year = FiscalYearCondition()
    scheme = ChoiceCondition(choices=Scheme.choices, label="制度")
    unimproved = YesNoCondition(
        field_name="waits_for_improvement", yes="あります", no="ありません", label="改善未確認の指摘"
    )
    text = LineTextCondition("findings__text", label="指摘事項")


class IncidentFilter(FilterSet):
    fiscal_year = FiscalYearCondition(label="報告する年度")
    known_on = DayRangeCondition(label="年月日")
    date_meaning = ChoiceCondition(choices=Incident.DateMeaning.choices, label="発生・公表")
    text = TextCondition("municipality", "event", "note", label="自治体・事案")


class CsirtDrillFilter(FilterSet):
    held_on = DayRangeCondition(label="実施日")
    text = TextCondition("place", label="実施場所")


class SchemeOrBothCondition(ChoiceCondition):
    """Matters that the meeting of the scheme is told of: those of both schemes too."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(scheme__in=["", value]) if value else qs


class ReportableMatterFilter(FilterSet):
    text = TextCondition("title", "detail", label="件名・内容")
    kind = ChoiceCondition(choices=ReportableMatter.Kind.choices, label="種類")
    scheme = SchemeOrBothCondition(choices=Scheme.choices, label="制度")
    happened_on = DayRangeCondition(label="年月日")


class FollowUpFilter(FilterSet):
    text = TextCondition("title", "follow_up", "outcome", label="議題・宿題・結果")
    scheme = ChoiceCondition(field_name="meeting__scheme", choices=Scheme.choices, label="制度")
    fiscal_year = FiscalYearCondition("meeting__fiscal_year", label="会議の年度")
    due_on = DayRangeCondition(label="期限")


class OpenFindingFilter(FilterSet):
    text = TextCondition("text", "plan", label="指摘事項・改善の方針")
    scheme = ChoiceCondition(field_name="audit__scheme", choices=Scheme.choices, label="制度")
    fiscal_year = FiscalYearCondition("audit__fiscal_year", label="監査の年度")
    source = ChoiceCondition(choices=Finding.Source.choices, label="指摘した者")
    due_on = DayRangeCondition(label="期限")
