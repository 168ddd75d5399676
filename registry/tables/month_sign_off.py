"""The columns of the months' sign-offs."""

from datetime import date

from django_tables2 import A

from core.calendar import wareki_month
from core.columns import CellsInSql, Column, FigureColumn, LongColumn, MarkColumn, TimeColumn
from core.files.guard import Cell
from core.in_sql import Month, Source, WarekiMonth
from core.lists import RegisterTable
from registry.models import MonthSignOff


class MonthColumn(Column):
    """A month: 和暦 on the screen, 2026-10 and 和暦 in files."""

    css_class = "date"

    def render(self, value: date) -> str:
        return wareki_month(value)

    def file_headings(self, heading: str) -> tuple[str, ...]:
        return heading, f"{heading}（和暦）"

    def file_cells(self, value: date | None) -> tuple[Cell, ...]:
        return (f"{value:%Y-%m}", wareki_month(value)) if value else (None, None)

    def file_sql(self, source: Source | None) -> CellsInSql:
        return (Month(source.value), WarekiMonth(source.value)) if source else None


class MonthSignOffTable(RegisterTable):
    month = MonthColumn(linkify=("month_sign_off", {"pk": A("pk")}))
    site = Column(order_by=("site__order", "site__code"))
    record_count = FigureColumn()
    lookup_count = FigureColumn()
    signed_by = Column(order_by=("signed_by__kana", "signed_by__name"))
    signed_at = TimeColumn()
    reopened = MarkColumn("戻し", accessor="is_reopened", yes="戻し", order_by=("reopened_at",))
    note = LongColumn()
    reopen_reason = Column(visible=False)

    class Meta(RegisterTable.Meta):
        model = MonthSignOff
        fields = ()
