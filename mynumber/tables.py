"""The columns of the lists of figures, windows, measures and governance."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django_tables2 import A

from core.columns import (
    CodeColumn,
    Column,
    DayColumn,
    FigureColumn,
    FiscalYearColumn,
    LinesColumn,
    LongColumn,
    LongLinesColumn,
    MarkColumn,
)
from core.exhibits import Value
from core.lists import RegisterTable
from mynumber.exhibits.windows import remarks_of
from mynumber.models import (
    AgendaItem,
    Audit,
    CsirtDrill,
    Finding,
    FlowFigure,
    Incident,
    IncidentBreakdown,
    Measure,
    Meeting,
    Series,
    StockFigure,
    Window,
)
from mynumber.statistics import cumulative_of

IN_ORDER_OF_SERIES = ("series__order", "series__code")


class FlowFigureTable(RegisterTable):
    """Its rows need `history`, of which the statistics make the cumulative: it is never counted twice."""

    fiscal_year = FiscalYearColumn()
    series = Column(order_by=IN_ORDER_OF_SERIES)
    unit = Column("単位", accessor="series__unit", orderable=False)
    q1 = FigureColumn("4～6月")
    q2 = FigureColumn("7～9月")
    q3 = FigureColumn("10～12月")
    q4 = FigureColumn("1～3月")
    whole_year = FigureColumn()
    total = FigureColumn()
    cumulative = FigureColumn("累計", empty_values=(), orderable=False)
    department = Column(
        "所管",
        accessor="series__department",
        order_by=("series__department__order", "series__department__code"),
    )
    note = LongColumn()

    class Meta(RegisterTable.Meta):
        model = FlowFigure
        fields = ()

    def value_cumulative(self, record: Any) -> Value:
        first_year, known_years, total = record.history
        return cumulative_of(record.series, record.fiscal_year, first_year, known_years, total or 0)

    def render_cumulative(self, record: FlowFigure, column: FigureColumn) -> str:
        return column.render(self.value_cumulative(record))


class StockFigureTable(RegisterTable):
    as_of = DayColumn()
    series = Column(order_by=IN_ORDER_OF_SERIES)
    value = FigureColumn("数", accessor="figure", order_by="value")
    unit = Column("単位", accessor="series__unit", orderable=False)
    department = Column(
        "所管",
        accessor="series__department",
        order_by=("series__department__order", "series__department__code"),
    )
    note = LongColumn()

    class Meta(RegisterTable.Meta):
        model = StockFigure
        fields = ()


class SeriesTable(RegisterTable):
    name = Column()
    code = CodeColumn()
    kind = Column()
    unit = Column()
    parts = LinesColumn("合計する項目", lines=lambda series: series.part_names)
    department = Column(order_by=("department__order", "department__code"))
    affair = Column(visible=False)
    started_on = DayColumn()
    opening_balance = FigureColumn()
    remarks = Column(orderable=False)

    class Meta(RegisterTable.Meta):
        model = Series
        fields = ()


class WindowTable(RegisterTable):
    service = Column()
    name = Column()
    hours = LinesColumn("開設時間", lines=lambda window: _hours(window), attrs={"cell": {"class": "code"}})
    at_issuance = MarkColumn("交付時来庁（交）")
    at_application = MarkColumn("申請時来庁（申）")
    starts_on = DayColumn()
    ends_on = DayColumn()
    remarks = LongLinesColumn("説明", lines=lambda window: [remarks_of(window)] if window.remarks else [])

    class Meta(RegisterTable.Meta):
        model = Window
        fields = ()


def _hours(window: Window) -> Iterator[str]:
    for hours in window.hours.all():
        about = "概ね" if hours.approximately else ""
        yield f"{hours.days} {about}{hours.opens_at:%H:%M}～{hours.closes_at:%H:%M}".strip()
        if hours.exception:
            yield f"（{hours.exception}）"


class MeasureTable(RegisterTable):
    heading = Column()
    text = LongColumn()
    note = Column()
    starts_on = DayColumn()
    ends_on = DayColumn()

    class Meta(RegisterTable.Meta):
        model = Measure
        fields = ()


class MeetingTable(RegisterTable):
    fiscal_year = FiscalYearColumn()
    number = FigureColumn(linkify=("meeting_detail", [A("pk")]))
    scheme = Column()
    held_on = DayColumn()
    deliberations = FigureColumn("審議事項（件）")
    reports = FigureColumn("報告事項（件）")

    class Meta(RegisterTable.Meta):
        model = Meeting
        fields = ()

    def render_number(self, value: int) -> str:
        return f"第{value}回"


class AgendaItemTable(RegisterTable):
    kind = Column(orderable=False)
    title = Column(orderable=False)

    class Meta(RegisterTable.Meta):
        model = AgendaItem
        fields = ()


class AuditTable(RegisterTable):
    fiscal_year = FiscalYearColumn()
    scheme = Column(linkify=("audit_detail", [A("pk")]))
    held_on = DayColumn()
    findings = FigureColumn("指摘事項（件）", accessor="finding_count")
    asking = FigureColumn("改善を求めるもの（件）", accessor="asking_count")
    unimproved = FigureColumn("改善未確認（件）", accessor="unimproved_count")

    class Meta(RegisterTable.Meta):
        model = Audit
        fields = ()


class FindingTable(RegisterTable):
    text = LongColumn(orderable=False)
    asks_improvement = MarkColumn(orderable=False)
    improvement = LongColumn("改善の確認", orderable=False)

    class Meta(RegisterTable.Meta):
        model = Finding
        fields = ()

    def render_improvement(self, value: Finding) -> str:
        link = reverse("audit_detail", args=[value.audit_id])
        return format_html('<a href="{}">{}</a>：{}', link, value.audit, value.text)


class IncidentTable(RegisterTable):
    fiscal_year = FiscalYearColumn()
    known_on = DayColumn()
    date_meaning = Column("発生・公表")
    municipality = Column()
    event = LongColumn()
    total = FigureColumn("合計（件）")
    breakdowns = LinesColumn(
        "内訳", lines=lambda incident: [_breakdown(line) for line in incident.breakdowns.all()]
    )
    note = LongColumn()

    class Meta(RegisterTable.Meta):
        model = Incident
        fields = ()


def _breakdown(line: IncidentBreakdown) -> str:
    return f"{line}（{line.remark}）" if line.remark else str(line)


class CsirtDrillTable(RegisterTable):
    held_on = DayColumn()
    place = Column()

    class Meta(RegisterTable.Meta):
        model = CsirtDrill
        fields = ()
