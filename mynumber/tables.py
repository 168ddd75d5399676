"""The columns of the lists of figures, windows, measures and governance."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.html import format_html
from django_tables2 import A

from core.calendar import fiscal_year_label, today
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
    WarnedColumn,
)
from core.exhibits import Value
from core.in_sql import Joined, ListedArray, TextCell
from core.lists import RegisterTable
from mynumber.agenda import SOON, due_in_words
from mynumber.exhibits.windows import remarks_of
from mynumber.models import (
    AgendaItem,
    Audit,
    CsirtDrill,
    FigureCorrection,
    Finding,
    FlowFigure,
    Incident,
    IncidentBreakdown,
    Measure,
    Meeting,
    ReportableMatter,
    Series,
    StockFigure,
    Window,
)
from mynumber.models.scheme import Scheme
from mynumber.statistics import cumulative_in_sql, cumulative_of
from registry.tables.reservation import MinuteColumn

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

    def sql_cumulative(self) -> tuple[Any]:
        return (cumulative_in_sql(self.data.data),)

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


class FigureCorrectionTable(RegisterTable):
    series = Column(order_by=IN_ORDER_OF_SERIES, linkify=("figure_correction", {"pk": A("pk")}))
    cell = Column("四半期・基準日", orderable=False)
    before = FigureColumn("訂正前", accessor="figure_before", order_by="before")
    after = FigureColumn("訂正後", accessor="figure_after", order_by="after")
    unit = Column("単位", accessor="series__unit", orderable=False)
    state = Column()
    reason = Column(orderable=False)
    department = Column(
        "所管",
        accessor="series__department",
        order_by=("series__department__order", "series__department__code"),
    )
    proposed_by = Column("申し出た人", accessor="proposed_by__name", orderable=False, visible=False)
    proposed_at = MinuteColumn("申出")
    approved_by = Column("承認した人", accessor="approved_by__name", orderable=False, visible=False)
    approved_at = MinuteColumn("承認", visible=False)

    class Meta(RegisterTable.Meta):
        model = FigureCorrection
        fields = ()


class SeriesTable(RegisterTable):
    name = Column()
    code = CodeColumn()
    kind = Column()
    unit = Column()
    parts = LinesColumn(
        "合計する項目",
        lines=lambda series: series.part_names,
        cell_in_sql=lambda: TextCell(ListedArray(F("part_names"))),
    )
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

    def sql_number(self) -> tuple[Any]:
        return (Joined("第", Cast("number", models.TextField()), "回"),)


def standing_of(due_on: date | None, is_open: bool, day: date) -> tuple[str, str]:
    """How something that is followed stands on the day: the class of its badge and what it says."""
    if not is_open:
        return "badge-success", "済み"
    if due_on is None:
        css_class = ""
    elif due_on < day:
        css_class = "badge-error"
    else:
        css_class = "badge-warning" if due_on - day <= SOON else ""
    return css_class, due_in_words(due_on, day)


class StandingColumn(Column):
    """How far off it is that an open record is due, in words; files get the same words."""

    empty_values = ()

    def render(self, record: Any) -> str:
        css_class, words = standing_of(record.due_on, record.is_open, today())
        return format_html('<span class="badge {}">{}</span>', css_class, words)

    def value(self, record: Any) -> str:
        return standing_of(record.due_on, record.is_open, today())[1]


class OfMeetingColumn(Column):
    """A meeting in two short lines; files get its whole name."""

    def render(self, value: Meeting) -> str:
        number = f"{fiscal_year_label(value.fiscal_year)}第{value.number}回"
        return format_html('<span class="nowrap">{}</span><br>{}', number, Scheme(value.scheme).short)


class OfAuditColumn(Column):
    """An audit in two short lines; files get its whole name."""

    def render(self, value: Audit) -> str:
        year = fiscal_year_label(value.fiscal_year)
        return format_html('<span class="nowrap">{}</span><br>{}', year, Scheme(value.scheme).short)


class ToldTable(RegisterTable):
    """The meetings that were told of something, and what came of it."""

    meeting = Column(orderable=False, linkify=("meeting_detail", [A("meeting_id")]))
    kind = Column(orderable=False)
    title = LongColumn(orderable=False)
    outcome = Column(orderable=False)

    class Meta(RegisterTable.Meta):
        model = AgendaItem
        fields = ()
        empty_text = "まだどの会議の議題にもなっていません。"


class FollowUpTable(RegisterTable):
    meeting = OfMeetingColumn(
        order_by=("meeting__held_on", "meeting__number"), linkify=("meeting_detail", [A("meeting_id")])
    )
    held_on = DayColumn("開催日", accessor="meeting__held_on", visible=False)
    title = Column("議題", visible=False)
    follow_up = LongColumn(orderable=False)
    due_on = DayColumn("期限")
    standing = StandingColumn("状況", orderable=False)
    outcome = Column(visible=False)

    class Meta(RegisterTable.Meta):
        model = AgendaItem
        fields = ()

    def render_follow_up(self, record: AgendaItem) -> str:
        return format_html("{}<br>（議題：{}）", record.follow_up, record.title)

    def value_follow_up(self, value: str) -> str:
        return value


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


class OpenFindingTable(RegisterTable):
    audit = OfAuditColumn(
        order_by=("audit__fiscal_year", "audit__held_on"), linkify=("audit_detail", [A("audit_id")])
    )
    held_on = DayColumn("実施日", accessor="audit__held_on", visible=False)
    source = Column(visible=False)
    text = LongColumn(orderable=False)
    plan = WarnedColumn("改善の方針", missing="方針がありません", orderable=False)
    due_on = DayColumn("期限")
    standing = StandingColumn("状況", orderable=False)

    class Meta(RegisterTable.Meta):
        model = Finding
        fields = ()


class IncidentTable(RegisterTable):
    fiscal_year = FiscalYearColumn()
    known_on = DayColumn()
    date_meaning = Column("発生・公表")
    municipality = Column()
    event = LongColumn()
    total = FigureColumn("合計（件）")
    breakdowns = LinesColumn(
        "内訳",
        lines=lambda incident: [_breakdown(line) for line in incident.breakdowns.all()],
        cell_in_sql=lambda: TextCell(_breakdowns_in_sql()),
    )
    note = LongColumn()

    class Meta(RegisterTable.Meta):
        model = Incident
        fields = ()


def _breakdown(line: IncidentBreakdown) -> str:
    return f"{line}（{line.remark}）" if line.remark else str(line)


def _breakdowns_in_sql() -> models.Expression:
    remark = Joined("（", NullIf(F("remark"), models.Value("")), "）")
    line = Joined(
        F("certificate"), Cast(F("count"), models.TextField()), "件", Coalesce(remark, models.Value(""))
    )
    lines = IncidentBreakdown.objects.filter(incident=OuterRef("pk")).annotate(line=line)
    return ListedArray(ArraySubquery(lines.values("line")))


class CsirtDrillTable(RegisterTable):
    held_on = DayColumn()
    place = Column()

    class Meta(RegisterTable.Meta):
        model = CsirtDrill
        fields = ()


class ReportableMatterTable(RegisterTable):
    happened_on = DayColumn()
    title = LongColumn(linkify=("reportable_matter", [A("pk")]), orderable=False)
    kind = Column()
    scheme = Column("制度", accessor="scheme_in_words", order_by=("scheme",))
    needs_deliberation = MarkColumn("審議", yes="要する", no="要しない")
    told = FigureColumn("議題にした会議", accessor="told_count")
    detail = Column(visible=False)

    class Meta(RegisterTable.Meta):
        model = ReportableMatter
        fields = ()
